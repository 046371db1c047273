/*
 * policy_view: policy documents and interpretations as view trees, the same for residents and staff, HTML and
 * JSON.  Depends on: pages/publish/article_view, lists/articles.
 */
#ifndef PAGES_PUBLISH_POLICY_VIEW_H
#define PAGES_PUBLISH_POLICY_VIEW_H

#include "lists/articles.h"
#include "web/route.h"

/* A row of the library: that of article_row_view, body, issued_date. */
void policy_row_view(struct arena *arena, const struct article *article, struct value *map);

/*
 * What a version says as a document, "document": {number, body, issued_date, effective_date, ends_date and
 * what policy_validity_view adds, as of now}; as an interpretation: kind, kind_label.
 */
void policy_text_view(const struct article_text *text, int64_t now, struct value *map);

/*
 * Adds what it is linked with and the public may open: "successor": the document that took its place,
 * "replaced": those whose place it took, "interpretations" with kind and kind_label, "explained": what it
 * interprets.  Nothing is read for an article that is neither.
 */
enum status policy_links_view(struct casework *work, const struct article *article,
	const struct article_text *text, struct value *map);

#endif
