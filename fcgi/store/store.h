/*
 * store: the link to Redis.  One blocking connection a process, made at first use and made anew when it
 * breaks; commands go out in batches, one round trip each, built from argument vectors with lengths.  No
 * hiredis type leaves this folder: replies are copied into the caller's arena.  A batch of reads alone is
 * tried once more on a fresh connection; what may write never is, since its outcome is unknown.  ERR_AWAY
 * whenever Redis can't be reached, is loading, is full or can't write to disk; while it can't be reached or
 * hangs, a process tries about once a second, and gives ERR_AWAY at once in between.  Where there are several
 * Redis the link leads to the master, in a Redis Cluster to that of the site's slot, and follows it.  While
 * the site is being moved to another node it can be read, as long as it is whole somewhere, and not changed.
 * Depends on: base, store/master, hiredis.
 */
#ifndef STORE_STORE_H
#define STORE_STORE_H

#include "base/arena.h"
#include "base/config.h"
#include "base/status.h"
#include "store/result.h"

struct store;
struct endpoint;

struct store_options {
	const char *site;		/* prefix of every key: "{site}:" */
	const char *socket;		/* path of Redis's unix socket */
	const char *user;
	const char *password_file;	/* read at each connect */
	int timeout_ms;
	const char *sentinels;		/* in place of socket: who names the master (store/master); or "" */
	const char *master;		/* what they call it */
	const char *cluster;		/* in place of socket: nodes of a Redis Cluster; or "" */
	int replicas;			/* a commit counts once so many of them have it */
};

/* Behind the site's prefix: the key that is there while the site is moved to another node (store/site_move). */
#define STORE_MOVING "moving"

struct store *store_new(const struct store_options *options);
/* Of the site that config tells of. */
struct store *store_of(const struct config *config);
void store_free(struct store *store);

/* Commands to be sent together. */
struct batch {
	struct arena *arena;
	struct command *first;
	struct command *last;
	size_t count;
	size_t watches;		/* how many of them WATCH keys (store/transaction) */
};

static inline struct batch batch_in(struct arena *arena)
{
	return (struct batch){ .arena = arena };
}

/* Adds one command; args are referred to until the batch has run. */
void batch_add(struct batch *batch, const struct str *args, size_t count);
#define BATCH(batch, ...) \
	batch_add((batch), (const struct str[]){ __VA_ARGS__ }, \
		sizeof((const struct str[]){ __VA_ARGS__ }) / sizeof(struct str))

/* Decimal text of an integer, for an argument. */
struct str num(struct arena *arena, int64_t n);

/*
 * Sends the batch and waits for every reply: *results has batch->count of them, in order.  An error
 * reply to a single command is ERR_INTERNAL (logged), and the whole batch fails.
 */
enum status store_run(struct store *store, struct batch *batch, struct result **results);

/*
 * Sends the batch as MULTI … EXEC.  ERR_CONFLICT when a watched key changed: nothing was done.  ERR_AWAY when
 * the link broke: before the commit nothing was done, in it nobody knows; likewise when fewer replicas than
 * the options say have it: it may be lost with this Redis.  When the site's slot is served by another node by
 * now nothing was done, and it is ERR_CONFLICT under WATCH, since on that node it can be done anew, else and
 * the second time in a row ERR_AWAY.  *results (may be NULL) has what
 * EXEC gave, one a command.  EXEC ends every WATCH; after ERR_AWAY store_unwatch does.  For changes that
 * depend on nothing that was read; those that do are made by store/transaction.
 */
enum status store_commit(struct store *store, struct batch *batch, struct result **results);

/* Whether a commit waits for replicas. */
bool store_waits(const struct store *store);

/*
 * Ends every WATCH; sends nothing when there is none.  For store/transaction, and after an exhausted arena
 * has ended a request in the midst of a transaction.
 */
void store_unwatch(struct store *store);

/* The site's id, as store/keys begins every name with it. */
const char *store_site(const struct store *store);

/*
 * Numbers first … end - 1 that Redis keeps for this process until a time by clock_steady(), ms.  They are
 * forgotten with the link: a Redis that comes back may not know that it gave them.
 */
struct store_reserve {
	uint64_t first;
	uint64_t end;
	int64_t until;
};
struct store_reserve *store_reserve(struct store *store);

/*
 * The place of a dictionary of compressed values (store/packed), or NULL in it; id < DICTIONARIES_MOST.
 * Those in it are closed with the link: a Redis that comes back may have others.
 */
struct dictionary;
#define DICTIONARIES_MOST 256
struct dictionary **store_dictionary(struct store *store, uint32_t id);

/* OK when Redis answers, and in a cluster serves the site. */
enum status store_ping(struct store *store, struct arena *arena);

/* Which of several Redis the link leads to; NULL when there is one behind a socket, or none answers. */
const struct endpoint *store_where(struct store *store);

/* The longest id of an event: two numbers of 20 digits. */
#define STORE_EVENT 42
/* What the link was used for since its user set this back to zero, for the log. */
struct store_use {
	int64_t us;			/* spent on Redis */
	int trips;
	char event[STORE_EVENT];	/* the id of the last event that was committed; "": none */
};
struct store_use *store_use(struct store *store);

/* The number of round trips so far, by which tests measure what a page costs. */
uint64_t store_trips(const struct store *store);

/* The pairs of a HGETALL reply or the like: the value after key, or the empty string. */
struct str result_pair(const struct result *pairs, struct str key);

#endif
