#include "pages/staff_depts.h"

#include "cases/assist.h"

static struct str name_of(const struct staff_names *names, struct str dept)
{
	return dept_name(names->depts.list, names->depts.count, dept);
}

static void add_assists(struct casework *work, const struct case_record *record, const struct staff_names *names,
	struct value *list)
{
	struct assists assists;

	assists_read(record, &assists);
	for (size_t i = 0; i < assists.count; i++) {
		const struct assist *assist = &assists.list[i];
		bool owed = assist_owed(record, assist);
		struct value *map = list_map(list);

		map_str(map, "assist_dept", assist->dept);
		map_str(map, "assist_name", name_of(names, assist->dept));
		map_bool(map, "assist_owed", owed);
		map_bool(map, "assist_given", assist->due == 0);
		staff_due_view(work, owed ? assist->due : 0, map);
	}
}

static void add_talk(struct casework *work, const struct staff_names *names, const struct value *said, struct str text,
	struct value *list)
{
	struct str dept = map_get_str(said, "dept");
	int64_t at = map_get_int(said, "at", 0);
	bool opinion = str_eq(map_get_str(said, "kind"), S("opinion"));
	struct value *map = list_map(list);

	map_bool(map, opinion ? "is_opinion" : "is_ask", true);
	map_str(map, "talk_dept", dept);
	map_str(map, "talk_name", name_of(names, dept));
	map_str(map, "talk_who", staff_who(work->arena, names, map_get_str(said, "by")));
	map_str(map, "talk_at", clock_rfc3339(work->arena, at));
	map_str(map, "talk_at_text", present_minute(work->arena, at));
	map_str(map, "talk_text", text);
}

void staff_depts_view(struct casework *work, const struct case_record *record, const struct value *thread,
	const struct staff_names *names, struct value *view)
{
	const struct str assist = str_of(action_name(ACTION_ASSIST));
	struct value *talk = map_list(view, "assist_talk");
	const struct value *event = NULL;

	add_assists(work, record, names, map_list(view, "assists"));
	for (const struct member *m = thread->first; m != NULL; m = m->next) {
		struct str kind = map_get_str(&m->value, "kind");

		if (str_eq(kind, S("event")))
			event = &m->value;
		else if (str_eq(kind, S("opinion")))
			add_talk(work, names, &m->value, map_get_str(&m->value, "text"), talk);
		else if (str_eq(kind, S("note")) && event != NULL && str_eq(map_get_str(&m->value, "action"), assist))
			add_talk(work, names, event, map_get_str(&m->value, "text"), talk);
	}
}
