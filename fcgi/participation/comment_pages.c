#include "participation/comment_pages.h"

#include "base/json.h"
#include "base/json_print.h"
#include "store/keys.h"

void comments_add(struct case_edit *edit, const struct value *entry)
{
	struct casework *work = edit->work;

	BATCH(edit->changes, S("RPUSH"), key_comments(work->store, work->arena, edit->after.n),
		json_print(work->arena, entry));
}

void comments_add_refused(struct case_edit *edit, const struct value *note)
{
	struct casework *work = edit->work;

	BATCH(edit->changes, S("RPUSH"), key_refused(work->store, work->arena, edit->after.n),
		json_print(work->arena, note));
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
		for (; m != NULL && map_get_int(&m->value, "at", 0) <= map_get_int(note, "at", 0);
			m = m->next)
			list_value(both, &m->value);
		list_value(both, note);
	}
	for (; m != NULL; m = m->next)
		list_value(both, &m->value);
	return both;
}

/* What of the page's places, counted from the oldest, [from, to), lies in the list of comments. */
struct places {
	int64_t from;
	int64_t to;
	bool listed;
};

static struct places places_of(const struct comments_part *part, int64_t in_thread)
{
	const struct case_record *record = part->record;
	int64_t before = part->page->before;
	struct places places = { .to = before > 0 && before < record->comments ? before : record->comments };

	places.from = places.to > COMMENTS_A_PAGE ? places.to - COMMENTS_A_PAGE : 0;
	places.listed = places.to > in_thread;
	return places;
}

void comments_ask(void *self, struct batch *batch)
{
	struct comments_part *part = self;
	struct casework *work = part->work;
	int64_t in_thread;
	struct places places;

	if (part->record == NULL || part->done)
		return;
	in_thread = take_apart(work->arena, *part->thread).count;
	places = places_of(part, in_thread);
	if (places.listed)
		BATCH(batch, S("LRANGE"), key_comments(work->store, work->arena, part->record->n),
			num(work->arena, places.from > in_thread ? places.from - in_thread : 0),
			num(work->arena, places.to - 1 - in_thread));
	if (case_inside(part->record, part->viewer))
		BATCH(batch, S("LRANGE"), key_refused(work->store, work->arena, part->record->n),
			num(work->arena, -REFUSED_SHOWN), S("-1"));
}

enum status comments_take(void *self, const struct result *results)
{
	struct comments_part *part = self;
	struct arena *arena = part->work->arena;
	struct parts parts = take_apart(arena, *part->thread);
	struct places places = places_of(part, parts.count);
	struct value *comment;

	part->done = true;
	part->page->older = places.from;
	*part->thread = case_inside(part->record, part->viewer) ?
		merge(arena, parts.rest, &results[places.listed]) :
		parts.rest;
	for (size_t i = places.listed ? results[0].count : 0; i > 0; i--)
		if (json_parse(arena, results[0].items[i - 1].str, &comment) == OK)
			list_value(*part->thread, comment);
	for (int64_t i = places.to < parts.count ? places.to : parts.count; i > places.from; i--)
		list_value(*part->thread, parts.comments[i - 1]);
	return OK;
}

enum status comments_join(struct casework *work, const struct case_record *record,
	const struct viewer *viewer, struct value **thread, struct comments_page *page)
{
	struct comments_part part = { .work = work, .record = record, .viewer = viewer, .thread = thread,
		.page = page };

	TRY(rounds_run(work->store, work->arena, &(struct part){ comments_ask, comments_take, &part }, 1));
	return part.done ? OK : comments_take(&part, NULL);
}
