/*
 * digests: dailies as view trees, the same for residents and staff.  Depends on: publish/digest,
 * pages/view/present.
 */
#ifndef PAGES_VIEW_DIGESTS_H
#define PAGES_VIEW_DIGESTS_H

#include "web/route.h"
#include "publish/digest.h"
#include "pages/view/present.h"

#define DIGESTS_A_PAGE 20

/*
 * Adds digests [{date, date_text, url, published, first (the text's first line)}] and next (the date to go on
 * before, or empty).
 */
enum status digests_add_list(struct exchange *exchange, bool drafts, const char *path, struct value *view);

/*
 * Adds the daily: date, date_text, published, version, text, released, released_text, and cases: those of its
 * cases that the public sees now, as rows (row_view) with answer (the first 200 characters of the latest) and
 * answer_cut.
 */
enum status digests_add_one(struct exchange *exchange, const struct digest *digest, struct value *map);

/* The handlers, as the route table names them. */
enum status digests_list(struct exchange *exchange);
enum status digests_show(struct exchange *exchange);

#endif
