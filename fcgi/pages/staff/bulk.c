#include "pages/staff/bulk.h"

#include "cases/act.h"
#include "cases/action.h"
#include "drafts/opened.h"
#include "lists/queue.h"
#include "pages/respond.h"
#include "pages/site.h"

#define BULK_MOST 50

/* What can be done to many at once, at which desk. */
static const struct bulk_row {
	enum action action;
	const char *desk;	/* "dept:" is every department's */
	enum state state;	/* of the cases that wait there */
	const char *flag;
} bulk_rows[] = {
	{ ACTION_ACCEPT, "review", STATE_PENDING, "bulk_accept" },
	{ ACTION_ASSIGN, "review", STATE_PENDING, "bulk_assign" },
	{ ACTION_ASSIGN, "dispatch", STATE_ACCEPTED, "bulk_assign" },
	{ ACTION_MERGE, "review", STATE_PENDING, "bulk_merge" },
	{ ACTION_MERGE, "dispatch", STATE_ACCEPTED, "bulk_merge" },
	{ ACTION_DECLINE, "review", STATE_PENDING, "bulk_decline" },
	{ ACTION_DECLINE, "dispatch", STATE_ACCEPTED, "bulk_decline" },
	{ ACTION_SUPERVISE, "dept:", STATE_ASSIGNED, "bulk_supervise" },
	{ ACTION_SUPERVISE, "approve", STATE_DRAFTED, "bulk_supervise" },
};
#define BULK_ROWS (sizeof(bulk_rows) / sizeof(bulk_rows[0]))

static bool is_at(const struct bulk_row *row, struct str desk)
{
	struct str name = str_of(row->desk);

	return str_eq(name, S("dept:")) ? str_starts(desk, name) : str_eq(desk, name);
}

static bool row_open(const struct bulk_row *row, struct str desk, const struct viewer *viewer)
{
	bool allowed = false;

	for (size_t i = 0; i < CHANNEL_COUNT; i++)
		allowed = allowed ||
			lifecycle_allows(row->action, (enum channel)i, row->state, viewer->roles);
	return allowed && is_at(row, desk) && queue_open(desk, viewer);
}

static void add_option(struct value *list, struct str option, struct str label, struct str chosen)
{
	struct value *map = list_map(list);

	map_str(map, "option", option);
	map_str(map, "option_label", label);
	map_bool(map, "chosen", str_eq(option, chosen));
}

/* What can be chosen, and what was. */
static void add_choices(const struct staff_names *names, const struct field *form, struct value *view)
{
	struct value *depts = map_list(view, "bulk_depts");
	struct value *reasons = map_list(view, "bulk_reasons");

	for (size_t i = 0; i < names->depts.count; i++)
		if (!names->depts.list[i].closed)
			add_option(depts, names->depts.list[i].id, names->depts.list[i].name,
				field_get(form, "dept"));
	for (const struct decline_reason *r = decline_reasons; r->code != NULL; r++)
		add_option(reasons, str_of(r->code), str_of(r->label), field_get(form, "reason"));
	map_str(view, "into", field_get(form, "into"));
}

void staff_bulk_view(const struct staff_names *names, struct str desk, const struct viewer *viewer,
	const struct field *form, struct value *view)
{
	bool any = false;

	for (size_t i = 0; i < BULK_ROWS; i++)
		if (row_open(&bulk_rows[i], desk, viewer)) {
			map_bool(view, bulk_rows[i].flag, true);
			any = true;
		}
	map_bool(view, "bulk", any);
	if (any)
		add_choices(names, form, view);
}

/* Several cases being worked on. */
struct bulk {
	struct exchange *exchange;
	struct casework work;
	struct staff_names names;
	struct act act;
	struct value *results;
	int64_t done;
	const char *lacks;	/* the flag of the field that the order lacks, or NULL */
	int64_t left;	/* the one that the others are merged into, if it was picked too */
	struct {
		size_t count;
		uint64_t list[BULK_MOST];
	} unopened;	/* of the picks that wait for their review: nobody has opened them */
};

static const struct viewer *me(const struct bulk *bulk)
{
	return &bulk->exchange->session->viewer;
}

/* A picked case: a field "pick_17" whose value is the version that was seen. */
static bool is_pick(const struct field *field)
{
	return str_starts(field->name, S("pick_"));
}

static bool pick_parse(const struct field *field, uint64_t *n, int64_t *version)
{
	uint64_t seen;

	if (!str_to_u64(str_sub(field->name, S("pick_").len, field->name.len), INT64_MAX, n) ||
	    !str_to_u64(field->value, INT64_MAX, &seen) || *n == 0 || seen == 0)
		return false;
	*version = (int64_t)seen;
	return true;
}

/* How many cases are picked; ERR_MALFORMED when a pick is none. */
static enum status count_picks(const struct field *form, size_t *count)
{
	uint64_t n;
	int64_t version;

	*count = 0;
	for (const struct field *field = form; field != NULL; field = field->next) {
		if (!is_pick(field))
			continue;
		if (!pick_parse(field, &n, &version))
			return ERR_MALFORMED;
		(*count)++;
	}
	return OK;
}

static void add_result(struct bulk *bulk, const struct case_record *record, uint64_t n, enum status status,
	struct str why)
{
	struct value *map = list_map(bulk->results);

	map_int(map, "case", (int64_t)n);
	map_bool(map, "ok", status == OK);
	map_str(map, "code", status == OK ? S("ok") : str_of(status_code(status)));
	map_str(map, "why", status == OK || why.len > 0 ? why : str_of(status_text(status)));
	if (record != NULL) {
		map_str(map, "number", case_number(&bulk->work, record));
		map_str(map, "title", record->title);
		map_str(map, "state", str_of(state_name(record->state)));
		map_str(map, "state_label", str_of(state_label(record->state)));
		map_int(map, "version", record->version);
	}
	bulk->done += status == OK;
}

/* One case with its own commit: what became of the others doesn't matter to it. */
static enum status do_one(struct bulk *bulk, uint64_t n, int64_t version)
{
	struct case_record record;
	struct case_record after;
	struct str why = { 0 };
	enum status status;

	if (bulk->act.action == ACTION_MERGE && n == bulk->act.into) {
		bulk->left = 1;
		return OK;
	}
	status = case_read(&bulk->work, n, &record, NULL, NULL);
	if (status == OK && !staff_may_open(&record, me(bulk)))
		status = ERR_NOT_FOUND;
	if (status != OK) {
		add_result(bulk, NULL, n, status,
			status == ERR_NOT_FOUND ? S("没有这一件，或者您无权办理") : why);
		return OK;
	}
	bulk->act.version = version;
	status = case_act(&bulk->work, n, &bulk->act, &after, &why);
	if (status == ERR_CONFLICT && after.version != version && after.last_action.len > 0)
		TRY(staff_winner(&bulk->work, &after, &why));
	add_result(bulk, status == OK || status == ERR_CONFLICT ? &after : &record, n, status, why);
	return OK;
}

static void show(struct bulk *bulk)
{
	struct exchange *exchange = bulk->exchange;
	struct value *view = exchange->reply->view;
	struct str desk = exchange->params[0];

	map_str(view, "desk", desk);
	map_str(view, "desk_label", staff_desk_label(&bulk->names, desk));
	map_str(view, "action", str_of(action_name(bulk->act.action)));
	map_str(view, "action_label", str_of(lifecycle_row(bulk->act.action)->label));
	map_int(view, "done", bulk->done);
	map_int(view, "failed", (int64_t)bulk->results->count - bulk->done);
	map_bool(view, "left", bulk->left != 0);
	respond_page(exchange, "staff_bulk", S("批量办理结果"), "desk");
}

/* What was picked, still picked, of the cases that this person may open. */
static enum status add_picked(struct bulk *bulk, struct value *view)
{
	uint64_t numbers[BULK_MOST];
	struct str seen[BULK_MOST];
	struct case_record records[BULK_MOST];
	struct value *list = map_list(view, "picked");
	size_t count = 0;
	int64_t version;

	for (const struct field *field = bulk->exchange->request->form; field != NULL && count < BULK_MOST;
		field = field->next)
		if (is_pick(field) && pick_parse(field, &numbers[count], &version))
			seen[count++] = field->value;
	if (count > 0)
		TRY(case_read_many(&bulk->work, numbers, count, records));
	for (size_t i = 0; i < count; i++) {
		struct value *map;

		if (!staff_may_open(&records[i], me(bulk)))
			continue;
		map = list_map(list);
		map_str(map, "picked_name",
			arena_printf(list->arena, "pick_%llu", (unsigned long long)numbers[i]));
		map_str(map, "picked_version", seen[i]);
		map_str(map, "picked_number", case_number(&bulk->work, &records[i]));
		map_str(map, "picked_title", records[i].title);
	}
	return OK;
}

/* What is wrong with the order as a whole: the page again with all that was picked and chosen. */
static enum status show_again(struct bulk *bulk, enum status fault, struct str why)
{
	struct exchange *exchange = bulk->exchange;
	struct value *view = exchange->reply->view;
	struct str token;

	if (exchange->request->wants_json)
		return respond_refuse(exchange, fault, why);
	exchange->reply->status = status_http(fault);
	TRY(site_form_token(exchange, "staff", &token));
	map_str(view, "form", token);
	map_str(view, "fault", why);
	map_bool(view, "lacking", bulk->lacks != NULL);
	if (bulk->lacks != NULL)
		map_str(view, bulk->lacks, why);
	staff_bulk_view(&bulk->names, exchange->params[0], me(bulk), exchange->request->form, view);
	map_bool(view, "asks", bulk->unopened.count > 0);
	TRY(add_picked(bulk, view));
	show(bulk);
	return OK;
}

/* ERR_FORBIDDEN unless the action may be done to many at this desk by this person. */
static enum status begin(struct exchange *exchange, struct bulk *bulk)
{
	struct str desk = exchange->params[0];
	enum action action;

	*bulk = (struct bulk){ .exchange = exchange, .work = site_work(exchange) };
	TRY(staff_names_read(&bulk->work, &(struct staff_ids){ .count = 0 }, &bulk->names));
	if (!action_parse(field_get(exchange->request->form, "action"), &action))
		return ERR_MALFORMED;
	bulk->act = (struct act){ .action = action, .by = me(bulk),
		.dept = field_get(exchange->request->form, "dept"),
		.reason = field_get(exchange->request->form, "reason") };
	bulk->results = map_list(exchange->reply->view, "results");
	for (size_t i = 0; i < BULK_ROWS; i++)
		if (bulk_rows[i].action == action && row_open(&bulk_rows[i], desk, me(bulk)))
			return OK;
	return ERR_FORBIDDEN;
}

/* What the order lacks besides its picks, as a sentence, and the flag of its field; empty: nothing. */
static struct str lacking(struct bulk *bulk, const char **field)
{
	struct act *act = &bulk->act;
	struct str into = str_trim(field_get(bulk->exchange->request->form, "into"));

	*field = "lacks_dept";
	if (act->action == ACTION_ASSIGN && act->dept.len == 0)
		return S("请选择承办部门");
	*field = "lacks_reason";
	if (act->action == ACTION_DECLINE && act->reason.len == 0)
		return S("请选择不予受理的原因");
	*field = "lacks_into";
	if (act->action == ACTION_MERGE && !staff_case_of(&bulk->work, into, &act->into))
		return S("请填写要并入的那一件的编号，例如 YC20261123-00017，或只填最后的数字");
	return (struct str){ 0 };
}

/* The picks that nobody has opened and that this person could accept; adds them to the view. */
static enum status find_unopened(struct bulk *bulk)
{
	struct value *list = map_list(bulk->exchange->reply->view, "unopened");
	uint64_t numbers[BULK_MOST];
	bool opened[BULK_MOST];
	int64_t version;
	size_t count = 0;

	for (const struct field *f = bulk->exchange->request->form; f != NULL && count < BULK_MOST;
		f = f->next)
		if (is_pick(f) && pick_parse(f, &numbers[count], &version))
			count++;
	TRY(opened_which(&bulk->work, numbers, count, opened));
	for (size_t i = 0; i < count; i++) {
		struct case_record record;
		struct value *map;

		if (opened[i] || case_read(&bulk->work, numbers[i], &record, NULL, NULL) != OK ||
			!staff_may_open(&record, me(bulk)) || record.state != STATE_PENDING)
			continue;
		bulk->unopened.list[bulk->unopened.count++] = numbers[i];
		map = list_map(list);
		map_int(map, "case", (int64_t)numbers[i]);
		map_str(map, "number", case_number(&bulk->work, &record));
		map_str(map, "title", record.title);
	}
	map_int(bulk->exchange->reply->view, "opened", (int64_t)(count - bulk->unopened.count));
	return OK;
}

/* Names what nobody has opened, with everything that was picked: to accept it unread is to be meant. */
static enum status ask_unopened(struct bulk *bulk)
{
	struct arena *arena = bulk->work.arena;
	const struct value *list = map_get(bulk->exchange->reply->view, "unopened");
	struct str why = arena_printf(arena, "其中 %zu 件没有人打开过：", bulk->unopened.count);

	for (const struct member *m = list->first; m != NULL; m = m->next)
		why = ARENA_GLUE(arena, why, map_get_str(&m->value, "number"), m->next != NULL ? S("、") :
			S("。请先打开看一看，或者确认仍然通过。"));
	return show_again(bulk, ERR_INVALID, why);
}

static bool is_unopened(const struct bulk *bulk, uint64_t n)
{
	for (size_t i = 0; i < bulk->unopened.count; i++)
		if (bulk->unopened.list[i] == n)
			return true;
	return false;
}

enum status staff_bulk_send(struct exchange *exchange)
{
	struct str unopened = field_get(exchange->request->form, "unopened");
	struct bulk bulk;
	size_t count;
	uint64_t n;
	int64_t version;
	const char *field;
	struct str why;

	TRY(begin(exchange, &bulk));
	TRY(count_picks(exchange->request->form, &count));
	if (count == 0)
		return show_again(&bulk, ERR_INVALID, S("还没有勾选，请先回到列表勾选要办理的事项"));
	if (count > BULK_MOST)
		return show_again(&bulk, ERR_INVALID, S("一次最多办 50 件，请少勾选一些"));
	why = lacking(&bulk, &field);
	if (why.len > 0) {
		bulk.lacks = field;
		return show_again(&bulk, ERR_INVALID, why);
	}
	if (bulk.act.action == ACTION_ACCEPT && !str_eq(unopened, S("accept")))
		TRY(find_unopened(&bulk));
	if (bulk.unopened.count > 0 && !str_eq(unopened, S("skip")))
		return ask_unopened(&bulk);
	for (const struct field *f = exchange->request->form; f != NULL; f = f->next)
		if (is_pick(f) && pick_parse(f, &n, &version) && !is_unopened(&bulk, n))
			TRY(do_one(&bulk, n, version));
	map_str(exchange->reply->view, "fault", (struct str){ 0 });
	show(&bulk);
	return OK;
}

enum status staff_bulk_again(struct exchange *exchange)
{
	struct bulk bulk;

	TRY(begin(exchange, &bulk));
	return show_again(&bulk, ERR_TOKEN, S("这个页面打开太久了。勾选的件都还在，请再按一次。"));
}
