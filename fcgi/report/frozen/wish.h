/*
 * wish: that a year's report is to be composed (report/frozen/compose), which takes longer the more cases
 * there are: an editor asks, the jobs compose it, and the desk says how far they are and how it ended.  A
 * year has one wish, the last.  Fails as the store does.  Depends on: store/transaction, model/event.
 */
#ifndef REPORT_FROZEN_WISH_H
#define REPORT_FROZEN_WISH_H

#include "model/casework.h"
#include "store/members.h"

enum wish_state { WISH_NONE, WISH_ASKED, WISH_DRAFTED, WISH_REFUSED, WISH_STATES };
/* "", "asked", "drafted", "refused" */
const char *wish_state_name(enum wish_state state);

struct wish {
	int64_t version;	/* grows with each change; 0: nobody asked yet */
	enum wish_state state;
	struct str by;		/* account that asked */
	int64_t at;		/* when, ms */
	struct str note;	/* of a further version: what it corrects */
	uint64_t article;	/* drafted: which article */
	struct str why;		/* refused: a sentence */
};

/* Its hash, for the printed data model. */
extern const struct member_table wish_members;

/* The actions of its events, which lead to the year. */
#define WISH_EVENT "report-compose"
#define WISH_REFUSED_EVENT "report-compose-refused"

enum status wish_read(struct casework *work, int year, struct wish *out);
/* Asks.  ERR_NOT_NOW: somebody asked already, and it isn't composed yet. */
enum status wish_ask(struct casework *work, int year, struct str by, struct str note);
/* Ends the wish that was read as it: drafted as that article, or refused, with why.  ERR_CONFLICT. */
enum status wish_end(struct casework *work, int year, const struct wish *wish, uint64_t article,
	struct str why);

/* The year asked for first; 0: none. */
enum status wish_next(struct casework *work, int *year);

/* How far composing is, which is forgotten when nothing is heard of it for a minute; all 0: nothing known. */
struct wish_progress {
	int64_t done;
	int64_t all;
};
enum status wish_progress_read(struct casework *work, int year, struct wish_progress *out);
enum status wish_progress_write(struct casework *work, int year, const struct wish_progress *progress);

#endif
