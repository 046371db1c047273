#include "participation/reopening.h"

#include "base/json.h"
#include "base/json_print.h"
#include "store/keys.h"

/* The note of the reopening at that time; false when there is none. */
static bool find_note(struct arena *arena, const struct result *entries, int64_t time, size_t *at,
	struct value **note)
{
	for (size_t i = entries->count; i > 0; i--) {
		struct value *entry;

		if (json_parse(arena, entries->items[i - 1].str, &entry) != OK ||
			!str_eq(map_get_str(entry, "kind"), S("note")) ||
			map_get_int(entry, "at", 0) != time ||
			!str_eq(map_get_str(entry, "action"), str_of(action_name(ACTION_REOPEN))))
			continue;
		*at = i - 1;
		*note = entry;
		return true;
	}
	return false;
}

enum status reopening_show(struct case_edit *edit, int64_t time, struct str text)
{
	struct casework *work = edit->work;
	struct str key = key_thread(work->store, work->arena, edit->before.n);
	struct value *shown = value_map(work->arena);
	struct result entries;
	struct value *note;
	size_t at;

	TRY(thread_stored(work, &edit->before, &entries));
	if (!find_note(work->arena, &entries, time, &at, &note))
		return OK;
	for (const struct member *m = note->first; m != NULL; m = m->next)
		if (str_eq(m->key, S("text")))
			map_str(shown, "text", text);
		else
			*value_add(shown, m->key) = m->value;
	map_bool(shown, "shown", true);
	BATCH(edit->changes, S("LSET"), key, num(work->arena, (int64_t)at), json_print(work->arena, shown));
	return OK;
}
