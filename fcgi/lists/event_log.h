/*
 * event_log: the events stream, read for people.  Depends on: model/casework.
 */
#ifndef LISTS_EVENT_LOG_H
#define LISTS_EVENT_LOG_H

#include "model/casework.h"

/* Events, newest first: [{id, at, case, action, by, from, to, dept, note}]; before: an id or empty. */
enum status event_log_read(struct casework *work, struct str before, size_t limit, struct value **events,
	struct str *next);

#endif
