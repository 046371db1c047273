/*
 * event_files: the files of old events, in [cases] events_dir, and what Redis notes of each (key old_events).
 * A file is FIRST_LAST.ndjson.zst by the ids of its first and last event, its seal FIRST_LAST.jws.  What is
 * noted is in the files and no longer in the stream: whoever reads both newest first reads the stream before
 * the notes, and an event that is moved meanwhile is found in its file.  Depends on: lists/event_file,
 * disk/whole_file.
 */
#ifndef LISTS_EVENT_FILES_H
#define LISTS_EVENT_FILES_H

#include "lists/event_file.h"
#include "model/casework.h"

#define EVENT_FILE_ENDING ".ndjson.zst"
#define EVENT_SEAL_ENDING ".jws"

/* "FIRST_LAST" */
struct str event_file_name(struct arena *arena, const struct event_file *file);

/*
 * The newest file that has an event before this id (empty: the newest of all).  ERR_NOT_FOUND when there is
 * none, ERR_DAMAGED, and a line in the log, when what is noted of it is no such note: then only file->first
 * is sure.
 */
enum status event_files_before(struct casework *work, struct str id, struct event_file *file);
/* The first one that begins after this id (empty: of all); likewise. */
enum status event_files_after(struct casework *work, struct str id, struct event_file *file);

/*
 * Whether the notes were taken away: the oldest file in the folder isn't noted, though its events are no
 * longer in the stream.  *name is that file then, without its ending, else empty.  Looking at the oldest is
 * enough, since a stream is trimmed from its old end.
 */
#define EVENTS_UNNOTED "is noted in Redis no longer, nor are its events there"
enum status event_files_unnoted(struct casework *work, struct str *name);

/* In a step of a transaction: the command that reads the newest, and its result. */
void event_files_ask(struct casework *work, struct batch *batch);
enum status event_files_take(const struct result *entries, struct event_file *file);
/* Adds the command that notes a further one. */
void event_files_add(struct casework *work, struct batch *changes, const struct event_file *file);

/*
 * Reads a file.  ERR_DAMAGED when it isn't there as it was written; *problem then says why in English, to be
 * put behind its name.
 */
enum status event_files_read(struct casework *work, const struct event_file *file, struct event_lines *lines,
	const char **problem);
/* Reads its seal, which is not checked; likewise. */
enum status event_files_read_seal(struct casework *work, const struct event_file *file, struct str *jws,
	const char **problem);

#endif
