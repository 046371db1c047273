/* Asking a question in public: the form, its challenge, the post. */
#include "base/json.h"
#include "cases/act.h"
#include "cases/proof.h"
#include "crypt/challenge.h"
#include "pages/public.h"
#include "pages/site.h"

#define HTTP_CREATED 201

static const struct choice categories[] = {
	{ "consult", "咨询" },
	{ "complaint", "投诉" },
	{ "suggestion", "建议" },
	{ "help", "求助" },
	{ "other", "其他" },
	{ NULL, NULL },
};

static const struct form_field fields[] = {
	{ .name = "title", .label = "标题", .kind = FIELD_LINE, .required = true, .min = TITLE_MIN, .max = TITLE_MAX },
	{ .name = "body", .label = "内容", .kind = FIELD_TEXT, .required = true, .min = BODY_MIN, .max = BODY_MAX },
	{ .name = "category", .label = "类别", .kind = FIELD_CHOICE, .required = true, .choices = categories },
	{ .name = "area", .label = "发生在哪里", .kind = FIELD_LINE, .max = AREA_MAX },
	{ .name = "name", .label = "姓名", .kind = FIELD_LINE, .max = NAME_MAX },
	{ .name = "phone", .label = "手机号", .kind = FIELD_PHONE },
	{ .name = "anonymous", .label = "不显示姓氏", .kind = FIELD_CHECK },
	{ .name = NULL },
};

static const struct form ask_form = { .name = "ask", .fields = fields };

static enum status show(struct exchange *exchange, const struct form_values *values, enum status fault, struct str why)
{
	const struct config *config = exchange->site->config;

	TRY(site_show_form(exchange, &(struct site_form){
		.template = "ask", .title = "我要提问", .menu = "ask", .form = &ask_form, .values = values,
		.fault = fault, .why = why }));
	map_bool(exchange->reply->frame, "challenge", config->limits.pow_cost > 0);
	map_int(exchange->reply->frame, "review_days", config->cases.review_days);
	map_int(exchange->reply->frame, "retention_years", config->cases.retention_days / 365);
	return OK;
}

enum status ask_show(struct exchange *exchange)
{
	return show(exchange, NULL, OK, (struct str){ 0 });
}

enum status ask_again(struct exchange *exchange)
{
	struct form_values values;

	form_check(exchange->arena, &ask_form, exchange->request, &values);
	return show(exchange, &values, ERR_TOKEN, (struct str){ 0 });
}

static enum status submit(struct exchange *exchange, const struct form_values *values, struct receipt *receipt)
{
	struct casework work = site_work(exchange);
	struct submission submission = {
		.channel = CHANNEL_TOPIC,
		.title = form_get(values, "title"),
		.body = form_get(values, "body"),
		.area = form_get(values, "area"),
		.name = form_get(values, "name"),
		.phone = form_get(values, "phone"),
		.anonymous = form_get(values, "anonymous").len > 0,
		.device = site_visitor(exchange),
		.once = exchange->form_nonce,
	};
	bool good = true;

	category_parse(form_get(values, "category"), &submission.category);
	if (exchange->site->config->limits.pow_cost > 0)
		TRY(proof_use(&work, field_get(exchange->request->form, "altcha"), &good));
	submission.unverified = !good;
	return case_submit(&work, &submission, receipt);
}

enum status ask_submit(struct exchange *exchange)
{
	struct value *view = exchange->reply->view;
	struct form_values values;
	struct receipt receipt;
	enum status status;

	form_check(exchange->arena, &ask_form, exchange->request, &values);
	if (!values.ok)
		return show(exchange, &values, ERR_INVALID, (struct str){ 0 });
	status = submit(exchange, &values, &receipt);
	if (status == ERR_TOO_MANY)
		return show(exchange, &values, status, S("您提交得太多了，请过一小时再提交。您填写的内容都还在。"));
	if (status == ERR_AWAY)
		return show(exchange, &values, status, S("系统正忙，刚才没有提交成功。您填写的内容都还在，请过一会儿再按“提交”。"));
	if (status != OK)
		return status;
	map_int(view, "case", (int64_t)receipt.n);
	map_str(view, "number", receipt.number);
	map_str(view, "track", arena_join(exchange->arena, S("/t/"), receipt.track));
	map_str(view, "code", receipt.code);
	return site_done(exchange, arena_printf(exchange->arena, "/t/%.*s?new=1", STR_ARG(receipt.track)),
		receipt.repeated ? 200 : HTTP_CREATED);
}

enum status ask_challenge(struct exchange *exchange)
{
	struct value *challenge;

	TRY(challenge_new(exchange->arena, exchange->site->keys, exchange->site->config->limits.pow_cost,
		exchange->request->now + PROOF_MS, &challenge));
	exchange->reply->body = json_print(exchange->arena, challenge);
	exchange->reply->type = S("application/json; charset=utf-8");
	return OK;
}
