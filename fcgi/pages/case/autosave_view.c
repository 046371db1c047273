#include "pages/case/autosave_view.h"

#include "base/buf.h"
#include "base/text.h"
#include "cases/act.h"
#include "model/lengths.h"
#include "law/outcome.h"
#include "pages/view/photos.h"
#include "pages/view/staff_view.h"
#include "pages/view/wording.h"
#include "participation/enclosure.h"
#include "photos/decoder.h"

const struct action_form *autosave_form(struct casework *work, const struct case_record *record,
	const struct viewer *viewer)
{
	if (case_may(work, record, ACTION_DRAFT, viewer))
		return action_form_of(ACTION_DRAFT, record->channel);
	return case_may(work, record, ACTION_REVISE, viewer) ?
		action_form_of(ACTION_REVISE, record->channel) :
		NULL;
}

bool autosave_open(struct casework *work, const struct case_record *record, const struct viewer *viewer)
{
	return autosave_form(work, record, viewer) != NULL;
}

void autosave_view(struct casework *work, const struct autosave *saved, struct value *view)
{
	struct str minute;

	if (saved->at == 0)
		return;
	minute = clock_minute(work->arena, saved->at);
	map_str(view, "saved_at", clock_rfc3339(work->arena, saved->at));
	map_str(view, "saved_at_text", wording_moment(work->arena, saved->at, work->now));
	map_str(view, "saved_clock", str_sub(minute, S("2026-11-23 ").len, minute.len));
}

static struct str typed(const struct form_values *values, const char *name)
{
	const struct form_field *fields = values->form->fields;

	for (size_t i = 0; fields[i].name != NULL; i++)
		if (strcmp(fields[i].name, name) == 0)
			return values->values[i];
	return (struct str){ 0 };
}

bool autosave_received(struct exchange *exchange, const struct form_values *values, struct autosave *saved)
{
	*saved = (struct autosave){ 0 };
	if (field_get(exchange->request->form, "discard").len > 0)
		return true;
	saved->text = typed(values, "text");
	saved->reason = typed(values, "reason");
	saved->more = typed(values, "more");
	saved->told = typed(values, "told");
	saved->grounds = typed(values, "grounds");
	saved->outcome = outcome_find(typed(values, "outcome")) != NULL ? typed(values, "outcome") :
		(struct str){ 0 };
	return text_length(saved->text) <= ANSWER_MAX && text_length(saved->reason) <= REASON_MAX &&
		text_length(saved->more) <= MORE_MAX && text_length(saved->told) <= TOLD_MAX &&
		text_length(saved->grounds) <= GROUNDS_MAX;
}

/* Both programs that look into a file take as long at most, and nginx waits 20 seconds for the whole reply. */
#define FILE_MS 16000
#define COMMIT_MS 2000
#define PHOTOS_MS (20000 - FILE_MS - COMMIT_MS)

/* The file that came along, or NULL. */
static const struct upload *sent_file(const struct exchange *exchange)
{
	const struct upload *upload = exchange->request->uploads;

	while (upload != NULL && !str_eq(upload->name, S(ENCLOSED_FILE)))
		upload = upload->next;
	return upload;
}

static enum status put_off(struct form_values *values, struct str why)
{
	form_fault(values, ENCLOSED_FILE, why);
	return ERR_AWAY;
}

/* late: the moment after which the time is too short for it. */
static enum status take_file(struct exchange *exchange, uint64_t n, struct form_values *values, int64_t late,
	struct enclosed_file *out)
{
	struct casework work = site_work(exchange);
	const struct upload *upload = sent_file(exchange);
	struct decoder *place;
	enum status status;
	struct str why;

	TRY(photos_count(exchange, values, ENCLOSED_FILE, 1));
	status = decoder_begin(&work, exchange->session != NULL, late, &place);
	if (status != OK)
		return put_off(values, S("正在检查别的文件，请过一会儿再添加"));
	status = enclosed_file_take(&work, n, upload->filename, upload->bytes, out, &why);
	decoder_end(place);
	if (status != OK)
		form_fault(values, ENCLOSED_FILE, why);
	return status;
}

enum status autosave_enclose(struct exchange *exchange, uint64_t n, struct form_values *values,
	struct autosave_enclosing *enclosing)
{
	struct casework work = site_work(exchange);
	const struct upload *upload = sent_file(exchange);
	struct act *sending = enclosing->sending;
	int64_t late = clock_steady() + PHOTOS_MS;
	struct photos photos;
	struct enclosed_file file;
	struct enclosure enclosure = { .by = enclosing->by, .photos = &photos,
		.file = upload != NULL ? &file : NULL,
		.drop = field_get(exchange->request->form, "drop"), .sending = sending };
	struct enclosed enclosed;
	enum status status;

	if (autosave_enclose_fault(values) != NULL)
		return ERR_INVALID;
	if (!photos_came(exchange) && enclosure.drop.len == 0)
		return OK;
	TRY(photos_receive(exchange, values, &photos));
	status = upload == NULL ? OK :
		clock_steady() > late ? put_off(values, S("照片和附件都没有添加，请分开添加")) :
		take_file(exchange, n, values, late, &file);
	if (status != OK) {
		photos_discard(&work, &photos);
		return status;
	}
	status = enclosure_change(&work, n, &enclosure, &enclosed);
	if (status == ERR_INVALID)
		form_fault(values, enclosed.field, enclosed.why);
	TRY(status);
	enclosing->changed = enclosed.changed;
	enclosing->there = enclosed.there;
	if (sending != NULL && enclosed.changed.len > 0)
		sending->enclosed = enclosed.changed;
	if (sending == NULL || upload == NULL || !enclosed_found_hides(exchange->arena, file.found))
		return OK;
	form_fault(values, ENCLOSED_FILE, S(ENCLOSED_UNREAD));
	return ERR_INVALID;
}

struct str autosave_enclosed_place(struct arena *arena, const struct autosave_enclosing *enclosing)
{
	if (enclosing->changed.len == 0 && enclosing->there.len == 0)
		return (struct str){ 0 };
	return ARENA_GLUE(arena, S("&changed="), enclosing->changed, S("&there="), enclosing->there,
		S("#enclosed-note"));
}

const char *autosave_enclose_fault(const struct form_values *values)
{
	return form_error(values, ENCLOSED_PHOTO).len > 0 ? ENCLOSED_PHOTO :
		form_error(values, ENCLOSED_FILE).len > 0 ? ENCLOSED_FILE : NULL;
}

struct str autosave_enclose_failed(const struct form_values *values)
{
	const char *field = autosave_enclose_fault(values);

	return field != NULL && strcmp(field, ENCLOSED_FILE) == 0 ?
		S("附件没有添加。您写的内容已经保存。") : S("照片没有添加。您写的内容已经保存。");
}

/* Whether photos came for the answer, and whether a file did. */
static void what_came(const struct exchange *exchange, bool *photos, bool *file)
{
	*file = sent_file(exchange) != NULL;
	*photos = photos_came(exchange) && (!*file || exchange->request->uploads->next != NULL);
}

struct str autosave_enclose_untaken(const struct exchange *exchange,
	const struct autosave_enclosing *enclosing)
{
	bool photos;
	bool file;

	what_came(exchange, &photos, &file);
	if ((!photos && !file) || (enclosing != NULL && enclosing->changed.len + enclosing->there.len > 0))
		return (struct str){ 0 };
	return photos && file ? S("选好的照片和附件没有添加。") :
		file ? S("选好的附件没有添加。") : S("选好的照片没有添加。");
}

struct str autosave_enclose_lost(const struct exchange *exchange, const struct autosave_enclosing *enclosing,
	enum status status, struct str why)
{
	struct str untaken = autosave_enclose_untaken(exchange, enclosing);

	if (untaken.len == 0 || (status != ERR_CONFLICT && status != ERR_NOT_NOW))
		return why;
	return arena_join(exchange->arena, why.len > 0 ? why : str_of(status_text(status)), untaken);
}

struct str autosave_enclose_missed(struct exchange *exchange, struct form_values *values)
{
	bool photos;
	bool file;

	what_came(exchange, &photos, &file);
	if (file)
		form_fault(values, ENCLOSED_FILE, S("没有添加，请重新选择"));
	if (photos)
		form_fault(values, ENCLOSED_PHOTO, S("没有添加，请重新选择"));
	if (file || photos)
		return file && photos ? S("照片和附件没有添加，请重新选择。") :
			file ? S("附件没有添加，请重新选择。") : S("照片没有添加，请重新选择。");
	return field_get(exchange->request->form, "drop").len > 0 ? S("没有移除，请再按一次“移除”。") :
		(struct str){ 0 };
}

static struct str file_name(const struct value *enclosed, struct str id)
{
	for (const struct member *m = photo_entry_files(enclosed); m != NULL; m = m->next)
		if (str_eq(map_get_str(&m->value, "id"), id))
			return map_get_str(&m->value, "name");
	return (struct str){ 0 };
}

/* "添加了附件“方案.docx”，移除了 1 张照片"; done: "已添加附件…". */
static struct str change_words(struct arena *arena, const struct enclosed_change *change, bool done)
{
	struct str before = done ? S("已") : (struct str){ 0 };
	struct str after = done ? (struct str){ 0 } : S("了");
	struct str added = ARENA_GLUE(arena, before, S("添加"), after);
	struct str dropped = ARENA_GLUE(arena, before, S("移除"), after);
	struct buf words = buf_in(arena);

	if (change->file.len > 0)
		buf_add(&words, ARENA_GLUE(arena, added, S("附件“"), change->file, S("”")));
	if (change->photos > 0)
		buf_add(&words, ARENA_GLUE(arena, words.len > 0 ? S("，") : S(""), added, S(" "),
			num(arena, change->photos), S(" 张照片")));
	if (change->dropped.len > 0 || change->dropped_photos > 0)
		buf_add(&words, ARENA_GLUE(arena, words.len > 0 ? S("，") : S(""), dropped,
			change->dropped.len > 0 ? ARENA_GLUE(arena, S("附件“"), change->dropped, S("”")) :
						  S(" 1 张照片")));
	return buf_str(&words);
}

enum status autosave_enclosed_winner(struct casework *work, const struct case_record *record,
	const struct viewer *viewer, struct form_values *values, struct str *why)
{
	struct enclosed_change change;
	struct str who = S("工作人员");

	if (!enclosed_change_read(enclosed_read(work->arena, record, NULL), &change))
		return OK;
	/* A link names nobody but the department that it was made for, as the record of the case. */
	if (case_inside(record, viewer) || str_eq(change.by, viewer->id))
		TRY(staff_who_read(work, change.by, &who));
	form_fault(values, change.file.len > 0 || change.dropped.len > 0 ? ENCLOSED_FILE : ENCLOSED_PHOTO,
		ARENA_GLUE(work->arena, who, S(" "), wording_moment(work->arena, change.at, work->now),
			S(" "), change_words(work->arena, &change, false), S("，请看过后再提交")));
	*why = S("随答复的照片或附件刚才有变化。您写的内容都还在。");
	return OK;
}

/* What has just become of photos and files, in words; empty: nothing.  change->file: where that is said. */
static struct str note_words(struct exchange *exchange, const struct case_record *record,
	const struct value *enclosed, const struct autosave_enclosing *just, struct enclosed_change *change)
{
	struct arena *arena = exchange->arena;
	struct str there = file_name(enclosed, just->there);
	struct str words = { 0 };

	*change = (struct enclosed_change){ 0 };
	if (just->changed.len > 0 && str_eq(just->changed, enclosed_mark(arena, record)) &&
		enclosed_change_read(enclosed, change))
		words = ARENA_GLUE(arena, change_words(arena, change, true),
			exchange->session != NULL && (change->file.len > 0 || change->photos > 0) ?
				S("，同事打开这一件也能看到。") : S("。"));
	if (there.len == 0)
		return words;
	change->file = there;
	return ARENA_GLUE(arena, S("附件“"), there, S("”已经添加过了，没有重复添加。"), words);
}

void autosave_enclosed_view(struct exchange *exchange, const struct case_record *record,
	const struct value *thread, const struct autosave_enclosing *just, struct value *view)
{
	struct casework work = site_work(exchange);
	struct value *map = map_map(view, "enclosed");
	const struct value *enclosed = enclosed_read(work.arena, record, thread);
	struct str mark = enclosed_mark(work.arena, record);
	const struct field *query = exchange->request->query;
	const struct field *form = exchange->request->form;
	struct autosave_enclosing asked = { .changed = field_get(query, "changed"),
		.there = field_get(query, "there") };
	struct enclosed_change change;
	struct str note = note_words(exchange, record, enclosed, just != NULL ? just : &asked, &change);
	struct str clock = map_get_str(view, "saved_clock");

	if (note.len > 0 && clock.len > 0)
		note = ARENA_GLUE(work.arena, note, S("写的内容已保存 "), clock,
			exchange->session != NULL ? S("，只有您自己能看到。") : S("。"));
	map_str(map, "mark", mark);
	map_bool(map, "hides", enclosed_hides(work.arena, enclosed));
	map_bool(map, "looked",
		field_get(form, "looked").len > 0 && str_eq(field_get(form, "enclosed"), mark));
	map_bool(view, "noted", note.len > 0);
	if (change.file.len == 0)
		map_str(map, change.dropped.len > 0 ? "file_note" : "photo_note", note);
	photos_enclosed_view(&work, record, enclosed,
		&(struct file_note){ .name = change.file, .words = note }, map);
}
