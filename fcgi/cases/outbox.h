/*
 * outbox: what departments and staff are told of, in a Redis stream that is written in the commit which causes it.  A
 * message names case, department and assignment only, never a person or a text: whoever delivers it reads the case as it
 * is then.  Each target (a webhook or command) is a consumer group, so one that is dead holds up no other, and several
 * processes share the work.  Delivered at least once; what fails too often goes to the dead letters.  Nothing that
 * a target still needs is ever trimmed; the notifier trims the rest, so its length is bounded by what waits.  Depends on: cases/commit, notify/dead_letter.
 */
#ifndef CASES_OUTBOX_H
#define CASES_OUTBOX_H

#include "base/value.h"
#include "cases/commit.h"

#define OUTBOX_PATIENCE_MS (30 * MS_PER_DAY)	/* what waits for a target that was taken out of the file is kept so long */
#define OUTBOX_LOW_RATING 2

enum notice_kind { NOTICE_ASSIGN, NOTICE_REMIND, NOTICE_SUPERVISE, NOTICE_RETURN, NOTICE_ANSWER, NOTICE_RATING, NOTICE_COUNT };

/* "assign" and back; in Chinese: 交办. */
const char *notice_name(enum notice_kind kind);
const char *notice_label(enum notice_kind kind);
bool notice_parse(struct str name, enum notice_kind *out);

struct message {
	struct str id;		/* in the stream */
	struct str origin;	/* the id it was first sent under, by which receivers know it again */
	struct str only;	/* the target that it was sent again to; empty: all */
	enum notice_kind kind;
	uint64_t n;
	struct str dept;
	int64_t assignment;
	int64_t at;
	int64_t tries;		/* the present one included */
};

/* Adds the message to the commit, if the transition is one to be told of.  History that is replayed is no news. */
void outbox_write(struct case_edit *edit);

/* How delivery is tried again. */
struct outbox_rules {
	int64_t timeout_ms;	/* no try takes longer */
	int64_t retry_ms;	/* before the second try; each further wait is twice as long */
	int64_t tries;
};

/* How long after a try began the next may begin: longer than the try can take; a little different for each message. */
int64_t outbox_wait(const struct outbox_rules *rules, struct str id, int64_t tries);

/* Makes the target's group, which gets what is written from now on; does nothing if it is there. */
enum status outbox_open(struct casework *work, struct str target);
/*
 * Up to limit messages that are to be tried now, the failed ones first.  They are the caller's until outbox_wait is over;
 * no other process gets them meanwhile.  Those for another target are done with here.
 */
enum status outbox_take(struct casework *work, struct str target, const struct outbox_rules *rules, size_t limit,
	struct message *messages, size_t *count);
/* It arrived, or is out of date. */
enum status outbox_done(struct casework *work, struct str target, const struct message *message);
/* It didn't arrive: waits for its next try, or after the last goes to the dead letters (*dead). */
enum status outbox_failed(struct casework *work, struct str target, const struct message *message,
	const struct outbox_rules *rules, struct str error, bool *dead);

/* Adds it to a batch: what outbox_write and a dead letter that is sent again have in common. */
void outbox_add(struct casework *work, struct batch *batch, const struct message *message);

/* Ends the target's group, for one that is told of nothing any more.  ERR_NOT_FOUND if there is none. */
enum status outbox_forget(struct casework *work, struct str target);

/*
 * Trims what every group has had and acknowledged.  The count targets are those in the file; what a group of another name
 * has not had yet is trimmed once it is older than OUTBOX_PATIENCE_MS: its target was taken out and may come back.
 */
enum status outbox_trim(struct casework *work, const struct str *targets, size_t count);

/* [{target, waiting, failed}]: waiting are those not yet tried, failed those that wait for another try. */
enum status outbox_targets(struct casework *work, struct value **targets);

#endif
