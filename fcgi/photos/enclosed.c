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
