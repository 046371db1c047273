/*
 * outbox: delivery of what cases/outbox wrote.  Each target (a webhook or command) is a consumer group of the
 * stream, so a dead target holds up no other, and several processes share the work.  Each event is delivered
 * at least once; what fails too often goes to the dead letters.  Nothing that a target still needs is
 * trimmed; the notifier trims the rest, so the stream's length is bounded by what waits.  Fails with
 * ERR_AWAY.  Depends on: cases/outbox, notify/dead_letter.
 */
#ifndef NOTIFY_OUTBOX_H
#define NOTIFY_OUTBOX_H

#include "base/value.h"
#include "cases/outbox.h"

/* How long events are kept for a target that was taken out of the file. */
#define OUTBOX_PATIENCE_MS (30 * MS_PER_DAY)

/* How delivery is tried again. */
struct outbox_rules {
	int64_t timeout_ms;	/* no try takes longer */
	int64_t retry_ms;	/* before the second try; each further wait is twice as long */
	int64_t tries;
};

/*
 * How long after a try began the next may begin: longer than the try can take; a little different for each
 * event.
 */
int64_t outbox_wait(const struct outbox_rules *rules, struct str id, int64_t tries);

/* Makes the target's group, which gets what is written from now on; does nothing if it is there. */
enum status outbox_open(struct casework *work, struct str target);
/*
 * Takes up to limit events that are to be tried now, the failed ones first.  They are the caller's until
 * outbox_wait is over; no other process gets them meanwhile.  Those for another target are acknowledged here.
 */
enum status outbox_take(struct casework *work, struct str target, const struct outbox_rules *rules,
	size_t limit, struct notice_event *events, size_t *count);
/* Acknowledges an event that arrived or is out of date. */
enum status outbox_done(struct casework *work, struct str target, const struct notice_event *event);
/* The event didn't arrive: it waits for its next try, or goes to the dead letters after the last (*dead). */
enum status outbox_failed(struct casework *work, struct str target, const struct notice_event *event,
	const struct outbox_rules *rules, struct str error, bool *dead);

/* Ends the group of a target that is told of nothing any more.  ERR_NOT_FOUND if there is none. */
enum status outbox_forget(struct casework *work, struct str target);

/*
 * Trims what every group has had and acknowledged.  The count targets are those in the file; what a group of
 * another name has not had is trimmed once it is older than OUTBOX_PATIENCE_MS: its target was taken out and
 * may come back.
 */
enum status outbox_trim(struct casework *work, const struct str *targets, size_t count);

/*
 * Makes due what was taken at a time that is still to come, as a clock that was ahead and then set back
 * leaves it: nobody would take it before that time.  Looks at the oldest of each group; repeated, it comes to
 * all.
 */
enum status outbox_wake(struct casework *work);

/* How long ago (ms) any notifier looked at what waits for a target; -1: none ever did.  Two round trips. */
enum status outbox_idle(struct casework *work, int64_t *ms);

/* When the oldest message was written that is still kept for some target, ms; 0: there is none. */
enum status outbox_oldest(struct casework *work, int64_t *at);

/*
 * [{target, waiting, failed, undelivered}]: waiting are those not yet tried, failed those that wait for
 * another try, undelivered both.
 */
enum status outbox_targets(struct casework *work, struct value **targets);

#endif
