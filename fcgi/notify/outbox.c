#include "notify/outbox.h"

#include <inttypes.h>

#include "notify/dead_letter.h"
#include "store/keys.h"

#define LONGEST_WAIT_MS (6 * MS_PER_HOUR)
#define PENDING_MOST 100
#define COMMAND_MS 1000	/* a command of Redis reads the clock more than once */

/* Different for each event, the same in every process: what failed together is not tried again together. */
static int64_t jitter(struct str id, int64_t tries, int64_t wait)
{
	uint64_t mix = (uint64_t)tries;

	for (size_t i = 0; i < id.len; i++)
		mix = mix * 31 + (unsigned char)id.data[i];
	return wait / 100 * (int64_t)(mix % 51);
}

int64_t outbox_wait(const struct outbox_rules *rules, struct str id, int64_t tries)
{
	int64_t wait = rules->retry_ms;

	for (int64_t i = 1; i < tries && wait < LONGEST_WAIT_MS; i++)
		wait *= 2;
	if (wait > LONGEST_WAIT_MS)
		wait = LONGEST_WAIT_MS;
	return rules->timeout_ms + wait + jitter(id, tries, wait);
}

static int64_t pair_int(const struct result *pairs, struct str key)
{
	int64_t n = 0;

	str_to_i64(result_pair(pairs, key), &n);
	return n;
}

static bool read_event(const struct result *entry, struct notice_event *out)
{
	const struct result *pairs = &entry->items[1];

	*out = (struct notice_event){
		.id = entry->items[0].str,
		.origin = result_pair(pairs, S("o")),
		.only = result_pair(pairs, S("to")),
		.n = (uint64_t)pair_int(pairs, S("c")),
		.dept = result_pair(pairs, S("d")),
		.assignment = pair_int(pairs, S("n")),
		.account = result_pair(pairs, S("a")),
		.about = result_pair(pairs, S("x")),
		.at = pair_int(pairs, S("at")),
		.tries = 1,
	};
	if (out->origin.len == 0)
		out->origin = out->id;
	return notice_parse(result_pair(pairs, S("k")), &out->kind);
}

/* The value of a name in what XINFO tells, or NULL. */
static const struct result *told(const struct result *pairs, struct str name)
{
	for (size_t i = 0; i + 1 < pairs->count; i += 2)
		if (str_eq(pairs->items[i].str, name))
			return &pairs->items[i + 1];
	return NULL;
}

static int64_t told_int(const struct result *pairs, struct str name, int64_t otherwise)
{
	const struct result *value = told(pairs, name);

	return value == NULL ? otherwise : value->integer;
}

/* The group's facts as XINFO GROUPS gives them, or NULL. */
static const struct result *find_group(const struct result *groups, struct str target)
{
	for (size_t i = 0; i < groups->count; i++)
		if (str_eq(result_pair(&groups->items[i], S("name")), target))
			return &groups->items[i];
	return NULL;
}

/* *groups has no items while nothing was ever written. */
static enum status read_groups(struct casework *work, struct result *groups)
{
	struct batch batch = batch_in(work->arena);
	struct result *results;

	*groups = (struct result){ .type = RESULT_LIST };
	BATCH(&batch, S("EXISTS"), key_outbox(work->store, work->arena));
	TRY(store_run(work->store, &batch, &results));
	if (results[0].integer == 0)
		return OK;
	batch = batch_in(work->arena);
	BATCH(&batch, S("XINFO"), S("GROUPS"), key_outbox(work->store, work->arena));
	TRY(store_run(work->store, &batch, &results));
	*groups = results[0];
	return OK;
}

enum status outbox_open(struct casework *work, struct str target)
{
	struct batch batch = batch_in(work->arena);
	struct result groups;
	struct result *results;

	TRY(read_groups(work, &groups));
	if (find_group(&groups, target) != NULL)
		return OK;
	BATCH(&batch, S("XGROUP"), S("CREATE"), key_outbox(work->store, work->arena), target, S("$"),
		S("MKSTREAM"));
	return store_run(work->store, &batch, &results);
}

enum status outbox_forget(struct casework *work, struct str target)
{
	struct batch batch = batch_in(work->arena);
	struct result groups;
	struct result *results;

	TRY(read_groups(work, &groups));
	if (find_group(&groups, target) == NULL)
		return ERR_NOT_FOUND;
	BATCH(&batch, S("XGROUP"), S("DESTROY"), key_outbox(work->store, work->arena), target);
	return store_run(work->store, &batch, &results);
}

enum status outbox_done(struct casework *work, struct str target, const struct notice_event *event)
{
	struct batch batch = batch_in(work->arena);
	struct result *results;

	BATCH(&batch, S("XACK"), key_outbox(work->store, work->arena), target, event->id);
	return store_run(work->store, &batch, &results);
}

/* Keeps an event for this target; acknowledges one for another target, or one that can't be read. */
static enum status keep(struct casework *work, struct str target, const struct result *entry, int64_t tries,
	struct notice_event *events, size_t *count)
{
	struct notice_event event;

	if (!read_event(entry, &event) || (event.only.len > 0 && !str_eq(event.only, target)))
		return outbox_done(work, target, &event);
	event.tries = tries;
	events[(*count)++] = event;
	return OK;
}

/* The first to claim an event has it: the others find that it is not idle any more. */
static enum status claim(struct casework *work, struct str target, const struct outbox_rules *rules,
	const struct result *row, struct notice_event *events, size_t *count)
{
	struct batch batch = batch_in(work->arena);
	struct str id = row->items[0].str;
	int64_t tries = row->items[3].integer;
	int64_t wait = outbox_wait(rules, id, tries);
	struct result *results;

	if (row->items[2].integer < wait)
		return OK;
	BATCH(&batch, S("XCLAIM"), key_outbox(work->store, work->arena), target, S("notify"),
		num(work->arena, wait), id);
	TRY(store_run(work->store, &batch, &results));
	if (results[0].count == 0 || results[0].items[0].type != RESULT_LIST)
		return OK;
	return keep(work, target, &results[0].items[0], tries + 1, events, count);
}

static enum status take_failed(struct casework *work, struct str target, const struct outbox_rules *rules,
	size_t limit, struct notice_event *events, size_t *count)
{
	struct batch batch = batch_in(work->arena);
	struct result *results;

	BATCH(&batch, S("XPENDING"), key_outbox(work->store, work->arena), target, S("IDLE"),
		num(work->arena, rules->timeout_ms + rules->retry_ms), S("-"), S("+"),
		num(work->arena, PENDING_MOST));
	TRY(store_run(work->store, &batch, &results));
	for (size_t i = 0; i < results[0].count && *count < limit; i++)
		TRY(claim(work, target, rules, &results[0].items[i], events, count));
	return OK;
}

static enum status take_new(struct casework *work, struct str target, size_t limit,
	struct notice_event *events, size_t *count)
{
	struct batch batch = batch_in(work->arena);
	struct result *results;

	BATCH(&batch, S("XREADGROUP"), S("GROUP"), target, S("notify"), S("COUNT"),
		num(work->arena, (int64_t)limit), S("STREAMS"), key_outbox(work->store, work->arena), S(">"));
	TRY(store_run(work->store, &batch, &results));
	if (results[0].count == 0)
		return OK;
	for (size_t i = 0; i < results[0].items[0].items[1].count; i++)
		TRY(keep(work, target, &results[0].items[0].items[1].items[i], 1, events, count));
	return OK;
}

enum status outbox_take(struct casework *work, struct str target, const struct outbox_rules *rules,
	size_t limit, struct notice_event *events, size_t *count)
{
	*count = 0;
	TRY(take_failed(work, target, rules, limit, events, count));
	if (*count < limit)
		TRY(take_new(work, target, limit - *count, events, count));
	return OK;
}

enum status outbox_failed(struct casework *work, struct str target, const struct notice_event *event,
	const struct outbox_rules *rules, struct str error, bool *dead)
{
	struct batch batch = batch_in(work->arena);

	*dead = event->tries >= rules->tries;
	if (!*dead)
		return OK;
	dead_letter_add(work, &batch, target, event, error);
	BATCH(&batch, S("XACK"), key_outbox(work->store, work->arena), target, event->id);
	return store_commit(work->store, &batch, NULL);
}

enum status outbox_targets(struct casework *work, struct value **targets)
{
	struct result groups;

	*targets = value_list(work->arena);
	TRY(read_groups(work, &groups));
	for (size_t i = 0; i < groups.count; i++) {
		struct value *map = list_map(*targets);
		const int64_t waiting = told_int(&groups.items[i], S("lag"), 0);
		const int64_t failed = told_int(&groups.items[i], S("pending"), 0);

		map_str(map, "target", result_pair(&groups.items[i], S("name")));
		map_int(map, "waiting", waiting);
		map_int(map, "failed", failed);
		map_int(map, "undelivered", waiting + failed);
	}
	return OK;
}

/* The id of an entry in a stream. */
struct place {
	uint64_t ms;
	uint64_t seq;
};

static struct place place_of(struct str id)
{
	size_t dash = str_find(id, '-', 0);
	struct place place = { 0 };

	str_to_u64(str_sub(id, 0, dash), UINT64_MAX, &place.ms);
	if (dash < id.len)
		str_to_u64(str_sub(id, dash + 1, id.len), UINT64_MAX, &place.seq);
	return place;
}

static struct place place_behind(struct str id)
{
	struct place place = place_of(id);

	place.seq++;
	return place;
}

static bool is_before(struct place a, struct place b)
{
	return a.ms != b.ms ? a.ms < b.ms : a.seq < b.seq;
}

/*
 * The first entry that a group still needs: the oldest that was not acknowledged, else the first not yet
 * delivered.
 */
static enum status first_needed(struct casework *work, const struct result *group, struct place *out)
{
	struct batch batch = batch_in(work->arena);
	struct result *results;

	BATCH(&batch, S("XPENDING"), key_outbox(work->store, work->arena), result_pair(group, S("name")));
	TRY(store_run(work->store, &batch, &results));
	if (results[0].count > 1 && results[0].items[0].integer > 0)
		*out = place_of(results[0].items[1].str);
	else
		*out = place_behind(result_pair(group, S("last-delivered-id")));
	return OK;
}

static bool is_named(struct str name, const struct str *names, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (str_eq(names[i], name))
			return true;
	return false;
}

/*
 * Where the newest entry is was read first: what is written, delivered or claimed meanwhile lies behind the
 * place found, so no group can lose it.
 */
enum status outbox_trim(struct casework *work, const struct str *targets, size_t count)
{
	struct batch batch = batch_in(work->arena);
	struct str key = key_outbox(work->store, work->arena);
	const struct place patience = { .ms = (uint64_t)(work->now - OUTBOX_PATIENCE_MS) };
	struct place needed, least;
	struct result *results;
	struct result groups;

	BATCH(&batch, S("EXISTS"), key);
	TRY(store_run(work->store, &batch, &results));
	if (results[0].integer == 0)
		return OK;
	batch = batch_in(work->arena);
	BATCH(&batch, S("XINFO"), S("STREAM"), key);
	BATCH(&batch, S("XINFO"), S("GROUPS"), key);
	TRY(store_run(work->store, &batch, &results));
	least = place_behind(result_pair(&results[0], S("last-generated-id")));
	groups = results[1];
	for (size_t i = 0; i < groups.count; i++) {
		TRY(first_needed(work, &groups.items[i], &needed));
		if (is_before(needed, patience) &&
			!is_named(result_pair(&groups.items[i], S("name")), targets, count))
			needed = patience;
		if (is_before(needed, least))
			least = needed;
	}
	batch = batch_in(work->arena);
	BATCH(&batch, S("XTRIM"), key, S("MINID"),
		arena_printf(work->arena, "%" PRIu64 "-%" PRIu64, least.ms, least.seq));
	return store_run(work->store, &batch, &results);
}

/* The least idle time (ms) that XINFO CONSUMERS tells of; otherwise when it tells of nobody. */
static int64_t least_idle(const struct result *consumers, int64_t otherwise)
{
	int64_t least = otherwise;

	for (size_t i = 0; i < consumers->count; i++) {
		const int64_t idle = told_int(&consumers->items[i], S("idle"), least);

		if (least < 0 || idle < least)
			least = idle;
	}
	return least;
}

enum status outbox_idle(struct casework *work, int64_t *ms)
{
	struct batch batch = batch_in(work->arena);
	struct result *results;
	struct result groups;

	*ms = -1;
	TRY(read_groups(work, &groups));
	if (groups.count == 0)
		return OK;
	for (size_t i = 0; i < groups.count; i++)
		BATCH(&batch, S("XINFO"), S("CONSUMERS"), key_outbox(work->store, work->arena),
			result_pair(&groups.items[i], S("name")));
	TRY(store_run(work->store, &batch, &results));
	for (size_t i = 0; i < groups.count; i++)
		*ms = least_idle(&results[i], *ms);
	return OK;
}

enum status outbox_oldest(struct casework *work, int64_t *at)
{
	struct batch batch = batch_in(work->arena);
	struct result *results;

	*at = 0;
	BATCH(&batch, S("XRANGE"), key_outbox(work->store, work->arena), S("-"), S("+"), S("COUNT"), S("1"));
	TRY(store_run(work->store, &batch, &results));
	if (results[0].count > 0)
		*at = (int64_t)place_of(results[0].items[0].items[0].str).ms;
	return OK;
}

/*
 * All take by one consumer's name, so nothing can have been taken after that consumer was last seen, unless
 * the clock was set back in between.
 */
static void wake_group(struct casework *work, const struct result *group, struct batch *claims)
{
	const struct result *consumers = told(group, S("consumers"));
	const struct result *pending = told(group, S("pending"));
	int64_t seen;

	if (consumers == NULL || consumers->count == 0 || pending == NULL)
		return;
	seen = told_int(&consumers->items[0], S("seen-time"), INT64_MAX - COMMAND_MS) + COMMAND_MS;
	for (size_t i = 0; i < pending->count; i++)
		if (pending->items[i].items[2].integer > seen)
			BATCH(claims, S("XCLAIM"), key_outbox(work->store, work->arena),
				result_pair(group, S("name")), S("notify"), S("0"),
				pending->items[i].items[0].str, S("IDLE"),
				num(work->arena, 2 * LONGEST_WAIT_MS), S("JUSTID"));
}

enum status outbox_wake(struct casework *work)
{
	struct batch batch = batch_in(work->arena);
	struct batch claims = batch_in(work->arena);
	struct str key = key_outbox(work->store, work->arena);
	const struct result *told_groups;
	struct result groups;
	struct result *results;

	TRY(read_groups(work, &groups));
	for (size_t i = 0; i < groups.count; i++)
		if (told_int(&groups.items[i], S("pending"), 0) > 0)
			/* Gives nothing, but the consumer was seen now. */
			BATCH(&batch, S("XREADGROUP"), S("GROUP"), result_pair(&groups.items[i], S("name")),
				S("notify"), S("COUNT"), S("1"), S("STREAMS"), key,
				S("18446744073709551615-0"));
	if (batch.count == 0)
		return OK;
	BATCH(&batch, S("XINFO"), S("STREAM"), key, S("FULL"), S("COUNT"),
		num(work->arena, PENDING_MOST));
	TRY(store_run(work->store, &batch, &results));
	told_groups = told(&results[batch.count - 1], S("groups"));
	for (size_t i = 0; told_groups != NULL && i < told_groups->count; i++)
		wake_group(work, &told_groups->items[i], &claims);
	return claims.count == 0 ? OK : store_run(work->store, &claims, &results);
}
