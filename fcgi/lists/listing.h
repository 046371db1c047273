/*
 * listing: the public lists, a page at a time (lists/walk).  Rows that the public may not see are left out
 * here. Depends on: model/access.
 */
#ifndef LISTS_LISTING_H
#define LISTS_LISTING_H

#include "model/access.h"

enum tab { TAB_NEW, TAB_HOT, TAB_ANSWERED, TAB_COUNT };
const char *tab_name(enum tab tab);
bool tab_parse(struct str name, enum tab *out);

struct listing {
	enum channel channel;
	enum tab tab;
	bool any_category;
	enum category category;
	struct str dept;	/* empty: any */
	int64_t from;		/* ms: only those whose time in the list is not before it, */
	int64_t until;		/* and before it; 0: any.  For lists by time */
	struct str before;	/* cursor, empty: from the top */
	size_t limit;		/* rows a page, at most 50 */
};

struct listing_page {
	struct case_record *rows;
	size_t count;
	struct str next;	/* cursor of the next page, empty at the end */
	int64_t total;		/* length of the list before filters by two criteria */
};

/* ERR_MALFORMED for a bad cursor. */
enum status listing_read(struct casework *work, const struct listing *listing, struct listing_page *page);

#endif
