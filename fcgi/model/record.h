/*
 * record: one case as it lies in its Redis hash, and its thread.  One table maps fields to members;
 * a field at its default is not stored.  Reading gives ERR_NOT_FOUND for a number that isn't a case.
 * Depends on: model/lifecycle, store.
 */
#ifndef MODEL_RECORD_H
#define MODEL_RECORD_H

#include "base/value.h"
#include "model/casework.h"
#include "model/lifecycle.h"
#include "model/application.h"

/* How a sender is told of what happens to the case; number and address lie in the sealed contact data. */
enum told { TOLD_SMS = 1 << 0, TOLD_MAIL = 1 << 1, TOLD_PUSH = 1 << 2 };

/* Times are ms since 1970 UTC; 0: hasn't happened. */
struct case_record {
	uint64_t n;
	int64_t version;	/* grows by one with each transition, and when what waits for approval changes */
	enum channel channel;
	enum state state;
	enum category category;
	struct str dept;	/* in charge since the last assign */
	struct str owner;	/* the account that answers it for that department, or "" */
	struct str assists;	/* the departments that assist it, as model/assist keeps them */
	struct str title;	/* masked: may be public */
	/* of title and question, as cases/answer makes it; empty: made by a version without it */
	struct str question_hash;
	struct str area;
	struct str asker;	/* masked name as shown: "张**" or "匿名网友" */
	struct str code;	/* the query code: 10 characters */
	struct str contact;	/* sealed, as privacy/sealed has it */
	int64_t told;		/* how its sender is told of its steps: bits of enum told */
	struct str device;	/* keyed hash of the sender's device */
	struct str phone;	/* keyed hash of the sender's phone number, as model/phone_index has it */
	struct str source;	/* where it was handed down from, "" when entered here */
	struct str upstream_no;
	struct str upstream_mark;	/* tells whether it is sent again unchanged: cases/upstream */
	int64_t upstream_due;	/* when the higher platform wants it done; 0: it said nothing */
	struct str addressee;	/* of a letter: one of the configured names */
	/* of a work order, as are the next three: model/work_order; empty: the first */
	struct str urgency;
	struct str via;
	bool confidential;
	bool reply_wanted;
	struct str callback;	/* what the call-back found: a name of model/work_order; empty: not yet */
	int64_t called_back;
	struct str entered_by;	/* the member of staff who wrote it down for its sender, or "" */
	enum applicant applicant;	/* of a request, as are the next six */
	enum mode mode;
	enum wanted wanted;
	bool remission;		/* asks that no fee be taken; written by earlier versions */
	struct str document_no;	/* masked */
	struct str applicant_hash;	/* keyed hash of the applicant's paper, or "" */
	int64_t received;	/* received by law; 0: not yet */
	/* of a request: its time counts from this day: receipt, correction, reopening; 0: not yet */
	int64_t clock;
	int64_t corrected;	/* when it was sent back to be mended (补正); 0: never */
	int64_t correct_days;	/* working days its applicant has for that */
	struct str consults;	/* whom else was asked since the clock's start, as model/consult keeps them */
	struct str letters;	/* what was issued and served, as model/letter keeps them */
	int64_t charged;	/* when its fee was notified; 0: never */
	int64_t charge_yuan;
	int64_t paid;		/* the day on which it was paid */
	int64_t justify;	/* when its applicant was asked for reasons (article 35); 0: never */
	bool explained;		/* and gave them */
	bool deferred;		/* due_fixed is a day that its applicant was told by article 35 */
	struct str outcome;	/* of a request, a code of law/outcome; stands once it is concluded */
	struct str draft_outcome;	/* the draft's */
	struct str draft_more;	/* what that outcome must say besides */
	struct str draft_told;	/* what it tells a third party that objected */
	struct str draft_grounds;	/* what it rests on, as law/outcome keeps them */
	struct str grounds;	/* the same of outcome */
	int64_t concluded;	/* first answered, lapsed or withdrawn */
	struct str appeals;	/* reconsideration and lawsuits, as model/appeal keeps them */
	int64_t created;
	int64_t accepted;	/* first accepted or assigned: public since */
	int64_t assigned;	/* last assigned: the clock's start */
	int64_t due;		/* end of the civil day by which the present desk must act */
	int64_t led;		/* first assigned: a lead since */
	int64_t answered;	/* first answer published */
	int64_t revised;	/* latest version published, when it isn't the first */
	/* a published answer's revision was drafted and waits for approval since then; else 0 */
	int64_t revising;
	int64_t closed;
	int64_t due_fixed;	/* due time set by the dispatcher instead of the rules; 0: by the rules */
	int64_t first_due;	/* due time the first answer was measured against */
	int64_t days_taken;	/* working days from first assign to first answer */
	int64_t assignment;	/* grows with each assign: kills older answer links */
	int64_t answers;	/* published versions */
	/* whose the first answer was, if the case has gone elsewhere since; else empty */
	struct str answer_dept;
	int64_t rating;		/* 1–5, the latest */
	int64_t rated;
	int64_t returns;
	int64_t extended;	/* working days added, 0: never */
	int64_t asked_at;	/* when the department asked for an extension that nobody decided on; 0: none */
	int64_t asked_days;	/* how many working days, why, and by when the dispatcher is to decide */
	struct str asked_why;
	int64_t asked_due;
	int64_t reopened;	/* times the asker reopened */
	int64_t reopened_at;	/* when it was last reopened, by anybody; model/answered has it of earlier ones */
	int64_t again;		/* first answer after that published; 0: not yet */
	int64_t again_due;	/* due time it was measured against */
	int64_t again_days;	/* working days that all answers of a reopened case took */
	int64_t supervised;	/* 督办: 0 none, 1 催办, 2 yellow, 3 red */
	int64_t reminded;	/* the stage of the time limit that the jobs last spoke of */
	int64_t remind_at;	/* when its time limit reaches the next stage that they speak of; 0: never */
	int64_t supports;
	int64_t comments;	/* published ones */
	int64_t entries;	/* next entry id of the thread and the held posts */
	uint64_t merged_into;	/* the next of the chain: that one may be merged itself */
	bool merged_review;	/* it was merged before its review */
	bool hidden;		/* a moderator unpublished it */
	bool consent;		/* of a private channel: its sender agreed to its being published */
	bool published;		/* of a private channel: its sender agreed and a moderator published it */
	bool unverified;	/* sent without a proof of work */
	bool provisional;	/* due was counted past the loaded calendar */
	struct str declined;	/* reason code */
	struct str declined_by;	/* who declined it; empty: an earlier version, or it wasn't */
	uint64_t duplicate_of;	/* of a request declined as a duplicate: the other one; 0: none was named */
	struct str draft;	/* text waiting for approval */
	struct str draft_by;	/* who wrote it: staff id or "link:<dept>" */
	/* what goes with the answer being written, as photos/enclosed has it; empty: as that rules */
	struct str draft_enclosed;
	struct str revise_reason;	/* why the answer is being revised */
	struct str last_by;	/* who did the last transition, and which: for the loser of a race */
	struct str last_action;
	bool damaged;		/* it is packed and its fields are damaged: n is 0, and nothing is known of it */
	bool packed;		/* an ended case in its compressed form */
	struct str packed_fields;	/* of a packed one, for store/packed: its other fields, its thread */
	struct str packed_thread;
};

/* Forgets who sent it: contact data, keyed hashes, how to tell them. */
void record_forget_sender(struct case_record *record);
/* Forgets the draft, and all that was to be published with it. */
void record_drop_draft(struct case_record *record);

/* A field of the case's hash, for the printed data model; false for an index behind the last field. */
struct record_field {
	const char *name;
	const char *type;
	const char *meaning;
};
bool record_field(size_t i, struct record_field *out);
/* That field of a record as the hash holds it; empty at its default. */
struct str record_field_text(struct arena *arena, const struct case_record *record, size_t i);

/*
 * From a HGETALL reply.  ERR_NOT_FOUND when it is empty; of a packed one ERR_AWAY and ERR_DAMAGED as
 * packed_read (store/packed).
 */
enum status record_read(struct casework *work, uint64_t n, const struct result *pairs,
	struct case_record *out);
/* Whether lists leave it out: there is no such case, or nobody can read it, which the log says. */
static inline bool case_absent(enum status status)
{
	return status == ERR_NOT_FOUND || status == ERR_DAMAGED;
}
/* The same reply as it would be of a case that isn't packed. */
enum status record_plain(struct casework *work, uint64_t n, const struct result *pairs, struct result *out);
/* Adds the HSET and HDEL that turn before into after (before may be all zero: a new case). */
void record_write(struct casework *work, struct batch *batch, const struct case_record *before,
	const struct case_record *after);

/*
 * An ended case in its compressed form: the hash has two fields, one with all others and one with the
 * thread, whose list is gone.  A change of a packed case begins with record_unpack: the commands that make
 * hash and list as they were, before any other; nothing of one that isn't packed.
 */
enum status record_unpack(struct casework *work, struct batch *changes, const struct case_record *record);
/*
 * Adds the commands that pack it.  In a step of a transaction that watches hash and thread.  pairs and
 * entries: what HGETALL and LRANGE gave.  ERR_TOO_LARGE, ERR_INTERNAL as packed_make (store/packed).
 */
struct dictionary;
enum status record_pack(struct casework *work, struct batch *changes, uint64_t n, const struct result *pairs,
	const struct result *entries, struct dictionary *dictionary);

/* What a public page shows beside the case. */
#define CASE_ARTICLES 5
#define CASE_ARTICLES_INDEX "case:"	/* and its number: the articles that list it (publish/picks) */
struct case_beside {
	int64_t views;
	uint64_t articles[CASE_ARTICLES];	/* the newest public ones that list it; 0: no more */
};

/*
 * One round trip: the case, its thread (a list of entry maps, oldest first) and what stands beside it.
 * thread and beside may be NULL.
 */
enum status case_read(struct casework *work, uint64_t n, struct case_record *out, struct value **thread,
	struct case_beside *beside);
/* The two halves of a case_read with its thread: two commands, and their results. */
void case_ask(struct casework *work, struct batch *batch, uint64_t n);
enum status case_take(struct casework *work, uint64_t n, const struct result *results,
	struct case_record *out, struct value **thread);
/*
 * In a step of a transaction, for a case read under WATCH: its thread as it is stored, oldest first; only the
 * first entry of it.
 */
enum status thread_stored(struct casework *work, const struct case_record *record, struct result *entries);
enum status thread_first(struct casework *work, const struct case_record *record, struct str *entry);
/* The number of the newest case; 0 when there is none. */
enum status case_last(struct casework *work, uint64_t *last);
/* Many cases in one round trip; one that is missing or damaged has n 0.  ERR_AWAY as record_read. */
enum status case_read_many(struct casework *work, const uint64_t *numbers, size_t count,
	struct case_record *out);
/* The same under WATCH, in a step of a transaction (store/transaction); ERR_DAMAGED when one is. */
enum status case_read_watched(struct casework *work, const uint64_t *numbers, size_t count,
	struct case_record *out);

/*
 * An entry of the thread: {"id":int,"kind":…,"at":ms, …}
 *   question  {text}                              masked
 *   followup  {text}                              by the asker, passed by a moderator
 *   comment   {text, name}                        by anybody, passed by a moderator
 *   answer    {text, dept, version, seal, reason, outcome, photos, files}
 *             seal: id in the answers stream; reason: of a revision; outcome: of a request; photos: that
 *             came with it
 *   event     {action, by, dept, rating, into, again, final, consenter, about, result, unmasked,
 *             left, late, days, resumed}
 *             a transition; by, into, consenter and unmasked are for staff only; about, result: of a
 *             consultation or appeal; again: of an assign, it went elsewhere before; final: 指定承办;
 *             unmasked: of an accept, the kinds of hits of masking that were left in clear; left, late: the
 *             department that the case went from, and whether it was past its time limit; days: of an
 *             extension; resumed: of a payment or correction, it took back that the request had lapsed
 *   opinion   {text, dept, by}                    by an assisting department, for staff only
 *   note      {action, text, shown}               what was written with a transition; shown: of a reopening,
 *             a moderator passed it for the public
 *   draft     {text, dept, by, photos}            what a department had written when the case went from it,
 *             for staff only
 */

/* The text of its question; empty when it has none. */
struct str thread_question(const struct value *thread);
/* The entry of its last answer; NULL when it has none. */
const struct value *thread_last_answer(const struct value *thread);

/* "YC20261123-00017" and back; people may leave out the dash, type it full-width or in lower case. */
struct str case_number(struct casework *work, const struct case_record *record);
bool case_number_parse(struct casework *work, struct str text, uint64_t *n);
/*
 * Whether the number as typed has the record's date in it too: for strangers, who prove by it that they hold
 * the receipt.
 */
bool case_number_dated(struct casework *work, struct str text, const struct case_record *record);

#endif
