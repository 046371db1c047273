/* What is done to a case: one handler for every action of the lifecycle that staff can take. */
#include "pages/case/act.h"

#include "base/buf.h"
#include "cases/act.h"
#include "cases/action.h"
#include "drafts/autosave.h"
#include "drafts/lease.h"
#include "lists/queue.h"
#include "lists/supervision.h"
#include "photos/enclosed.h"
#include "pages/case/autosave_view.h"
#include "pages/case/case.h"
#include "pages/case/open.h"
#include "pages/case/review.h"
#include "pages/respond.h"
#include "pages/site.h"
#include "pages/view/staff_view.h"

/* One action as it came in. */
struct order {
	struct exchange *exchange;
	struct casework work;
	uint64_t n;
	const struct action_form *form;
	struct form_values values;
	struct case_record before;
	struct autosave_enclosing enclosing;	/* what came along for an answer */
	const char *wrong;	/* the field that a refusal is about; NULL: the form's usual one */
	struct str place;	/* in the desk's queue, when the next case is wanted then; else empty */
};

static const struct viewer *me(const struct order *order)
{
	return &order->exchange->session->viewer;
}

/* The field if this action's form has one, else empty. */
static struct str given(const struct order *order, const char *name)
{
	const struct form_field *fields = order->form->form.fields;

	for (size_t i = 0; fields[i].name != NULL; i++)
		if (strcmp(fields[i].name, name) == 0)
			return order->values.values[i];
	return (struct str){ 0 };
}

static enum status show_again(struct order *order, enum status fault, struct str why)
{
	if (order->exchange->request->wants_json)
		return respond_form(order->exchange, &(struct form_page){
			.template = "staff_case",
			.title = "",
			.form = &order->form->form,
			.values = &order->values,
			.fault = fault,
			.why = why,
		});
	return staff_case_page(order->exchange, &(struct staff_case_page){
		.n = order->n,
		.form = order->form,
		.values = &order->values,
		.fault = fault,
		.why = why,
		.just = &order->enclosing,
	});
}

static enum status show_gone(struct order *order)
{
	return staff_case_gone(order->exchange, order->n, &order->values, S("刚才的操作没有提交"));
}

/*
 * Which case and action; ERR_CONFLICT when the case has left the person's department, ERR_NOT_FOUND where
 * the person has no business, ERR_FORBIDDEN when the roles never allow it.
 */
static enum status begin(struct exchange *exchange, struct order *order)
{
	enum action action;
	enum status opened;

	*order = (struct order){ .exchange = exchange, .work = site_work(exchange) };
	(void)str_to_u64(exchange->params[0], INT64_MAX, &order->n);
	if (!action_parse(exchange->params[1], &action))
		return ERR_NOT_FOUND;
	opened = staff_case_left(exchange, &order->work, &order->before);
	if (opened != OK && opened != ERR_CONFLICT)
		return opened;
	order->form = action_form_of(action, order->before.channel);
	if (order->form == NULL)
		return ERR_NOT_FOUND;
	form_check(exchange->arena, &order->form->form, exchange->request, &order->values);
	TRY(opened);
	return (lifecycle_row(action)->by & me(order)->roles) != 0 ? OK : ERR_FORBIDDEN;
}

/* A date's first moment. */
static bool take_date(struct order *order, const char *name, int64_t *out)
{
	struct str text = given(order, name);
	struct date date;

	if (text.len == 0)
		return false;
	if (!date_parse(text, &date)) {
		form_fault(&order->values, name, S("请填写日期，例如 2026-11-30"));
		return false;
	}
	*out = clock_day_start(day_of_date(date));
	return true;
}

/* The hits to be left in clear: fields "keep_" and the hit's name, one box each; one a line. */
static struct str kept_hits(const struct order *order)
{
	struct buf keep = buf_in(order->work.arena);

	for (const struct field *f = order->exchange->request->form; f != NULL; f = f->next)
		if (str_starts(f->name, S(KEEP_FIELD))) {
			if (keep.len > 0)
				buf_byte(&keep, '\n');
			buf_add(&keep, str_sub(f->name, S(KEEP_FIELD).len, f->name.len));
		}
	return buf_str(&keep);
}

/* A case's number, whole or short. */
static void take_case(struct order *order, const char *name, uint64_t *out)
{
	struct str text = given(order, name);

	if (text.len > 0 && !staff_case_of(&order->work, text, out))
		form_fault(&order->values, name,
			S("请填写完整的编号，例如 YC20261123-00017，或只填最后的数字"));
}

/* What the form table can't check: numbers of cases, dates. */
static void check_further(struct order *order, struct act *act)
{
	take_case(order, "into", &act->into);
	take_case(order, "other", &act->other);
	if (take_date(order, "due", &act->due))
		act->due += MS_PER_DAY - 1;
	(void)take_date(order, "on", &act->on);
	(void)take_date(order, "signed", &act->signed_on);
}

/* The token of a staff page is for all its forms. */
static struct str once_of(struct order *order)
{
	return ARENA_GLUE(order->work.arena, site_once(order->exchange, &order->values), S("."),
		num(order->work.arena, (int64_t)order->n), S("."), str_of(action_name(order->form->action)));
}

static void fill(struct order *order, struct act *act)
{
	*act = (struct act){
		.action = order->form->action,
		.by = me(order),
		.reason = given(order, "reason"),
		.note = given(order, "note"),
		.dept = given(order, "dept"),
		.text = given(order, "text"),
		.mask = given(order, "mask"),
		.keep = kept_hits(order),
		.hide = str_trim(field_get(order->exchange->request->form, HIDE_FIELD)),
		.category = given(order, "category"),
		.enclosed = field_get(order->exchange->request->form, "enclosed"),
		.looked = field_get(order->exchange->request->form, "looked").len > 0,
		.outcome = given(order, "outcome"),
		.more = given(order, "more"),
		.told = given(order, "told"),
		.grounds = given(order, "grounds"),
		.consenter = given(order, "consenter"),
		.kind = given(order, "kind"),
		.result = given(order, "result"),
		.party = given(order, "party"),
		.way = given(order, "way"),
		.mail = given(order, "mail"),
		.to = given(order, "to"),
		.once = once_of(order),
		.wrong = &order->wrong,
	};
	(void)str_to_i64(given(order, "version"), &act->version);
	(void)str_to_i64(given(order, "days"), &act->days);
	(void)str_to_i64(given(order, "rating"), &act->rating);
	(void)str_to_i64(given(order, "letter"), &act->letter);
	(void)str_to_i64(given(order, "count"), &act->count);
	(void)str_to_i64(given(order, "earlier"), &act->earlier);
	(void)str_to_i64(field_get(order->exchange->request->form, "level"), &act->level);
	check_further(order, act);
}

static bool writes(const struct order *order)
{
	return order->form->action == ACTION_DRAFT || order->form->action == ACTION_REVISE;
}

/* What came along with an answer; act: by which it is to be sent now, or NULL. */
static enum status enclose(struct order *order, struct act *act)
{
	if (!writes(order))
		return OK;
	order->enclosing = (struct autosave_enclosing){ .by = me(order), .sending = act };
	return autosave_enclose(order->exchange, order->n, &order->values, &order->enclosing);
}

/* Who was first, by name: the rules of casework know only ids. */
static enum status name_winner(struct order *order, const struct act *act, struct str *why)
{
	struct case_record now;

	if (why->len == 0)
		*why = S("这一件，或者随答复的照片、附件，刚才有变化，请看过后再提交。");
	TRY(case_read(&order->work, order->n, &now, NULL, NULL));
	if (now.version != act->version)
		return now.last_action.len > 0 ? staff_winner(&order->work, &now, why) : OK;
	if (!writes(order) || enclosed_as_seen(order->work.arena, &now, act->enclosed))
		return OK;
	return autosave_enclosed_winner(&order->work, &now, me(order), &order->values, why);
}

/* Whoever sends an answer takes the lease on the case, and gives it back with it. */
static enum status take_claim(struct order *order, struct str *why)
{
	struct str holder;
	int64_t until;
	enum status status;

	if (!writes(order) || !case_may(&order->work, &order->before, order->form->action, me(order)))
		return OK;
	status = lease_take(&order->work, order->n, me(order), &holder, &until);
	if (status != ERR_CONFLICT)
		return status;
	TRY(staff_who_read(&order->work, holder, &holder));
	*why = arena_printf(order->work.arena, "%.*s正在办理这一件，请等对方办完再提交。您写的内容还在下面。",
		STR_ARG(holder));
	return status;
}

/* Whoever works through a desk asks for the case that comes after this one, as it stands there now. */
static enum status take_place(struct order *order)
{
	const struct field *form = order->exchange->request->form;
	struct str desk = field_get(form, "desk");

	if (!str_eq(field_get(form, "then"), S("next")) || !queue_open(desk, me(order)))
		return OK;
	return queue_place(&order->work, desk, order->n, &order->place);
}

/* The page of the supervisor's list from which the step was taken. */
static struct str supervision_page(const struct order *order, enum supervision list)
{
	struct arena *arena = order->work.arena;
	const struct field *form = order->exchange->request->form;
	struct str after = field_get(form, "after");
	struct str path = arena_printf(arena, "/staff/supervision?list=%s&done=%s", supervision_name(list),
		action_name(order->form->action));

	if (after.len == 0)
		return path;
	return ARENA_GLUE(arena, path, S("&after="), respond_escape_query(arena, after), S("&desk="),
		respond_escape_query(arena, field_get(form, "after_desk")));
}

static struct str where_next(const struct order *order, const struct case_record *after)
{
	struct arena *arena = order->work.arena;
	struct str desk = staff_desk_of(arena, after, me(order),
		field_get(order->exchange->request->form, "desk"));
	const char *action = action_name(order->form->action);
	enum supervision back;

	if (order->place.len > 0)
		return arena_printf(arena, "/staff/queues/%.*s/next?after=%llu&place=%.*s&done=%s",
			STR_ARG(field_get(order->exchange->request->form, "desk")),
			(unsigned long long)order->n, STR_ARG(order->place), action);
	if (supervision_parse(field_get(order->exchange->request->form, "back"), &back))
		return supervision_page(order, back);
	if (staff_may_open(after, me(order)))
		return arena_printf(arena, "/staff/cases/%llu?done=%s&desk=%.*s",
			(unsigned long long)order->n, action, STR_ARG(desk));
	if (desk.len > 0)
		return arena_printf(arena, "/staff/queues/%.*s?done=%s", STR_ARG(desk), action);
	return S("/staff");
}

/* A refusal by the rules of casework: beside the field it is about, or on the page as it is now. */
static enum status refused(struct order *order, enum status status, struct str why)
{
	if (writes(order))
		why = autosave_enclose_lost(order->exchange, &order->enclosing, status, why);
	if (status == ERR_NOT_NOW)
		form_forget_errors(&order->values);
	if (status == ERR_INVALID && why.len > 0)
		form_fault(&order->values, order->wrong != NULL ? order->wrong : order->form->at_fault, why);
	if (status == ERR_CONFLICT || status == ERR_NOT_NOW || status == ERR_INVALID || !order->values.ok)
		return show_again(order, status, why);
	if (status == ERR_FORBIDDEN)
		return respond_refuse(order->exchange, status, why);
	return status;
}

enum status staff_act_send(struct exchange *exchange)
{
	struct order order;
	struct act act;
	struct case_record after;
	struct str why = { 0 };
	enum status status;

	status = begin(exchange, &order);
	if (status == ERR_CONFLICT)
		return show_gone(&order);
	TRY(status);
	fill(&order, &act);
	if (!order.values.ok) {
		status = enclose(&order, NULL);
		return refused(&order, status == OK ? ERR_INVALID : status, why);
	}
	TRY(take_place(&order));
	status = take_claim(&order, &why);
	if (status != OK)
		return refused(&order, status, why);
	status = enclose(&order, &act);
	if (status == OK)
		status = case_act(&order.work, order.n, &act, &after, &why);
	if (status == ERR_CONFLICT)
		TRY(name_winner(&order, &act, &why));
	if (status != OK)
		return refused(&order, status, why);
	if (after.state != order.before.state)
		TRY(lease_drop(&order.work, order.n, me(&order)));
	if (writes(&order))
		TRY(autosave_drop(&order.work, order.n, me(&order)->id));
	staff_done_view(&order.work, &after, exchange->reply->view);
	respond_page(exchange, "staff_case", after.title, "desk");
	return respond_done(exchange, where_next(&order, &after), 200);
}

enum status staff_act_again(struct exchange *exchange)
{
	struct order order;
	struct str missed;
	enum status status = begin(exchange, &order);

	if (status == ERR_CONFLICT)
		return show_gone(&order);
	TRY(status);
	missed = writes(&order) ? autosave_enclose_missed(exchange, &order.values) : (struct str){ 0 };
	return show_again(&order, ERR_TOKEN, ARENA_GLUE(order.work.arena,
		S("这个页面打开太久了。您填写的内容都还在，请核对后再提交一次。"), missed));
}
