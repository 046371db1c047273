/*
 * article_draft: what editors do with a draft, as steps of publish/article_change: write it, change its
 * files, submit it, drop it; and what a draft must have before it goes out.  A step that refuses says why in
 * the try.
 * Depends on: publish/article_try, publish/article_check, publish/column, staff/account.
 */
#ifndef PUBLISH_ARTICLE_DRAFT_H
#define PUBLISH_ARTICLE_DRAFT_H

#include "publish/article_try.h"

enum status draft_write(struct article_try *try);
enum status draft_attach(struct article_try *try);
enum status draft_submit(struct article_try *try);
enum status draft_discard(struct article_try *try);

/* Whether its column is there and open, takes this from this person, and has what it asks for. */
enum status draft_check_column(struct article_try *try, const struct article_text *text);
enum status draft_check_policy(struct article_try *try, const struct article_text *text);
enum status draft_check_files(struct article_try *try, const struct article_text *text);
enum status draft_check(struct article_try *try);
/* Whoever does this counts as one of its writers. */
void draft_add_writer(struct article_try *try);

#endif
