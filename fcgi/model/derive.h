/*
 * derive: everything that is derived from a case: which desk it waits at, which public lists it stands in,
 * what it adds to the tallies.  Pure functions of the record, so that a commit writes the difference and a
 * recount can prove the whole. Depends on: model/access.
 */
#ifndef MODEL_DERIVE_H
#define MODEL_DERIVE_H

#include "model/assist.h"
#include "model/access.h"
#include "model/count.h"

/* A sorted set that an entity stands in. */
struct derive_entry {
	struct str list;	/* name after "list:", "queue:", "due:" or "articles:" */
	int64_t score;
};
/* The key of such a name. */
typedef struct str (*derive_key)(struct store *store, struct arena *arena, struct str name);

/* An entity's places among sorted sets of one kind, before and after a change. */
struct derive_move {
	derive_key key;
	uint64_t n;		/* the member */
	const struct derive_entry *old;
	size_t olds;
	const struct derive_entry *now;
	size_t nows;
};
/* Adds the commands that take it from the old places to the present ones. */
void derive_move(struct casework *work, struct batch *changes, const struct derive_move *move);

#define DERIVE_LISTS (12 + COUNTS_LISTED)
/* The list of what a department in charge still owes a first answer: with it or waiting for approval. */
struct str derive_owed(struct arena *arena, struct str dept);
/* The list of what was merged into case n. */
struct str derive_merged(struct arena *arena, uint64_t n);
/*
 * A desk's queue is kept in three orders; the names of the others after that of the desk, whose own is by
 * due time.
 */
#define DERIVE_BY_AGE "~age"
#define DERIVE_BY_SUPPORTS "~supports"
#define DERIVE_DESKS (3 * (2 + ASSISTS_MOST))
#define DERIVE_DUES 3
/* Room for any of them. */
#define DERIVE_MOST (DERIVE_LISTS > DERIVE_DESKS ? DERIVE_LISTS : DERIVE_DESKS)

/* An answered work order whose caller has not been reached since (回访). */
bool derive_callback_owed(const struct case_record *record);

/*
 * The desk where it waits for the next step ("review", "dispatch", "dept:<id>", "approve", "callback"), or
 * empty.
 */
struct str derive_desk(struct arena *arena, const struct case_record *record);
/*
 * That desk, "extension" while a dispatcher is to decide on one, and those of the departments that owe an
 * opinion, each in three orders; their number.  What is with the reviewers is not public, so nobody could
 * support it yet: that desk has no order by supporters.
 */
size_t derive_desks(struct arena *arena, const struct case_record *record,
	struct derive_entry out[DERIVE_DESKS]);
/*
 * The lists it stands in; their number.  All are public lists but "merged:<n>", "phone:<xx>", by which staff
 * find a sender's cases (model/phone_index), "filer:<hash>" of what one applicant filed, "owed:<dept>" of
 * what a department has not answered yet, by due time, and those of the supervisors: "waiting" (no answer
 * that stands, by time of receipt or reopening), "returned" (the same, sent back twice or more), "low" (rated
 * 1 or 2, by time of rating) and "declined" (requests for information, by when); and those behind the figures
 * of the yearly report, as model/count has them.
 */
size_t derive_lists(struct arena *arena, const struct case_record *record,
	struct derive_entry out[DERIVE_LISTS]);

/*
 * What the jobs will have to do about it; their number.  "remind": its time limit reaches a stage to speak
 * of; "lapse": the last moment for a correction or a consultation's reply.  Two count from a time to which
 * the configured days are added when the jobs read them, so that a changed number of days holds for every
 * case: "close" from the latest answer, "pack" from the end of a case that isn't packed yet, "erase"
 * (sealed contact data) from the end of the case, of a request "archive" instead, which writes its package
 * before it erases; while an appeal is pending, a request has not ended, and one that was decided ends it
 * anew.
 */
size_t derive_dues(struct arena *arena, const struct case_record *record,
	struct derive_entry out[DERIVE_DUES]);

/* A kind of sorted set: how its keys are named, and where a case stands among them. */
struct derive_kind {
	derive_key key;
	size_t (*places)(struct arena *arena, const struct case_record *record, struct derive_entry *out);
};
#define DERIVE_KINDS 3
extern const struct derive_kind derive_kinds[DERIVE_KINDS];

/* derive_move of a case in all kinds; before has n 0 for a new one. */
void derive_case_move(struct casework *work, struct batch *changes, const struct case_record *before,
	const struct case_record *after);

struct derive_tally {
	struct str period;	/* "all", "2026", "2026-11", "2026-11-23" */
	struct str field;	/* "in.topic.consult", "done@zjj.topic" … */
	int64_t amount;
};
#define DERIVE_TALLIES (48 + 4 * COUNTS_MOST)
/*
 * What it adds to the counters; their number.  in: received, by time of receipt; lead: assigned; done,
 * ontime, days (sum of working days): by the answer that counts (model/answered); rate.<1-5>: by latest
 * rating.  Fields:
 * what.channel.category, or what@dept.channel. Of requests besides those of model/count.
 */
size_t derive_tallies(struct arena *arena, const struct case_record *record,
	struct derive_tally out[DERIVE_TALLIES]);

/*
 * The list of what one applicant filed, and when this was: by whom the day is known, when it came, else when
 * it was sent.
 */
struct str derive_applicant(struct arena *arena, const struct case_record *record);
int64_t derive_filed(const struct case_record *record);

#endif
