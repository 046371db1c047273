#include "pages/case/autosave_view.h"

#include "base/text.h"
#include "cases/act.h"
#include "model/lengths.h"
#include "law/outcome.h"
#include "pages/view/photos.h"
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

enum status autosave_enclose(struct exchange *exchange, uint64_t n, const struct viewer *viewer,
	struct form_values *values, struct act *sending)
{
	struct casework work = site_work(exchange);
	const struct upload *upload = sent_file(exchange);
	int64_t late = clock_steady() + PHOTOS_MS;
	struct photos photos;
	struct enclosed_file file;
	struct enclosure enclosure = { .by = viewer, .photos = &photos, .file = upload != NULL ? &file : NULL,
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
	if (status == OK && sending != NULL)
		sending->enclosed = enclosed.mark;
	if (status != OK || sending == NULL || upload == NULL || file.found.len == 0)
		return status;
	form_fault(values, ENCLOSED_FILE, S("附件已经添加，但里面有公众不易看到的内容，请看过下面的说明再提交"));
	return ERR_INVALID;
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

void autosave_enclosed_view(struct casework *work, const struct case_record *record,
	const struct value *thread, struct value *view)
{
	struct value *map = map_map(view, "enclosed");

	map_str(map, "mark", enclosed_mark(work->arena, record));
	photos_enclosed_view(work, record, enclosed_read(work->arena, record, thread), map);
}
