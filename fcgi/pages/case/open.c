#include "pages/case/open.h"

#include "model/lifecycle.h"
#include "pages/respond.h"
#include "pages/view/staff_view.h"
#include "pages/view/wording.h"

enum status staff_case_open(struct exchange *exchange, struct casework *work, struct case_record *record)
{
	uint64_t n = 0;

	(void)str_to_u64(exchange->params[0], INT64_MAX, &n);
	TRY(case_read(work, n, record, NULL, NULL));
	return staff_may_open(record, &exchange->session->viewer) ? OK : ERR_NOT_FOUND;
}

/*
 * The step by which the case left the department, or NULL; *had: whether it was ever there, in charge or to
 * assist.
 */
static const struct value *leaving(const struct value *thread, struct str dept, bool *had)
{
	const struct value *left = NULL;

	*had = false;
	for (const struct member *m = thread->first; m != NULL; m = m->next) {
		bool own = str_eq(map_get_str(&m->value, "dept"), dept);
		enum action action;

		if (!str_eq(map_get_str(&m->value, "kind"), S("event")))
			continue;
		*had = *had || own;
		if (!action_parse(map_get_str(&m->value, "action"), &action))
			continue;
		if (own && (action == ACTION_ASSIGN || action == ACTION_REASSIGN || action == ACTION_ASSIST))
			left = NULL;
		else if (*had && left == NULL && (action == ACTION_RETURN || action == ACTION_RECALL ||
			action == ACTION_REASSIGN || (own && action == ACTION_RELEASE)))
			left = &m->value;
	}
	return left;
}

enum status staff_case_left(struct exchange *exchange, struct casework *work, struct case_record *record)
{
	const struct viewer *viewer = &exchange->session->viewer;
	enum status status = staff_case_open(exchange, work, record);
	struct value *thread;
	bool had;

	if (status != ERR_NOT_FOUND || (viewer->roles & ROLE_CLERK) == 0 || viewer->dept.len == 0)
		return status;
	TRY(case_read(work, record->n, record, &thread, NULL));
	(void)leaving(thread, viewer->dept, &had);
	return had ? ERR_CONFLICT : status;
}

enum status staff_case_gone(struct exchange *exchange, uint64_t n, const struct form_values *values,
	struct str what)
{
	struct casework work = site_work(exchange);
	struct case_record record;
	struct value *thread;
	const struct value *left;
	struct str step = { 0 };
	bool had;

	TRY(case_read(&work, n, &record, &thread, NULL));
	left = leaving(thread, exchange->session->viewer.dept, &had);
	if (left != NULL) {
		struct str who;

		TRY(staff_who_read(&work, map_get_str(left, "by"), &who));
		step = ARENA_GLUE(work.arena, S("："), who, S(" "),
			wording_moment(work.arena, map_get_int(left, "at", 0), work.now), S(" 进行了“"),
			staff_action_label(map_get_str(left, "action")), S("”"));
	}
	TRY(respond_refuse(exchange, ERR_CONFLICT, ARENA_GLUE(work.arena,
		S("这一件已经不在您的部门办理"), step, S("。"), what, S("。如有疑问，请与交办员联系。"))));
	if (!exchange->request->wants_json)
		respond_typed(exchange, values);
	return OK;
}

enum status staff_case_back(struct exchange *exchange, struct casework *work, struct case_record *record)
{
	bool queue = str_eq(field_get(exchange->request->form, "from"), S("queue"));

	TRY(staff_case_open(exchange, work, record));
	staff_done_view(work, record, exchange->reply->view);
	respond_page(exchange, "staff_case", record->title, "desk");
	return respond_done(exchange,
		queue ? S("/staff/queues/review") :
			arena_printf(exchange->arena, "/staff/cases/%llu", (unsigned long long)record->n),
		200);
}
