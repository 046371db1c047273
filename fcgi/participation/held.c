#include "participation/held.h"

#include <inttypes.h>
#include <stdlib.h>

#include "base/json.h"
#include "base/json_print.h"
#include "crypt/keyed_hash.h"
#include "model/derive.h"
#include "participation/comment_pages.h"
#include "participation/reopening.h"
#include "photos/photo_entry.h"
#include "privacy/sealed.h"
#include "store/keys.h"

#define REFUSED "refuse"	/* the action of a moderator that refuses a post, and of the note of it */

/* The member of the review queue for a held post. */
static struct str held_member(struct casework *work, uint64_t n, int64_t id)
{
	return arena_printf(work->arena, "%" PRIu64 "/%" PRId64, n, id);
}

struct str held_mark(struct casework *work, const char *kind, struct str who)
{
	return arena_join(work->arena, str_of(kind), keys_index(work->arena, work->keys, who));
}

enum status held_check(struct case_edit *edit, const struct held_post *post)
{
	struct casework *work = edit->work;
	struct str key = key_waiting(work->store, work->arena);
	struct batch batch = batch_in(work->arena);
	struct result *results;
	int64_t count;

	for (size_t i = 0; i < HELD_LIMITS; i++)
		BATCH(&batch, S("ZSCORE"), key, post->waiting[i].mark);
	TRY(store_run(work->store, &batch, &results));
	for (size_t i = 0; i < HELD_LIMITS; i++)
		if (post->waiting[i].mark.len > 0 && str_to_i64(results[i].str, &count) &&
			count >= post->waiting[i].most)
			return post->waiting[i].full;
	return OK;
}

/* One post more ("1") or less ("-1") waits of each mark; a mark of which none waits is removed. */
static void count_waiting(struct case_edit *edit, const struct value *marks, const char *by)
{
	struct casework *work = edit->work;
	struct str key = key_waiting(work->store, work->arena);

	for (const struct member *m = marks != NULL ? marks->first : NULL; m != NULL; m = m->next)
		BATCH(edit->changes, S("ZINCRBY"), key, str_of(by), m->value.str);
	BATCH(edit->changes, S("ZREMRANGEBYSCORE"), key, S("-inf"), S("0"));
}

/* The entry waits under this id from now on, and counts against the limits. */
static void await_review(struct case_edit *edit, int64_t id, struct value *entry,
	const struct held_post *post)
{
	struct casework *work = edit->work;
	struct value *marks = map_list(entry, "marks");
	int32_t due = workdays_add(work->calendar, clock_day(edit->at), work->config->cases.review_days,
		NULL);

	for (size_t i = 0; i < HELD_LIMITS; i++)
		if (post->waiting[i].mark.len > 0)
			list_str(marks, post->waiting[i].mark);
	count_waiting(edit, marks, "1");
	BATCH(edit->changes, S("HSET"), key_held(work->store, work->arena, edit->before.n),
		num(work->arena, id), json_print(work->arena, entry));
	BATCH(edit->changes, S("ZADD"), key_queue(work->store, work->arena, S("review")),
		num(work->arena, clock_day_start(due + 1) - 1), held_member(work, edit->before.n, id));
	BATCH(edit->changes, S("ZADD"), key_queue(work->store, work->arena, S("review" DERIVE_BY_AGE)),
		num(work->arena, map_get_int(entry, "at", edit->at)),
		held_member(work, edit->before.n, id));
}

void held_add(struct case_edit *edit, const struct held_post *post)
{
	struct casework *work = edit->work;
	int64_t id = edit->after.entries;
	struct masking masking = sealed_masking(work, &edit->before);
	struct value *entry = commit_begin_entry(edit, post->kind);

	map_str(entry, "text", mask_text(work->arena, &masking, post->text, NULL));
	if (post->dept.len > 0)
		map_str(entry, "dept", post->dept);
	if (post->by.len > 0)
		map_str(entry, "by", post->by);
	photo_entry_add(entry, post->photos);
	await_review(edit, id, entry, post);
}

int64_t held_reporters(const struct value *post)
{
	const struct value *reporters = map_get(post, "reporters");

	return reporters != NULL ? (int64_t)reporters->count : 0;
}

/* Somebody more reports a comment that waits already. */
static enum status join_report(struct case_edit *edit, struct str id, struct value *post, struct str reporter)
{
	struct casework *work = edit->work;
	struct value *both = value_map(work->arena);
	const struct value *before = map_get(post, "reporters");
	struct value *reporters;

	for (const struct member *m = before != NULL ? before->first : NULL; m != NULL; m = m->next)
		if (str_eq(m->value.str, reporter))
			return ERR_ALREADY;
	if (before == NULL || before->count >= HELD_REPORTERS)
		return OK;
	for (const struct member *m = post->first; m != NULL; m = m->next)
		if (!str_eq(m->key, S("reporters")))
			*value_add(both, m->key) = m->value;
	reporters = map_list(both, "reporters");
	for (const struct member *m = before->first; m != NULL; m = m->next)
		list_str(reporters, m->value.str);
	list_str(reporters, reporter);
	BATCH(edit->changes, S("HSET"), key_held(work->store, work->arena, edit->before.n), id,
		json_print(work->arena, both));
	return OK;
}

enum status held_report(struct case_edit *edit, const struct value *comment, int64_t place,
	const struct held_post *limits, struct str reporter)
{
	struct casework *work = edit->work;
	struct batch batch = batch_in(work->arena);
	struct str key = key_held(work->store, work->arena, edit->before.n);
	int64_t id = map_get_int(comment, "id", 0);
	struct value *entry = value_map(work->arena);
	struct result *results;
	struct value *post;

	WATCH(&batch, key);
	BATCH(&batch, S("HGET"), key, num(work->arena, id));
	TRY(store_run(work->store, &batch, &results));
	if (results[1].type == RESULT_STR) {
		TRY(json_parse(work->arena, results[1].str, &post));
		return join_report(edit, num(work->arena, id), post, reporter);
	}
	TRY(held_check(edit, limits));
	map_int(entry, "id", id);
	map_str(entry, "kind", S(HELD_REPORT));
	map_int(entry, "at", edit->at);
	map_str(entry, "text", map_get_str(comment, "text"));
	map_int(entry, "place", place);
	list_str(map_list(entry, "reporters"), reporter);
	await_review(edit, id, entry, limits);
	return OK;
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

void held_take(struct casework *work, const struct result *results, size_t some, struct value **list,
	int64_t *total)
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
	int64_t place;	/* of a published comment, as in comments_find */
	bool gone;		/* the comment that was reported is no longer published */
};

/* Where it waits, it does so no longer. */
static void end_waiting(struct case_edit *edit, int64_t id, const struct value *post)
{
	struct casework *work = edit->work;
	struct str member = held_member(work, edit->before.n, id);

	BATCH(edit->changes, S("HDEL"), key_held(work->store, work->arena, edit->before.n),
		num(work->arena, id));
	count_waiting(edit, map_get(post, "marks"), "-1");
	BATCH(edit->changes, S("ZREM"), key_queue(work->store, work->arena, S("review")), member);
	BATCH(edit->changes, S("ZREM"), key_queue(work->store, work->arena, S("review" DERIVE_BY_AGE)),
		member);
}

bool held_by_sender(const struct value *post)
{
	struct str kind = map_get_str(post, "kind");

	return str_eq(kind, S("followup")) || str_eq(kind, S(REOPENING));
}

bool held_refused(const struct value *entry)
{
	return str_eq(map_get_str(entry, "kind"), S("note")) &&
		str_eq(map_get_str(entry, "action"), S(REFUSED));
}

enum status held_forget_sender(struct case_edit *edit, struct value *photos)
{
	struct casework *work = edit->work;
	struct batch batch = batch_in(work->arena);
	struct str key = key_held(work->store, work->arena, edit->before.n);
	struct result *results;

	WATCH(&batch, key);
	BATCH(&batch, S("HVALS"), key);
	TRY(store_run(work->store, &batch, &results));
	for (size_t i = 0; i < results[1].count; i++) {
		struct value *post;

		if (json_parse(work->arena, results[1].items[i].str, &post) != OK || !held_by_sender(post))
			continue;
		end_waiting(edit, map_get_int(post, "id", 0), post);
		for (const struct member *p = photo_entry_first(post); p != NULL; p = p->next)
			list_str(photos, map_get_str(&p->value, "id"));
	}
	return OK;
}

/* Removes the post from where it waits.  ERR_NOT_NOW when it is gone: a colleague was first. */
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
	end_waiting(edit, decision->id, *post);
	edit->by = decision->by->id;
	return OK;
}

struct str held_label(struct str kind)
{
	if (str_eq(kind, S("comment")))
		return S("评论");
	if (str_eq(kind, S(HELD_REPORT)))
		return S("被举报的评论");
	return str_eq(kind, S(REOPENING)) ? S("再次反映的原因") : S("补充说明");
}

/* Settles what becomes of the comment that was reported.  One that is gone ends its reports all the same. */
static enum status settle(struct case_edit *edit, struct decision *decision, const struct value *post,
	void (*what)(struct case_edit *edit, const struct comment_found *found))
{
	struct comment_found found;
	enum status status = comments_seek(edit, map_get_int(post, "id", 0), map_get_int(post, "place", 0),
		&found);

	decision->gone = status == ERR_NOT_FOUND;
	if (status == OK)
		what(edit, &found);
	return decision->gone ? OK : status;
}

/* Puts a post that was passed where readers find it. */
static enum status show(struct case_edit *edit, const struct value *entry)
{
	struct str kind = map_get_str(entry, "kind");

	if (str_eq(kind, S(REOPENING)))
		return reopening_show(edit, map_get_int(entry, "at", 0), map_get_str(entry, "text"));
	if (str_eq(kind, S("comment"))) {
		comments_add(edit, entry);
		edit->after.comments++;
	} else {
		commit_entry(edit, entry);
	}
	return OK;
}

static enum status pass(void *context, struct case_edit *edit)
{
	struct decision *decision = context;
	struct casework *work = edit->work;
	struct value *entry = value_map(work->arena);
	struct value *post;

	TRY(take_held(edit, decision, &post));
	edit->action = S("pass");
	if (str_eq(map_get_str(post, "kind"), S(HELD_REPORT)))
		return settle(edit, decision, post, comments_keep);
	map_int(entry, "id", map_get_int(post, "id", 0));
	map_str(entry, "kind", map_get_str(post, "kind"));
	map_int(entry, "at", map_get_int(post, "at", 0));
	map_str(entry, "text", mask_words(work->arena, map_get_str(post, "text"), decision->mask));
	if (map_get(post, "dept") != NULL)
		map_str(entry, "dept", map_get_str(post, "dept"));
	if (map_get(post, "by") != NULL)
		map_str(entry, "by", map_get_str(post, "by"));
	photo_entry_copy(entry, post);
	return show(edit, entry);
}

static enum status decide(struct casework *work, uint64_t n, case_rule rule, struct decision *decision)
{
	struct case_record after;

	TRY(commit_case(work, n, rule, decision, &after));
	return decision->gone ? ERR_GONE : OK;
}

enum status held_pass(struct casework *work, uint64_t n, int64_t id, const struct viewer *by, struct str mask)
{
	struct decision decision = { .id = id, .by = by, .mask = mask };

	return decide(work, n, pass, &decision);
}

/* What staff read of a post that was refused, or taken off. */
static struct value *begin_note(struct case_edit *edit, const struct decision *decision,
	const struct value *post)
{
	struct value *note = commit_begin_entry(edit, "note");

	map_str(note, "action", S(REFUSED));
	map_str(note, "by", decision->by->id);
	map_str(note, "reason", str_of(decline_label(decision->reason)));
	map_str(note, "text", map_get_str(post, "text"));
	photo_entry_copy(note, post);
	return note;
}

/* A refused post stays visible for staff in the thread, marked. */
static enum status refuse_post(void *context, struct case_edit *edit)
{
	struct decision *decision = context;
	struct value *note;
	struct value *post;
	struct str kind;

	if (decline_label(decision->reason) == NULL)
		return ERR_INVALID;
	TRY(take_held(edit, decision, &post));
	note = begin_note(edit, decision, post);
	kind = map_get_str(post, "kind");
	if (str_eq(kind, S(HELD_REPORT)))
		TRY(settle(edit, decision, post, comments_take_off));
	if (str_eq(kind, S("comment")) || str_eq(kind, S(HELD_REPORT)))
		comments_add_refused(edit, note);
	else
		commit_entry(edit, note);
	edit->action = S(REFUSED);
	return OK;
}

enum status held_refuse(struct casework *work, uint64_t n, int64_t id, const struct viewer *by,
	struct str reason)
{
	struct decision decision = { .id = id, .by = by, .reason = reason };

	return decide(work, n, refuse_post, &decision);
}

static enum status take_off(void *context, struct case_edit *edit)
{
	const struct decision *decision = context;
	struct comment_found found;
	struct value *reported;
	enum status status;

	if (decline_label(decision->reason) == NULL)
		return ERR_INVALID;
	/* Reports of it end with it; ERR_NOT_NOW: there are none. */
	status = take_held(edit, decision, &reported);
	if (status != OK && status != ERR_NOT_NOW)
		return status;
	TRY(comments_seek(edit, decision->id, decision->place, &found));
	comments_add_refused(edit, begin_note(edit, decision, found.entry));
	comments_take_off(edit, &found);
	edit->action = S(REFUSED);
	edit->by = decision->by->id;
	return OK;
}

enum status held_take_off(struct casework *work, uint64_t n, const struct held_published *comment,
	const struct viewer *by, struct str reason)
{
	struct decision decision = { .id = comment->id, .place = comment->place, .by = by, .reason = reason };
	struct case_record after;

	return commit_case(work, n, take_off, &decision, &after);
}
