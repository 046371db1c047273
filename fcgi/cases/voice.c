#include "cases/voice.h"

#include <inttypes.h>
#include <stdlib.h>

#include "base/json.h"
#include "base/json_print.h"
#include "cases/comments.h"
#include "crypt/keyed_hash.h"
#include "privacy/limit.h"
#include "privacy/mask.h"
#include "cases/photo.h"
#include "store/keys.h"

#define MOST_HELD_FOLLOWUPS 5

enum { LIMIT_DEVICE, LIMIT_NETWORK, VOICE_LIMITS };
enum { WAITING_CASE, WAITING_DEVICE, WAITING_NETWORK, WAITING_LIMITS };

/* A voice being added: who, what, and what came of it. */
struct voice {
	struct str member;	/* in the set of voices */
	struct str body;
	struct str once;
	const char *kind;	/* of the held post */
	struct photos *photos;	/* or NULL */
	struct limit limits[VOICE_LIMITS];
	int64_t supports;
	struct {
		struct str mark;	/* whose waiting posts are counted; empty: nobody's */
		int64_t most;
		enum status full;
	} waiting[WAITING_LIMITS];
};

static struct str voice_member(struct casework *work, const char *prefix, struct str person)
{
	return arena_join(work->arena, str_of(prefix), keys_index(work->arena, work->keys, person));
}

/* ERR_ALREADY when the voice is in the set, which is watched till the commit; ERR_TOO_MANY past a limit. */
static enum status add_voice(struct case_edit *edit, struct voice *voice)
{
	struct casework *work = edit->work;
	struct str key = key_voices(work->store, work->arena, edit->before.n);
	struct batch batch = batch_in(work->arena);
	struct result *results;

	if (!case_visible(&edit->before, &viewer_public) || edit->before.state == STATE_MERGED)
		return ERR_NOT_FOUND;
	WATCH(&batch, key);
	BATCH(&batch, S("SISMEMBER"), key, voice->member);
	for (size_t i = 0; i < VOICE_LIMITS; i++)
		limit_look(&batch, &voice->limits[i]);
	TRY(store_run(work->store, &batch, &results));
	if (results[1].integer != 0)
		return ERR_ALREADY;
	for (size_t i = 0; i < VOICE_LIMITS; i++)
		if (limit_reached(&voice->limits[i], results))
			return ERR_TOO_MANY;
	BATCH(edit->changes, S("SADD"), key, voice->member);
	for (size_t i = 0; i < VOICE_LIMITS; i++)
		limit_count(edit->changes, &voice->limits[i]);
	return OK;
}

static enum status add_support(void *context, struct case_edit *edit)
{
	struct voice *voice = context;

	voice->supports = edit->before.supports;
	TRY(add_voice(edit, voice));
	voice->supports = ++edit->after.supports;
	return OK;
}

enum status case_support(struct casework *work, uint64_t n, struct str person, int64_t *supports)
{
	struct voice voice = {
		.member = voice_member(work, "s", person),
		.limits[LIMIT_NETWORK] = limit_of_network(work, "support.a.", work->config->limits.supports_per_address_hour, 3600),
	};
	struct case_record after;
	enum status status = commit_case(work, n, add_support, &voice, &after);

	*supports = voice.supports;
	return status;
}

enum status case_voiced(struct casework *work, uint64_t n, struct str person, bool *supported, bool *commented)
{
	struct batch batch = batch_in(work->arena);
	struct result *results;

	BATCH(&batch, S("SMISMEMBER"), key_voices(work->store, work->arena, n), voice_member(work, "s", person),
		voice_member(work, "c", person));
	TRY(store_run(work->store, &batch, &results));
	*supported = results[0].items[0].integer != 0;
	*commented = results[0].items[1].integer != 0;
	return OK;
}

/* The member of the review queue for a held post. */
static struct str held_member(struct casework *work, uint64_t n, int64_t id)
{
	return arena_printf(work->arena, "%" PRIu64 "/%" PRId64, n, id);
}

/* A member of key_waiting for those who are known by keyed hash only. */
static struct str waiting_mark(struct casework *work, const char *kind, struct str who)
{
	return arena_join(work->arena, str_of(kind), keys_index(work->arena, work->keys, who));
}

/* Refuses what would leave more waiting for review than may. */
static enum status look_at_waiting(struct case_edit *edit, const struct voice *voice)
{
	struct casework *work = edit->work;
	struct str key = key_waiting(work->store, work->arena);
	struct batch batch = batch_in(work->arena);
	struct result *results;
	int64_t count;

	for (size_t i = 0; i < WAITING_LIMITS; i++)
		BATCH(&batch, S("ZSCORE"), key, voice->waiting[i].mark);
	TRY(store_run(work->store, &batch, &results));
	for (size_t i = 0; i < WAITING_LIMITS; i++)
		if (voice->waiting[i].mark.len > 0 && str_to_i64(results[i].str, &count) && count >= voice->waiting[i].most)
			return voice->waiting[i].full;
	return OK;
}

/* One more or one less (−1) waits of each mark; a mark nothing waits of is forgotten. */
static void count_waiting(struct case_edit *edit, const struct value *marks, const char *by)
{
	struct casework *work = edit->work;
	struct str key = key_waiting(work->store, work->arena);

	for (const struct member *m = marks != NULL ? marks->first : NULL; m != NULL; m = m->next)
		BATCH(edit->changes, S("ZINCRBY"), key, str_of(by), m->value.str);
	BATCH(edit->changes, S("ZREMRANGEBYSCORE"), key, S("-inf"), S("0"));
}

/* Holds the post for review, due as a new topic is.  Personal data is masked before it is stored: nothing needs it. */
static void hold(struct case_edit *edit, const struct voice *voice)
{
	struct casework *work = edit->work;
	int64_t id = edit->after.entries;
	struct value *post = commit_begin_entry(edit, voice->kind);
	struct value *marks;
	int32_t due = workdays_add(work->calendar, clock_day(edit->at), work->config->cases.review_days, NULL);

	map_str(post, "text", mask_text(work->arena, voice->body, NULL));
	photo_add(post, voice->photos);
	marks = map_list(post, "marks");
	for (size_t i = 0; i < WAITING_LIMITS; i++)
		if (voice->waiting[i].mark.len > 0)
			list_str(marks, voice->waiting[i].mark);
	count_waiting(edit, marks, "1");
	BATCH(edit->changes, S("HSET"), key_held(work->store, work->arena, edit->before.n), num(work->arena, id),
		json_print(work->arena, post));
	BATCH(edit->changes, S("ZADD"), key_queue(work->store, work->arena, S("review")),
		num(work->arena, clock_day_start(due + 1) - 1), held_member(work, edit->before.n, id));
}

static enum status add_comment(void *context, struct case_edit *edit)
{
	struct voice *voice = context;

	TRY(add_voice(edit, voice));
	TRY(look_at_waiting(edit, voice));
	hold(edit, voice);
	return OK;
}

enum status case_comment(struct casework *work, uint64_t n, struct str person, struct str body)
{
	struct voice voice = {
		.member = voice_member(work, "c", person),
		.body = body,
		.kind = "comment",
		.limits[LIMIT_DEVICE] = limit_of(work, "comment.", person, work->config->limits.comments_per_device_hour, 3600),
		.limits[LIMIT_NETWORK] = limit_of_network(work, "comment.a.", work->config->limits.comments_per_address_hour, 3600),
		.waiting[WAITING_CASE] = { arena_printf(work->arena, "c%" PRIu64, n),
			work->config->limits.waiting_per_case, ERR_NOT_NOW },
		.waiting[WAITING_DEVICE] = { waiting_mark(work, "d", person),
			work->config->limits.waiting_per_device, ERR_TOO_MANY },
	};
	struct case_record after;

	if (work->network.len > 0) {
		voice.waiting[WAITING_NETWORK].mark = waiting_mark(work, "a", work->network);
		voice.waiting[WAITING_NETWORK].most = work->config->limits.waiting_per_address;
		voice.waiting[WAITING_NETWORK].full = ERR_TOO_MANY;
	}

	return commit_case(work, n, add_comment, &voice, &after);
}

/* A follow-up sent twice from the same form is one; not too many may wait. */
static enum status add_followup(void *context, struct case_edit *edit)
{
	struct voice *voice = context;
	struct casework *work = edit->work;
	struct batch batch = batch_in(work->arena);
	struct str once = key_once(work->store, work->arena, voice->once);
	struct result *results;

	if (edit->before.state == STATE_DECLINED || edit->before.state == STATE_MERGED ||
	    edit->before.state == STATE_WITHDRAWN)
		return ERR_NOT_NOW;
	WATCH(&batch, once);
	BATCH(&batch, S("EXISTS"), once);
	TRY(store_run(work->store, &batch, &results));
	if (results[1].integer != 0)
		return ERR_ALREADY;
	TRY(look_at_waiting(edit, voice));
	if (voice->photos != NULL)
		TRY(photos_settle(work, voice->photos, edit->before.n));
	BATCH(edit->changes, S("SET"), once, num(work->arena, (int64_t)edit->before.n), S("EX"), S("172800"));
	hold(edit, voice);
	return OK;
}

enum status case_followup(struct casework *work, uint64_t n, struct str once, struct str body, struct photos *photos)
{
	struct voice voice = { .once = once, .body = body, .kind = "followup", .photos = photos,
		.waiting[WAITING_CASE] = { arena_printf(work->arena, "f%" PRIu64, n), MOST_HELD_FOLLOWUPS, ERR_TOO_MANY } };
	struct case_record after;
	enum status status = commit_case(work, n, add_followup, &voice, &after);

	/* What may have been written although nothing came back is left for the sweep. */
	if (photos != NULL && status != OK && status != ERR_AWAY)
		photos_discard(work, photos);
	return status == ERR_ALREADY ? OK : status;
}

enum status held_list(struct casework *work, uint64_t n, struct value **list)
{
	struct batch batch = batch_in(work->arena);
	struct result *results;

	BATCH(&batch, S("HVALS"), key_held(work->store, work->arena, n));
	TRY(store_run(work->store, &batch, &results));
	*list = value_list(work->arena);
	for (size_t i = 0; i < results[0].count; i++) {
		struct value *post;

		if (json_parse(work->arena, results[0].items[i].str, &post) == OK)
			list_value(*list, post);
	}
	return OK;
}

static int by_post_id(const void *a, const void *b)
{
	int64_t one = map_get_int(*(struct value *const *)a, "id", 0);
	int64_t other = map_get_int(*(struct value *const *)b, "id", 0);

	return (one > other) - (one < other);
}

void held_ask(struct casework *work, struct batch *batch, uint64_t n, size_t some)
{
	struct str key = key_held(work->store, work->arena, n);

	BATCH(batch, S("HSCAN"), key, S("0"), S("COUNT"), num(work->arena, (int64_t)some));
	BATCH(batch, S("HLEN"), key);
}

void held_take(struct casework *work, const struct result *results, size_t some, struct value **list, int64_t *total)
{
	const struct result *pairs = &results[0].items[1];
	struct value **posts = arena_array(work->arena, pairs->count / 2 + 1, sizeof(*posts));
	size_t count = 0;

	for (size_t i = 0; i + 1 < pairs->count; i += 2)
		if (json_parse(work->arena, pairs->items[i + 1].str, &posts[count]) == OK)
			count++;
	qsort(posts, count, sizeof(*posts), by_post_id);
	*list = value_list(work->arena);
	for (size_t i = 0; i < count && i < some; i++)
		list_value(*list, posts[i]);
	*total = results[1].integer;
}

/* A moderator's decision on a held post. */
struct decision {
	int64_t id;
	const struct viewer *by;
	struct str mask;
	struct str reason;	/* empty: pass */
};

/* Takes the post out of its place; ERR_CONFLICT's twin for held posts is that it is gone: ERR_NOT_NOW. */
static enum status take_held(struct case_edit *edit, const struct decision *decision, struct value **post)
{
	struct casework *work = edit->work;
	struct batch batch = batch_in(work->arena);
	struct str key = key_held(work->store, work->arena, edit->before.n);
	struct str id = num(work->arena, decision->id);
	struct result *results;

	if ((decision->by->roles & (ROLE_MODERATOR | ROLE_OPERATOR)) == 0)
		return ERR_FORBIDDEN;
	WATCH(&batch, key);
	BATCH(&batch, S("HGET"), key, id);
	TRY(store_run(work->store, &batch, &results));
	if (results[1].type != RESULT_STR)
		return ERR_NOT_NOW;
	TRY(json_parse(work->arena, results[1].str, post));
	BATCH(edit->changes, S("HDEL"), key, id);
	count_waiting(edit, map_get(*post, "marks"), "-1");
	BATCH(edit->changes, S("ZREM"), key_queue(work->store, work->arena, S("review")),
		held_member(work, edit->before.n, decision->id));
	edit->by = decision->by->id;
	return OK;
}

static enum status pass(void *context, struct case_edit *edit)
{
	const struct decision *decision = context;
	struct casework *work = edit->work;
	struct value *entry = value_map(work->arena);
	struct value *post;

	TRY(take_held(edit, decision, &post));
	map_int(entry, "id", map_get_int(post, "id", 0));
	map_str(entry, "kind", map_get_str(post, "kind"));
	map_int(entry, "at", map_get_int(post, "at", 0));
	map_str(entry, "text", mask_words(work->arena, map_get_str(post, "text"), decision->mask));
	photo_copy(entry, post);
	if (str_eq(map_get_str(post, "kind"), S("comment"))) {
		comments_add(edit, entry);
		edit->after.comments++;
	} else {
		commit_entry(edit, entry);
	}
	edit->action = S("pass");
	return OK;
}

enum status held_pass(struct casework *work, uint64_t n, int64_t id, const struct viewer *by, struct str mask)
{
	struct decision decision = { .id = id, .by = by, .mask = mask };
	struct case_record after;

	return commit_case(work, n, pass, &decision, &after);
}

/* Nothing vanishes without a trace: staff still find a refused post in the thread, marked. */
static enum status refuse_post(void *context, struct case_edit *edit)
{
	const struct decision *decision = context;
	struct value *note;
	struct value *post;

	if (decline_label(decision->reason) == NULL)
		return ERR_INVALID;
	TRY(take_held(edit, decision, &post));
	note = commit_begin_entry(edit, "note");
	map_str(note, "action", S("refuse"));
	map_str(note, "by", decision->by->id);
	map_str(note, "reason", str_of(decline_label(decision->reason)));
	map_str(note, "text", map_get_str(post, "text"));
	photo_copy(note, post);
	if (str_eq(map_get_str(post, "kind"), S("comment")))
		comments_add_refused(edit, note);
	else
		commit_entry(edit, note);
	edit->action = S("refuse");
	return OK;
}

enum status held_refuse(struct casework *work, uint64_t n, int64_t id, const struct viewer *by, struct str reason)
{
	struct decision decision = { .id = id, .by = by, .reason = reason };
	struct case_record after;

	return commit_case(work, n, refuse_post, &decision, &after);
}

enum status case_views_add(struct casework *work, uint64_t n, int64_t views)
{
	struct batch batch = batch_in(work->arena);
	struct str amount = num(work->arena, views);
	struct str visits = key_visits(work->store, work->arena);
	struct str month = clock_month(work->arena, work->now);
	struct result *results;

	BATCH(&batch, S("HINCRBY"), key_views(work->store, work->arena, n), num(work->arena, (int64_t)n), amount);
	BATCH(&batch, S("HINCRBY"), visits, str_sub(month, 0, 4), amount);
	BATCH(&batch, S("HINCRBY"), visits, month, amount);
	return store_run(work->store, &batch, &results);
}

enum status case_viewed(struct casework *work, uint64_t n)
{
	struct case_record record;

	TRY(case_read(work, n, &record, NULL, NULL));
	if (!case_visible(&record, &viewer_public))
		return ERR_NOT_FOUND;
	return case_views_add(work, n, 1);
}
