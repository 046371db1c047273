/* Requests for information, explained: what they are and how they run; what one may cost. */
#include "pages/public/requests.h"

#include "law/remedy.h"
#include "law/fee.h"
#include "pages/respond.h"
#include "pages/site.h"
#include "pages/view/application.h"

static const struct choice bases[] = { { "items", "按件" }, { "pages", "按量（页）" }, { NULL, NULL } };
static const struct form_field fee_fields[] = {
	{ .name = "basis", .label = "计算方法", .kind = FIELD_CHOICE, .required = true, .choices = bases },
	{ .name = "count", .label = "件数或页数", .kind = FIELD_NUMBER, .required = true, .min = 1,
		.max = FEE_PAGES_MOST },
	{ .name = NULL },
};
static const struct form fee_form = { "fees", fee_fields };

static const struct {
	int64_t most;
	const char *unit;
} measures[FEE_BASES] = {
	[FEE_ITEMS] = { FEE_ITEMS_MOST, "件" },
	[FEE_PAGES] = { FEE_PAGES_MOST, "页" },
};

/* Article 12: where the office is and how it is reached. */
static void add_office(struct exchange *exchange)
{
	const struct config *config = exchange->site->config;
	const struct {
		const char *label;
		const char *text;
	} rows[] = {
		{ "机构名称", config->office.name },
		{ "地址", config->office.address },
		{ "办公时间", config->office.hours },
		{ "联系电话", config->office.phone },
		{ "传真", config->office.fax },
		{ "电子邮箱", config->office.email },
	};
	struct value *list = map_list(exchange->reply->frame, "office");

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (rows[i].text[0] != '\0') {
			struct value *map = list_map(list);

			map_str(map, "office_label", str_of(rows[i].label));
			map_str(map, "office_text", str_of(rows[i].text));
		}
}

enum status requests_guide(struct exchange *exchange)
{
	const struct remedy_parties parties = { .letter = "答复书", .you = "您" };
	add_office(exchange);
	application_days(exchange->site->config, exchange->reply->frame);
	map_str(exchange->reply->frame, "remedy_promise", remedy_promise());
	map_str(exchange->reply->frame, "remedy_first",
		remedy_words(exchange->arena, REMEDY_REVIEW_FIRST, &parties));
	map_str(exchange->reply->frame, "remedy_either",
		remedy_words(exchange->arena, REMEDY_EITHER, &parties));
	respond_page(exchange, "requests", S("依申请公开"), "requests");
	exchange->reply->cacheable = true;
	return OK;
}

static void add_fee(struct exchange *exchange, enum fee_basis basis, int64_t count)
{
	struct value *fee = map_map(exchange->reply->view, "fee");
	struct value *list = map_list(fee, "steps");
	struct fee_step steps[FEE_STEPS];
	size_t n = fee_steps(basis, count, steps);

	map_str(fee, "basis", str_of(bases[basis].value));
	map_int(fee, "count", count);
	map_str(fee, "unit", str_of(measures[basis].unit));
	map_int(fee, "yuan", fee_yuan(basis, count));
	for (size_t i = 0; i < n; i++) {
		struct value *map = list_map(list);
		int64_t many = steps[i].to - steps[i].from + 1;

		map_int(map, "from", steps[i].from);
		map_int(map, "to", steps[i].to);
		map_int(map, "many", many);
		map_int(map, "each", steps[i].each);
		map_int(map, "sum", many * steps[i].each);
	}
}

static enum status show_fees(struct exchange *exchange, const struct form_values *values, enum status fault)
{
	if (fault != OK && exchange->request->wants_json)
		return respond_form(exchange, &(struct form_page){ .form = &fee_form, .values = values,
			.fault = fault });
	form_view(exchange->reply->view, &fee_form, values, NULL);
	respond_page(exchange, "requests_fees", S("信息处理费怎么算"), "requests");
	if (fault == OK)
		return OK;
	exchange->reply->status = status_http(fault);
	map_str(exchange->reply->view, "fault", str_of(status_text(fault)));
	return OK;
}

enum status requests_fees(struct exchange *exchange)
{
	struct request asked = *exchange->request;
	struct form_values values;
	enum fee_basis basis;
	int64_t count;

	exchange->reply->cacheable = true;
	if (asked.query == NULL)
		return show_fees(exchange, NULL, OK);
	asked.form = asked.query;
	form_check(exchange->arena, &fee_form, &asked, &values);
	basis = str_eq(form_get(&values, "basis"), S("pages")) ? FEE_PAGES : FEE_ITEMS;
	count = form_number(&values, "count", 0);
	if (values.ok && count > measures[basis].most)
		form_fault(&values, "count", arena_printf(exchange->arena, "数量请填 1 到 %lld 之间的整数",
			(long long)measures[basis].most));
	if (!values.ok) {
		exchange->reply->cacheable = false;
		return show_fees(exchange, &values, ERR_INVALID);
	}
	add_fee(exchange, basis, count);
	return show_fees(exchange, &values, OK);
}
