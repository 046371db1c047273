#include "participation/enclosure.h"

#include "cases/act.h"
#include "cases/commit.h"

struct change {
	const struct enclosure *in;
	struct str why;
};

/* The list without what is dropped. */
static struct value *kept(struct arena *arena, const struct value *before, struct str drop)
{
	struct value *list = value_list(arena);

	for (const struct member *m = photo_entry_first(before); m != NULL; m = m->next)
		if (!str_eq(map_get_str(&m->value, "id"), drop))
			list_value(list, &m->value);
	return list;
}

static bool may_write(const struct case_edit *edit, const struct viewer *by)
{
	return case_may(edit->work, &edit->before, ACTION_DRAFT, by) ||
		case_may(edit->work, &edit->before, ACTION_REVISE, by);
}

static enum status apply(void *context, struct case_edit *edit)
{
	struct change *change = context;
	const struct enclosure *in = change->in;
	struct arena *arena = edit->work->arena;
	struct value *enclosed = value_map(arena);
	struct case_record same;
	struct value *thread;
	struct value *list;

	if (!may_write(edit, in->by))
		return ERR_NOT_NOW;
	TRY(case_read(edit->work, edit->before.n, &same, &thread, NULL));
	list = kept(arena, enclosed_read(arena, &edit->before, thread), in->drop);
	if (list->count + in->photos->count > ENCLOSED_PHOTOS) {
		change->why = arena_printf(arena, "一份答复最多附 %d 张照片，已经有 %zu 张，请先移除几张",
			ENCLOSED_PHOTOS, list->count);
		return ERR_INVALID;
	}
	TRY(photos_settle(edit->work, in->photos, edit->before.n));
	for (size_t i = 0; i < in->photos->count; i++)
		photo_entry_add_one(list, &in->photos->list[i]);
	map_value(enclosed, "photos", list);
	enclosed_write(arena, &edit->after, enclosed);
	return OK;
}

enum status enclosure_change(struct casework *work, uint64_t n, const struct enclosure *enclosure,
	struct str *why)
{
	struct change change = { .in = enclosure };
	struct case_record after;
	enum status status = commit_case(work, n, apply, &change, &after);

	/* What may have been written although nothing came back is left for the sweep. */
	if (status != OK && status != ERR_AWAY)
		photos_discard(work, enclosure->photos);
	*why = change.why;
	return status;
}
