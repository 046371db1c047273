/*
 * event: the record (记录) of what was done: who, when, what, to which case, account, department or article.
 * An append-only stream that supervisors read, and from it how often each account did what in a month.  Holds
 * no text and nothing personal but the id of the account that acted.  Every change of an entity adds its
 * event to its own transaction.  Depends on: store.
 */
#ifndef MODEL_EVENT_H
#define MODEL_EVENT_H

#include "model/casework.h"

struct event {
	uint64_t n;		/* the case; 0: about none */
	struct str action;
	/* an account's id; or a role that has no accounts: "asker", "jobs", "operator" … */
	struct str by;
	struct str from;	/* the case's state, or the account's roles, before; may be empty */
	struct str to;
	struct str about;	/* the department, the account, or the article */
	int64_t at;		/* ms */
};

/* The action of an event of the jobs when they moved old events to a file, which "d" names. */
#define EVENTS_MOVED "move-events"

/* Adds the event, and one to the counter of what its account did. */
void event_add(struct casework *work, struct batch *changes, const struct event *event);
/*
 * Adds the event of a move, and takes all events before the id `oldest` out of the stream: one command, since
 * the account in Redis may add to the stream and do nothing else to it.
 */
void event_add_moved(struct casework *work, struct batch *changes, const struct event *event,
	struct str oldest);

/* Whether the record calls somebody so who has no account: no account may have such an id. */
bool event_by_nobody(struct str by);

/*
 * The counter in a month's "work" of who did what: "draft@zjj1", "draft@link:zjj".  Empty for what residents,
 * the jobs and the operator do: that is no clerk's load.
 */
struct str event_counter(struct arena *arena, struct str action, struct str by);

#endif
