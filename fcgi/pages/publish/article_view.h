/*
 * article_view: articles and columns as view trees, the same for residents and staff, HTML and JSON.
 * Depends on: publish/article_access, publish/column, pages/publish/markdown.
 */
#ifndef PAGES_PUBLISH_ARTICLE_VIEW_H
#define PAGES_PUBLISH_ARTICLE_VIEW_H

#include "lists/articles.h"
#include "publish/column.h"
#include "web/route.h"

/* All columns, as they were at most a second ago; they live as long as the request. */
enum status columns_read_lately(struct exchange *exchange, struct columns *columns);

/*
 * The article that the path names, and the version that the query's "version" names; without it the latest.
 * ERR_NOT_FOUND for what is none.
 */
enum status article_read_asked(struct exchange *exchange, struct article *article,
	struct article_version *version);

/* Its path. */
struct str article_url(struct arena *arena, uint64_t n);

/* Adds validity, validity_label, and which it is: ended, pending or in_force. */
void policy_validity_view(enum policy_validity validity, struct value *map);

/*
 * A row of a list: {n, title, summary, url, published, published_date, pub_date (of meta tags), column}; of a
 * policy document also number and what policy_validity_view adds.
 */
void article_row_view(struct arena *arena, const struct article *article, struct value *map);
/* Adds a row each to list. */
void article_rows_view(struct arena *arena, const struct articles_page *page, struct value *list);
/*
 * A version as it reads: n, title, url, column, summary, source, author, keywords, body, html, version,
 * sealed_text, published, published_text, pub_date (of the meta tags), revised_text, note.
 */
void article_text_view(struct arena *arena, const struct article *article,
	const struct article_version *version, struct value *map);
/*
 * Adds "versions": [{version, when, change, version_url}], 修订记录, newest first, of those that have
 * several; url is where the latest is read.
 */
enum status article_history_view(struct casework *work, const struct article *article, struct str url,
	struct value *map);
/* Adds "trail": [{id, name, url}], from the first level to the column itself. */
void column_trail_view(struct arena *arena, const struct columns *columns, const struct column *column,
	struct value *map);
/* {id, name, url, type, description, keywords, closed} */
void column_view(struct arena *arena, const struct column *column, struct value *map);

#endif
