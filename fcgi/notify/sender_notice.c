#include "notify/sender_notice.h"

#include "base/clock.h"
#include "links/notice_link.h"
#include "model/access.h"
#include "model/phone_index.h"
#include "participation/follow_request.h"
#include "participation/followers.h"
#include "privacy/push_device.h"
#include "privacy/sealed.h"

#define BIT(state) STATE_BIT(STATE_##state)
#define IN_WORK (BIT(ASSIGNED) | BIT(DRAFTED) | BIT(CONSULTING) | BIT(CHARGING) | BIT(CORRECTING))
#define DAY_SECONDS 86400

/* What is said of each kind, and while which states it is worth saying. */
static const struct {
	const char *what;
	uint32_t while_in;
	bool for_lead;		/* only as long as the same assignment lasts */
} kinds[NOTICE_COUNT] = {
	[NOTICE_ACCEPTED] = { "已受理", BIT(PENDING) | BIT(ACCEPTED), false },
	[NOTICE_ASSIGNED] = { "已交给部门办理", IN_WORK, true },
	[NOTICE_EXTENDED] = { "办理期限已延长", IN_WORK, true },
	[NOTICE_ANSWERED] = { "已答复", BIT(ANSWERED), false },
	[NOTICE_ASKED] = { "需要您补充", BIT(ASSIGNED) | BIT(CORRECTING) | BIT(CHARGING), false },
	[NOTICE_ENDED] = { "已办结", BIT(CLOSED) | BIT(DECLINED) | BIT(MERGED), false },
	[NOTICE_FOLLOWED] = { "已答复", BIT(ANSWERED) | BIT(CLOSED), false },
	[NOTICE_CONFIRM] = { "请确认邮箱", UINT32_MAX, false },
	[NOTICE_CODE] = { "新查询码", UINT32_MAX, false },
};

static struct str what(const struct notice_event *event, const struct case_record *record)
{
	if (event->kind == NOTICE_ENDED && record->state == STATE_DECLINED)
		return S("不予受理");
	if (event->kind == NOTICE_ENDED && record->state == STATE_MERGED)
		return S("已与同类事项合并办理");
	return str_of(kinds[event->kind].what);
}

static bool out_of_date(const struct notice_event *event, const struct case_record *record)
{
	return (kinds[event->kind].while_in & STATE_BIT(record->state)) == 0 ||
		(kinds[event->kind].for_lead && event->assignment != record->assignment);
}

/* A text message reaches mobile numbers alone. */
static bool is_mobile(struct str digits)
{
	return phone_plain(digits) && digits.data[0] == '1';
}

static enum status find_browser(struct str sealed, struct str id, struct sender_notice *notice)
{
	struct push_device devices[PUSH_DEVICES];
	size_t count = push_devices_read(sealed, devices);

	for (size_t i = 0; i < count; i++)
		if (str_eq(devices[i].id, id)) {
			notice->to = devices[i].address;
			notice->kid = devices[i].kid;
			return OK;
		}
	return ERR_NOT_NOW;
}

/* Who follows a topic is told only what everybody may read. */
static enum status find_follower(struct casework *work, const struct notice_event *event,
	const struct case_record *record, enum told way, struct sender_notice *notice)
{
	struct follower follower;

	TRY(followers_read(work, record->n, event->about, &follower));
	if (follower.way != way || !case_visible(record, &viewer_public))
		return ERR_NOT_NOW;
	notice->to = follower.address;
	notice->kid = follower.kid;
	return OK;
}

/* Asked is only while the wish can still come true. */
static enum status find_asked(struct casework *work, const struct notice_event *event,
	const struct case_record *record, enum told way, struct sender_notice *notice)
{
	if (way != TOLD_MAIL || !followers_may_come(work, record))
		return ERR_NOT_NOW;
	return follow_request_read(work, record->n, event->about, &notice->to);
}

/* Where to: what lies sealed, if its owner chose that way; a code goes to whoever gave number and phone. */
static enum status find_address(struct casework *work, const struct notice_event *event,
	const struct case_record *record, enum told way, struct sender_notice *notice)
{
	struct sealed_contact contact;
	struct str *to = &notice->to;

	if (event->kind == NOTICE_FOLLOWED)
		return find_follower(work, event, record, way, notice);
	if (event->kind == NOTICE_CONFIRM)
		return find_asked(work, event, record, way, notice);
	if (event->kind != NOTICE_CODE && (record->told & way) == 0)
		return ERR_NOT_NOW;
	TRY(sealed_read(work, record, &contact));
	if (way == TOLD_PUSH)
		return find_browser(contact.push, event->about, notice);
	*to = way == TOLD_SMS ? phone_digits(work->arena, contact.phone) : contact.email;
	return to->len > 0 && (way == TOLD_MAIL || is_mobile(*to)) ? OK : ERR_NOT_NOW;
}

static enum status check_limit(struct casework *work, const struct notice_event *event,
	struct sender_notice *notice)
{
	/* Codes and mails to confirm are limited where they are asked for. */
	if (event->kind == NOTICE_CODE || event->kind == NOTICE_CONFIRM)
		return OK;
	notice->limit = limit_of(work, "told.", notice->to, work->config->notices.per_day, DAY_SECONDS);
	/* Who follows was promised this one message, and confirmed that it is wanted. */
	return event->kind == NOTICE_FOLLOWED ? OK : limit_check(work, &notice->limit, 1);
}

void sender_notice_words(struct casework *work, struct sender_notice *notice)
{
	struct arena *arena = work->arena;
	struct str site = str_of(work->config->site.name);

	notice->subject = notice->confirm ?
		ARENA_GLUE(arena, S("【"), site, S("】"), notice->event, S("：话题"), notice->number) :
		ARENA_GLUE(arena, S("【"), site, S("】"), notice->number, notice->event);
	if (notice->code.len > 0)
		notice->text = ARENA_GLUE(arena, S("【"), site, S("】编号"), notice->number,
			S("的新查询码："), notice->code, S("，原来的查询码不再有效，请勿告诉他人。查询："),
			notice->url);
	else if (notice->confirm)
		notice->text = ARENA_GLUE(arena, S("【"), site, S("】请确认邮箱，话题（编号"), notice->number,
			S("）答复后告诉您："), notice->url);
	else if (notice->follows)
		notice->text = ARENA_GLUE(arena, S("【"), site, S("】您关心的话题（编号"), notice->number,
			S("）已答复。查看："), notice->url, S(" 只通知这一次。"));
	else
		notice->text = ARENA_GLUE(arena, S("【"), site, S("】您提交的事项（编号"), notice->number,
			S("）"), notice->event, S("。查看："), notice->url, S(" 不再接收："), notice->stop);
}

static void set_links(struct casework *work, const struct notice_event *event,
	const struct case_record *record, enum told way, struct str origin, struct sender_notice *notice)
{
	struct arena *arena = work->arena;

	notice->confirm = event->kind == NOTICE_CONFIRM;
	notice->follows = event->kind == NOTICE_FOLLOWED;
	if (event->kind == NOTICE_CODE) {
		notice->code = record->code;
		notice->url = arena_join(arena, origin, S("/track"));
	} else if (notice->follows) {
		notice->url = ARENA_GLUE(arena, origin, S("/topics/"), num(arena, (int64_t)record->n));
	} else if (notice->confirm) {
		notice->url = arena_join(arena, origin,
			follow_request_confirm_link(work, record->n, event->about, event->at));
	} else if (way != TOLD_PUSH) {
		notice->url = arena_join(arena, origin, notice_link(work, record, way));
		notice->stop = arena_join(arena, notice->url, S("/stop"));
	}
	if (notice->confirm || (notice->follows && way == TOLD_MAIL))
		notice->stop = arena_join(arena, origin,
			follow_request_stop_link(work, record->n, event->about));
}

enum status sender_notice_make(struct casework *work, const struct notice_event *event, enum told way,
	struct str origin, struct sender_notice *notice)
{
	struct case_record record;

	TRY(case_read(work, event->n, &record, NULL, NULL));
	if (out_of_date(event, &record))
		return ERR_NOT_NOW;
	*notice = (struct sender_notice){ .n = record.n, .number = case_number(work, &record),
		.event = what(event, &record) };
	TRY(find_address(work, event, &record, way, notice));
	TRY(check_limit(work, event, notice));
	set_links(work, event, &record, way, origin, notice);
	sender_notice_words(work, notice);
	return OK;
}

bool sender_notice_quiet(const struct config *config, int64_t now)
{
	int from = config->notices.quiet_from;
	int until = config->notices.quiet_until;
	int hour = (int)((now - clock_day_start(clock_day(now))) / MS_PER_HOUR);

	return from <= until ? hour >= from && hour < until : hour >= from || hour < until;
}
