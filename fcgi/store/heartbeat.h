/*
 * heartbeat: when each process beside the workers last went round its work, and when that last succeeded, so
 * that monitoring tells one that hangs, or that fails each time, from one with nothing to do.  Of several
 * machines' processes of a kind the last one counts.  Depends on: store.
 */
#ifndef STORE_HEARTBEAT_H
#define STORE_HEARTBEAT_H

#include "store/store.h"

enum process { PROCESS_JOBS, PROCESS_NOTIFY, PROCESS_INDEX, PROCESS_COUNT };

/* A process writes no more often. */
#define HEARTBEAT_MS 15000

/* "jobs", "notify", "index": as wenzhengctl calls them. */
const char *process_name(enum process process);

/*
 * This process went round now, and all was done or not.  Writes once in HEARTBEAT_MS; what can't be
 * written is left: its absence tells as much.
 */
void heartbeat_beat(struct store *store, struct arena *arena, enum process process, bool done);

struct heartbeat {
	int64_t at;	/* ms; 0: never */
	int64_t done;	/* likewise: the last round that succeeded */
};
/* In the order of enum process.  One round trip. */
enum status heartbeats_read(struct store *store, struct arena *arena, struct heartbeat beats[PROCESS_COUNT]);

#endif
