#include "pages/case/panel.h"

#include "cases/act.h"
#include "model/appeal.h"
#include "model/assist.h"
#include "model/consult.h"
#include "law/outcome.h"
#include "law/fee.h"
#include "model/letter.h"
#include "cases/deadline.h"
#include "model/work_order.h"
#include "pages/view/wording.h"

static void add_option(struct value *list, struct str value, struct str label, struct str chosen)
{
	struct value *map = list_map(list);

	map_str(map, "option", value);
	map_str(map, "option_label", label);
	map_bool(map, "chosen", str_eq(value, chosen));
}

/* Whether the action can be meant for the department. */
static bool dept_fits(const struct case_record *record, enum action action, const struct dept *dept)
{
	if (action == ACTION_RELEASE)
		return assisting(record, dept->id);
	return !dept->closed && !(action != ACTION_ASSIGN && str_eq(dept->id, record->dept));
}

static void add_departments(const struct staff_panel *panel, enum action action, struct str chosen,
	struct value *list)
{
	const struct depts *depts = &panel->names->depts;

	add_option(list, (struct str){ 0 }, S("请选择"), chosen);
	for (size_t i = 0; i < depts->count; i++)
		if (dept_fits(panel->record, action, &depts->list[i]))
			add_option(list, depts->list[i].id, depts->list[i].name, chosen);
}

/* A request is answered by law, whatever it asks for, unless it is none or was filed twice. */
static void add_reasons(enum channel channel, struct value *list, struct str chosen)
{
	add_option(list, (struct str){ 0 }, S("请选择"), chosen);
	for (const struct decline_reason *r = decline_reasons; r->code != NULL; r++)
		if (channel != CHANNEL_REQUEST || decline_of_request(str_of(r->code)))
			add_option(list, str_of(r->code), str_of(r->label), chosen);
}

static void add_categories(struct value *list, struct str chosen)
{
	for (size_t i = 0; i < CATEGORY_COUNT; i++)
		add_option(list, str_of(category_name((enum category)i)),
			str_of(category_label((enum category)i)), chosen);
}

/* What the code tables of requests offer; outcomes that come about by themselves are not offered. */
static void add_outcomes(struct value *list, struct str chosen)
{
	add_option(list, (struct str){ 0 }, S("请选择"), chosen);
	for (size_t i = 0; i < outcomes_count; i++)
		if (!outcomes[i].by_time)
			add_option(list, str_of(outcomes[i].code), outcome_choice(list->arena, &outcomes[i]),
				chosen);
}

/* Boxes, a list for each outcome that has some; what the others have is ignored. */
static void add_grounds(struct value *groups, struct str chosen)
{
	struct value *boxes = NULL;

	for (size_t i = 0; i < grounds_count; i++) {
		const struct ground *ground = &grounds[i];
		struct arena *arena = groups->arena;
		struct value *box;

		if (i == 0 || strcmp(grounds[i - 1].outcome, ground->outcome) != 0) {
			const struct outcome *outcome = outcome_find(str_of(ground->outcome));
			struct value *group = list_map(groups);

			map_str(group, "group_label", outcome_words(arena, outcome));
			boxes = map_list(group, "boxes");
		}
		box = list_map(boxes);
		map_str(box, "box", str_of(ground->code));
		map_str(box, "box_label", ground->article == NULL ? str_of(ground->label) :
			ARENA_GLUE(arena, str_of(ground->label), S("（"), str_of(ground->article), S("）")));
		map_bool(box, "ticked", grounds_have(chosen, str_of(ground->code)));
	}
}

static void add_kinds(enum action action, struct value *list, struct str chosen)
{
	add_option(list, (struct str){ 0 }, S("请选择"), chosen);
	if (action == ACTION_CHARGE)
		for (enum fee_basis i = 0; i < FEE_BASES; i++)
			add_option(list, str_of(fee_basis_name(i)), str_of(fee_basis_label(i)), chosen);
	else if (action == ACTION_CONSULT)
		for (enum consult_kind i = 0; i < CONSULT_KINDS; i++)
			add_option(list, str_of(consult_kind_name(i)), str_of(consult_kind_label(i)), chosen);
	else
		for (enum appeal_kind i = 0; i < APPEAL_KINDS; i++)
			add_option(list, str_of(appeal_kind_name(i)), str_of(appeal_kind_label(i)), chosen);
}

/* Latest first: that is the one whose service is to be recorded. */
static void add_letters(const struct staff_panel *panel, struct str chosen, struct value *list)
{
	struct arena *arena = list->arena;
	struct letters letters;

	letters_read(panel->record, &letters);
	add_option(list, (struct str){ 0 }, S("请选择"), chosen);
	for (size_t i = letters.count; i > 0; i--) {
		const struct letter_sent *sent = &letters.list[i - 1];

		add_option(list, num(arena, sent->id),
			ARENA_GLUE(arena, str_of(letter_label(sent->kind)), S("（"),
				wording_day(arena, sent->issued, 0), S("出具，"),
				str_of(service_label(sent->way)),
				sent->way != SERVICE_NONE ? S("送达）") : S("）")),
			chosen);
	}
}

/* What staff do by hand; that a letter was opened on the page is recorded by itself. */
static void add_ways(struct value *list, struct str chosen)
{
	add_option(list, (struct str){ 0 }, S("请选择"), chosen);
	for (enum service i = SERVICE_PERSON; i <= SERVICE_EMAIL; i++)
		add_option(list, str_of(service_name(i)), str_of(service_label(i)), chosen);
}

static void add_results(enum action action, struct value *list, struct str chosen)
{
	add_option(list, (struct str){ 0 }, S("请选择"), chosen);
	if (action == ACTION_CALLBACK)
		for (enum callback i = 0; i < CALLBACK_COUNT; i++)
			add_option(list, str_of(callback_name(i)), str_of(callback_label(i)), chosen);
	else if (action == ACTION_REPLY)
		for (enum consult_result i = 0; i < CONSULT_RESULTS; i++)
			add_option(list, str_of(consult_result_name(i)), str_of(consult_result_label(i)),
				chosen);
	else
		for (enum appeal_result i = 0; i < APPEAL_RESULTS; i++)
			add_option(list, str_of(appeal_result_name(i)), str_of(appeal_result_label(i)),
				chosen);
}

static void add_ratings(struct value *list, struct str chosen)
{
	add_option(list, (struct str){ 0 }, S("没有评价"), chosen);
	for (int64_t i = 5; i >= 1; i--)
		add_option(list, num(list->arena, i), wording_rating(i), chosen);
}

/* Fields with a list to choose from, which the form table can't hold: it changes with the departments. */
static bool add_options(const struct staff_panel *panel, enum action action, const char *name,
	struct str value, struct value *map)
{
	if (strcmp(name, "dept") == 0)
		add_departments(panel, action, value, map_list(map, "options"));
	else if (strcmp(name, "category") == 0)
		add_categories(map_list(map, "options"), value);
	else if (strcmp(name, "reason") == 0 && action == ACTION_DECLINE)
		add_reasons(panel->record->channel, map_list(map, "options"), value);
	else if (strcmp(name, "outcome") == 0)
		add_outcomes(map_list(map, "options"), value);
	else if (strcmp(name, "letter") == 0)
		add_letters(panel, value, map_list(map, "options"));
	else if (strcmp(name, "way") == 0)
		add_ways(map_list(map, "options"), value);
	else if (strcmp(name, "kind") == 0)
		add_kinds(action, map_list(map, "options"), value);
	else if (strcmp(name, "result") == 0)
		add_results(action, map_list(map, "options"), value);
	else if (strcmp(name, "rating") == 0)
		add_ratings(map_list(map, "options"), value);
	else
		return false;
	return true;
}

/* The text of an answer; a department's opinion is another one's. */
static bool is_answer(enum action action, const char *name)
{
	return strcmp(name, "text") == 0 && (action == ACTION_DRAFT || action == ACTION_REVISE);
}

/* What a field holds before anybody typed. */
static struct str initial(const struct staff_panel *panel, enum action action, const char *name)
{
	const struct case_record *record = panel->record;
	enum category picked;

	if (strcmp(name, "category") == 0 && category_parse(field_get(panel->picked, name), &picked))
		return str_of(category_name(picked));
	if (strcmp(name, "category") == 0)
		return str_of(category_name(record->category));
	if (strcmp(name, "dept") == 0 && action == ACTION_ASSIGN)
		return field_get(panel->picked, name);
	if (action == ACTION_EXTEND && record->asked_at != 0 && strcmp(name, "days") == 0)
		return num(panel->work->arena, record->asked_days);
	if (action == ACTION_EXTEND && record->asked_at != 0 && strcmp(name, "reason") == 0)
		return record->asked_why;
	if (is_answer(action, name) && panel->saved->text.len > 0)
		return panel->saved->text;
	if (action == ACTION_REVISE && strcmp(name, "reason") == 0)
		return panel->saved->reason;
	if (strcmp(name, "outcome") == 0 && panel->saved->outcome.len > 0)
		return panel->saved->outcome;
	if (strcmp(name, "grounds") == 0)
		return panel->saved->at != 0 ? panel->saved->grounds :
			record->draft_outcome.len > 0 ? record->draft_grounds : record->grounds;
	if (strcmp(name, "more") == 0)
		return panel->saved->more.len > 0 ? panel->saved->more : record->draft_more;
	if (strcmp(name, "told") == 0)
		return panel->saved->told.len > 0 ? panel->saved->told : record->draft_told;
	if (strcmp(name, "outcome") == 0)
		return record->draft_outcome.len > 0 ? record->draft_outcome : record->outcome;
	if (strcmp(name, "days") == 0 && action == ACTION_CORRECT)
		return num(panel->work->arena, panel->work->config->requests.correct_days);
	if (is_answer(action, name) && record->draft.len > 0)
		return record->draft;
	if (is_answer(action, name) && action == ACTION_REVISE)
		return panel->answer;
	return (struct str){ 0 };
}

static bool was_sent(const struct staff_panel *panel, const struct action_form *form)
{
	return panel->form == form && panel->values != NULL;
}

static void add_kind(struct value *map, const struct form_field *field, bool options)
{
	bool line = !options && field->kind == FIELD_LINE;
	bool date = line && (strcmp(field->name, "due") == 0 || strcmp(field->name, "on") == 0 ||
		strcmp(field->name, "signed") == 0);

	map_bool(map, "is_select", options);
	map_bool(map, "is_boxes", field->kind == FIELD_CHECKS);
	map_bool(map, "is_photos", field->kind == FIELD_PHOTOS);
	map_bool(map, "is_file", field->kind == FIELD_FILE);
	map_bool(map, "is_area", field->kind == FIELD_TEXT);
	map_bool(map, "is_number", field->kind == FIELD_NUMBER);
	map_bool(map, "is_date", date);
	map_bool(map, "is_line", line && !date);
}

static void add_field(const struct staff_panel *panel, const struct action_form *form, size_t i,
	struct value *list)
{
	const struct form_field *field = &form->form.fields[i];
	bool sent = was_sent(panel, form);
	struct str value = sent ? panel->values->values[i] : initial(panel, form->action, field->name);
	struct value *map = list_map(list);

	map_str(map, "name", str_of(field->name));
	map_str(map, "id", arena_printf(list->arena, "%s-%s", action_name(form->action), field->name));
	map_str(map, "label", str_of(field->label));
	map_str(map, "value", value);
	map_str(map, "error", sent ? panel->values->errors[i] : (struct str){ 0 });
	map_bool(map, "required", field->required);
	map_int(map, "max", field->kind == FIELD_TEXT ? (int64_t)field->max : 0);
	map_int(map, "rows", strcmp(field->name, "text") == 0 ? 12 : 3);
	map_bool(map, "phrased", is_answer(form->action, field->name));
	if (field->kind == FIELD_CHECKS)
		add_grounds(map_list(map, "groups"), value);
	add_kind(map, field, add_options(panel, form->action, field->name, value, map));
}

/* By when, and for which time: the rule as it is for this case. */
static struct str return_hint(const struct staff_panel *panel)
{
	struct arena *arena = panel->work->arena;
	struct str day = clock_date(arena, deadline_return(panel->work, panel->record));

	return arena_printf(arena,
		"不属于本部门职责的，请在%.*s（含当天）前退回。每件最多退回 %d 次，这是第 %d 次；以后由交办员指定承办部门。",
		STR_ARG(day), panel->work->config->cases.returns_most, (int)panel->record->returns + 1);
}

/* The version is hidden; what a third party is told is asked for when one objected. */
static bool is_asked(const struct staff_panel *panel, const char *name)
{
	if (strcmp(name, "told") == 0)
		return consults_objected(panel->record);
	return strcmp(name, "version") != 0;
}

static void add_action(const struct staff_panel *panel, const struct action_form *form, bool open,
	struct value *list)
{
	struct value *map = list_map(list);
	struct value *fields;

	map_str(map, "action", str_of(action_name(form->action)));
	map_str(map, "action_label", str_of(lifecycle_row(form->action)->label));
	map_str(map, "action_hint",
		form->action == ACTION_RETURN ? return_hint(panel) :
			action_hint(form, panel->record->channel));
	map_bool(map, "danger", form->danger);
	map_bool(map, "open", open);
	map_bool(map, "savable", is_answer(form->action, "text"));
	map_bool(map, "reviews", form->action == ACTION_ACCEPT);
	fields = map_list(map, "fields");
	for (size_t i = 0; form->form.fields[i].name != NULL; i++)
		if (is_asked(panel, form->form.fields[i].name))
			add_field(panel, form, i, fields);
}

/* What waits for this desk now lies open beside the first action that usually does. */
static bool is_awaited(const struct case_record *record, enum action action)
{
	if (action == ACTION_EXTEND)
		return record->asked_at != 0;
	return action == ACTION_SERVE && (letter_unserved(record) || letter_owed(record));
}

/* Something of an answer is saved or was just enclosed: it stays in sight. */
static bool is_written(const struct staff_panel *panel)
{
	return panel->saved->at != 0 || field_get(panel->picked, "changed").len > 0 ||
		field_get(panel->picked, "there").len > 0;
}

void staff_panel_view(const struct staff_panel *panel, struct value *view)
{
	struct value *list = map_list(view, "actions");

	for (size_t i = 0; i < action_forms_count; i++) {
		const struct action_form *form = &action_forms[i];
		bool meant = action_form_of(form->action, panel->record->channel) == form;
		bool likely = is_awaited(panel->record, form->action) || (list->count == 0 && form->likely);
		bool written = is_answer(form->action, "text") && is_written(panel);
		bool open = panel->form != NULL ? panel->form == form : likely || written;

		if (meant && case_may(panel->work, panel->record, form->action, panel->viewer))
			add_action(panel, form, open, list);
	}
}
