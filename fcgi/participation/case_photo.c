#include "participation/case_photo.h"

#include "base/json.h"
#include "base/json_print.h"
#include "participation/held.h"
#include "photos/enclosed.h"
#include "store/keys.h"

#define ENTRIES_A_READ 1000
#define READS_MOST 3

/* The one with that id in the list that begins there, or NULL. */
static const struct value *in_list(const struct member *first, struct str id)
{
	for (const struct member *m = first; m != NULL; m = m->next)
		if (str_eq(map_get_str(&m->value, "id"), id))
			return &m->value;
	return NULL;
}

/* The photo or file of an entry, or NULL. */
static const struct value *photo_of(const struct value *entry, struct str id)
{
	const struct value *photo = in_list(photo_entry_first(entry), id);

	return photo != NULL ? photo : in_list(photo_entry_files(entry), id);
}

bool case_photo_is_file(const struct value *photo)
{
	return map_get(photo, "hash") != NULL;
}

/* The first entry of a list that has the photo, or NULL; *place is where. */
static const struct value *find(const struct value *list, struct str id, int64_t *place)
{
	*place = 0;
	for (const struct member *m = list->first; m != NULL; m = m->next, (*place)++)
		if (photo_of(&m->value, id) != NULL)
			return &m->value;
	return NULL;
}

enum status case_photo_seen(struct casework *work, const struct case_record *record,
	const struct value *thread, const struct viewer *viewer, struct str id, const struct value **photo)
{
	const struct value *entry;
	struct value *held;
	int64_t place;

	*photo = NULL;
	if (!random_id_valid(id))
		return ERR_NOT_FOUND;
	entry = find(thread, id, &place);
	if (entry != NULL && entry_visible(record, entry, viewer))
		*photo = photo_of(entry, id);
	else if (enclosed_visible(record, viewer))
		*photo = photo_of(enclosed_read(work->arena, record, NULL), id);
	if (*photo != NULL)
		return OK;
	if (entry != NULL || !held_visible(record, viewer))
		return ERR_NOT_FOUND;
	TRY(held_list(work, record->n, &held));
	entry = find(held, id, &place);
	*photo = entry != NULL ? photo_of(entry, id) : NULL;
	return *photo != NULL ? OK : ERR_NOT_FOUND;
}

bool case_photo_mends(struct casework *work, const struct case_record *record, const struct value *thread,
	const struct viewer *viewer, struct str id)
{
	int64_t place;

	if ((viewer->roles & (ROLE_MODERATOR | ROLE_OPERATOR)) != 0)
		return case_visible(record, viewer);
	return enclosed_mends(record, viewer) &&
		photo_of(enclosed_read(work->arena, record, NULL), id) != NULL &&
		find(thread, id, &place) == NULL;
}

/* A photo is replaced by a blurred one, or dropped when there is no other. */
struct remedy {
	struct str id;
	const struct viewer *by;
	const struct photo *other;
	struct str file;	/* the name of a file that went with an answer; empty: it is a photo */
};

static struct value *replace_in_list(struct arena *arena, const struct member *first,
	const struct remedy *remedy)
{
	struct value *list = value_list(arena);

	for (const struct member *m = first; m != NULL; m = m->next) {
		if (!str_eq(map_get_str(&m->value, "id"), remedy->id))
			list_value(list, &m->value);
		else if (remedy->other != NULL)
			photo_entry_add_one(list, remedy->other);
	}
	return list;
}

/* The entry with the other photo instead of this one, or without both, and without what changed it last. */
static struct value *replace_photo(struct arena *arena, const struct value *entry,
	const struct remedy *remedy)
{
	struct value *changed = value_map(arena);
	struct value *photos = replace_in_list(arena, photo_entry_first(entry), remedy);
	struct value *files = replace_in_list(arena, photo_entry_files(entry), remedy);

	for (const struct member *m = entry->first; m != NULL; m = m->next)
		if (!str_eq(m->key, S("photos")) && !str_eq(m->key, S("files")) && !str_eq(m->key, S("last")))
			*value_add(changed, m->key) = m->value;
	if (photos->count > 0)
		map_value(changed, "photos", photos);
	if (files->count > 0)
		map_value(changed, "files", files);
	return changed;
}

static enum status read_list(struct casework *work, const struct result *texts, struct value **list)
{
	*list = value_list(work->arena);
	for (size_t i = 0; i < texts->count; i++) {
		struct value *entry;

		TRY(json_parse(work->arena, texts->items[i].str, &entry));
		list_value(*list, entry);
	}
	return OK;
}

/* The step stands in the thread too, for staff: who did it and the name of the file, not what was to be seen. */
static void record_step(struct case_edit *edit, const struct remedy *remedy)
{
	struct value *event = commit_begin_entry(edit, "event");

	edit->action = remedy->other != NULL ? S("blur") : remedy->file.len > 0 ? S("drop_file") : S("drop");
	edit->by = remedy->by->id;
	map_str(event, "action", edit->action);
	map_str(event, "by", edit->by);
	if (remedy->file.len > 0)
		map_str(event, "file", remedy->file);
	commit_entry(edit, event);
}

/* Who comes to send the answer reads what was taken out of it; a photo that was blurred is still there. */
static void replace_in_enclosed(struct case_edit *edit, const struct value *enclosed,
	const struct remedy *remedy)
{
	struct arena *arena = edit->work->arena;
	struct value *changed = replace_photo(arena, enclosed, remedy);

	if (remedy->other == NULL)
		enclosed_change_write(changed, &(struct enclosed_change){ .by = remedy->by->id,
			.at = edit->at, .dropped = remedy->file,
			.dropped_photos = remedy->file.len == 0 });
	enclosed_write(arena, &edit->after, changed);
}

/* A revision's photos stand with the answer that it revises too: each place that names the photo is changed. */
static bool replace_in_thread(struct case_edit *edit, const struct value *thread, const struct remedy *remedy)
{
	struct casework *work = edit->work;
	struct str key = key_thread(work->store, work->arena, edit->before.n);
	struct value *enclosed = enclosed_read(work->arena, &edit->before, NULL);
	int64_t place = 0;
	bool found = photo_of(enclosed, remedy->id) != NULL;

	if (found)
		replace_in_enclosed(edit, enclosed, remedy);
	for (const struct member *m = thread->first; m != NULL; m = m->next, place++) {
		if (photo_of(&m->value, remedy->id) == NULL)
			continue;
		found = true;
		BATCH(edit->changes, S("LSET"), key, num(work->arena, place),
			json_print(work->arena, replace_photo(work->arena, &m->value, remedy)));
	}
	return found;
}

static enum status replace_in_held(struct case_edit *edit, const struct value *held,
	const struct remedy *remedy)
{
	struct casework *work = edit->work;
	int64_t place;
	const struct value *entry = find(held, remedy->id, &place);

	if (entry == NULL)
		return ERR_NOT_NOW;
	BATCH(edit->changes, S("HSET"), key_held(work->store, work->arena, edit->before.n),
		num(work->arena, map_get_int(entry, "id", 0)),
		json_print(work->arena, replace_photo(work->arena, entry, remedy)));
	return OK;
}

/* The name of the file with that id, in one of the places that name it; empty: it is a photo. */
static struct str file_name(struct case_edit *edit, const struct value *thread, struct str id)
{
	const struct value *photo = photo_of(enclosed_read(edit->work->arena, &edit->before, NULL), id);
	int64_t place;
	const struct value *entry = find(thread, id, &place);

	if (photo == NULL && entry != NULL)
		photo = photo_of(entry, id);
	return photo != NULL && case_photo_is_file(photo) ? map_get_str(photo, "name") : (struct str){ 0 };
}

/* An answer is approved as it was shown, with all that goes with it: who saw it before must look again. */
static void renew_draft(struct case_edit *edit, const struct remedy *remedy)
{
	struct value *enclosed = enclosed_read(edit->work->arena, &edit->before, NULL);

	if (edit->before.state != STATE_DRAFTED || photo_of(enclosed, remedy->id) == NULL)
		return;
	edit->after.version++;
	edit->after.last_by = edit->by;
	edit->after.last_action = edit->action;
}

static enum status apply(void *context, struct case_edit *edit)
{
	struct remedy *remedy = context;
	struct casework *work = edit->work;
	struct batch batch = batch_in(work->arena);
	struct str held_key = key_held(work->store, work->arena, edit->before.n);
	struct result entries;
	struct result *results;
	struct value *thread;
	struct value *held;

	TRY(thread_stored(work, &edit->before, &entries));
	WATCH(&batch, held_key);
	BATCH(&batch, S("HVALS"), held_key);
	TRY(store_run(work->store, &batch, &results));
	TRY(read_list(work, &entries, &thread));
	TRY(read_list(work, &results[1], &held));
	if (!case_photo_mends(work, &edit->before, thread, remedy->by, remedy->id))
		return ERR_FORBIDDEN;
	remedy->file = file_name(edit, thread, remedy->id);
	if (!replace_in_thread(edit, thread, remedy))
		TRY(replace_in_held(edit, held, remedy));
	record_step(edit, remedy);
	renew_draft(edit, remedy);
	edit->hides = true;
	return OK;
}

static enum status apply_remedy(struct casework *work, uint64_t n, struct remedy *remedy)
{
	struct case_record after;
	enum status status = commit_case(work, n, apply, remedy, &after);

	if (status == OK)
		photo_file_remove(work, n, remedy->id);
	return status;
}

enum status case_photo_drop(struct casework *work, uint64_t n, struct str id, const struct viewer *by)
{
	return apply_remedy(work, n, &(struct remedy){ .id = id, .by = by });
}

enum status case_photo_blur(struct casework *work, uint64_t n, struct str id,
	const struct picture_areas *areas, const struct viewer *by)
{
	struct photo blurred;
	enum status status;

	if (!random_id_valid(id))
		return ERR_NOT_FOUND;
	if (photo_file_blur(work, n, id, areas, &blurred) != PICTURE_OK)
		return ERR_AWAY;
	status = apply_remedy(work, n, &(struct remedy){ .id = id, .by = by, .other = &blurred });
	if (status != OK && status != ERR_AWAY)
		photo_file_remove(work, n, blurred.id);
	return status;
}

/* An id is random, so it stands in an entry's JSON only where the entry names the photo. */
static void mark_named(const struct result *entries, struct photo_files *files)
{
	for (size_t e = 0; e < entries->count; e++)
		for (size_t i = 0; i < files->count; i++) {
			struct str id = { files->list[i].id, RANDOM_ID_LENGTH };
			struct str text = entries->items[e].str;

			files->list[i].named = files->list[i].named || str_search(text, id, 0) < text.len;
		}
}

/* Nobody knows which a damaged case names. */
static void mark_all(struct photo_files *files)
{
	for (size_t i = 0; i < files->count; i++)
		files->list[i].named = true;
}

/* What the case's hash says; of a packed case also its thread. */
static enum status mark_in_case(struct casework *work, uint64_t n, const struct result *pairs, bool *packed,
	struct photo_files *files)
{
	struct case_record record;
	struct result plain;
	struct result entries;
	enum status status = record_read(work, n, pairs, &record);

	*packed = status == OK && record.packed;
	if (status == OK)
		status = record_plain(work, n, pairs, &plain);
	if (status == OK)
		mark_named(&plain, files);
	if (status == OK && record.packed)
		status = thread_stored(work, &record, &entries);
	if (status == OK && record.packed)
		mark_named(&entries, files);
	if (status == ERR_DAMAGED)
		mark_all(files);
	return case_absent(status) ? OK : status;
}

/*
 * One read of what the case says, unless its thread is very long.  An answer being written and a held post go
 * into the thread, so they are read before it; the thread goes into the hash when the case is packed, so that
 * is read behind it too, and all once more where neither had a thread.
 */
static enum status find_named(struct casework *work, uint64_t n, struct photo_files *files)
{
	size_t count = ENTRIES_A_READ;
	int reads = 0;

	for (int64_t from = 0; count == ENTRIES_A_READ; from += ENTRIES_A_READ) {
		struct batch batch = batch_in(work->arena);
		struct str key = key_case(work->store, work->arena, n);
		struct result *results;
		bool packed;

		BATCH(&batch, S("HGETALL"), key);
		BATCH(&batch, S("HVALS"), key_held(work->store, work->arena, n));
		BATCH(&batch, S("LRANGE"), key_thread(work->store, work->arena, n), num(work->arena, from),
			num(work->arena, from + ENTRIES_A_READ - 1));
		BATCH(&batch, S("HGETALL"), key);
		TRY(store_run(work->store, &batch, &results));
		TRY(mark_in_case(work, n, &results[0], &packed, files));
		mark_named(&results[1], files);
		mark_named(&results[2], files);
		TRY(mark_in_case(work, n, &results[3], &packed, files));
		count = results[2].count;
		if (count == 0 && from == 0 && !packed && results[3].count > 0 && ++reads < READS_MOST) {
			from = -ENTRIES_A_READ;
			count = ENTRIES_A_READ;
		}
		arena_reset(work->arena);
	}
	return OK;
}

enum status case_photo_sweep(struct casework *work, struct photo_walk **walk, uint64_t *removed)
{
	return photo_files_sweep(work, walk, find_named, removed);
}
