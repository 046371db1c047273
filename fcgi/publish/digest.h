/*
 * digest: the daily (问政日报): what came in and was answered on one day, drafted by the jobs, edited by an
 * editor, published by a second person.  It keeps a text and the numbers of cases; the cases are read when it
 * is shown, so that one that is no longer public vanishes from every daily.  Depends on: model/record,
 * model/event, store/transaction.
 */
#ifndef PUBLISH_DIGEST_H
#define PUBLISH_DIGEST_H

#include "model/access.h"

/* The column whose articles are digests: they count as such, and list topics (publish/picks). */
#define DIGEST_COLUMN "digest"
/*
 * Turns case numbers as people write them, short or whole, with blanks or commas between, into what
 * publish/picks reads.  ERR_INVALID: *wrong says in Chinese which is no answered topic that the public sees,
 * or that there are too many.
 */
enum status digest_tidy_cases(struct casework *work, struct str *text, struct str *wrong);

#define DIGEST_CASES 20
enum { DIGEST_TEXT_MIN = 10, DIGEST_TEXT_MAX = 5000 };

struct digest {
	struct str date;	/* "2026-11-22" */
	bool published;
	int64_t version;	/* grows with each change */
	struct str text;
	uint64_t cases[DIGEST_CASES];
	size_t count;
	int64_t made;		/* ms, as the next two */
	int64_t edited;
	int64_t released;	/* published; 0: not */
	struct str edited_by;	/* empty: as the jobs drafted it */
	struct str released_by;
};

/* ERR_NOT_FOUND, also for what is no date. */
enum status digest_read(struct casework *work, struct str date, struct digest *out);
/*
 * Newest first, those before that date (empty: from the newest); only what is published unless drafts is set.
 */
enum status digest_list(struct casework *work, bool drafts, struct str before, size_t limit,
	struct digest *rows, size_t *count);

/* How many published ones there are from one day to another, both included. */
enum status digest_count(struct casework *work, int32_t from, int32_t to, int64_t *count);

/*
 * Case numbers between blanks and commas, short or whole, into digest->cases.  ERR_INVALID: *wrong says which
 * names no public case, or that there are too many.
 */
enum status digest_parse_cases(struct casework *work, struct str text, struct digest *digest,
	struct str *wrong);
/* The case numbers as they are stored: with commas between. */
struct str digest_print_cases(struct arena *arena, const struct digest *digest);

/* The actions of events on dailies (model/event), which are about the daily's date. */
#define DIGEST_EVENT "digest-"
#define DIGEST_EVENT_DRAFT DIGEST_EVENT "draft"
#define DIGEST_EVENT_EDIT DIGEST_EVENT "edit"
#define DIGEST_EVENT_PUBLISH DIGEST_EVENT "publish"
#define DIGEST_EVENT_WITHDRAW DIGEST_EVENT "withdraw"

enum digest_step { DIGEST_EDIT, DIGEST_PUBLISH, DIGEST_WITHDRAW };

struct digest_change {
	enum digest_step step;
	int64_t version;	/* that was seen */
	struct str by;
	const struct digest *edited;	/* of an edit: text and cases */
	/* the role by which this person publishes is too new to count as a second one's */
	bool fresh;
};

/*
 * Does it and records the event.  Only a draft is edited; who edited it last may not publish it; withdrawing
 * makes a draft of it again and empties the page cache.  ERR_CONFLICT when someone was first, ERR_NOT_NOW,
 * ERR_FORBIDDEN; *why is a sentence then.
 */
enum status digest_do(struct casework *work, struct str date, const struct digest_change *change,
	struct str *why);

#endif
