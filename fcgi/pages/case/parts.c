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
		str_eq(action, str_of(action_name(ACTION_ASSIST)));
}

static void add_event(struct arena *arena, const struct staff_names *names, const struct value *entry,
	struct value *list)
{
	struct value *map = list_map(list);
	struct str dept = map_get_str(entry, "dept");
	struct str action = map_get_str(entry, "action");
	struct str unmasked = map_get_str(entry, "unmasked");
	int64_t at = map_get_int(entry, "at", 0);

	map_str(map, "event", action);
	map_str(map, "event_label", staff_action_label(action));
	map_str(map, "event_by", map_get_str(entry, "by"));
	map_str(map, "event_who", staff_who(arena, names, map_get_str(entry, "by")));
	map_bool(map, "event_hands", hands_over(action));
	map_str(map, "event_dept",
		dept.len > 0 ? depts_name(&names->depts, dept) : dept);
	map_str(map, "event_detail", unmasked.len > 0 ?
		ARENA_GLUE(arena, S("保留显示："), hit_labels(arena, unmasked)) :
		request_clock_detail(arena, entry));
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
			photos_view(work, record, &m->value, map);
		}
	}
}

void staff_contact_view(const struct case_record *record, const struct sealed_contact *contact,
	struct value *view)
{
	struct value *map = map_map(view, "contact");

	map_str(map, "contact_name", contact->name);
	map_str(map, "contact_phone", contact->phone);
	map_str(map, "contact_title", contact->title);
	map_str(map, "contact_body", contact->body);
	map_str(map, "contact_area", contact->area);
	if (record->channel == CHANNEL_REQUEST)
		application_contact_view(contact, map);
}
