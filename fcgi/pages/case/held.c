#include "pages/case/held.h"

#include "model/lengths.h"
#include "participation/comment.h"
#include "participation/held.h"
#include "pages/case/case.h"
#include "pages/case/open.h"
#include "pages/respond.h"

static const struct form_field pass_fields[] = {
	{ "mask", "还要隐去的词", FIELD_TEXT, false, 0, 500, NULL, NULL },
	{ NULL, NULL, FIELD_LINE, false, 0, 0, NULL, NULL },
};
static const struct form pass_form = { "staff", pass_fields };
static const struct form_field refuse_fields[] = {
	{ "reason", "原因", FIELD_LINE, true, 0, 20, NULL, NULL },
	{ NULL, NULL, FIELD_LINE, false, 0, 0, NULL, NULL },
};
static const struct form refuse_form = { "staff", refuse_fields };

static const struct form_field comment_fields[] = {
	{ "comment", "回复评论", FIELD_TEXT, true, POST_MIN, POST_MAX, NULL, NULL },
	{ NULL, NULL, FIELD_LINE, false, 0, 0, NULL, NULL },
};
static const struct form comment_form = { "staff", comment_fields };

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

static enum status refuse_wrong(struct exchange *exchange, const struct form_values *values)
{
	if (exchange->request->wants_json)
		return respond_form(exchange, &(struct form_page){
			.template = "staff_case", .title = "", .form = values->form, .values = values,
				.fault = ERR_INVALID });
	return staff_case_page(exchange, &(struct staff_case_page){
		.n = number_of(exchange, 0),
		.fault = ERR_INVALID,
		.why = values->errors[0],
	});
}

/* ERR_NOT_NOW: a colleague was first, which the case page shows. */
static enum status settled(struct exchange *exchange, struct casework *work, struct case_record *record,
	enum status status)
{
	if (status == ERR_NOT_NOW)
		return respond_refuse(exchange, ERR_CONFLICT, S("刚才已经有人处理了这一条，请查看最新情况。"));
	if (status == ERR_GONE)
		return respond_refuse(exchange, status, S("这条评论已经不公开了，对它的举报不用再处理。"));
	TRY(status);
	return staff_case_back(exchange, work, record);
}

enum status staff_held_pass(struct exchange *exchange)
{
	struct casework work = site_work(exchange);
	struct form_values values;
	struct case_record record;

	TRY(staff_case_open(exchange, &work, &record));
	form_check(exchange->arena, &pass_form, exchange->request, &values);
	if (!values.ok)
		return refuse_wrong(exchange, &values);
	return settled(exchange, &work, &record,
		held_pass(&work, record.n, (int64_t)number_of(exchange, 1), me(exchange),
			form_get(&values, "mask")));
}

static void check_reason(struct exchange *exchange, struct form_values *values)
{
	form_check(exchange->arena, &refuse_form, exchange->request, values);
	if (values->ok && decline_label(form_get(values, "reason")) == NULL)
		form_fault(values, "reason", S("请从下面选一项"));
}

enum status staff_held_refuse(struct exchange *exchange)
{
	struct casework work = site_work(exchange);
	struct form_values values;
	struct case_record record;

	TRY(staff_case_open(exchange, &work, &record));
	check_reason(exchange, &values);
	if (!values.ok)
		return refuse_wrong(exchange, &values);
	return settled(exchange, &work, &record,
		held_refuse(&work, record.n, (int64_t)number_of(exchange, 1), me(exchange),
			form_get(&values, "reason")));
}

enum status staff_comment_refuse(struct exchange *exchange)
{
	struct held_published comment = { .id = (int64_t)number_of(exchange, 1) };
	struct casework work = site_work(exchange);
	struct form_values values;
	struct case_record record;
	enum status status;

	TRY(staff_case_open(exchange, &work, &record));
	check_reason(exchange, &values);
	if (!values.ok)
		return refuse_wrong(exchange, &values);
	if (!str_to_i64(field_get(exchange->request->form, "place"), &comment.place) || comment.place < 0)
		comment.place = 0;
	status = held_take_off(&work, record.n, &comment, me(exchange), form_get(&values, "reason"));
	if (status == ERR_NOT_FOUND)
		return respond_refuse(exchange, ERR_GONE, S("这条评论已经不公开了。"));
	TRY(status);
	return staff_case_back(exchange, &work, &record);
}

enum status staff_comment_add(struct exchange *exchange)
{
	struct casework work = site_work(exchange);
	struct form_values values;
	struct case_record record;
	enum status status;

	TRY(staff_case_open(exchange, &work, &record));
	form_check(exchange->arena, &comment_form, exchange->request, &values);
	if (!values.ok)
		return refuse_wrong(exchange, &values);
	status = case_comment_official(&work, record.n, me(exchange), form_get(&values, "comment"),
		site_once(exchange, &values));
	if (status == ERR_TOO_MANY) {
		form_fault(&values, "comment", S("等待审核的评论太多了，请等审核员处理一些以后再回复。"));
		return refuse_wrong(exchange, &values);
	}
	TRY(status);
	return staff_case_back(exchange, &work, &record);
}
