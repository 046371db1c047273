#include "pages/case/autosave_view.h"

#include "base/text.h"
#include "cases/act.h"
#include "model/lengths.h"
#include "law/outcome.h"
#include "pages/view/photos.h"
#include "pages/view/wording.h"
#include "participation/enclosure.h"

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

enum status autosave_enclose(struct exchange *exchange, uint64_t n, const struct viewer *viewer,
	struct form_values *values)
{
	struct casework work = site_work(exchange);
	struct photos photos = { 0 };
	struct enclosure enclosure = { .by = viewer, .photos = &photos,
		.drop = field_get(exchange->request->form, "drop") };
	struct str why;
	enum status status;

	if (form_error(values, "photo").len > 0)
		return ERR_INVALID;
	if (!photos_came(exchange) && enclosure.drop.len == 0)
		return OK;
	TRY(photos_receive(exchange, values, &photos));
	status = enclosure_change(&work, n, &enclosure, &why);
	if (status == ERR_INVALID)
		form_fault(values, "photo", why);
	return status;
}

void autosave_enclosed_view(struct casework *work, const struct case_record *record,
	const struct value *thread, struct value *view)
{
	photos_view(work, record, enclosed_read(work->arena, record, thread), map_map(view, "enclosed"));
}
