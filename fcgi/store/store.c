#include "store/store.h"

#include <errno.h>
#include <fcntl.h>
#include <hiredis/hiredis.h>
#include <stdlib.h>
#include <sys/time.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/log.h"

/* After a failure don't connect again for so long: a Redis that hangs must not hold up every request. */
#define RETRY_AFTER_MS 750
/* The longest time to connect and log in; a Redis that is up needs a fraction of a millisecond. */
#define CONNECT_MS 500

struct store {
	struct store_options options;
	redisContext *link;
	bool watching;
	bool watch_lost;	/* with the link: what was read under WATCH may have changed unnoticed */
	uint64_t trips;
	struct store_reserve reserve;
	int64_t away_until;	/* by clock_steady() */
};

struct command {
	const char **args;
	size_t *lens;
	size_t count;
	struct command *next;
};

struct store *store_new(const struct store_options *options)
{
	struct store *store = calloc(1, sizeof(*store));

	if (store == NULL)
		abort();
	store->options = *options;
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
}

void store_free(struct store *store)
{
	if (store == NULL)
		return;
	disconnect(store);
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

/* Reads the first line of the password file into out, which the caller wipes. */
static bool read_password(const char *path, char *out, size_t size)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t len;

	if (fd < 0)
		return false;
	len = read(fd, out, size - 1);
	close(fd);
	if (len < 0)
		return false;
	out[len] = '\0';
	out[strcspn(out, "\r\n")] = '\0';
	return true;
}

static bool log_in(struct store *store)
{
	char password[256];
	redisReply *reply;
	bool ok;

	if (!read_password(store->options.password_file, password, sizeof(password))) {
		log_error("store: cannot read the Redis password file: %s", strerror(errno));
		return false;
	}
	reply = redisCommand(store->link, "AUTH %s %s", store->options.user, password);
	explicit_bzero(password, sizeof(password));
	ok = reply != NULL && reply->type == REDIS_REPLY_STATUS;
	if (!ok && reply != NULL)
		log_error("store: Redis refused the login: %s", reply->str);
	freeReplyObject(reply);
	return ok;
}

static struct timeval timeval_of(int ms)
{
	return (struct timeval){ ms / 1000, ms % 1000 * 1000 };
}

static bool connect_to(struct store *store)
{
	const int whole = store->options.timeout_ms;
	const struct timeval brief = timeval_of(whole < CONNECT_MS ? whole : CONNECT_MS);

	store->link = redisConnectUnixWithTimeout(store->options.socket, brief);
	return store->link != NULL && store->link->err == 0 &&
	       redisSetTimeout(store->link, brief) == REDIS_OK &&
	       log_in(store) && redisSetTimeout(store->link, timeval_of(whole)) == REDIS_OK;
}

static enum status ensure_link(struct store *store)
{
	if (store->link != NULL)
		return OK;
	if (clock_steady() < store->away_until)
		return ERR_AWAY;
	if (connect_to(store))
		return OK;
	if (store->link != NULL && store->link->err != 0)
		log_warn("store: Redis is away: %s", store->link->errstr);
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

/*
 * hiredis builds a reply through these (its redisReplyObjectFunctions), so that every element goes straight
 * into the arena: no allocation of its own, no copy.  An element of an array is written where its parent
 * keeps it.  NULL from an exhausted arena: hiredis then gives the reply up.
 */
static struct result *place(const redisReadTask *task, enum result_type type)
{
	struct result *result;

	if (task->parent != NULL)
		result = &((struct result *)task->parent->obj)->items[task->idx];
	else
		result = arena_try(task->privdata, sizeof(*result));
	if (result != NULL)
		result->type = type;
	return result;
}

static void *make_string(const redisReadTask *task, char *text, size_t len)
{
	struct result *result = place(task, task->type == REDIS_REPLY_ERROR ? RESULT_ERROR : RESULT_STR);
	char *copy = arena_try(task->privdata, len + 1);

	if (result == NULL || copy == NULL)
		return NULL;
	memcpy(copy, text, len);
	result->str = (struct str){ copy, len };
	return result;
}

#if HIREDIS_MAJOR >= 1
typedef size_t array_size;
#else
typedef int array_size;
#endif

static void *make_array(const redisReadTask *task, array_size count)
{
	struct result *result = place(task, RESULT_LIST);
	size_t size;

	if (result == NULL || __builtin_mul_overflow((size_t)count, sizeof(*result->items), &size))
		return NULL;
	result->items = arena_try(task->privdata, size);
	result->count = result->items != NULL ? (size_t)count : 0;
	return result->items != NULL ? result : NULL;
}

static void *make_integer(const redisReadTask *task, long long value)
{
	struct result *result = place(task, RESULT_INT);

	if (result != NULL)
		result->integer = value;
	return result;
}

static void *make_nil(const redisReadTask *task)
{
	return place(task, RESULT_NIL);
}

/* Replies are in the arena. */
static void free_no_object(void *object)
{
	(void)object;
}

/* The other functions are for types of RESP3, which is not used. */
static redisReplyObjectFunctions arena_functions = {
	.createString = make_string,
	.createArray = make_array,
	.createInteger = make_integer,
	.createNil = make_nil,
	.freeObject = free_no_object,
};

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

	store->link->reader->fn = &arena_functions;
	/* The macro for this casts a pointer to int, which clang refuses. */
	store->link->reader->privdata = arena;
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

/* ERR_AWAY when Redis can't serve for now; other error replies are ERR_INTERNAL. */
static enum status status_of_error(struct str error)
{
	static const char *const away[] = { "LOADING", "OOM", "MISCONF", "READONLY", "MASTERDOWN",
		"NOREPLICAS", "CLUSTERDOWN" };

	for (size_t i = 0; i < sizeof(away) / sizeof(away[0]); i++)
		if (str_starts(error, str_of(away[i]))) {
			log_warn("store: Redis cannot serve: %.*s", STR_ARG(error));
			return ERR_AWAY;
		}
	log_error("store: Redis refused a command: %.*s", STR_ARG(error));
	return ERR_INTERNAL;
}

static enum status status_of_results(const struct result *results, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (results[i].type == RESULT_ERROR)
			return status_of_error(results[i].str);
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

static bool run_once(struct store *store, struct batch *batch, struct result *results)
{
	store->trips += batch->count > 0;
	send_batch(store, batch);
	for (size_t i = 0; i < batch->count; i++)
		if (!receive(store, batch->arena, &results[i]))
			return false;
	return true;
}

enum status store_run(struct store *store, struct batch *batch, struct result **results)
{
	/*
	 * A broken link loses what was watched on it, so a batch is not repeated while something is watched.
	 */
	bool repeatable = !store->watching && store->link != NULL;

	*results = arena_array(batch->arena, batch->count + 1, sizeof(**results));
	TRY(ensure_link(store));
	if (!run_once(store, batch, *results)) {
		if (!repeatable || !batch_only_reads(batch) || ensure_link(store) != OK ||
		    !run_once(store, batch, *results))
			return ERR_AWAY;
	}
	if (batch->watches > 0)
		store->watching = true;
	return status_of_results(*results, batch->count);
}

/* The replies of MULTI, each QUEUED, and EXEC. */
static enum status read_commit(struct store *store, struct batch *batch, struct result *exec)
{
	enum status status = OK;

	for (size_t i = 0; i < batch->count + 2; i++) {
		if (!receive(store, batch->arena, exec))
			return ERR_AWAY;
		if (exec->type == RESULT_ERROR && status == OK && !str_starts(exec->str, S("EXECABORT")))
			status = status_of_error(exec->str);
	}
	return status;
}

enum status store_commit(struct store *store, struct batch *batch, struct result **results)
{
	struct result exec = { 0 };
	enum status status;

	if (store->watch_lost)
		return ERR_AWAY;
	TRY(ensure_link(store));
	store->trips++;
	send_word(store, "MULTI");
	send_batch(store, batch);
	send_word(store, "EXEC");
	status = read_commit(store, batch, &exec);
	store->watching = false;
	if (status != OK)
		return status;
	/* Refused as a whole though each command was taken, as by a Redis that became full on the last of them. */
	if (exec.type == RESULT_ERROR) {
		log_error("store: %.*s", STR_ARG(exec.str));
		return ERR_AWAY;
	}
	if (exec.type == RESULT_NIL)
		return ERR_CONFLICT;
	if (results != NULL)
		*results = exec.items;
	return status_of_results(exec.items, exec.count);
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

enum status store_ping(struct store *store, struct arena *arena)
{
	struct batch batch = batch_in(arena);
	struct result *results;

	BATCH(&batch, S("PING"));
	return store_run(store, &batch, &results);
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
