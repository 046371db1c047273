/*
 * facts: how the site's parts are at this moment, read once for whoever tells of it: /readyz, /metrics and
 * /staff/system; and from where on each is worth a warning, which the doctor goes by too.  The cost is
 * bounded: nothing here grows with the number of cases.  Depends on: store/heartbeat, notify, search,
 * photos/decoder, store/info, upkeep.
 */
#ifndef HEALTH_FACTS_H
#define HEALTH_FACTS_H

#include "base/clock.h"
#include "model/casework.h"
#include "store/heartbeat.h"

struct index;

/* A round of the jobs begins each minute, and may take some. */
#define JOBS_LATE_MS (10 * MS_PER_MINUTE)
#define JOBS_GONE_MS MS_PER_HOUR
/* Notifier and index look several times a second, and say so four times a minute. */
#define PROCESS_GONE_MS (2 * MS_PER_MINUTE)
/* How far an index may be behind. */
#define INDEX_LATE_MS MS_PER_MINUTE
/* Of the memory that Redis may take, in percent. */
#define MEMORY_FULL_PERCENT 80
#define MEMORY_OVERFULL_PERCENT 95
/* How long a message may wait, as long as a target is tried again and again. */
#define OUTBOX_LATE_MS MS_PER_HOUR
/* Of the room on a disk, in percent. */
#define DISK_LITTLE_PERCENT 10

/* In the order in which they outweigh each other; the values are exit statuses of monitoring plugins. */
enum health { HEALTH_OK, HEALTH_WARN, HEALTH_BAD, HEALTH_UNSEEN };

/* "ok", "warn", "bad", "unseen". */
const char *health_name(enum health health);
/* The worse of the two; what couldn't be looked at is no worse than anything. */
enum health health_worse(enum health one, enum health other);

/* One of the two indexes. */
struct index_facts {
	bool up;		/* there is one */
	int64_t lag_ms;		/* it is so far behind; -1: Redis doesn't say */
};

struct facts {
	bool redis;		/* it answers INFO; if not, nothing below to the blank line is known */
	bool loading;		/* it still reads its file */
	bool replica;		/* it is no master: nothing can be written */
	int64_t replicas;	/* that follow it */
	bool aof_written;	/* the last write to the append-only file worked */
	bool aof_rewritten;	/* so did its last rewrite */
	int64_t aof_bytes;
	int64_t memory;		/* bytes */
	int64_t memory_most;	/* 0: no bound */
	bool clock_told;	/* Redis told of the clock: the next two are known */
	bool clock_suspect;
	int64_t jobs_round;	/* ms: when the last round of the jobs began; 0: never */
	bool beats_told;	/* it told of the processes */
	struct heartbeat beats[PROCESS_COUNT];
	bool outbox_told;	/* it told of the messages */
	struct value *outbox;	/* outbox_targets, in the arena of who asked */
	int64_t outbox_waiting;	/* messages, over all targets */
	int64_t outbox_oldest;	/* ms: since when the oldest waits; 0: none does */
	int64_t outbox_dead;

	struct index_facts index;	/* the public's */
	struct index_facts inside;	/* the staff's */
	int64_t disk_free;	/* bytes, of the state; -1: the system doesn't say */
	int64_t disk_size;
	int slots;		/* places for photos that are decoded */
	int slots_busy;
};

/* The indexes may be NULL: then nothing is known of them.  Always succeeds. */
void facts_read(struct casework *work, struct index *index, struct index *inside, struct facts *out);
/* Of these only what the checks redis, write, disk and index go by, in four commands to Redis. */
void facts_read_usable(struct casework *work, struct index *index, struct index *inside, struct facts *out);

/* What is judged. */
enum check { CHECK_REDIS, CHECK_WRITE, CHECK_DISK, CHECK_INDEX, CHECK_CLOCK, CHECK_JOBS, CHECK_NOTIFY,
	CHECK_OUTBOX, CHECK_COUNT };

/* "redis", "write", "disk" …; and in Chinese. */
const char *check_name(enum check check);
const char *check_label(enum check check);

/* How it stands with it, and in Chinese why; the sentence says what to do where something is wrong. */
enum health facts_judge(const struct facts *facts, const struct casework *work, enum check check,
	struct str *why);

#endif
