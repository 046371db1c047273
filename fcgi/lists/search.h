/*
 * search: finding cases among those a member of staff has business with, by number and by the sender's
 * phone; search/inside does it by words.  It never returns any other case.  Reads only, but a search by phone
 * records itself.  Depends on: model/phone_index, model/access.
 */
#ifndef LISTS_SEARCH_H
#define LISTS_SEARCH_H

#include "model/access.h"

enum search_by { SEARCH_NUMBER, SEARCH_PHONE, SEARCH_WORD, SEARCH_BYS };

/* "number", "phone", "word" and back. */
const char *search_name(enum search_by by);
bool search_parse(struct str name, enum search_by *out);

/* What such a text is most likely meant as. */
enum search_by search_guess(struct casework *work, struct str text);

/* Characters of a number or phone. */
#define SEARCH_TEXT_MAX 50
#define SEARCH_ROWS 20

struct search_page {
	struct case_record rows[SEARCH_ROWS];	/* newest first */
	size_t count;
	/* a search by phone found more than it lists, or ran out of time: older ones may be missing */
	bool cut;
};

/*
 * A whole number, or the last digits of one (the number that is just these digits comes first): fills page.
 */
enum status search_number(struct casework *work, const struct viewer *viewer, struct str text,
	struct search_page *page);

/*
 * By keyed hash; contact data is never unsealed.  Finds only what the viewer may see the contact data of.
 * Recorded first; Each of these lists is read to its end unless the time for one page is over or the page is
 * full (cut). ERR_FORBIDDEN for those whose work needs no contact data, ERR_TOO_MANY past the limit of
 * audit_search.
 */
enum status search_phone(struct casework *work, const struct viewer *viewer, struct str text,
	struct search_page *page);

#endif
