#include "cases/comments.h"

#include "base/json.h"
#include "store/keys.h"

void comments_add(struct case_edit *edit, const struct value *entry)
{
	struct casework *work = edit->work;

	BATCH(&edit->batch, S("RPUSH"), key_comments(work->store, work->arena, edit->after.n), json_print(work->arena, entry));
}

void comments_add_refused(struct case_edit *edit, const struct value *note)
{
	struct casework *work = edit->work;

	BATCH(&edit->batch, S("RPUSH"), key_refused(work->store, work->arena, edit->after.n), json_print(work->arena, note));
}

/* The thread in two: its comments, which only one of before has, and the rest. */
struct parts {
	struct value *rest;
	const struct value **comments;
	int64_t count;
};

static struct parts take_apart(struct arena *arena, const struct value *thread)
{
	struct parts parts = { .rest = value_list(arena),
		.comments = arena_array(arena, thread->count + 1, sizeof(*parts.comments)) };

	for (const struct member *m = thread->first; m != NULL; m = m->next)
		if (str_eq(map_get_str(&m->value, "kind"), S("comment")))
			parts.comments[parts.count++] = &m->value;
		else
			list_value(parts.rest, &m->value);
	return parts;
}

/* Both are in order of time. */
static struct value *merge(struct arena *arena, const struct value *entries, const struct result *notes)
{
	struct value *both = value_list(arena);
	const struct member *m = entries->first;
	struct value *note;

	for (size_t i = 0; i < notes->count; i++) {
		if (json_parse(arena, notes->items[i].str, &note) != OK)
			continue;
		for (; m != NULL && map_get_int(&m->value, "at", 0) <= map_get_int(note, "at", 0); m = m->next)
			list_value(both, &m->value);
		list_value(both, note);
	}
	for (; m != NULL; m = m->next)
		list_value(both, &m->value);
	return both;
}

/* The places of the page, counted from the oldest: [from, to). */
static void place(const struct case_record *record, struct comments_page *page, int64_t *from, int64_t *to)
{
	*to = page->before > 0 && page->before < record->comments ? page->before : record->comments;
	*from = *to > COMMENTS_A_PAGE ? *to - COMMENTS_A_PAGE : 0;
	page->older = *from;
}

enum status comments_join(struct casework *work, const struct case_record *record, const struct viewer *viewer,
	struct value **thread, struct comments_page *page)
{
	struct parts parts = take_apart(work->arena, *thread);
	struct batch batch = batch_in(work->arena);
	struct result *results;
	int64_t from;
	int64_t to;
	bool listed;

	place(record, page, &from, &to);
	*thread = parts.rest;
	listed = to > parts.count;
	if (listed)
		BATCH(&batch, S("LRANGE"), key_comments(work->store, work->arena, record->n),
			num(work->arena, from > parts.count ? from - parts.count : 0), num(work->arena, to - 1 - parts.count));
	if (case_inside(record, viewer))
		BATCH(&batch, S("LRANGE"), key_refused(work->store, work->arena, record->n),
			num(work->arena, -REFUSED_SHOWN), S("-1"));
	TRY(store_run(work->store, &batch, &results));
	if (case_inside(record, viewer))
		*thread = merge(work->arena, parts.rest, &results[batch.count - 1]);
	for (size_t i = listed ? results[0].count : 0; i > 0; i--) {
		struct value *comment;

		if (json_parse(work->arena, results[0].items[i - 1].str, &comment) == OK)
			list_value(*thread, comment);
	}
	for (int64_t i = to < parts.count ? to : parts.count; i > from; i--)
		list_value(*thread, parts.comments[i - 1]);
	return OK;
}
