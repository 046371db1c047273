#include "photos/enclosed.h"

#include "base/json.h"
#include "base/json_print.h"
#include "crypt/encode.h"

#define MARK_CHARACTERS 16

struct value *enclosed_read(struct arena *arena, const struct case_record *record, const struct value *thread)
{
	bool published = record->state == STATE_ANSWERED || record->state == STATE_CLOSED;
	const struct value *answer = published && thread != NULL ? thread_last_answer(thread) : NULL;
	struct value *enclosed;

	if (record->draft_enclosed.len > 0 && json_parse(arena, record->draft_enclosed, &enclosed) == OK)
		return enclosed;
	enclosed = value_map(arena);
	if (answer != NULL)
		photo_entry_copy(enclosed, answer);
	return enclosed;
}

void enclosed_write(struct arena *arena, struct case_record *record, const struct value *enclosed)
{
	record->draft_enclosed = json_print(arena, enclosed);
}

void enclosed_change_write(struct value *enclosed, const struct enclosed_change *change)
{
	struct value *map = map_map(enclosed, "last");

	map_str(map, "by", change->by);
	map_int(map, "at", change->at);
	map_str(map, "file", change->file);
	map_int(map, "photos", change->photos);
	map_str(map, "dropped", change->dropped);
	map_int(map, "dropped_photos", change->dropped_photos);
}

bool enclosed_change_read(const struct value *enclosed, struct enclosed_change *out)
{
	const struct value *map = map_get(enclosed, "last");

	if (map == NULL || map->type != VALUE_MAP)
		return false;
	*out = (struct enclosed_change){
		.by = map_get_str(map, "by"),
		.at = map_get_int(map, "at", 0),
		.file = map_get_str(map, "file"),
		.photos = map_get_int(map, "photos", 0),
		.dropped = map_get_str(map, "dropped"),
		.dropped_photos = map_get_int(map, "dropped_photos", 0),
	};
	return true;
}

/* Every program writes who wrote a file and where; who had to confirm that each time would read nothing else. */
static bool is_usual(struct str finding)
{
	return str_eq(finding, S("author")) || str_eq(finding, S("company"));
}

bool enclosed_found_hides(struct arena *arena, struct str found)
{
	struct value *list;

	if (found.len == 0)
		return false;
	if (json_parse(arena, found, &list) != OK)
		return true;
	for (const struct member *m = list->first; m != NULL; m = m->next)
		if (!is_usual(map_get_str(&m->value, "finding")))
			return true;
	return false;
}

bool enclosed_hides(struct arena *arena, const struct value *enclosed)
{
	for (const struct member *m = photo_entry_files(enclosed); m != NULL; m = m->next)
		if (enclosed_found_hides(arena, map_get_str(&m->value, "found")))
			return true;
	return false;
}

struct str enclosed_mark(struct arena *arena, const struct case_record *record)
{
	return str_sub(base64url(arena, sha256(arena, record->draft_enclosed)), 0, MARK_CHARACTERS);
}

bool enclosed_as_seen(struct arena *arena, const struct case_record *record, struct str seen)
{
	return seen.len == 0 || str_eq(seen, enclosed_mark(arena, record));
}

void enclosed_add(struct arena *arena, const struct case_record *record, struct value *entry)
{
	photo_entry_copy(entry, enclosed_read(arena, record, NULL));
}
