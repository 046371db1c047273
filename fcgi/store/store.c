#include "store/store.h"

#include <errno.h>
#include <hiredis/hiredis.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/clock.h"
#include "base/log.h"
#include "compress/frame.h"
#include "store/master.h"

/* After a failure don't connect again for so long: a Redis that hangs must not hold up every request. */
#define RETRY_AFTER_MS 750
/* The longest time to connect and log in; a Redis that is up needs a fraction of a millisecond. */
#define CONNECT_MS 500
/* Where there are several Redis: an answer that took so long may come from one that was the master. */
#define SLOW_MS 500

struct store {
	struct store_options options;
	struct master *master;	/* NULL: there is one Redis, behind a socket */
	char *mark;		/* the key that is there while the site is moved */
	redisContext *link;
	bool waits_for_disk;	/* this Redis knows WAITAOF */
	bool sent_on;		/* the last commit was refused here, since another node serves the slot */
	bool leave;		/* the link is made anew: this may not be the master */
	int64_t held_until;	/* by clock_steady(); until then the site can only be read, 0: it is not held */
	bool said_alone;	/* the log says that no replica keeps up */
	bool said_held;		/* the log says that nothing can be changed since the site is moved */
	bool watching;
	bool watch_lost;	/* with the link: what was read under WATCH may have changed unnoticed */
	uint64_t trips;
	struct store_use use;
	struct store_reserve reserve;
	struct dictionary *dictionaries[DICTIONARIES_MOST];
	int64_t away_until;	/* by clock_steady() */
};

struct command {
	const char **args;
	size_t *lens;
	size_t count;
	struct command *next;
};

static struct master *master_of(const struct store_options *options, const char *mark)
{
	struct master_options of = { .replicas = options->replicas, .mark = mark,
		.login = { .user = options->user, .password_file = options->password_file } };

	if (options->sentinels != NULL && options->sentinels[0] != '\0') {
		of.seers = options->sentinels;
		of.name = options->master;
		return master_new(&of);
	}
	if (options->cluster == NULL || options->cluster[0] == '\0')
		return NULL;
	of.seers = options->cluster;
	return master_new(&of);
}

struct store *store_new(const struct store_options *options)
{
	struct store *store = calloc(1, sizeof(*store));

	if (store == NULL || asprintf(&store->mark, "{%s}:" STORE_MOVING, options->site) < 0)
		abort();
	store->options = *options;
	store->master = master_of(options, store->mark);
	return store;
}

struct store *store_of(const struct config *config)
{
	return store_new(&(struct store_options){
		.site = config->site.id,
		.socket = config->redis.socket,
		.user = config->redis.user,
		.password_file = config->redis.password_file,
		.timeout_ms = config->redis.timeout_ms,
		.sentinels = config->redis.sentinels,
		.master = config->redis.master,
		.cluster = config->redis.cluster,
		.replicas = config->redis.replicas,
	});
}

static void disconnect(struct store *store)
{
	if (store->link != NULL)
		redisFree(store->link);
	store->link = NULL;
	store->watch_lost = store->watch_lost || store->watching;
	store->watching = false;
	store->reserve = (struct store_reserve){ 0 };
	for (size_t i = 0; i < DICTIONARIES_MOST; i++) {
		dictionary_close(store->dictionaries[i]);
		store->dictionaries[i] = NULL;
	}
}

void store_free(struct store *store)
{
	if (store == NULL)
		return;
	disconnect(store);
	master_free(store->master);
	free(store->mark);
	free(store);
}

const char *store_site(const struct store *store)
{
	return store->options.site;
}

void batch_add(struct batch *batch, const struct str *args, size_t count)
{
	struct command *command = ARENA_NEW(batch->arena, struct command);

	command->args = arena_array(batch->arena, count, sizeof(*command->args));
	command->lens = arena_array(batch->arena, count, sizeof(*command->lens));
	command->count = count;
	for (size_t i = 0; i < count; i++) {
		command->args[i] = args[i].len > 0 ? args[i].data : "";
		command->lens[i] = args[i].len;
	}
	if (batch->last != NULL)
		batch->last->next = command;
	else
		batch->first = command;
	batch->last = command;
	batch->count++;
}

struct str num(struct arena *arena, int64_t n)
{
	uint64_t rest = n < 0 ? -(uint64_t)n : (uint64_t)n;
	char digits[24];
	size_t at = sizeof(digits);

	do {
		digits[--at] = (char)('0' + rest % 10);
		rest /= 10;
	} while (rest > 0);
	if (n < 0)
		digits[--at] = '-';
	return arena_str(arena, (struct str){ digits + at, sizeof(digits) - at });
}

static redisContext *open_link(struct store *store)
{
	const struct login login = { .user = store->options.user,
		.password_file = store->options.password_file };
	const int whole = store->options.timeout_ms;
	const int brief = whole < CONNECT_MS ? whole : CONNECT_MS;

	if (store->master != NULL)
		return master_open(store->master, brief);
	return connect_socket(store->options.socket, &login, brief);
}

static bool connect_to(struct store *store)
{
	struct redis_facts facts = { 0 };

	store->link = open_link(store);
	store->held_until = store->master != NULL && master_held(store->master) ?
		clock_steady() + RETRY_AFTER_MS : 0;
	store->said_held = store->said_held && store->held_until != 0;
	if (store->link == NULL || (store->options.replicas > 0 && !redis_facts(store->link, &facts)))
		return false;
	if (facts.replicas > store->options.replicas && store->options.replicas > 0)
		log_warn("store: %d replicas follow the master, but receipts wait for %d of them ([redis] "
			"replicas): one that has not all of them may become the master", facts.replicas,
			store->options.replicas);
	store->waits_for_disk = facts.waits_for_disk;
	connect_patience(store->link, store->options.timeout_ms);
	return true;
}

/* A link to what may not be the master any more is left, though not in the midst of a transaction. */
static void leave_old_master(struct store *store)
{
	if (store->link == NULL || store->watching)
		return;
	if (store->leave || (store->master != NULL && master_moved(store->master)) ||
		(store->held_until != 0 && clock_steady() >= store->held_until))
		disconnect(store);
}

static enum status ensure_link(struct store *store)
{
	leave_old_master(store);
	if (store->link != NULL)
		return OK;
	if (clock_steady() < store->away_until)
		return ERR_AWAY;
	store->leave = false;
	if (connect_to(store))
		return OK;
	disconnect(store);
	store->away_until = clock_steady() + RETRY_AFTER_MS;
	return ERR_AWAY;
}

static void send_batch(struct store *store, const struct batch *batch)
{
	for (const struct command *c = batch->first; c != NULL; c = c->next)
		redisAppendCommandArgv(store->link, (int)c->count, c->args, c->lens);
}

static void send_word(struct store *store, const char *word)
{
	size_t len = strlen(word);

	redisAppendCommandArgv(store->link, 1, &word, &len);
}

/* The rest of the reply is still unread, so the link can't be used again. */
static _Noreturn void abandon_reply(struct store *store)
{
	disconnect(store);
	arena_give_up();
}

/* Reads one reply.  False when the link broke: it is closed then, as when the arena can't hold the reply. */
static bool receive(struct store *store, struct arena *arena, struct result *out)
{
	void *reply = NULL;

	result_into(store->link->reader, arena);
	if (redisGetReply(store->link, &reply) != REDIS_OK || reply == NULL) {
		if (store->link->err == REDIS_ERR_OOM)
			abandon_reply(store);
		/* It timed out: the next requests must not wait as long. */
		if (errno == EAGAIN)
			store->away_until = clock_steady() + RETRY_AFTER_MS;
		log_warn("store: Redis link broke: %s", store->link->errstr);
		disconnect(store);
		return false;
	}
	*out = *(struct result *)reply;
	return true;
}

/*
 * No replica keeps up: what was committed may be lost with this Redis, or this is a master that was replaced
 * and doesn't know it yet.  Said once, until one keeps up again.
 */
static enum status alone(struct store *store, const char *what)
{
	if (!store->said_alone)
		log_error("store: no replica keeps up, so nothing is acknowledged until one does (%s)", what);
	store->said_alone = true;
	if (store->master != NULL)
		master_doubt(store->master);
	return ERR_AWAY;
}

/* The site is being copied to another node.  Said once, until it isn't any more. */
static enum status held(struct store *store)
{
	if (!store->said_held)
		log_warn("store: %s is being moved to another node (site move), so nothing can be changed",
			store->options.site);
	store->said_held = true;
	return ERR_AWAY;
}

/* ERR_AWAY when Redis can't serve for now; other error replies are ERR_INTERNAL. */
static enum status status_of_error(struct store *store, struct str error)
{
	static const char *const no_master[] = { "LOADING", "READONLY", "MASTERDOWN", "CLUSTERDOWN", "MOVED ",
		"ASK ", "TRYAGAIN" };
	static const char *const away[] = { "LOADING", "OOM", "MISCONF", "READONLY", "MASTERDOWN",
		"CLUSTERDOWN", "MOVED ", "ASK ", "TRYAGAIN" };

	if (str_starts(error, S("NOREPLICAS")))
		return alone(store, "NOREPLICAS");
	for (size_t i = 0; store->master != NULL && i < sizeof(no_master) / sizeof(no_master[0]); i++)
		store->leave = store->leave || str_starts(error, str_of(no_master[i]));
	for (size_t i = 0; i < sizeof(away) / sizeof(away[0]); i++)
		if (str_starts(error, str_of(away[i]))) {
			log_warn("store: Redis cannot serve: %.*s", STR_ARG(error));
			return ERR_AWAY;
		}
	log_error("store: Redis refused a command: %.*s", STR_ARG(error));
	return ERR_INTERNAL;
}

static enum status status_of_results(struct store *store, const struct result *results, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (results[i].type == RESULT_ERROR)
			return status_of_error(store, results[i].str);
	return OK;
}

static bool command_in(const struct command *command, const char *const *names, size_t count)
{
	struct str name = { command->args[0], command->lens[0] };

	for (size_t i = 0; i < count; i++)
		if (str_eq(name, str_of(names[i])))
			return true;
	return false;
}

/*
 * Whether all commands only read, so that the batch may be sent twice.  A command that is not listed, except
 * WATCH, may write.
 */
static bool batch_only_reads(const struct batch *batch)
{
	static const char *const reads[] = { "EXISTS", "GET", "HGET", "HGETALL", "HLEN", "HMGET", "HSCAN",
		"HVALS", "INFO", "LINDEX", "LLEN", "LRANGE", "MGET", "PING", "PTTL", "SCAN", "SCARD",
		"SISMEMBER", "SMEMBERS", "SMISMEMBER", "XINFO", "XLEN", "XPENDING", "XRANGE", "XREVRANGE",
		"ZCARD", "ZCOUNT", "ZRANGE", "ZRANGEBYSCORE", "ZRANK", "ZREVRANGE",
		"ZREVRANGEBYSCORE", "ZSCAN", "ZSCORE" };
	size_t found = batch->watches;

	for (const struct command *c = batch->first; c != NULL; c = c->next)
		found += command_in(c, reads, sizeof(reads) / sizeof(reads[0]));
	return found == batch->count;
}

static void count_trip(struct store *store)
{
	store->trips++;
	store->use.trips++;
}

static bool run_once(struct store *store, struct batch *batch, struct result *results)
{
	if (batch->count > 0)
		count_trip(store);
	send_batch(store, batch);
	for (size_t i = 0; i < batch->count; i++)
		if (!receive(store, batch->arena, &results[i]))
			return false;
	return true;
}

/*
 * Runs reads alone.  What took long may have been answered by a master that was stopped and replaced
 * meanwhile: then it is asked whether it still is.
 */
static bool run_reads(struct store *store, struct batch *batch, struct result *results)
{
	const int64_t began = clock_steady();

	if (!run_once(store, batch, results))
		return false;
	if (store->master == NULL || clock_steady() - began < SLOW_MS)
		return true;
	master_doubt(store->master);
	if (!master_moved(store->master))
		return true;
	disconnect(store);
	return false;
}

/* Whether another node serves the slot by now. */
static bool is_elsewhere(const struct result *result)
{
	return result->type == RESULT_ERROR && str_starts(result->str, S("MOVED "));
}

static bool any_elsewhere(const struct result *results, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (is_elsewhere(&results[i]))
			return true;
	return false;
}

static enum status run(struct store *store, struct batch *batch, struct result **results)
{
	const bool reads = batch_only_reads(batch);
	/*
	 * A broken link loses what was watched on it, so a batch is not repeated while something is watched.
	 */
	const bool repeatable = !store->watching && store->link != NULL && reads;
	bool done;

	*results = arena_array(batch->arena, batch->count + 1, sizeof(**results));
	TRY(ensure_link(store));
	if (store->held_until != 0 && !reads)
		return held(store);
	done = (repeatable ? run_reads : run_once)(store, batch, *results);
	if (done && repeatable && any_elsewhere(*results, batch->count)) {
		disconnect(store);
		done = false;
	}
	if (!done && (!repeatable || ensure_link(store) != OK || !run_once(store, batch, *results)))
		return ERR_AWAY;
	if (batch->watches > 0)
		store->watching = true;
	return status_of_results(store, *results, batch->count);
}

enum status store_run(struct store *store, struct batch *batch, struct result **results)
{
	const int64_t began = clock_ticks();
	enum status status = run(store, batch, results);

	store->use.us += clock_ticks() - began;
	return status;
}

/* The replies of MULTI, each QUEUED, and EXEC.  *elsewhere: the slot isn't here, and nothing was done. */
static enum status read_commit(struct store *store, struct batch *batch, struct result *exec, bool *elsewhere)
{
	enum status status = OK;
	bool moved = false;

	for (size_t i = 0; i < batch->count + 2; i++) {
		if (!receive(store, batch->arena, exec))
			return ERR_AWAY;
		moved = moved || is_elsewhere(exec);
		if (exec->type == RESULT_ERROR && status == OK && !str_starts(exec->str, S("EXECABORT")))
			status = status_of_error(store, exec->str);
	}
	*elsewhere = moved && exec->type == RESULT_ERROR;
	return status;
}

/*
 * Waits, in the same trip as a commit, until so many replicas have it: on 7.2 and later on their disks and
 * this one's own, before that in their memory.
 */
static void send_wait(struct store *store, struct arena *arena)
{
	const char *args[4];
	size_t lens[4];
	size_t count = 0;

	args[count++] = store->waits_for_disk ? "WAITAOF" : "WAIT";
	if (store->waits_for_disk)
		args[count++] = "1";
	args[count++] = num(arena, store->options.replicas).data;
	/* Half of what the worker waits for a reply. */
	args[count++] = num(arena, store->options.timeout_ms / 2).data;
	for (size_t i = 0; i < count; i++)
		lens[i] = strlen(args[i]);
	redisAppendCommandArgv(store->link, (int)count, args, lens);
}

/* Whether enough replicas have what was committed; else nobody knows what becomes of it. */
static enum status read_wait(struct store *store, struct arena *arena)
{
	struct result said = { 0 };
	int64_t have;

	if (!receive(store, arena, &said))
		return ERR_AWAY;
	have = said.type == RESULT_LIST && said.count == 2 && said.items[0].integer >= 1 ?
		said.items[1].integer : said.integer;
	if (said.type == RESULT_ERROR)
		return alone(store, "WAIT is refused");
	if (have < store->options.replicas)
		return alone(store, "WAIT");
	store->said_alone = false;
	return OK;
}

/* The event among what was committed: what says in the record (KEY_EVENTS) who did it. */
static void note_event(struct store *store, const struct batch *batch, const struct result *exec)
{
	const struct command *command = batch->first;

	for (size_t i = 0; i < exec->count && command != NULL; i++, command = command->next)
		if (command->count > 1 && strcmp(command->args[0], "XADD") == 0 &&
			str_ends((struct str){ command->args[1], command->lens[1] }, S("}:events")))
			snprintf(store->use.event, sizeof(store->use.event), "%.*s",
				STR_ARG(exec->items[i].str));
}

static enum status commit(struct store *store, struct batch *batch, struct result **results)
{
	const bool waits = store->options.replicas > 0;
	/* While no replica keeps up a refusal comes at once, and WAIT would make it take as long as a commit. */
	const bool apart = store->said_alone;
	const bool watching = store->watching;
	struct result exec = { 0 };
	enum status settled = OK;
	enum status status;
	bool elsewhere = false;

	if (store->watch_lost)
		return ERR_AWAY;
	TRY(ensure_link(store));
	if (store->held_until != 0)
		return held(store);
	count_trip(store);
	send_word(store, "MULTI");
	send_batch(store, batch);
	send_word(store, "EXEC");
	if (waits && !apart)
		send_wait(store, batch->arena);
	status = read_commit(store, batch, &exec, &elsewhere);
	if (waits && apart && status == OK) {
		count_trip(store);
		send_wait(store, batch->arena);
	}
	if (waits && store->link != NULL && (!apart || status == OK))
		settled = read_wait(store, batch->arena);
	store->watching = false;
	if (elsewhere && watching && !store->sent_on) {
		store->sent_on = true;
		return ERR_CONFLICT;
	}
	store->sent_on = elsewhere;
	if (status != OK)
		return status;
	/* Refused as a whole though each command was taken, as by a Redis that became full on the last of them. */
	if (exec.type == RESULT_ERROR) {
		log_error("store: %.*s", STR_ARG(exec.str));
		return ERR_AWAY;
	}
	if (exec.type == RESULT_NIL)
		return ERR_CONFLICT;
	TRY(settled);
	if (results != NULL)
		*results = exec.items;
	note_event(store, batch, &exec);
	return status_of_results(store, exec.items, exec.count);
}

enum status store_commit(struct store *store, struct batch *batch, struct result **results)
{
	const int64_t began = clock_ticks();
	enum status status = commit(store, batch, results);

	store->use.us += clock_ticks() - began;
	return status;
}

bool store_waits(const struct store *store)
{
	return store->options.replicas > 0;
}

void store_unwatch(struct store *store)
{
	if (store->watching && store->link != NULL) {
		struct arena *arena = arena_new(4096);
		struct result ignored;

		send_word(store, "UNWATCH");
		receive(store, arena, &ignored);
		arena_free(arena);
	}
	store->watching = store->watch_lost = false;
}

struct store_reserve *store_reserve(struct store *store)
{
	return &store->reserve;
}

struct dictionary **store_dictionary(struct store *store, uint32_t id)
{
	return &store->dictionaries[id];
}

enum status store_ping(struct store *store, struct arena *arena)
{
	struct batch batch = batch_in(arena);
	struct result *results;

	/* Of the site's slot, as PING is not: a node that doesn't serve it any more sends us on. */
	BATCH(&batch, S("EXISTS"), str_of(store->mark));
	return store_run(store, &batch, &results);
}

const struct endpoint *store_where(struct store *store)
{
	return store->master != NULL && ensure_link(store) == OK ? master_here(store->master) : NULL;
}

struct store_use *store_use(struct store *store)
{
	return &store->use;
}

uint64_t store_trips(const struct store *store)
{
	return store->trips;
}

struct str result_pair(const struct result *pairs, struct str key)
{
	for (size_t i = 0; i + 1 < pairs->count; i += 2)
		if (str_eq(pairs->items[i].str, key))
			return pairs->items[i + 1].str;
	return (struct str){ 0 };
}
