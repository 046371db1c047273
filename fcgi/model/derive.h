/*
 * derive: everything that is derived from a case: which desk it waits at, which public lists it stands in,
 * what it adds to the tallies.  Pure functions of the record, so that a commit writes the difference and a
 * recount can prove the whole. Depends on: model/access.
 */
#ifndef MODEL_DERIVE_H
#define MODEL_DERIVE_H

#include "model/assist.h"
#include "model/access.h"

struct index_entry {
	struct str list;	/* name after "list:", "queue:" or "due:" */
	int64_t score;
};
#define INDEX_LISTS 12
/* The list of what a department in charge still owes a first answer: with it or waiting for approval. */
struct str index_owed(struct arena *arena, struct str dept);
/* The list of what was merged into case n. */
struct str index_merged(struct arena *arena, uint64_t n);
#define INDEX_DESKS (1 + ASSISTS_MOST)
#define INDEX_DUES 2
/* Room for any of them. */
#define INDEX_MOST (INDEX_LISTS > INDEX_DESKS ? INDEX_LISTS : INDEX_DESKS)

/* An answered work order whose caller has not been reached since (回访). */
bool index_callback_owed(const struct case_record *record);

/*
 * The desk where it waits for the next step ("review", "dispatch", "dept:<id>", "approve", "callback"), or
 * empty.
 */
struct str index_desk(struct arena *arena, const struct case_record *record);
/* That desk and those of the departments that owe an opinion, each with its due time; their number. */
size_t index_desks(struct arena *arena, const struct case_record *record,
	struct index_entry out[INDEX_DESKS]);
/*
 * The lists it stands in; their number.  All are public lists but "merged:<n>", "phone:<xx>", by which staff
 * find a sender's cases (model/phone_index), "filer:<hash>" of what one applicant filed, "owed:<dept>" of
 * what a department has not answered yet, by due time, and those of the supervisors: "waiting" (no answer
 * yet, by time of receipt), "returned" (the same, sent back twice or more) and "low" (rated 1 or 2, by time
 * of rating).
 */
size_t index_lists(struct arena *arena, const struct case_record *record,
	struct index_entry out[INDEX_LISTS]);

/*
 * What the jobs will have to do about it; their number.  "remind": its time limit reaches a stage to speak
 * of; "lapse": the last moment for a correction or a consultation's reply.  Two count from a time to which
 * the configured days are added when the jobs read them, so that a changed number of days holds for every
 * case: "close" from the latest answer, "erase" (sealed contact data) from the end of the case.
 */
size_t index_dues(struct arena *arena, const struct case_record *record, struct index_entry out[INDEX_DUES]);

/* A kind of sorted set: how its keys are named, and where a case stands among them. */
struct index_kind {
	struct str (*key)(struct store *store, struct arena *arena, struct str name);
	size_t (*places)(struct arena *arena, const struct case_record *record, struct index_entry *out);
};
#define INDEX_KINDS 3
extern const struct index_kind index_kinds[INDEX_KINDS];

struct index_tally {
	struct str period;	/* "all", "2026", "2026-11", "2026-11-23" */
	struct str field;	/* "in.topic.consult", "done@zjj.topic" … */
	int64_t amount;
};
#define INDEX_TALLIES 64
/*
 * What it adds to the counters; their number.  in: received, by time of receipt; lead: assigned; done,
 * ontime, days (sum of working days): by first answer; rate.<1-5>: by latest rating.  Fields:
 * what.channel.category, or what@dept.channel. Of requests besides: asked.request.<applicant> by legal
 * receipt, <outcome>.request.<applicant> by conclusion, appeal.request.<kind>-<result> by when that was
 * recorded.
 */
size_t index_tallies(struct arena *arena, const struct case_record *record,
	struct index_tally out[INDEX_TALLIES]);

/*
 * The list of what one applicant filed, and when this was: by whom the day is known, when it came, else when
 * it was sent.
 */
struct str index_filer(struct arena *arena, const struct case_record *record);
int64_t index_filed(const struct case_record *record);

/* Whether its latest answer stands: published and not reopened since. */
bool index_answered(const struct case_record *record);

#endif
