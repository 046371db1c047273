#include "pages/view/entry.h"

#include "model/answered.h"
#include "participation/comment.h"
#include "pages/view/channel_words.h"
#include "pages/view/tel.h"
#include "pages/view/wording.h"

/* The steps whose sentence is always the same. */
static const char *const sentences[ACTION_COUNT] = {
	[ACTION_ACCEPT] = "审核通过，已受理",
	[ACTION_DECLINE] = "经审核，不予受理",
	[ACTION_UNMERGE] = "合并已撤销，恢复单独办理",
	[ACTION_RECALL] = "正在重新安排承办部门",
	[ACTION_EXTEND] = "办理期限已依规延长",
	[ACTION_REOPEN] = "重新办理",
	[ACTION_CLOSE] = "已办结",
	[ACTION_CONFIRM] = "已确认收到申请，答复期限开始计算",
	[ACTION_CORRECT] = "申请需要补正，答复期限停止计算",
	[ACTION_SUPPLEMENT] = "收到补正，答复期限重新计算",
	[ACTION_LAPSE] = "逾期没有补正，视为放弃申请",
	[ACTION_CONSULT] = "正在征求有关方面的意见，这段时间不计入答复期限",
	[ACTION_REPLY] = "征求意见结束，继续办理",
	[ACTION_CHARGE] = "通知收取信息处理费，答复期限停止计算",
	[ACTION_PAY] = "已缴费，答复期限继续计算",
	[ACTION_UNPAID] = "逾期没有缴费，视为放弃申请",
	[ACTION_JUSTIFY] = "请申请人说明理由",
	[ACTION_EXPLAIN] = "收到申请人说明的理由",
	[ACTION_DEFER] = "已确定延迟答复的期限",
};

static struct str event_text(struct casework *work, const struct case_record *record,
	const struct value *entry, const struct depts *depts)
{
	const struct channel_words *words = channel_words(record->channel);
	struct str dept = map_get_str(entry, "dept");
	enum action action;

	if (!action_parse(map_get_str(entry, "action"), &action))
		return map_get_str(entry, "action");
	switch (action) {
	case ACTION_MERGE:
		return ARENA_GLUE(work->arena, S("与另一"), str_of(words->unit), str_of(words->noun),
			S("反映的是同一件事，已合并办理"));
	case ACTION_ASSIGN:
		return ARENA_GLUE(work->arena,
			map_get_bool(entry, "final")	     ? S("已指定由") :
				map_get_bool(entry, "again") ? S("已转交") :
					S("已交"),
			depts_name(depts, dept), S("办理"));
	case ACTION_REASSIGN:
		return ARENA_GLUE(work->arena, S("已转由"), depts_name(depts, dept), S("办理"));
	case ACTION_RETURN:
		return ARENA_GLUE(work->arena, dept.len > 0 ? depts_name(depts, dept) : S("承办部门"),
			S("退回，正在重新安排承办部门"));
	case ACTION_ASSIST:
		return ARENA_GLUE(work->arena, S("请"), depts_name(depts, dept), S("协助办理"));
	case ACTION_RATE:
		return ARENA_GLUE(work->arena, str_of(words->sender), S("评价："),
			wording_rating(map_get_int(entry, "rating", 0)));
	case ACTION_WITHDRAW:
		return ARENA_GLUE(work->arena, str_of(words->sender), S("撤回了"), str_of(words->noun));
	case ACTION_WITHDRAW_CONSENT:
		return ARENA_GLUE(work->arena, str_of(words->sender), S("撤回了公开同意，不再公开"));
	case ACTION_PAY:
		return map_get_bool(entry, "resumed") ? S("已在期限内缴费，恢复办理，答复期限继续计算") :
			str_of(sentences[action]);
	case ACTION_SUPPLEMENT:
		return map_get_bool(entry, "resumed") ? S("已在期限内补正，恢复办理，答复期限重新计算") :
			str_of(sentences[action]);
	default:
		return str_of(sentences[action] != NULL ? sentences[action] : lifecycle_row(action)->label);
	}
}

static struct str who_of(const struct case_record *record, struct str kind, struct str dept,
	const struct value *entry)
{
	if (str_eq(kind, S("answer")) || str_eq(kind, S("draft")) || str_eq(kind, S("opinion")))
		return dept;
	if (str_eq(kind, S("comment")) && dept.len > 0)
		return dept;
	if (str_eq(kind, S("comment")))
		return map_get_str(entry, "name").len > 0 ? map_get_str(entry, "name") : S("网友");
	return record->asker;
}

static void add_answer(struct casework *work, const struct case_record *record, const struct value *entry,
	struct value *map)
{
	int64_t version = map_get_int(entry, "version", 0);

	map_int(map, "version", version);
	map_str(map, "reason", map_get_str(entry, "reason"));
	map_str(map, "seal", map_get_str(entry, "seal"));
	map_str(map, "seal_url", ARENA_GLUE(work->arena, S("/verify?case="),
		num(work->arena, (int64_t)record->n), S("&version="), num(work->arena, version)));
	map_bool(map, "current", version == record->answers);
	map_bool(map, "reworked", version == record->answers && !answered_stands(record));
	tel_parts(map_list(map, "parts"), map_get_str(entry, "text"));
	map_bool(map, "earlier", version < record->answers);
	map_bool(map, "rejected", map_get_int(entry, "at", 0) < answered_reopened(record));
}

static void add_comment(const struct value *entry, struct value *map)
{
	bool official = map_get_str(entry, "dept").len > 0;

	map_bool(map, "official", official);
	if (map_get(entry, "by") != NULL)
		map_str(map, "by", map_get_str(entry, "by"));
	map_int(map, "place", map_get_int(entry, "place", 0));
	map_bool(map, "listed", map_get(entry, "place") != NULL);
	map_bool(map, "reportable",
		map_get(entry, "place") != NULL && comment_reportable(entry));
}

void entry_view(struct casework *work, const struct case_record *record, const struct value *entry,
	const struct depts *depts, struct value *map)
{
	struct str kind = map_get_str(entry, "kind");
	int64_t at = map_get_int(entry, "at", 0);
	bool event = str_eq(kind, S("event"));
	struct str dept = map_get_str(entry, "dept");

	if (dept.len > 0)
		dept = depts_name(depts, dept);
	map_int(map, "id", map_get_int(entry, "id", 0));
	map_str(map, "kind", kind);
	map_bool(map, ARENA_GLUE(work->arena, S("is_"), kind).data, true);
	map_str(map, "at", wording_instant(work->arena, at));
	map_str(map, "at_text", wording_minute(work->arena, at));
	map_str(map, "day_text", wording_day(work->arena, at, work->now));
	map_str(map, "text", event ? event_text(work, record, entry, depts) : map_get_str(entry, "text"));
	map_str(map, "dept_name", dept);
	map_bool(map, "is_reopening", str_eq(kind, S("note")) &&
		str_eq(map_get_str(entry, "action"), str_of(action_name(ACTION_REOPEN))));
	map_str(map, "who", who_of(record, kind, dept, entry));
	if (event || str_eq(kind, S("note"))) {
		map_str(map, "action", map_get_str(entry, "action"));
		map_str(map, "by", map_get_str(entry, "by"));
		return;
	}
	if (str_eq(kind, S("comment")))
		add_comment(entry, map);
	if (str_eq(kind, S("answer")))
		add_answer(work, record, entry, map);
}

struct str entry_latest_answer(const struct value *thread)
{
	const struct value *last = thread_last_answer(thread);

	return last != NULL ? map_get_str(last, "text") : (struct str){ 0 };
}
