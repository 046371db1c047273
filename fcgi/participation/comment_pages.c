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

static int64_t lowest_place(int64_t place)
{
	return place > COMMENTS_MOVED ? place - COMMENTS_MOVED : 0;
}

static void ask_places(struct casework *work, struct batch *batch, struct str key, int64_t place)
{
	BATCH(batch, S("LRANGE"), key, num(work->arena, lowest_place(place)), num(work->arena, place));
}

static enum status find(struct casework *work, const struct result *listed, int64_t id, int64_t place,
	struct comment_found *found)
{
	for (size_t i = 0; i < listed->count; i++) {
		if (json_parse(work->arena, listed->items[i].str, &found->entry) != OK ||
			map_get_int(found->entry, "id", -1) != id)
			continue;
		found->at = lowest_place(place) + (int64_t)i;
		return OK;
	}
	return ERR_NOT_FOUND;
}

enum status comments_read(struct casework *work, uint64_t n, int64_t id, int64_t place,
	struct comment_found *found)
{
	struct batch batch = batch_in(work->arena);
	struct result *results;

	ask_places(work, &batch, key_comments(work->store, work->arena, n), place);
	TRY(store_run(work->store, &batch, &results));
	return find(work, &results[0], id, place, found);
}

enum status comments_find(struct case_edit *edit, int64_t id, int64_t place, struct comment_found *found)
{
	struct casework *work = edit->work;
	struct batch batch = batch_in(work->arena);
	struct str key = key_comments(work->store, work->arena, edit->before.n);
	struct result *results;

	WATCH(&batch, key);
	ask_places(work, &batch, key, place);
	TRY(store_run(work->store, &batch, &results));
	return find(work, &results[1], id, place, found);
}

enum status comments_seek(struct case_edit *edit, int64_t id, int64_t place, struct comment_found *found)
{
	enum status status = comments_find(edit, id, place, found);
	int64_t top = COMMENTS_MOVED;

	while (status == ERR_NOT_FOUND && lowest_place(top) < edit->before.comments) {
		status = comments_find(edit, id, top, found);
		top += COMMENTS_MOVED + 1;
	}
	return status;
}

static void replace(struct case_edit *edit, int64_t at, struct str by)
{
	struct casework *work = edit->work;

	BATCH(edit->changes, S("LSET"), key_comments(work->store, work->arena, edit->before.n),
		num(work->arena, at), by);
}

void comments_keep(struct case_edit *edit, const struct comment_found *found)
{
	map_bool(found->entry, "kept", true);
	replace(edit, found->at, json_print(edit->work->arena, found->entry));
}

/* Redis removes from a list by value alone: the comment gets one that no other has. */
void comments_take_off(struct case_edit *edit, const struct comment_found *found)
{
	struct casework *work = edit->work;

	replace(edit, found->at, S("gone"));
	BATCH(edit->changes, S("LREM"), key_comments(work->store, work->arena, edit->before.n), S("1"),
		S("gone"));
	edit->after.comments--;
	edit->hides = true;
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

/* The place in the list of the page's oldest comment there. */
static int64_t first_listed(struct places places, int64_t in_thread)
{
	return places.from > in_thread ? places.from - in_thread : 0;
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
			num(work->arena, first_listed(places, in_thread)),
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
		if (json_parse(arena, results[0].items[i - 1].str, &comment) == OK) {
			map_int(comment, "place", first_listed(places, parts.count) + (int64_t)i - 1);
			list_value(*part->thread, comment);
		}
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
