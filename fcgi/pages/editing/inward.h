/*
 * inward: the links and pictures of a draft that lead to this site, each looked at as a reader of the article
 * would find it: pages by the route table (pages/http/reader), the draft's own attachments and places, files
 * of htdocs/static.  An address with the site's own domain counts as such a link; others are the jobs'
 * (publish/outward).  Looks at the words as they are read, too.  Fails only where a page can't be looked at, such as ERR_AWAY.  Depends on: pages/site,
 * pages/publish/markdown, publish/article_check, attachments/attachment.
 */
#ifndef PAGES_EDITING_INWARD_H
#define PAGES_EDITING_INWARD_H

#include "publish/article_check.h"
#include "web/route.h"

/* Different links of one draft that are looked at; a draft with more is stopped. */
#define INWARD_MOST 200

/*
 * What leads nowhere in the text of article n, as findings of FINDING_LINK; and what its words alone tell
 * (article_check_text), which marks of CommonMark may hide: a number with one digit in bold is read as one.
 */
enum status inward_check(struct exchange *exchange, uint64_t n, const struct article_text *text,
	struct article_findings *out);
/* *why: why readers could not open the place that article n is said to have moved to; empty: they can. */
enum status inward_place(struct exchange *exchange, uint64_t n, struct str place, struct str *why);

#endif
