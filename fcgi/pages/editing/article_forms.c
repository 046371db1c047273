#include "pages/editing/article_forms.h"

#include "base/clock.h"
#include "pages/site.h"

static const struct choice validities[] = { { "valid", "有效" }, { "amended", "已修改" },
	{ "repealed", "废止" }, { "expired", "失效" }, { NULL, NULL } };
static const struct choice kinds[] = { { "department", "部门解读" }, { "graphic", "图解" },
	{ "questions", "问答" }, { "expert", "专家解读" }, { "media", "媒体解读" }, { NULL, NULL } };

static const struct form_field draft_fields[] = {
	{ "column", "栏目", FIELD_LINE, true, 1, 32, NULL, "请选择栏目" },
	{ "title", "标题", FIELD_LINE, true, ARTICLE_TITLE_MIN, ARTICLE_TITLE_MAX, NULL, NULL },
	{ "summary", "摘要", FIELD_LINE, false, 0, ARTICLE_SUMMARY_MAX, NULL, NULL },
	{ "body", "正文", FIELD_TEXT, true, ARTICLE_BODY_MIN, ARTICLE_BODY_MAX, NULL, NULL },
	{ "source", "来源", FIELD_LINE, false, 0, ARTICLE_NAME_MAX, NULL, NULL },
	{ "author", "作者", FIELD_LINE, false, 0, ARTICLE_NAME_MAX, NULL, NULL },
	{ "keywords", "关键词", FIELD_LINE, false, 0, ARTICLE_KEYWORDS_MAX, NULL, NULL },
	{ "publish_at", "发布时间", FIELD_LINE, false, 0, 16, NULL, NULL },
	{ "expires", "有效期至", FIELD_LINE, false, 0, 16, NULL, NULL },
	{ "note", "修订说明", FIELD_LINE, false, 0, ARTICLE_NOTE_MAX, NULL, NULL },
	{ "validity", "效力状态", FIELD_CHOICE, false, 0, 0, validities, NULL },
	{ "doc_number", "文号", FIELD_LINE, false, 0, ARTICLE_DOC_NUMBER_MAX, NULL, NULL },
	{ "doc_body", "发文机关", FIELD_LINE, false, 0, ARTICLE_DOC_BODY_MAX, NULL, NULL },
	{ "doc_issued", "成文日期", FIELD_LINE, false, 0, 10, NULL, NULL },
	{ "doc_effective", "施行日期", FIELD_LINE, false, 0, 10, NULL, NULL },
	{ "doc_ends", "失效日期", FIELD_LINE, false, 0, 10, NULL, NULL },
	{ "successor", "替代它的文件", FIELD_LINE, false, 0, ARTICLE_PLACE_MAX, NULL, NULL },
	{ "explains", "所解读的文件", FIELD_LINE, false, 0, ARTICLE_PLACE_MAX, NULL, NULL },
	{ "kind", "解读形式", FIELD_CHOICE, false, 0, 0, kinds, NULL },
	{ "cases", "列出的话题", FIELD_LINE, false, 0, ARTICLE_CASES_MAX, NULL, NULL },
	{ NULL, NULL, FIELD_LINE, false, 0, 0, NULL, NULL },
};
const struct form article_draft_form = { "staff", draft_fields };

/* 保密、文字、隐私、链接: what the reviewer looked at. */
static const char *const checks[] = { "secrecy", "wording", "privacy", "links" };

static const struct form_field action_fields[] = {
	{ "reason", "原因", FIELD_TEXT, false, ARTICLE_REASON_MIN, ARTICLE_REASON_MAX, NULL, NULL },
	{ "takedown", "撤下的方式", FIELD_LINE, false, 0, 20, NULL, NULL },
	{ "moved_to", "新网址", FIELD_LINE, false, 0, ARTICLE_PLACE_MAX, NULL, NULL },
	{ "answered", "系统检查的提示", FIELD_CHECKS, false, 0, 0, NULL, NULL },
	{ "reviewer", "请谁审核", FIELD_LINE, false, 0, 32, NULL, NULL },
	{ "file", "附件", FIELD_LINE, false, 0, 0, NULL, NULL },
	{ "withdraw", "要撤下的附件", FIELD_LINE, false, 0, 40, NULL, NULL },
	{ "withdraw_reason", "撤下附件的原因", FIELD_TEXT, false, ARTICLE_REASON_MIN, ARTICLE_REASON_MAX,
	  NULL, NULL },
	{ "hidden", "附件里隐藏的内容", FIELD_CHECK, false, 0, 0, NULL, NULL },
	{ "secrecy", "保密", FIELD_CHECK, false, 0, 0, NULL, NULL },
	{ "wording", "文字", FIELD_CHECK, false, 0, 0, NULL, NULL },
	{ "privacy", "隐私", FIELD_CHECK, false, 0, 0, NULL, NULL },
	{ "links", "链接", FIELD_CHECK, false, 0, 0, NULL, NULL },
	{ NULL, NULL, FIELD_LINE, false, 0, 0, NULL, NULL },
};
const struct form article_action_form = { "staff", action_fields };
const struct form article_review_form = { "review", action_fields };

#define FORMAT_FAULT "请按“2026-11-29 09:00”的格式填写。"

/* A date alone is its first minute, of an end its last. */
static struct str full_time(struct exchange *exchange, struct form_values *values, const char *name, bool end)
{
	struct str text = form_get(values, name);
	struct date date;
	int64_t at;

	if (text.len == 0)
		return text;
	if (!clock_parse(text, &at)) {
		form_fault(values, name, S(FORMAT_FAULT));
		return text;
	}
	if (date_parse(text, &date))
		return arena_join(exchange->arena, text, end ? S(" 23:59") : S(" 00:00"));
	return str_sub(text, 0, 16);
}

/* "12", or the address of its page: the number of an article; anything else stays as it was typed. */
static struct str article_named(struct str text)
{
	const struct str path = S("/articles/");
	size_t at = str_search(text, path, 0);
	size_t end = at + path.len;

	if (at == text.len)
		return text;
	while (end < text.len && text.data[end] >= '0' && text.data[end] <= '9')
		end++;
	return str_sub(text, at + path.len, end);
}

static void check_times(struct exchange *exchange, struct form_values *values,
	const struct article_text *text)
{
	struct casework work = site_work(exchange);
	int64_t begin = work.now;
	int64_t end;

	if (clock_parse(text->publish_at, &begin) && begin > work.now + 366 * MS_PER_DAY)
		form_fault(values, "publish_at", S("发布时间不能晚于一年以后。"));
	if (clock_parse(text->expires, &end) && end <= (begin > work.now ? begin : work.now))
		form_fault(values, "expires", S("有效期须晚于发布时间和现在。"));
}

static bool has_field(const struct form_field *fields, const char *name)
{
	for (const struct form_field *field = fields; field->name != NULL; field++)
		if (strcmp(field->name, name) == 0)
			return true;
	return false;
}

void article_draft_check(struct exchange *exchange, struct form_values *values, struct article_text *text)
{
	form_check(exchange->arena, &article_draft_form, exchange->request, values);
	*text = (struct article_text){ 0 };
	for (const struct article_text_row *row = article_text_rows; row->name != NULL; row++)
		if (has_field(draft_fields, row->name))
			*article_text_at(text, row) = form_get(values, row->name);
	text->publish_at = full_time(exchange, values, "publish_at", false);
	text->expires = full_time(exchange, values, "expires", true);
	check_times(exchange, values, text);
	text->successor = article_named(text->successor);
	text->explains = article_named(text->explains);
}

static void need_reason(struct form_values *values, struct article_change *change)
{
	change->reason = form_get(values, "reason");
	if (change->reason.len == 0)
		form_fault(values, "reason", S("请填写原因。"));
}

void article_action_check(struct exchange *exchange, struct form_values *values,
	struct article_change *change)
{
	form_check(exchange->arena, &article_action_form, exchange->request, values);
	change->answered = form_get(values, "answered");
	change->reviewer = form_get(values, "reviewer");
	change->seen = form_get(values, "hidden").len > 0;
	if (change->action == ARTICLE_APPROVE || change->action == ARTICLE_CONFIRM) {
		change->hash = field_get(exchange->request->form, "hash");
		for (size_t i = 0; i < sizeof(checks) / sizeof(checks[0]); i++)
			if (form_get(values, checks[i]).len == 0)
				form_fault(values, checks[i], S("请核对后勾选这一项。"));
	}
	if (change->action == ARTICLE_REJECT || change->action == ARTICLE_TAKE_DOWN ||
		change->action == ARTICLE_EMERGENCY)
		need_reason(values, change);
	if (change->action == ARTICLE_TAKE_DOWN) {
		if (!takedown_parse(form_get(values, "takedown"), &change->takedown))
			change->takedown = TAKEDOWN_NONE;
		change->moved_to = form_get(values, "moved_to");
	}
}

bool article_action_has(const char *name)
{
	return has_field(action_fields, name);
}
