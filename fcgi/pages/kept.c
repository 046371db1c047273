#include "pages/kept.h"

#include "base/clock.h"
#include "base/json.h"
#include "crypt/contact.h"
#include "pages/site.h"

#define KEPT_MS (12 * MS_PER_HOUR)

/* What stands beside each field of casework that people fill in. */
static const struct kept_field {
	const char *name;
	const char *label;
	bool at_length;
} kept_fields[] = {
	{ "title", "标题", true }, { "body", "内容", true }, { "text", "内容", true }, { "reason", "理由", true },
	{ "comment", "评语", true }, { "note", "备注", true }, { "mask", "还要遮盖的词", true }, { "cases", "列出的件", true },
	{ "dept", "部门", false }, { "days", "工作日数", false }, { "due", "期限", false }, { "into", "并入的件", false },
	{ "outcome", "处理结果", false }, { "kind", "种类", false }, { "result", "结果", false }, { "consenter", "同意人", false },
	{ "category", "分类", false }, { "area", "地点", false }, { "name", "姓名", false }, { "phone", "电话", false },
	{ "rating", "评分", false }, { "on", "日期", false }, { "order_no", "工单编号", false }, { "called", "受理时间", false },
	{ "via", "渠道", false }, { "urgency", "紧急程度", false }, { "confidential", "保密", false },
	{ "reply_wanted", "要求回复", false }, { "applicant", "申请人类别", false }, { "paper", "证件类型", false },
	{ "paper_no", "证件号码", false }, { "person", "联系人", false }, { "address", "通信地址", false },
	{ "email", "电子邮箱", false }, { "document_no", "文号", false }, { "purpose", "用途", false },
	{ "wanted", "获取方式", false }, { "remission", "申请减免费用", false }, { "mode", "收到方式", false },
	{ "received", "收到日期", false },
};

/* What no person filled in: the only fields that are not shown. */
static bool is_programs_own(struct str name)
{
	static const char *const names[] = { "form", "version", "desk", "back", "altcha" };

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (str_eq(name, str_of(names[i])))
			return true;
	return false;
}

bool kept_may(const struct request *request)
{
	if (request->form == NULL)
		return false;
	for (const struct field *field = request->form; field != NULL; field = field->next)
		if (str_search(field->name, S("password"), 0) < field->name.len)
			return false;
	return true;
}

static const struct kept_field *find(struct str name)
{
	for (size_t i = 0; i < sizeof(kept_fields) / sizeof(kept_fields[0]); i++)
		if (str_eq(name, str_of(kept_fields[i].name)))
			return &kept_fields[i];
	return NULL;
}

void kept_view(const struct kept *kept, struct value *frame)
{
	struct value *again = map_map(frame, "again");
	struct value *fields = map_list(again, "again_fields");

	map_str(again, "again_url", kept->url);
	for (const struct field *field = kept->fields; field != NULL; field = field->next) {
		const struct kept_field *known = find(field->name);
		bool at_length = known != NULL && known->at_length;
		bool shown = !is_programs_own(field->name) && field->value.len > 0;
		struct value *map = list_map(fields);

		map_str(map, "again_name", field->name);
		map_str(map, "again_value", field->value);
		map_str(map, "again_label", known != NULL ? str_of(known->label) : field->name);
		map_bool(map, "again_shown", shown && at_length);
		map_bool(map, "again_listed", shown && !at_length);
	}
}

static struct str place(const struct exchange *exchange)
{
	return arena_join(exchange->arena, S("kept:"), exchange->device.len > 0 ? exchange->device : site_device(exchange));
}

enum status kept_seal(struct exchange *exchange, const struct kept *kept, struct str *sealed)
{
	struct value *map = value_map(exchange->arena);
	struct value *list;

	map_str(map, "url", kept->url);
	map_str(map, "account", kept->account);
	map_int(map, "until", exchange->request->now + KEPT_MS);
	list = map_list(map, "fields");
	for (const struct field *field = kept->fields; field != NULL; field = field->next) {
		if (str_eq(field->name, S("form")))
			continue;
		list_str(list, field->name);
		list_str(list, field->value);
	}
	return contact_seal(exchange->arena, exchange->site->keys, place(exchange), json_print(exchange->arena, map), sealed);
}

/* Names and values in turn, as kept_seal wrote them. */
static const struct field *read_fields(struct arena *arena, const struct value *list)
{
	struct field *first = NULL;
	struct field **end = &first;

	for (const struct member *m = list != NULL ? list->first : NULL; m != NULL && m->next != NULL; m = m->next->next) {
		struct field *field = ARENA_NEW(arena, struct field);

		field->name = m->value.str;
		field->value = m->next->value.str;
		*end = field;
		end = &field->next;
	}
	return first;
}

enum status kept_open(struct exchange *exchange, struct str sealed, struct kept *kept)
{
	struct str plain;
	struct value *map;

	TRY(contact_open(exchange->arena, exchange->site->keys, place(exchange), sealed, &plain));
	TRY(json_parse(exchange->arena, plain, &map));
	if (map_get_int(map, "until", 0) < exchange->request->now)
		return ERR_TOKEN;
	*kept = (struct kept){ map_get_str(map, "url"), map_get_str(map, "account"),
		read_fields(exchange->arena, map_get(map, "fields")) };
	return OK;
}
