/*
 * event_log: the record of what was done, read for people: first the events stream, and behind it the files
 * of old events, with the same ids.  Depends on: model/casework, lists/event_files.
 */
#ifndef LISTS_EVENT_LOG_H
#define LISTS_EVENT_LOG_H

#include "lists/event_files.h"

/* A reading; begins with work alone.  The file that was read last is kept for the next page. */
struct event_log {
	struct casework *work;
	struct event_file file;
	struct event_lines lines;
};

struct event_page {
	/* newest first: [{id, at, case, action, by, from, to, dept}] */
	struct value *events;
	struct str next;	/* the `before` of the next page; empty: there is none */
	/* The next file can't be read: what it holds, from `first` to `last`, is missing behind the events. */
	bool lost;
	struct str first;
	struct str last;
};

/* When the oldest event was that is still in the stream, ms; 0: it is empty. */
enum status event_log_oldest(struct casework *work, int64_t *at);

/*
 * At most limit events before an id (empty: the newest).  ERR_MALFORMED for what is no id.  A file that can't
 * be read ends the page, and the next one goes on behind it; the log says which file and why.
 */
enum status event_log_read(struct event_log *log, struct str before, size_t limit, struct event_page *page);

/*
 * Calls visit with each event that was written since that time, newest first, beginning before an id (empty:
 * with the newest); the event is gone when it returns.  What an imported case's event tells of happened long
 * before it was written.  Memory is that of some pages.  *lost: a file couldn't be read.
 */
typedef void event_log_visit(void *context, struct arena *arena, const struct value *event);
enum status event_log_walk(const struct casework *work, struct str before, int64_t since,
	event_log_visit *visit, void *context, bool *lost);

#endif
