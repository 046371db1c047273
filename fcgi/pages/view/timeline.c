#include "pages/view/timeline.h"

#include "model/answered.h"
#include "model/letter.h"
#include "pages/view/wording.h"

enum step_state { STEP_TODO, STEP_CURRENT, STEP_DONE, STEP_STOPPED };

/* A request that ended without an answer: nobody corrected it. */
static bool has_lapsed(const struct case_record *record)
{
	return record->state == STATE_CLOSED && record->answers == 0;
}

static bool has_ended(const struct case_record *record)
{
	return record->state == STATE_DECLINED || record->state == STATE_MERGED ||
		record->state == STATE_WITHDRAWN || has_lapsed(record);
}

/* Its answer stands, also while that is being revised. */
static bool is_answered(const struct case_record *record)
{
	return record->state == STATE_ANSWERED || record->revising != 0;
}

static enum step_state review_step(const struct case_record *record)
{
	if (record->state == STATE_PENDING)
		return STEP_CURRENT;
	if (has_ended(record) && (record->state == STATE_DECLINED || record->accepted == 0))
		return STEP_STOPPED;
	return STEP_DONE;
}

static enum step_state assign_step(const struct case_record *record)
{
	if (review_step(record) != STEP_DONE)
		return STEP_TODO;
	if (record->state == STATE_ACCEPTED || (record->state == STATE_CORRECTING && record->dept.len == 0))
		return STEP_CURRENT;
	if (has_ended(record) && record->dept.len == 0)
		return STEP_STOPPED;
	return STEP_DONE;
}

static enum step_state answer_step(const struct case_record *record)
{
	if (assign_step(record) != STEP_DONE)
		return STEP_TODO;
	if (has_ended(record))
		return STEP_STOPPED;
	return is_answered(record) || record->state == STATE_CLOSED ? STEP_DONE : STEP_CURRENT;
}

/* Dissatisfied is not done. */
static enum step_state rate_step(const struct case_record *record)
{
	if (record->state == STATE_CLOSED && answered_badly(record))
		return STEP_STOPPED;
	if (record->state == STATE_CLOSED && !has_lapsed(record))
		return STEP_DONE;
	return is_answered(record) ? STEP_CURRENT : STEP_TODO;
}

struct step {
	const char *step;
	const char *label;
	enum step_state state;
	int64_t at;
	struct str note;
};

static void add_step(struct casework *work, struct value *timeline, const struct step *step)
{
	static const char *const names[] = { "todo", "current", "done", "stopped" };
	static const char *const labels[] = { "未开始", "进行中", "已完成", "已终止" };
	bool unhappy = step->state == STEP_STOPPED && str_eq(str_of(step->step), S("rate"));
	struct value *map = list_map(timeline);
	int64_t at = step->state == STEP_TODO ? 0 : step->at;

	map_str(map, "step", str_of(step->step));
	map_str(map, "label", str_of(step->label));
	map_str(map, "state", str_of(names[step->state]));
	map_str(map, "state_label", unhappy ? S("不满意") : str_of(labels[step->state]));
	map_bool(map, "is_current", step->state == STEP_CURRENT);
	map_str(map, "at", wording_instant(work->arena, at));
	map_str(map, "at_text", wording_day(work->arena, at, work->now));
	map_str(map, "at_short",
		at != 0 ? wording_short(clock_date(work->arena, at), work) : (struct str){ 0 });
	map_str(map, "note", step->note);
}

static struct str end_note(const struct casework *work, const struct case_record *record)
{
	if (record->state == STATE_DECLINED)
		return arena_printf(work->arena, "不予受理：%s",
			record->declined.len > 0 && decline_label(record->declined) ?
				decline_label(record->declined) :
				"原因见下方");
	if (has_lapsed(record))
		return record->charged != 0 && record->paid == 0 ? S("逾期没有缴费，视为放弃申请") :
			S("逾期没有补正，视为放弃申请");
	return str_of(state_label(record->state));
}

static const char *limit_name(const struct case_record *record)
{
	if (record->state == STATE_CORRECTING)
		return "补正期限：";
	if (record->state == STATE_CHARGING)
		return "缴费期限：";
	return record->state == STATE_CONSULTING ? "征求意见期限：" : "办理期限：";
}

/* 提交 → 审核 → 交办 → 答复 → 评价 */
void timeline_add(struct casework *work, const struct case_record *record, struct str dept, struct value *map)
{
	struct value *timeline = map_list(map, "timeline");
	struct step steps[] = {
		{ "submit", "提交", STEP_DONE, record->created, { 0 } },
		{ "review", "审核", review_step(record), record->accepted, { 0 } },
		{ "assign", "交办", assign_step(record), record->assigned, { 0 } },
		{ "answer", "答复", answer_step(record), answered_shown(record), { 0 } },
		{ "rate", "评价", rate_step(record), record->rated != 0 ? record->rated : record->closed,
			{ 0 } },
	};

	if (dept.len > 0)
		steps[2].note = ARENA_GLUE(work->arena, S("由"), dept, S("承办"));
	if (steps[3].state == STEP_CURRENT) {
		steps[3].at = 0;
		/* The period is that of whoever reads the letter. */
		if (letter_unserved(record))
			steps[3].note = record->state == STATE_CONSULTING ? S("正在征求意见，期限停止计算") :
				S("期限自收到文书之日起计算");
		else if (record->due != 0)
			steps[3].note = ARENA_GLUE(work->arena, str_of(limit_name(record)),
				wording_day(work->arena, record->due, work->now),
				record->provisional ? S("（暂定）") : S(""));
	}
	if (steps[4].state == STEP_CURRENT)
		steps[4].at = 0;
	if (record->rating > 0 && (steps[4].state == STEP_DONE || steps[4].state == STEP_STOPPED))
		steps[4].note = wording_rating(record->rating);
	else if (steps[4].state == STEP_DONE)
		steps[4].note = S("到期自动办结");
	for (size_t i = 0; i < sizeof(steps) / sizeof(steps[0]); i++) {
		if (steps[i].state == STEP_STOPPED && !str_eq(str_of(steps[i].step), S("rate"))) {
			steps[i].note = end_note(work, record);
			steps[i].at = record->closed;
		}
		add_step(work, timeline, &steps[i]);
	}
}
