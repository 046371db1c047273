/*
 * letter_opening: an applicant is shown a letter (文书), on a page of its own or on the tracking page; its
 * first opening is recorded as its service (国办公开办函〔2016〕235号).  Depends on: cases/act.
 */
#ifndef PAGES_VIEW_LETTER_OPENING_H
#define PAGES_VIEW_LETTER_OPENING_H

#include "model/access.h"
#include "model/letter.h"
#include "web/route.h"

/*
 * record is then as it is now.  A request by HEAD opens nothing: programs that look at links send it.  What
 * can't be recorded at the moment is recorded at the next opening; ERR_AWAY: Redis is away.
 */
enum status letter_opened(const struct exchange *exchange, struct casework *work, struct case_record *record,
	const struct viewer *applicant, const struct letter_sent *sent);

#endif
