#include "pages/view/resubmit.h"

#include "base/clock.h"
#include "base/json.h"
#include "base/json_print.h"
#include "model/appeal.h"
#include "model/consult.h"
#include "model/work_order.h"
#include "law/outcome.h"
#include "model/application.h"
#include "crypt/contact.h"
#include "pages/site.h"

#define KEPT_MS (12 * MS_PER_HOUR)

/* X_words: what people read for a value of the enum X, NULL for what is none. */
#define WORDS_OF(type) \
	static const char *type##_words(struct str name) \
	{ \
		enum type value; \
\
		return type##_parse(name, &value) ? type##_label(value) : NULL; \
	}
WORDS_OF(category)
WORDS_OF(applicant)
WORDS_OF(paper)
WORDS_OF(wanted)
WORDS_OF(mode)
WORDS_OF(via)
WORDS_OF(urgency)
WORDS_OF(callback)
WORDS_OF(consult_kind)
WORDS_OF(consult_result)
WORDS_OF(appeal_kind)
WORDS_OF(appeal_result)

static const char *kind_words(struct str name)
{
	const char *words = consult_kind_words(name);

	return words != NULL ? words : appeal_kind_words(name);
}

static const char *result_words(struct str name)
{
	const char *words = consult_result_words(name);

	if (words == NULL)
		words = appeal_result_words(name);
	return words != NULL ? words : callback_words(name);
}

static const char *yes_words(struct str name)
{
	return str_eq(name, S("1")) || str_eq(name, S("on")) ? "是" : NULL;
}

static const char *discard_words(struct str name)
{
	return str_eq(name, S("1")) ? "放弃" : NULL;
}

/* What stands beside each field of casework that people fill in; words: of a field whose values are codes. */
static const struct resubmit_field {
	const char *name;
	const char *label;
	bool at_length;
	const char *(*words)(struct str value);
} resubmit_fields[] = {
	{ "title", "标题", true, NULL },
	{ "body", "内容", true, NULL },
	{ "text", "内容", true, NULL },
	{ "reason", "理由", true, decline_label },
	{ "comment", "意见或回复", true, NULL },
	{ "note", "备注", true, NULL },
	{ "mask", "还要隐去的词", true, NULL },
	{ "cases", "列出的编号", true, NULL },
	{ "dept", "部门", false, NULL },
	{ "days", "工作日数", false, NULL },
	{ "due", "期限", false, NULL },
	{ "into", "并入的编号", false, NULL },
	{ "outcome", "办理结果", false, NULL },
	{ "grounds", "依据或类别", false, ground_label },
	{ "more", "还要写明的内容", true, NULL },
	{ "told", "告知第三方的内容和理由", true, NULL },
	{ "other", "重复的申请编号", false, NULL },
	{ "kind", "种类", false, kind_words },
	{ "result", "结果", false, result_words },
	{ "consenter", "同意人", false, NULL },
	{ "category", "分类", false, category_words },
	{ "area", "地点", false, NULL },
	{ "name", "姓名", false, NULL },
	{ "phone", "电话", false, NULL },
	{ "rating", "满意度", false, NULL },
	{ "on", "日期", false, NULL },
	{ "order_no", "工单编号", false, NULL },
	{ "called", "受理时间", false, NULL },
	{ "via", "渠道", false, via_words },
	{ "urgency", "紧急程度", false, urgency_words },
	{ "confidential", "保密", false, yes_words },
	{ "reply_wanted", "要求回复", false, yes_words },
	{ "applicant", "申请人类别", false, applicant_words },
	{ "paper", "证件类型", false, paper_words },
	{ "paper_no", "证件号码", false, NULL },
	{ "person", "联系人", false, NULL },
	{ "address", "通信地址", false, NULL },
	{ "email", "电子邮箱", false, NULL },
	{ "document_no", "文号", false, NULL },
	{ "purpose", "用途", false, NULL },
	{ "wanted", "获取方式", false, wanted_words },
	{ "mode", "接收方式", false, mode_words },
	{ "received", "收到日期", false, NULL },
	{ "discard", "草稿", false, discard_words },
};

/* What no person filled in, or what is told in other words (pages/staff/login): not shown. */
static bool is_programs_own(struct str name)
{
	static const char *const names[] = { "form", "version", "desk", "back", "altcha", "enclosed", "drop",
		"looked", "then" };

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (str_eq(name, str_of(names[i])))
			return true;
	return false;
}

bool resubmit_may(const struct request *request)
{
	if (request->form == NULL)
		return false;
	for (const struct field *field = request->form; field != NULL; field = field->next)
		if (str_search(field->name, S("password"), 0) < field->name.len)
			return false;
	return true;
}

struct resubmit resubmit_of(const struct request *request, struct str url, struct str account)
{
	struct resubmit out = { .url = url, .account = account, .fields = request->form };

	for (const struct upload *upload = request->uploads; upload != NULL; upload = upload->next) {
		out.file = out.file || str_eq(upload->name, S("file"));
		out.photos = out.photos || !str_eq(upload->name, S("file"));
	}
	return out;
}

static struct str missed_words(struct arena *arena, const struct resubmit *kept)
{
	if (!kept->photos && !kept->file)
		return (struct str){ 0 };
	if (!kept->file && !str_starts(kept->url, S("/staff/")) && !str_starts(kept->url, S("/answer/")))
		return S("照片没有保存。可以先提交文字，以后在“查询进度”里补充照片。");
	return ARENA_GLUE(arena, S("刚才选的"),
		!kept->file ? S("照片") : kept->photos ? S("照片和附件") : S("附件"),
		S("没有保存，不会随这一次提交。要附上的，请在办理这一件的页面重新添加。"));
}

static const struct resubmit_field *find(struct str name)
{
	for (size_t i = 0; i < sizeof(resubmit_fields) / sizeof(resubmit_fields[0]); i++)
		if (str_eq(name, str_of(resubmit_fields[i].name)))
			return &resubmit_fields[i];
	return NULL;
}

/* What people read for the value of a field; empty where it is what they typed. */
static struct str words_for(struct arena *arena, const struct resubmit_field *field, struct str value,
	const struct depts *depts)
{
	const struct outcome *outcome;

	if (field == NULL)
		return (struct str){ 0 };
	if (depts != NULL && str_eq(str_of(field->name), S("dept")))
		return depts_name(depts, value);
	if (str_eq(str_of(field->name), S("outcome"))) {
		outcome = outcome_find(value);
		return outcome != NULL ? outcome_words(arena, outcome) : (struct str){ 0 };
	}
	return field->words != NULL ? str_of(field->words(value)) : (struct str){ 0 };
}

void resubmit_view(const struct resubmit *kept, const struct depts *depts, struct value *frame)
{
	struct value *again = map_map(frame, "again");
	struct value *fields = map_list(again, "again_fields");

	map_str(again, "again_url", kept->url);
	map_str(again, "again_missed", missed_words(frame->arena, kept));
	for (const struct field *field = kept->fields; field != NULL; field = field->next) {
		const struct resubmit_field *known = find(field->name);
		struct str words = words_for(frame->arena, known, field->value, depts);
		bool at_length = known != NULL && known->at_length && words.len == 0;
		bool shown = !is_programs_own(field->name) && field->value.len > 0;
		struct value *map = list_map(fields);

		map_str(map, "again_name", field->name);
		map_str(map, "again_value", field->value);
		map_str(map, "again_words", words.len > 0 ? words : field->value);
		map_str(map, "again_label", known != NULL ? str_of(known->label) : field->name);
		map_bool(map, "again_shown", shown && at_length);
		map_bool(map, "again_listed", shown && !at_length);
	}
}

static struct str place(const struct exchange *exchange)
{
	return arena_join(exchange->arena, S("kept:"),
		exchange->device.len > 0 ? exchange->device : site_device(exchange));
}

static bool is_token(struct str name)
{
	return str_eq(name, S("form"));
}

enum status resubmit_seal(struct exchange *exchange, const struct resubmit *kept, struct str *sealed)
{
	struct value *map = value_map(exchange->arena);

	map_str(map, "url", kept->url);
	map_str(map, "account", kept->account);
	map_bool(map, "photos", kept->photos);
	map_bool(map, "file", kept->file);
	map_int(map, "until", exchange->request->now + KEPT_MS);
	fields_keep(kept->fields, is_token, map_list(map, "fields"));
	return contact_seal(exchange->arena, exchange->site->keys, place(exchange),
		json_print(exchange->arena, map), sealed);
}

enum status resubmit_open(struct exchange *exchange, struct str sealed, struct resubmit *kept)
{
	struct str plain;
	struct value *map;

	TRY(contact_open(exchange->arena, exchange->site->keys, place(exchange), sealed, &plain));
	TRY(json_parse(exchange->arena, plain, &map));
	if (map_get_int(map, "until", 0) < exchange->request->now)
		return ERR_TOKEN;
	*kept = (struct resubmit){ .url = map_get_str(map, "url"), .account = map_get_str(map, "account"),
		.fields = fields_kept(exchange->arena, map_get(map, "fields")),
		.photos = map_get_bool(map, "photos"), .file = map_get_bool(map, "file") };
	return OK;
}
