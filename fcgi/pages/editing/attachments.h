/*
 * attachments: the files of articles: an editor adds and removes them, everybody who may read the text
 * downloads them.  nginx sends the file, which X-Accel-Redirect names.  Depends on: publish/article_change,
 * attachments/examine.
 */
#ifndef PAGES_EDITING_ATTACHMENTS_H
#define PAGES_EDITING_ATTACHMENTS_H

#include "publish/article.h"
#include "pages/site.h"

/*
 * GET: of a published version (the query's "version"; without it the latest), for everybody.  ERR_GONE with
 * the reason for what was withdrawn; of an article that was taken down as its page answers.
 */
enum status attachments_public(struct exchange *exchange);
/* GET: of the draft, or of the latest version, for who may see drafts. */
enum status attachments_inside(struct exchange *exchange);
/* Sends the file of the text that the address names, whoever was let in to it: ERR_NOT_FOUND if there is none. */
enum status attachments_send(struct exchange *exchange, uint64_t n, const struct article_text *text);
/* POST with a file: takes it, if wenzheng-attachment and the virus scanner let it through. */
enum status attachments_add(struct exchange *exchange);
/* POST: out of the draft; published versions keep it. */
enum status attachments_remove(struct exchange *exchange);
/* POST: the draft withdraws a file of earlier versions, with a reason; or does so no more. */
enum status attachments_withdraw(struct exchange *exchange);
enum status attachments_restore(struct exchange *exchange);

#endif
