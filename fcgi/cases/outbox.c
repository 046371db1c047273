#include "cases/outbox.h"

#include "model/access.h"
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
	[NOTICE_ACCEPTED] = { "accepted", "告知受理" },
	[NOTICE_ASSIGNED] = { "assigned", "告知交办" },
	[NOTICE_EXTENDED] = { "extended", "告知延期" },
	[NOTICE_ANSWERED] = { "answered", "告知答复" },
	[NOTICE_ASKED] = { "asked", "请来件人补充" },
	[NOTICE_ENDED] = { "ended", "告知办结" },
	[NOTICE_FOLLOWED] = { "followed", "告知关心的人" },
	[NOTICE_CONFIRM] = { "confirm", "请关心的人确认邮箱" },
	[NOTICE_CODE] = { "code", "找回查询码" },
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

/* The states in which a case's sender is asked for something. */
static bool asks_sender(enum state state)
{
	return state == STATE_CORRECTING || state == STATE_CHARGING;
}

/* What the sender is told of; not of an end that the sender brought about. */
static bool sender_kind_of(const struct transition *transition, enum notice_kind *kind)
{
	const struct case_record *before = transition->before;
	const struct case_record *after = transition->after;
	bool moved = before->state != after->state;
	enum action action;

	if (!action_parse(transition->action, &action))
		return false;
	if (after->answers > before->answers)
		*kind = NOTICE_ANSWERED;
	else if (after->state == STATE_ASSIGNED && after->assignment > before->assignment)
		*kind = NOTICE_ASSIGNED;
	else if (action == ACTION_EXTEND || action == ACTION_DEFER)
		*kind = NOTICE_EXTENDED;
	/* Of a request its receipt counts, not its review. */
	else if (action == ACTION_CONFIRM || (action == ACTION_ACCEPT && after->channel != CHANNEL_REQUEST))
		*kind = NOTICE_ACCEPTED;
	else if (action == ACTION_JUSTIFY || (moved && asks_sender(after->state)))
		*kind = NOTICE_ASKED;
	else if (moved && action != ACTION_RATE && (after->state == STATE_CLOSED ||
		after->state == STATE_DECLINED || after->state == STATE_MERGED))
		*kind = NOTICE_ENDED;
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
	if (work->config->notices.follow && after->answers > transition->before->answers &&
		case_visible(after, &viewer_public))
		BATCH(batch, S("ZADD"), key_telling(work->store, work->arena),
			num(work->arena, transition->at), num(work->arena, (int64_t)after->n));
	if (after->told != 0 && transition->at + NEWS_MS >= work->now &&
		sender_kind_of(transition, &event.kind)) {
		event.dept = (struct str){ 0 };
		outbox_add(work, batch, &event);
	}
}
