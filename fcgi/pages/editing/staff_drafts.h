/*
 * staff_drafts: the editor's form: a new article, a draft, the revision of a published one.  What was typed
 * comes back with every refusal; who loses a race gets the other text beside it.  Depends on:
 * pages/editing/article_forms, publish/article_change.
 */
#ifndef PAGES_EDITING_STAFF_DRAFTS_H
#define PAGES_EDITING_STAFF_DRAFTS_H

#include "web/route.h"

enum status staff_drafts_new(struct exchange *exchange);
enum status staff_drafts_create(struct exchange *exchange);
enum status staff_drafts_create_again(struct exchange *exchange);
enum status staff_drafts_form(struct exchange *exchange);
enum status staff_drafts_edit(struct exchange *exchange);
enum status staff_drafts_edit_again(struct exchange *exchange);

#endif
