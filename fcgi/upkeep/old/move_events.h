/*
 * move_events: events older than [cases] events_days go from the stream into files (lists/event_file),
 * always the oldest EVENTS_A_FILE of them.  A file and its seal are on disk before one commit notes the file
 * and takes its events out of the stream.  Killed anywhere, the events are in the stream or noted, never
 * both; the next round then makes the same file again.  None are moved while a recount runs, which reads
 * both.  Depends on: lists/event_files, model/event, disk/file.
 */
#ifndef UPKEEP_OLD_MOVE_EVENTS_H
#define UPKEEP_OLD_MOVE_EVENTS_H

#include "model/casework.h"

#define EVENTS_A_FILE 5000

struct move_round {
	uint64_t files;		/* written, in all calls */
	bool complete;		/* nothing is due any more, or what is can't be moved: the log says why */
};

/*
 * Moves one file's events, if so many are due, after which the arena may be reset; round begins as zeros.
 * ERR_NOT_NOW while a recount runs, or another process moves them.
 */
enum status move_events_run(struct casework *work, struct move_round *round);

#endif
