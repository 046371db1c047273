/* 我的提问: the cases that this device remembers; and a new query code by number and phone. */
#include "pages/public/mine.h"

#include "pages/notice_fields.h"
#include "pages/remembered.h"
#include "pages/respond.h"
#include "pages/site.h"
#include "pages/view/row.h"
#include "participation/lost_code.h"

#define HTTP_OK 200

static const struct form_field lost_fields[] = {
	{ .name = "number", .label = "编号", .kind = FIELD_LINE, .required = true, .max = 40 },
	{ .name = "phone", .label = "手机号", .kind = FIELD_PHONE, .required = true },
	{ .name = NULL },
};
static const struct form lost_form = { .name = "lost", .fields = lost_fields };

/* A row leads its sender to the tracking page, whoever else may see the case. */
static enum status add_row(struct casework *work, const struct case_record *record,
	const struct depts *depts, struct value *list)
{
	const struct viewer asker = { .roles = ROLE_ASKER, .id = S("asker"), .case_n = record->n };
	struct value *map = list_map(list);
	struct value *row = value_map(work->arena);
	struct receipt receipt;

	TRY(tracking_receipt(work, record, &receipt));
	row_view(work, record, &asker, depts, row);
	for (const struct member *m = row->first; m != NULL; m = m->next)
		if (!str_eq(m->key, S("url")))
			*value_add(map, m->key) = m->value;
	map_str(map, "url", arena_join(work->arena, S("/t/"), receipt.track));
	return OK;
}

enum status mine_show(struct exchange *exchange)
{
	struct casework work = site_work(exchange);
	struct case_record records[REMEMBERED_MOST];
	struct value *view = exchange->reply->view;
	struct value *list = map_list(view, "mine");
	struct depts depts;
	struct str token;
	size_t count;

	TRY(remembered_read(exchange, records, &count));
	TRY(depts_read_lately(exchange, &depts));
	TRY(site_form_token(exchange, "mine", &token));
	for (size_t i = 0; i < count; i++)
		TRY(add_row(&work, &records[i], &depts, list));
	map_str(view, "form", token);
	map_bool(view, "some", count > 0);
	map_str(view, "most", count == REMEMBERED_MOST ? num(exchange->arena, REMEMBERED_MOST) : S(""));
	map_bool(view, "lost_offered", work.config->notices.sms);
	respond_page(exchange, "mine", S("我的提问"), "track");
	return OK;
}

enum status mine_forget(struct exchange *exchange)
{
	remembered_forget(exchange);
	return respond_done(exchange, S("/mine"), HTTP_OK);
}

static enum status show_lost(struct exchange *exchange, const struct form_values *values, enum status fault,
	struct str why)
{
	if (!exchange->site->config->notices.sms)
		return ERR_NOT_FOUND;
	TRY(respond_form(exchange, &(struct form_page){ .template = "track_lost",
		.title = "找回查询码", .menu = "track", .form = &lost_form, .values = values, .fault = fault,
		.why = why }));
	map_bool(exchange->reply->frame, "done", field_get(exchange->request->query, "done").len > 0);
	return OK;
}

enum status mine_lost_show(struct exchange *exchange)
{
	return show_lost(exchange, NULL, OK, S(""));
}

enum status mine_lost_again(struct exchange *exchange)
{
	struct form_values values;

	form_check(exchange->arena, &lost_form, exchange->request, &values);
	return show_lost(exchange, &values, ERR_TOKEN, S(""));
}

/* What can't be of any case, told by what was typed alone. */
static void check_lost(struct exchange *exchange, struct form_values *values)
{
	struct casework work = site_work(exchange);
	struct str phone = form_get(values, "phone");
	struct str number = form_get(values, "number");
	struct str why;
	uint64_t n;

	if (number.len > 0 && !case_number_parse(&work, number, &n))
		form_fault(values, "number", S("编号不完整或者格式不对，请照受理回执或短信上的填写"));
	if (values->ok && !notices_reach(exchange->arena, phone, &why))
		form_fault(values, "phone", S("新的查询码只能用短信发到手机号，座机收不到。没有留手机号的，请打页面下方的电话"));
}

/* The answer is the same whether number and phone belong together, so that it tells nobody whose a case is. */
enum status mine_lost_send(struct exchange *exchange)
{
	struct casework work = site_work(exchange);
	struct form_values values;
	enum status status;

	form_check(exchange->arena, &lost_form, exchange->request, &values);
	check_lost(exchange, &values);
	if (!values.ok)
		return show_lost(exchange, &values, ERR_INVALID, S(""));
	if (!exchange->site->config->notices.sms)
		return ERR_NOT_FOUND;
	status = lost_code_renew(&work, form_get(&values, "number"), form_get(&values, "phone"));
	if (status == ERR_TOO_MANY)
		return show_lost(exchange, &values, status, S("今天找回的次数太多了，请明天再试，或者打页面下方的电话。"));
	TRY(status == ERR_NOT_FOUND ? OK : status);
	map_bool(exchange->reply->view, "done", true);
	return respond_done(exchange, S("/track/lost?done=1"), HTTP_OK);
}
