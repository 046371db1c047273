#include "pages/view/staff_view.h"
#include "pages/view/wording.h"

#include "staff/audit.h"
#include "cases/deadline.h"
#include "model/derive.h"
#include "model/event.h"
#include "lists/queue.h"
#include "publish/article_change.h"
#include "publish/column.h"
#include "report/filing.h"
#include "report/frozen/wish.h"
#include "report/texts.h"

enum status staff_who_read(struct casework *work, struct str by, struct str *name)
{
	struct staff_ids ids = { .list = { by }, .count = 1 };
	struct staff_names names;

	TRY(staff_names_read(work, &ids, &names));
	*name = staff_who(work->arena, &names, by);
	return OK;
}

/* What is recorded beside the transitions. */
static const struct choice others[] = {
	{ AUDIT_CONTACT, "查看联系方式" },
	{ AUDIT_SEARCH, "按电话查找" },
	{ AUDIT_UNMASK, "审核时保留显示" },
	{ AUDIT_COPY, "向本人提供个人信息副本" },
	{ AUDIT_ERASURE, "依本人请求删除个人信息" },
	{ "pass", "公开评论或补充" },
	{ "refuse", "不公开评论或补充" },
	{ "official", "提交官方回复" },
	{ "blur", "模糊照片" },
	{ "drop", "删除照片" },
	{ "drop_file", "删除附件" },
	{ "notices", "选择通知方式" },
	{ "code", "找回查询码" },
	{ "archive", "归档" },
	{ EVENTS_MOVED, "以往记录移入文件" },
	{ "erase", "删除联系方式" },
	{ AUDIT_ACCOUNT_ADD, "新建账号" },
	{ AUDIT_ACCOUNT_ROLES, "变更角色或部门" },
	{ AUDIT_ACCOUNT_OFF, "停用账号" },
	{ AUDIT_ACCOUNT_ON, "启用账号" },
	{ AUDIT_ACCOUNT_PASSWORD, "设置密码" },
	{ AUDIT_ACCOUNT_NAME, "修改姓名" },
	{ AUDIT_ACCOUNT_TOTP_ON, "启用动态码" },
	{ AUDIT_ACCOUNT_TOTP_OFF, "停用动态码" },
	{ AUDIT_ACCOUNT_RECOVERED, "用恢复码登录" },
	{ AUDIT_ACCOUNT_RECOVERY, "重新生成恢复码" },
	{ AUDIT_ACCOUNT_REQUIRE, "变更须用动态码的角色" },
	{ AUDIT_SIGNIN_DONE, "登录" },
	{ AUDIT_SIGNIN_FAILED, "登录失败" },
	{ AUDIT_SIGNIN_LOCKED, "多次登录失败，暂时锁定" },
	{ AUDIT_SIGNIN_OUT, "退出登录" },
	{ AUDIT_SIGNIN_ENDED, "结束登录" },
	{ AUDIT_EXPORT, "导出记录" },
	{ DEPT_ADD, "新建部门" },
	{ DEPT_CHANGE, "修改部门资料" },
	{ DEPT_CLOSE, "不再交办新件" },
	{ DEPT_OPEN, "恢复交办新件" },
	{ FILING_EVENT, "填报年度报告" },
	{ TEXTS_EVENT, "修改年度报告文字" },
	{ WISH_EVENT, "生成年度报告送审稿" },
	{ WISH_REFUSED_EVENT, "没有生成年度报告送审稿" },
	/* Of digests before they were articles. */
	{ "digest-draft", "生成日报草稿" },
	{ "digest-edit", "修改日报" },
	{ "digest-publish", "发布日报" },
	{ "digest-withdraw", "撤回日报" },
	{ COLUMN_ADD, "新建栏目" },
	{ COLUMN_CHANGE, "修改栏目" },
	{ COLUMN_CLOSE, "停用栏目" },
	{ COLUMN_OPEN, "恢复栏目" },
};

struct str staff_action_label(struct str name)
{
	const struct str article = S(ARTICLE_EVENT);
	enum article_action article_action;
	enum action action;

	if (action_parse(name, &action))
		return str_of(lifecycle_row(action)->label);
	if (str_starts(name, article) &&
		article_action_parse(str_sub(name, article.len, name.len), &article_action))
		return str_of(article_row(article_action)->done);
	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++)
		if (str_eq(name, str_of(others[i].value)))
			return str_of(others[i].label);
	return name;
}

enum status staff_winner(struct casework *work, const struct case_record *after, struct str *why)
{
	struct str who;

	TRY(staff_who_read(work, after->last_by, &who));
	*why = arena_printf(work->arena, "%.*s刚才进行了“%.*s”，请查看最新情况后再操作。", STR_ARG(who),
		STR_ARG(staff_action_label(after->last_action)));
	return OK;
}

struct str staff_desk_label(const struct staff_names *names, struct str desk)
{
	const struct str dept = S("dept:");

	if (str_eq(desk, S("review")))
		return S("审核");
	if (str_eq(desk, S("dispatch")))
		return S("交办");
	if (str_eq(desk, S("approve")))
		return S("审签");
	if (str_eq(desk, S("extension")))
		return S("延期申请");
	if (str_eq(desk, S("callback")))
		return S("回访");
	if (str_starts(desk, dept))
		return depts_name(&names->depts, str_sub(desk, dept.len, desk.len));
	return desk;
}

struct str staff_desk_of(struct arena *arena, const struct case_record *record, const struct viewer *viewer,
	struct str wanted)
{
	const struct str desks[] = {
		wanted,
		derive_desk(arena, record),
		S("review"),
		S("dispatch"),
		S("approve"),
		arena_join(arena, S("dept:"), viewer->dept),
	};

	for (size_t i = 0; i < sizeof(desks) / sizeof(desks[0]); i++)
		if (desks[i].len > 0 && queue_open(desks[i], viewer))
			return desks[i];
	return (struct str){ 0 };
}

static struct str due_words(struct arena *arena, int left)
{
	if (left < 0)
		return arena_printf(arena, "已超期 %d 个工作日", -left);
	if (left == 0)
		return S("今天到期");
	return arena_printf(arena, "还剩 %d 个工作日", left);
}

void staff_due_view(struct casework *work, int64_t due, struct value *map)
{
	int left = deadline_left(work, due);
	bool late = due < work->now;

	map_int(map, "wait_due", due);
	if (due == 0) {
		map_str(map, "wait_at", (struct str){ 0 });
		map_str(map, "wait_text", S("不限期"));
		map_str(map, "wait_colour", (struct str){ 0 });
		return;
	}
	map_str(map, "wait_at", wording_moment(work->arena, due, work->now));
	map_str(map, "wait_text", late && left == 0 ? S("已超期") : due_words(work->arena, left));
	map_str(map, "wait_colour", late || left < 0 ? S("red") : left <= 1 ? S("amber") : S("green"));
}

bool staff_may_open(const struct case_record *record, const struct viewer *viewer)
{
	return case_inside(record, viewer);
}

bool staff_case_of(struct casework *work, struct str text, uint64_t *n)
{
	struct str trimmed = str_trim(text);

	if (case_number_parse(work, trimmed, n))
		return true;
	return str_to_u64(trimmed, INT64_MAX, n) && *n > 0;
}

static void add_phrase(struct value *list, struct str phrase)
{
	struct str trimmed = str_trim(phrase);

	if (trimmed.len > 0)
		list_str(list, trimmed);
}

void staff_phrases(struct str phrases, struct value *list)
{
	size_t from = 0;

	for (size_t at = 0; at < phrases.len;) {
		size_t end = str_find(phrases, '\n', at);

		if (str_eq(str_trim(str_sub(phrases, at, end)), S("---"))) {
			add_phrase(list, str_sub(phrases, from, at));
			from = end + 1;
		}
		at = end + 1;
	}
	add_phrase(list, str_sub(phrases, from, phrases.len));
}

void staff_reasons(struct value *frame)
{
	struct value *list = map_list(frame, "reasons");

	for (const struct decline_reason *r = decline_reasons; r->code != NULL; r++) {
		struct value *row = list_map(list);

		map_str(row, "code", str_of(r->code));
		map_str(row, "reason_label", str_of(r->label));
	}
}

void staff_done_view(struct casework *work, const struct case_record *record, struct value *view)
{
	map_int(view, "case", (int64_t)record->n);
	map_str(view, "number", case_number(work, record));
	map_str(view, "state", str_of(state_name(record->state)));
	map_int(view, "version", record->version);
}
