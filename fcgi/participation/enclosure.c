#include "participation/enclosure.h"

#include "cases/act.h"
#include "cases/commit.h"

struct change {
	const struct enclosure *in;
	struct enclosed *out;
};

/* The list that begins there, without what is dropped, which is noted. */
static struct value *kept(struct arena *arena, const struct member *first, struct str drop,
	struct enclosed_change *last)
{
	struct value *list = value_list(arena);

	for (const struct member *m = first; m != NULL; m = m->next) {
		if (!str_eq(map_get_str(&m->value, "id"), drop)) {
			list_value(list, &m->value);
			continue;
		}
		last->dropped = map_get_str(&m->value, "name");
		last->dropped_photos += last->dropped.len == 0;
	}
	return list;
}

static bool may_write(const struct case_edit *edit, const struct viewer *by)
{
	return case_may(edit->work, &edit->before, ACTION_DRAFT, by) ||
		case_may(edit->work, &edit->before, ACTION_REVISE, by);
}

/* What would be refused takes nothing in. */
static bool may_send(const struct case_edit *edit, const struct act *act)
{
	return act == NULL || (act->version == edit->before.version &&
		enclosed_as_seen(edit->work->arena, &edit->before, act->enclosed));
}

static enum status refuse(struct change *change, const char *field, struct str why)
{
	*change->out = (struct enclosed){ .field = field, .why = why };
	return ERR_INVALID;
}

static enum status add_photos(struct change *change, struct case_edit *edit, struct value *list)
{
	struct photos *photos = change->in->photos;

	if (list->count + photos->count > ENCLOSED_PHOTOS)
		return refuse(change, "photo", arena_printf(edit->work->arena,
			"一份答复最多附 %d 张照片，已经有 %zu 张，请先移除几张", ENCLOSED_PHOTOS, list->count));
	TRY(photos_settle(edit->work, photos, edit->before.n));
	for (size_t i = 0; i < photos->count; i++)
		photo_entry_add_one(list, &photos->list[i]);
	return OK;
}

static enum status add_file(struct change *change, struct case_edit *edit, struct value *list)
{
	const struct enclosed_file *file = change->in->file;

	if (file == NULL)
		return OK;
	for (const struct member *m = list->first; m != NULL; m = m->next) {
		if (!str_eq(map_get_str(&m->value, "name"), file->file.name))
			continue;
		if (!str_eq(map_get_str(&m->value, "hash"), file->file.hash))
			return refuse(change, "file", S("已有同名的附件，请先移除，或者改个名字再添加"));
		change->out->there = map_get_str(&m->value, "id");
		return OK;
	}
	if (list->count == ENCLOSED_FILES)
		return refuse(change, "file", arena_printf(edit->work->arena,
			"一份答复最多附 %d 个附件，请先移除一个", ENCLOSED_FILES));
	enclosed_file_add(list, file);
	return OK;
}

static enum status apply(void *context, struct case_edit *edit)
{
	struct change *change = context;
	const struct enclosure *in = change->in;
	struct arena *arena = edit->work->arena;
	struct value *enclosed = value_map(arena);
	struct enclosed_change last = { .by = in->by->id, .at = edit->at,
		.photos = (int64_t)in->photos->count };
	struct case_record same;
	const struct value *before;
	struct value *thread;
	struct value *photos;
	struct value *files;

	change->out->there = change->out->changed = (struct str){ 0 };
	if (!may_write(edit, in->by))
		return ERR_NOT_NOW;
	if (!may_send(edit, in->sending))
		return ERR_CONFLICT;
	TRY(case_read(edit->work, edit->before.n, &same, &thread, NULL));
	before = enclosed_read(arena, &edit->before, thread);
	photos = kept(arena, photo_entry_first(before), in->drop, &last);
	files = kept(arena, photo_entry_files(before), in->drop, &last);
	TRY(add_file(change, edit, files));
	TRY(add_photos(change, edit, photos));
	if (in->file != NULL && change->out->there.len == 0)
		last.file = in->file->file.name;
	if (last.file.len == 0 && last.photos == 0 && last.dropped.len == 0 && last.dropped_photos == 0)
		return OK;
	map_value(enclosed, "photos", photos);
	map_value(enclosed, "files", files);
	enclosed_change_write(enclosed, &last);
	enclosed_write(arena, &edit->after, enclosed);
	change->out->changed = enclosed_mark(arena, &edit->after);
	return OK;
}

enum status enclosure_change(struct casework *work, uint64_t n, const struct enclosure *enclosure,
	struct enclosed *out)
{
	struct change change = { .in = enclosure, .out = out };
	struct case_record after;
	enum status status;

	*out = (struct enclosed){ .field = "photo" };
	status = commit_case(work, n, apply, &change, &after);
	/* What may have been written although nothing came back is left for the sweep. */
	if (status == ERR_AWAY)
		return status;
	if (status != OK)
		photos_discard(work, enclosure->photos);
	if (enclosure->file != NULL && (status != OK || out->there.len > 0))
		photo_file_remove(work, n, enclosure->file->file.id);
	return status;
}
