#include "pages/case/parts.h"

#include "pages/view/application.h"
#include "pages/view/request_clock.h"
#include "pages/view/wording.h"
#include "pages/view/photos.h"
#include "privacy/public_text.h"

/* Whether the step hands the case, or a part of it, to the department that it names. */
static bool hands_over(struct str action)
{
	return str_eq(action, str_of(action_name(ACTION_ASSIGN))) ||
		str_eq(action, str_of(action_name(ACTION_REASSIGN))) ||
		str_eq(action, str_of(action_name(ACTION_ASSIST)));
}

static struct str detail_of(struct arena *arena, const struct value *entry)
{
	struct str of_request = request_clock_detail(arena, entry);
	struct str unmasked = map_get_str(entry, "unmasked");
	struct str file = map_get_str(entry, "file");
	int64_t days = map_get_int(entry, "days", 0);

	if (file.len > 0)
		return ARENA_GLUE(arena, S("“"), file, S("”"));
	if (unmasked.len > 0)
		return ARENA_GLUE(arena, S("保留显示："), hit_labels(arena, unmasked));
	if (days == 0)
		return of_request;
	return ARENA_GLUE(arena, num(arena, days), S(" 个工作日"), of_request.len > 0 ? S("，") : S(""),
		of_request);
}

static void add_event(struct arena *arena, const struct staff_names *names, const struct value *entry,
	struct value *list)
{
	struct value *map = list_map(list);
	struct str dept = map_get_str(entry, "dept");
	struct str action = map_get_str(entry, "action");
	int64_t at = map_get_int(entry, "at", 0);

	map_str(map, "event", action);
	map_str(map, "event_label", staff_action_label(action));
	map_str(map, "event_by", map_get_str(entry, "by"));
	map_str(map, "event_who", staff_who(arena, names, map_get_str(entry, "by")));
	map_bool(map, "event_hands", hands_over(action));
	map_str(map, "event_dept",
		dept.len > 0 ? depts_name(&names->depts, dept) : dept);
	map_str(map, "event_detail", detail_of(arena, entry));
	map_str(map, "event_at", clock_rfc3339(arena, at));
	map_str(map, "event_at_text", wording_minute(arena, at));
}

void staff_history_view(struct casework *work, const struct case_record *record,
	const struct staff_names *names, const struct value *thread, struct value *view)
{
	struct value *list = map_list(view, "history");

	for (const struct member *m = thread->first; m != NULL; m = m->next) {
		struct str kind = map_get_str(&m->value, "kind");

		if (str_eq(kind, S("event"))) {
			add_event(work->arena, names, &m->value, list);
		} else if (str_eq(kind, S("note"))) {
			struct value *map = list_map(list);

			map_str(map, "event_note", map_get_str(&m->value, "text"));
			map_str(map, "event_label", staff_action_label(map_get_str(&m->value, "action")));
			photos_inside_view(work, record, &m->value,
				entry_visible(record, &m->value, &viewer_public), map);
		} else if (str_eq(kind, S("draft"))) {
			struct value *map = list_map(list);

			map_str(map, "event_draft", map_get_str(&m->value, "text"));
			map_str(map, "event_who",
				staff_who(work->arena, names, map_get_str(&m->value, "by")));
			map_str(map, "event_dept", depts_name(&names->depts, map_get_str(&m->value, "dept")));
			photos_view(work, record, &m->value, map);
		}
	}
}

void staff_mended_view(struct arena *arena, const struct value *thread, const struct viewer *viewer,
	struct str done, struct value *view)
{
	const struct value *last = NULL;
	struct str file;

	if (!str_eq(done, S("blur")) && !str_eq(done, S("drop")) && !str_eq(done, S("drop_file")))
		return;
	for (const struct member *m = thread->first; m != NULL; m = m->next)
		if (str_eq(map_get_str(&m->value, "kind"), S("event")) &&
			str_eq(map_get_str(&m->value, "action"), done) &&
			str_eq(map_get_str(&m->value, "by"), viewer->id))
			last = &m->value;
	if (last == NULL)
		return;
	file = map_get_str(last, "file");
	map_str(view, "mended", ARENA_GLUE(arena, S("已"), staff_action_label(done),
		file.len > 0 ? ARENA_GLUE(arena, S("“"), file, S("”")) : S("")));
}

/* Why an extension was refused, if nothing was asked or granted since; else empty. */
static struct str refusal(const struct value *thread)
{
	struct str why = { 0 };
	enum action action;

	for (const struct member *m = thread->first; m != NULL; m = m->next) {
		if (!action_parse(map_get_str(&m->value, "action"), &action))
			continue;
		if (action == ACTION_REFUSE_EXTENSION)
			why = map_get_str(&m->value, "text");
		else if (action == ACTION_ASK_EXTENSION || action == ACTION_EXTEND ||
			action == ACTION_ASSIGN || action == ACTION_REASSIGN || action == ACTION_REOPEN)
			why = (struct str){ 0 };
	}
	return why;
}

void staff_extension_view(struct casework *work, const struct case_record *record, const struct value *thread,
	struct value *view)
{
	bool asked = record->asked_at != 0;
	struct str why = asked ? record->asked_why : refusal(thread);
	struct value *map;

	if (record->state != STATE_ASSIGNED || why.len == 0)
		return;
	map = map_map(view, "extension");
	map_int(map, "asked_days", record->asked_days);
	map_str(map, "extension_why", why);
	map_str(map, "asked_until", asked ? wording_day(work->arena, record->asked_due, work->now) :
		(struct str){ 0 });
}

void staff_contact_view(const struct case_record *record, const struct sealed_contact *contact,
	struct value *view)
{
	struct value *map = map_map(view, "contact");

	map_str(map, "contact_name", contact->name);
	map_str(map, "contact_phone", contact->phone);
	map_str(map, "contact_email", contact->email);
	map_str(map, "contact_title", contact->title);
	map_str(map, "contact_body", contact->body);
	map_str(map, "contact_area", contact->area);
	if (record->channel == CHANNEL_REQUEST)
		application_contact_view(contact, map);
}
