#include "cases/outbox.h"

#include "model/lifecycle.h"
#include "store/keys.h"

/* What happened longer ago than this is imported history. */
#define NEWS_MS (10 * MS_PER_MINUTE)

static const struct {
	const char *name;
	const char *label;
} kinds[NOTICE_COUNT] = {
	[NOTICE_ASSIGN] = { "assign", "交办" },
	[NOTICE_REMIND] = { "remind", "催办" },
	[NOTICE_SUPERVISE] = { "supervise", "督办" },
	[NOTICE_RETURN] = { "return", "退回" },
	[NOTICE_ANSWER] = { "answer", "答复发布" },
	[NOTICE_RATING] = { "rating", "低分评价" },
	[NOTICE_RECALL] = { "recall", "收回或改派" },
	[NOTICE_REVIEW] = { "review", "稿件送审" },
	[NOTICE_EMERGENCY] = { "emergency", "紧急发布补审" },
	[NOTICE_CHECK] = { "check", "网站自查提醒" },
};

const char *notice_name(enum notice_kind kind)
{
	return kinds[kind].name;
}

bool notice_on_article(enum notice_kind kind)
{
	return kind == NOTICE_REVIEW || kind == NOTICE_EMERGENCY;
}

const char *notice_label(enum notice_kind kind)
{
	return kinds[kind].label;
}

bool notice_parse(struct str name, enum notice_kind *out)
{
	for (size_t i = 0; i < NOTICE_COUNT; i++)
		if (str_eq(name, str_of(kinds[i].name))) {
			*out = (enum notice_kind)i;
			return true;
		}
	return false;
}

/* Which kind of notice the transition gives; false: none. */
static bool kind_of(const struct casework *work, const struct transition *transition, enum notice_kind *kind)
{
	const struct case_record *before = transition->before;
	const struct case_record *after = transition->after;
	enum action action;

	if (transition->at + NEWS_MS < work->now || !action_parse(transition->action, &action))
		return false;
	if (after->answers > before->answers)
		*kind = NOTICE_ANSWER;
	else if (after->state == STATE_ASSIGNED && after->assignment > before->assignment)
		*kind = NOTICE_ASSIGN;
	else if (action == ACTION_REMIND)
		*kind = NOTICE_REMIND;
	else if (action == ACTION_SUPERVISE)
		*kind = NOTICE_SUPERVISE;
	else if (action == ACTION_RETURN)
		*kind = NOTICE_RETURN;
	else if (action == ACTION_RATE && after->rating <= OUTBOX_LOW_RATING)
		*kind = NOTICE_RATING;
	else
		return false;
	return true;
}

/* Whether a department is to stop: the dispatcher took the case from it. */
static bool was_taken(const struct casework *work, const struct transition *transition)
{
	enum action action;

	return transition->at + NEWS_MS >= work->now && action_parse(transition->action, &action) &&
		(action == ACTION_REASSIGN || action == ACTION_RECALL);
}

void outbox_add(struct casework *work, struct batch *batch, const struct notice_event *event)
{
	struct arena *arena = work->arena;

	BATCH(batch, S("XADD"), key_outbox(work->store, arena), S("*"), S("k"),
		str_of(notice_name(event->kind)), S("c"), num(arena, (int64_t)event->n), S("d"), event->dept,
		S("n"), num(arena, event->assignment), S("at"), num(arena, event->at), S("to"), event->only,
		S("o"), event->origin, S("a"), event->account, S("x"), event->about);
}

void outbox_write(struct casework *work, struct batch *batch, const struct transition *transition)
{
	const struct case_record *after = transition->after;
	struct notice_event event = { .n = after->n, .assignment = after->assignment, .at = transition->at,
		.dept = transition->concerns.len > 0 ? transition->concerns : after->dept };

	if (kind_of(work, transition, &event.kind))
		outbox_add(work, batch, &event);
	if (was_taken(work, transition)) {
		event.kind = NOTICE_RECALL;
		event.dept = transition->before->dept;
		outbox_add(work, batch, &event);
	}
}
