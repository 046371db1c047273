#include "photos/enclosed.h"

#include "base/json.h"
#include "base/json_print.h"

static const struct value *latest_answer(const struct value *thread)
{
	const struct value *latest = NULL;

	for (const struct member *m = thread->first; m != NULL; m = m->next)
		if (str_eq(map_get_str(&m->value, "kind"), S("answer")))
			latest = &m->value;
	return latest;
}

struct value *enclosed_read(struct arena *arena, const struct case_record *record, const struct value *thread)
{
	bool published = record->state == STATE_ANSWERED || record->state == STATE_CLOSED;
	const struct value *answer = published && thread != NULL ? latest_answer(thread) : NULL;
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

void enclosed_add(struct arena *arena, const struct case_record *record, struct value *entry)
{
	photo_entry_copy(entry, enclosed_read(arena, record, NULL));
}
