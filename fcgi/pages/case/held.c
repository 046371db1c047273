/* Smaller things done at a case: held posts, contact data, the lease. */
#include "pages/case/held.h"

#include "cases/act.h"
#include "cases/lease.h"
#include "participation/held.h"
#include "pages/case/case.h"
#include "pages/respond.h"
#include "pages/site.h"
#include "pages/view/staff_view.h"
#include "staff/audit.h"

static const struct form_field pass_fields[] = {
	{ "mask", "还要遮盖的词", FIELD_TEXT, false, 0, 500, NULL, NULL },
	{ NULL, NULL, FIELD_LINE, false, 0, 0, NULL, NULL },
};
static const struct form pass_form = { "staff", pass_fields };
static const struct form_field refuse_fields[] = {
	{ "reason", "原因", FIELD_LINE, true, 0, 20, NULL, NULL },
	{ NULL, NULL, FIELD_LINE, false, 0, 0, NULL, NULL },
};
static const struct form refuse_form = { "staff", refuse_fields };

static const struct viewer *me(const struct exchange *exchange)
{
	return &exchange->session->viewer;
}

static uint64_t number_of(const struct exchange *exchange, size_t param)
{
	uint64_t n = 0;

	(void)str_to_u64(exchange->params[param], INT64_MAX, &n);
	return n;
}

/* The case, if it is this person's business. */
static enum status open_case(struct exchange *exchange, struct casework *work, struct case_record *record)
{
	TRY(case_read(work, number_of(exchange, 0), record, NULL, NULL));
	return staff_may_open(record, me(exchange)) ? OK : ERR_NOT_FOUND;
}

/* Back to where the button was: the queue or the case. */
static enum status done(struct exchange *exchange, struct casework *work, struct case_record *record)
{
	bool queue = str_eq(field_get(exchange->request->form, "from"), S("queue"));

	TRY(open_case(exchange, work, record));
	staff_done_view(work, record, exchange->reply->view);
	respond_page(exchange, "staff_case", record->title, "desk");
	return respond_done(exchange, queue ? S("/staff/queues/review") : arena_printf(exchange->arena, "/staff/cases/%llu",
		(unsigned long long)record->n), 200);
}

static enum status refuse_wrong(struct exchange *exchange, const struct form_values *values)
{
	if (exchange->request->wants_json)
		return respond_form(exchange, &(struct form_page){
			.template = "staff_case", .title = "", .form = values->form, .values = values, .fault = ERR_INVALID });
	return staff_case_page(exchange, &(struct staff_case_page){
		.n = number_of(exchange, 0),
		.fault = ERR_INVALID,
		.why = values->errors[0],
	});
}

/* ERR_NOT_NOW: a colleague was first, which the case page shows. */
static enum status settled(struct exchange *exchange, struct casework *work, struct case_record *record, enum status status)
{
	if (status == ERR_NOT_NOW)
		return respond_refuse(exchange, ERR_CONFLICT, S("这一条刚才已经有人处理了。"));
	TRY(status);
	return done(exchange, work, record);
}

enum status staff_held_pass(struct exchange *exchange)
{
	struct casework work = site_work(exchange);
	struct form_values values;
	struct case_record record;

	TRY(open_case(exchange, &work, &record));
	form_check(exchange->arena, &pass_form, exchange->request, &values);
	if (!values.ok)
		return refuse_wrong(exchange, &values);
	return settled(exchange, &work, &record, held_pass(&work, record.n, (int64_t)number_of(exchange, 1), me(exchange),
		form_get(&values, "mask")));
}

enum status staff_held_refuse(struct exchange *exchange)
{
	struct casework work = site_work(exchange);
	struct form_values values;
	struct case_record record;

	TRY(open_case(exchange, &work, &record));
	form_check(exchange->arena, &refuse_form, exchange->request, &values);
	if (values.ok && decline_label(form_get(&values, "reason")) == NULL)
		form_fault(&values, "reason", S("请从下面选一项"));
	if (!values.ok)
		return refuse_wrong(exchange, &values);
	return settled(exchange, &work, &record, held_refuse(&work, record.n, (int64_t)number_of(exchange, 1), me(exchange),
		form_get(&values, "reason")));
}

enum status staff_contact(struct exchange *exchange)
{
	struct casework work = site_work(exchange);
	struct case_record record;
	struct sealed_contact contact;

	TRY(open_case(exchange, &work, &record));
	if (!contact_visible(&record, me(exchange)))
		return ERR_FORBIDDEN;
	TRY(audit_contact(&work, &record, me(exchange)));
	TRY(sealed_read(&work, &record, &contact));
	return staff_case_page(exchange, &(struct staff_case_page){ .n = record.n, .contact = &contact });
}

enum status staff_claim(struct exchange *exchange)
{
	struct casework work = site_work(exchange);
	struct case_record record;
	struct str holder;
	int64_t until;
	enum status status;

	TRY(open_case(exchange, &work, &record));
	if (!case_may(&work, &record, ACTION_DRAFT, me(exchange)) && !case_may(&work, &record, ACTION_REVISE, me(exchange)))
		return ERR_NOT_NOW;
	status = claim_take(&work, record.n, me(exchange), &holder, &until);
	if (status != ERR_CONFLICT) {
		TRY(status);
		return done(exchange, &work, &record);
	}
	TRY(staff_who_read(&work, holder, &holder));
	return respond_refuse(exchange, status, arena_printf(exchange->arena, "%.*s正在办理这一件，请等对方办完。",
		STR_ARG(holder)));
}

enum status staff_unclaim(struct exchange *exchange)
{
	struct casework work = site_work(exchange);
	struct case_record record;

	TRY(open_case(exchange, &work, &record));
	TRY(claim_drop(&work, record.n, me(exchange)));
	return done(exchange, &work, &record);
}
