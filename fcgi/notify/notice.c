#include "notify/notice.h"

#include "base/clock.h"
#include "links/answer_token.h"
#include "model/department.h"

/* What is said of each kind, and while which states it is worth saying (0: always). */
static const struct {
	const char *what;
	const char *request;
	uint32_t while_in;
	bool for_lead;		/* only as long as the same assignment lasts */
} kinds[NOTICE_COUNT] = {
	[NOTICE_ASSIGN] = { "新交办", "请按期办理并答复。", STATE_BIT(STATE_ASSIGNED), true },
	[NOTICE_REMIND] = { "催办", "请抓紧办理。", STATE_BIT(STATE_ASSIGNED) | STATE_BIT(STATE_DRAFTED),
		true },
	[NOTICE_SUPERVISE] = { "督办", "已超过或即将超过办理时限，请立即办理。",
		STATE_BIT(STATE_ASSIGNED) | STATE_BIT(STATE_DRAFTED), true },
	[NOTICE_RETURN] = { "退回", "请交办员重新交办。", STATE_BIT(STATE_ACCEPTED), false },
	[NOTICE_ANSWER] = { "答复已发布", "", 0, false },
	[NOTICE_RATING] = { "收到低分评价", "请督办员查看来件人的评价。", 0, false },
	[NOTICE_RECALL] = { "收回", "已由交办员收回或改派，不用再办理。", 0, false },
};

static bool out_of_date(const struct notice_event *event, const struct case_record *record)
{
	uint32_t states = kinds[event->kind].while_in;

	if (states != 0 && (states & STATE_BIT(record->state)) == 0)
		return true;
	/* It has the case again. */
	if (event->kind == NOTICE_RECALL && str_eq(event->dept, record->dept))
		return true;
	return kinds[event->kind].for_lead && event->assignment != record->assignment;
}

static enum status add_url(struct casework *work, const struct case_record *record, struct str origin,
	bool link, struct notice *notice)
{
	struct str path = arena_join(work->arena, S("/staff/cases/"), num(work->arena, (int64_t)record->n));

	if (link && kinds[notice->kind].for_lead && record->state == STATE_ASSIGNED &&
		record->channel != CHANNEL_REQUEST)
		TRY(answer_token_path(work, record, &path));
	notice->url = arena_join(work->arena, origin, path);
	return OK;
}

static struct str words(struct casework *work, const struct notice *notice)
{
	struct arena *arena = work->arena;
	struct str about = str_of(channel_label(notice->channel));
	struct str due = { 0 };

	/* A request for information has no category. */
	if (notice->channel != CHANNEL_REQUEST)
		about = ARENA_GLUE(arena, about, S(" · "), str_of(category_label(notice->category)));
	if (notice->due.len > 0)
		due = arena_printf(arena, "\n办理期限：%.*s", STR_ARG(notice->due));
	return arena_printf(arena, "【%s】%s：%.*s\n%.*s\n部门：%.*s%.*s\n%s%s%.*s",
		work->config->site.name, kinds[notice->kind].what, STR_ARG(notice->number), STR_ARG(about),
		STR_ARG(notice->dept_name), STR_ARG(due), kinds[notice->kind].request,
		kinds[notice->kind].request[0] != '\0' ? "\n" : "", STR_ARG(notice->url));
}

enum status notice_make(struct casework *work, const struct notice_event *event, struct str origin, bool link,
	struct notice *notice)
{
	struct case_record record;
	struct dept dept;
	enum status status;

	TRY(case_read(work, event->n, &record, NULL, NULL));
	if (out_of_date(event, &record))
		return ERR_NOT_NOW;
	*notice = (struct notice){ .kind = event->kind, .n = record.n, .number = case_number(work, &record),
		.channel = record.channel, .category = record.category, .dept = event->dept,
		.dept_name = event->dept };
	status = dept_read(work, event->dept, &dept);
	if (status == OK)
		notice->dept_name = dept.name;
	else if (status != ERR_NOT_FOUND)
		return status;
	if (kinds[event->kind].for_lead && record.due != 0)
		notice->due = clock_date(work->arena, record.due);
	TRY(add_url(work, &record, origin, link, notice));
	notice->text = words(work, notice);
	return OK;
}
