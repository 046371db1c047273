/* A 12345 work order: written down by staff, and shown on its case's page. */
#include "model/lengths.h"
#include "model/work_order.h"

#include "pages/view/intake.h"

#define ORDER_NO_MAX 64
#define MINUTE_LENGTH 16	/* "2026-11-23 09:05" */
#define DATE_LENGTH 10
/* What staff write down was called in a year ago at most: older is a slip of the pen. */
#define CALLED_DAYS_MOST 365

static const struct choice categories[] = {
	{ "consult", "咨询" },
	{ "complaint", "投诉" },
	{ "suggestion", "建议" },
	{ "help", "求助" },
	{ "other", "其他" },
	{ NULL, NULL },
};
static const struct choice urgencies[] = {
	{ "normal", "一般" }, { "urgent", "紧急" }, { "critical", "特急" }, { NULL, NULL },
};
static const struct choice vias[] = {
	{ "phone", "电话" }, { "wechat", "微信" }, { "web", "网站" }, { "other", "其他" }, { NULL, NULL },
};

static const struct form_field fields[] = {
	{ .name = "order_no", .label = "工单编号", .kind = FIELD_LINE, .max = ORDER_NO_MAX },
	{ .name = "called", .label = "受理时间", .kind = FIELD_LINE, .required = true, .max = MINUTE_LENGTH },
	{ .name = "via", .label = "渠道", .kind = FIELD_CHOICE, .required = true, .choices = vias },
	{ .name = "name", .label = "来电人", .kind = FIELD_LINE, .max = NAME_MAX },
	{ .name = "phone", .label = "来电号码", .kind = FIELD_PHONE },
	{ .name = "confidential", .label = "保密", .kind = FIELD_CHECK },
	{ .name = "reply_wanted", .label = "要求回复", .kind = FIELD_CHECK },
	{ .name = "category", .label = "来电类别", .kind = FIELD_CHOICE, .required = true,
		.choices = categories },
	{ .name = "urgency", .label = "紧急程度", .kind = FIELD_CHOICE, .required = true,
		.choices = urgencies },
	{ .name = "title", .label = "标题", .kind = FIELD_LINE, .required = true, .min = TITLE_MIN,
		.max = TITLE_MAX },
	{ .name = "body", .label = "内容", .kind = FIELD_TEXT, .required = true, .min = BODY_MIN,
		.max = BODY_MAX },
	{ .name = "area", .label = "地址", .kind = FIELD_LINE, .max = AREA_MAX },
	{ .name = "due", .label = "截止日", .kind = FIELD_LINE, .max = DATE_LENGTH },
	{ .name = "note", .label = "备注", .kind = FIELD_TEXT, .max = REASON_MAX },
	{ .name = NULL },
};

/* When it was called in, at most a year ago; browsers send "2026-11-23T09:05". */
static int64_t read_called(struct exchange *exchange, struct form_values *values)
{
	struct str text = form_get(values, "called");
	int64_t now = exchange->request->now;
	char *copy = arena_cstr(exchange->arena, text);
	int64_t at;

	if (text.len == MINUTE_LENGTH && copy[DATE_LENGTH] == 'T')
		copy[DATE_LENGTH] = ' ';
	if (!clock_parse(str_of(copy), &at))
		form_fault(values, "called", S("请填写受理时间，例如 2026-11-23 09:05"));
	else if (at > now || at < now - CALLED_DAYS_MOST * MS_PER_DAY)
		form_fault(values, "called", S("受理时间应在过去一年以内"));
	else
		return at;
	return 0;
}

/* The end of the day that is named, which must not be over. */
static int64_t read_due(struct exchange *exchange, struct form_values *values)
{
	struct str text = form_get(values, "due");
	struct date date;
	int64_t due;

	if (text.len == 0)
		return 0;
	if (!date_parse(text, &date)) {
		form_fault(values, "due", S("请填写截止日，例如 2026-11-23"));
		return 0;
	}
	due = clock_day_start(day_of_date(date) + 1) - 1;
	if (due < exchange->request->now)
		form_fault(values, "due", S("截止日不能早于今天"));
	return due;
}

static void fill(struct exchange *exchange, struct form_values *values, struct submission *submission)
{
	struct work_order *order = ARENA_NEW(exchange->arena, struct work_order);

	category_parse(form_get(values, "category"), &submission->category);
	urgency_parse(form_get(values, "urgency"), &order->urgency);
	via_parse(form_get(values, "via"), &order->via);
	order->confidential = form_get(values, "confidential").len > 0;
	order->reply_wanted = form_get(values, "reply_wanted").len > 0;
	order->note = form_get(values, "note");
	if (order->reply_wanted && submission->phone.len == 0)
		form_fault(values, "phone", S("要求回复的，请填写来电号码"));
	submission->order = order;
	submission->area = form_get(values, "area");
	submission->at = read_called(exchange, values);
	submission->upstream_due = read_due(exchange, values);
	submission->upstream_no = form_get(values, "order_no");
	if (submission->upstream_no.len > 0)
		submission->source = S(HOTLINE_SOURCE);
}

/* What most calls have is chosen already. */
static struct value *prefill(struct exchange *exchange)
{
	struct value *map = value_map(exchange->arena);

	map_str(map, "called", clock_minute(exchange->arena, exchange->request->now));
	map_str(map, "via", str_of(via_name(VIA_PHONE)));
	map_str(map, "urgency", str_of(urgency_name(URGENCY_NORMAL)));
	map_str(map, "reply_wanted", S("1"));
	return map;
}

const struct intake_channel intake_hotline = {
	.channel = CHANNEL_HOTLINE, .path = "/staff/hotline", .template = "staff_hotline_new",
		.title = "登记热线工单",
	.menu = "desk", .roles = ROLE_MODERATOR | ROLE_DISPATCHER, .form = { "staff", fields }, .fill = fill,
	.prefill = prefill,
};
