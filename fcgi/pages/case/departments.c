#include "pages/case/departments.h"
#include "pages/view/wording.h"

#include "cases/act.h"
#include "model/assist.h"

static struct str name_of(const struct staff_names *names, struct str dept)
{
	return depts_name(&names->depts, dept);
}

static void add_assists(struct casework *work, const struct case_record *record,
	const struct staff_names *names, struct value *list)
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

static void add_talk(struct casework *work, const struct staff_names *names, const struct value *said,
	struct str text, struct value *list)
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
	map_str(map, "talk_at_text", wording_minute(work->arena, at));
	map_str(map, "talk_text", text);
}

/* A department's time with the case. */
struct stay {
	struct str dept;
	bool lead;
	int64_t from;
	int64_t to;		/* 0: has it still */
	struct str why;
	struct str note;	/* what was written when it went */
};

/* The stays as the events tell them, oldest first. */
struct stays {
	struct stay *list;
	size_t count;
	struct str lead;	/* the department in charge last */
};

static void begin_stay(struct stays *stays, struct str dept, bool lead, int64_t at)
{
	if (lead)
		stays->lead = dept;
	stays->list[stays->count++] = (struct stay){ .dept = dept, .lead = lead, .from = at };
}

/* Ends the stay of one department, or with an empty dept of all that have it still. */
static void end_stays(struct stays *stays, struct str dept, int64_t at, struct str why)
{
	for (size_t i = 0; i < stays->count; i++) {
		struct stay *stay = &stays->list[i];

		if (stay->to == 0 && (dept.len == 0 || str_eq(stay->dept, dept))) {
			stay->to = at;
			stay->why = why;
		}
	}
}

static bool stays_here(const struct stays *stays, struct str dept)
{
	for (size_t i = 0; i < stays->count; i++)
		if (stays->list[i].to == 0 && str_eq(stays->list[i].dept, dept))
			return true;
	return false;
}

/* A department that was late stays so in this table, though the next one's time begins anew. */
static struct str why_left(struct str why, const struct value *event)
{
	if (!map_get_bool(event, "late"))
		return why;
	return ARENA_GLUE(event->arena, why, S("，当时已超期"));
}

static void take_event(struct stays *stays, const struct value *event)
{
	const struct str all = { 0 };
	struct str dept = map_get_str(event, "dept");
	int64_t at = map_get_int(event, "at", 0);
	enum action action;

	if (!action_parse(map_get_str(event, "action"), &action))
		return;
	switch (action) {
	case ACTION_ASSIGN:
		begin_stay(stays, dept, true, at);
		break;
	case ACTION_REASSIGN:
		end_stays(stays, map_get_str(event, "left"), at, why_left(S("改派"), event));
		end_stays(stays, dept, at, S("改为主办"));
		begin_stay(stays, dept, true, at);
		break;
	case ACTION_REOPEN:
		end_stays(stays, all, at, S("重新办理"));
		begin_stay(stays, stays->lead, true, at);
		break;
	case ACTION_ASSIST:
		if (!stays_here(stays, dept))
			begin_stay(stays, dept, false, at);
		break;
	case ACTION_RELEASE:
		end_stays(stays, dept, at, S("协办结束"));
		break;
	case ACTION_RETURN:
		end_stays(stays, all, at, why_left(S("退回"), event));
		break;
	case ACTION_RECALL:
		end_stays(stays, all, at, why_left(S("收回"), event));
		break;
	case ACTION_WITHDRAW:
		end_stays(stays, all, at, S("来件人撤回"));
		break;
	default:
		break;
	}
}

/*
 * A reason stands in the thread after the step it belongs to: it explains the stay of the department that
 * step was about.
 */
static void take_note(struct stays *stays, const struct value *event, const struct value *note)
{
	struct str left = map_get_str(event, "left");
	struct str dept = left.len > 0 ? left : map_get_str(event, "dept");
	enum action action;

	if (!action_parse(map_get_str(note, "action"), &action) ||
		(action != ACTION_RETURN && action != ACTION_REASSIGN && action != ACTION_RECALL &&
			action != ACTION_RELEASE))
		return;
	for (size_t i = stays->count; i-- > 0;)
		if (str_eq(stays->list[i].dept, dept) && stays->list[i].to != 0) {
			stays->list[i].note = map_get_str(note, "text");
			return;
		}
}

static void add_stay(struct casework *work, const struct staff_names *names, const struct stay *stay,
	struct value *map)
{
	map_str(map, "stay_dept", stay->dept);
	map_str(map, "stay_name", name_of(names, stay->dept));
	map_bool(map, "stay_lead", stay->lead);
	map_str(map, "stay_from", wording_instant(work->arena, stay->from));
	map_str(map, "stay_from_text", wording_minute(work->arena, stay->from));
	map_str(map, "stay_to", wording_instant(work->arena, stay->to));
	map_str(map, "stay_to_text", wording_minute(work->arena, stay->to));
	map_str(map, "stay_why", stay->why);
	map_str(map, "stay_note", stay->note);
}

static void add_transfers(struct casework *work, const struct value *thread, const struct staff_names *names,
	struct value *list)
{
	struct stays stays = { .list = arena_array(work->arena, thread->count + 1, sizeof(*stays.list)) };
	const struct value *event = NULL;

	for (const struct member *m = thread->first; m != NULL; m = m->next) {
		struct str kind = map_get_str(&m->value, "kind");

		if (str_eq(kind, S("event"))) {
			event = &m->value;
			take_event(&stays, event);
		} else if (str_eq(kind, S("note")) && event != NULL) {
			take_note(&stays, event, &m->value);
		} else if (str_eq(kind, S("answer"))) {
			end_stays(&stays, (struct str){ 0 }, map_get_int(&m->value, "at", 0), S("已答复"));
		}
	}
	for (size_t i = 0; i < stays.count; i++)
		add_stay(work, names, &stays.list[i], list_map(list));
}

void staff_depts_view(struct casework *work, const struct case_record *record, const struct value *thread,
	const struct staff_names *names, struct value *view)
{
	const struct str assist = str_of(action_name(ACTION_ASSIST));
	struct value *talk = map_list(view, "assist_talk");
	struct value *transfers = map_list(view, "transfers");
	const struct value *event = NULL;

	add_assists(work, record, names, map_list(view, "assists"));
	add_transfers(work, thread, names, transfers);
	map_bool(view, "transferred", transfers->count > 1);
	for (const struct member *m = thread->first; m != NULL; m = m->next) {
		struct str kind = map_get_str(&m->value, "kind");

		if (str_eq(kind, S("event")))
			event = &m->value;
		else if (str_eq(kind, S("opinion")))
			add_talk(work, names, &m->value, map_get_str(&m->value, "text"), talk);
		else if (str_eq(kind, S("note")) && event != NULL &&
			str_eq(map_get_str(&m->value, "action"), assist))
			add_talk(work, names, event, map_get_str(&m->value, "text"), talk);
	}
}

/* The name of an open department, or of a category; empty: it isn't one now. */
static struct str guessed_name(const struct staff_names *names, enum model_kind kind, struct str value)
{
	enum category category;

	if (kind == MODEL_CATEGORY)
		return category_parse(value, &category) ? str_of(category_label(category)) : S("");
	for (size_t i = 0; i < names->depts.count; i++)
		if (!names->depts.list[i].closed && str_eq(names->depts.list[i].id, value))
			return names->depts.list[i].name;
	return (struct str){ 0 };
}

static void add_guess(struct casework *work, const struct staff_names *names, enum model_kind kind,
	const struct classifier *model, const struct guess *guess, struct value *list)
{
	struct str value = arena_str(work->arena, str_of(model->names[guess->label]));
	struct str name = guessed_name(names, kind, value);
	struct value *map;
	struct value *words;

	if (name.len == 0)
		return;
	map = list_map(list);
	map_str(map, "guess_field", kind == MODEL_DEPT ? S("dept") : S("category"));
	map_str(map, "guess_label", kind == MODEL_DEPT ? S("承办部门") : S("分类"));
	map_str(map, "guess_value", value);
	map_str(map, "guess_name", name);
	words = map_list(map, "guess_words");
	for (size_t i = 0; i < guess->word_count; i++)
		list_str(words, guess->words[i]);
}

/* Whether the guess tells something new to somebody who decides it. */
static bool guess_wanted(struct casework *work, const struct case_record *record, const struct viewer *viewer,
	enum model_kind kind)
{
	bool assigns = case_may(work, record, ACTION_ASSIGN, viewer);

	return record->channel != CHANNEL_REQUEST &&
	       (assigns || (kind == MODEL_CATEGORY && case_may(work, record, ACTION_ACCEPT, viewer)));
}

void staff_guesses_view(struct casework *work, struct models *models, const struct case_record *record,
	const struct value *thread, const struct staff_guesser *guesser, struct value *view)
{
	struct post_text post = post_text(work->arena, record->title, thread_question(thread));
	struct value *list = map_list(view, "guesses");

	for (enum model_kind kind = 0; kind < MODELS; kind++) {
		struct guess guesses[GUESSES];
		const struct classifier *model;

		if (!guess_wanted(work, record, guesser->viewer, kind))
			continue;
		model = models_follow(models, kind);
		if (model == NULL || classifier_guess(work->arena, model, &post, guesses) == 0 ||
			guesses[0].confidence < MODEL_CONFIDENCE ||
			(kind == MODEL_CATEGORY && str_eq(str_of(model->names[guesses[0].label]),
				str_of(category_name(record->category)))))
			continue;
		add_guess(work, guesser->names, kind, model, &guesses[0], list);
	}
}
