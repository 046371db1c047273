/*
 * answered: which answer of a case counts, when, and whether it came in time.  A reopened case isn't answered
 * until it is answered again: then the new answer counts, at its time; it is in time if neither it nor the
 * first one was late, and its days are those of both, without those between.  Requests for information are
 * left out: their tables count the first decision that was served.  Pure functions.  Depends on:
 * model/letter.
 */
#ifndef MODEL_ANSWERED_H
#define MODEL_ANSWERED_H

#include "model/record.h"

struct answered {
	int64_t at;		/* ms; of a request when it was served */
	bool on_time;
	bool late;		/* past its time limit, as far as that is known */
	int64_t days;		/* working days that it took */
	struct str dept;	/* whose it is */
};

/*
 * False while none counts.  Versions before this one kept no time limit of an answer after a reopening: there
 * that of the first one decides.
 */
bool answered_of(const struct case_record *record, struct answered *out);
/* The time of that answer for readers, of a request when its decision was made; 0: none. */
int64_t answered_shown(const struct case_record *record);
/* When the latest version was published; 0: none was. */
int64_t answered_latest(const struct case_record *record);
/* Whether the latest answer stands: published and not reopened since. */
bool answered_stands(const struct case_record *record);
/* Whether its asker rated the latest answer 1 or 2: it was answered, but isn't done well. */
bool answered_badly(const struct case_record *record);
/* Since when whoever sent it waits: its receipt, or its latest reopening. */
int64_t answered_awaited(const struct case_record *record);
/* Its latest reopening; 0: none.  An earlier version kept only when the case was assigned after it. */
int64_t answered_reopened(const struct case_record *record);

#endif
