#include "cases/effect_extension.h"

#include "cases/deadline.h"
#include "cases/letter_issue.h"

static enum status check_days(struct attempt *attempt, const struct case_edit *edit)
{
	int room = deadline_room(edit->work->config, &edit->before);

	if (attempt->act->days < 1 || attempt->act->days > room)
		return attempt_refuse(attempt, ERR_INVALID,
			arena_printf(edit->work->arena, "延期天数应为 1 至 %d 个工作日。",
				room > 0 ? room : 0));
	return OK;
}

enum status effect_extend(struct attempt *attempt, struct case_edit *edit)
{
	TRY(check_days(attempt, edit));
	edit->after.extended = attempt->act->days;
	edit->after.reminded = 0;
	return letter_issue(attempt, edit, LETTER_EXTENSION);
}

enum status effect_ask_extension(struct attempt *attempt, struct case_edit *edit)
{
	TRY(check_days(attempt, edit));
	edit->after.asked_at = edit->at;
	edit->after.asked_days = attempt->act->days;
	edit->after.asked_why = attempt->act->reason;
	return OK;
}

static void forget(struct case_record *record)
{
	record->asked_at = record->asked_days = record->asked_due = 0;
	record->asked_why = (struct str){ 0 };
}

enum status effect_refuse_extension(struct attempt *attempt, struct case_edit *edit)
{
	(void)attempt;
	forget(&edit->after);
	return OK;
}

struct str extension_obstacle(const struct case_record *record, enum action action)
{
	if (action == ACTION_REFUSE_EXTENSION)
		return record->asked_at == 0 ? S("没有等待决定的延期申请。") : (struct str){ 0 };
	if (action != ACTION_EXTEND && action != ACTION_ASK_EXTENSION)
		return (struct str){ 0 };
	if (record->extended != 0)
		return S("每件只能延期一次，这一件已经延期过了。");
	if (record->due_fixed != 0)
		return S("这一件的期限是交办时指定的，不能延期。");
	if (action == ACTION_ASK_EXTENSION && record->asked_at != 0)
		return S("已经申请过延期，正在等交办员决定。");
	return (struct str){ 0 };
}

void extension_settle(struct case_edit *edit)
{
	const uint32_t open = STATE_BIT(STATE_ASSIGNED) | STATE_BIT(STATE_CONSULTING) |
		STATE_BIT(STATE_CHARGING);
	struct case_record *after = &edit->after;

	if ((STATE_BIT(after->state) & open) == 0 || after->assignment != edit->before.assignment ||
		after->extended != edit->before.extended)
		forget(after);
}
