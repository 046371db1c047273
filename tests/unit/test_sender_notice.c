/* What the sender of a case is told: when, by which link, and when not any more (notify/sender_notice). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/clock.h"
#include "links/notice_link.h"
#include "notify/sender_notice.h"
#include "outbox_rig.h"

#define ORIGIN S("https://wz.example.gov.cn")
#define PHONE "13912345678"

static int begin(void **state)
{
	outbox_begin(state);
	rig_config.notices.per_day = 3;
	return 0;
}

static uint64_t new_case(int64_t told)
{
	const struct submission in = { .channel = CHANNEL_TOPIC, .category = CATEGORY_HELP,
		.title = S("路灯坏了没人修"), .body = S("小区门口的路灯坏了两个月。"), .name = S("赵敏慧"),
		.phone = S(PHONE), .email = S("zhao@example.com"), .told = told };
	struct receipt receipt;

	assert_int_equal(case_submit(&rig, &in, &receipt), OK);
	return receipt.n;
}

static void step(uint64_t n, struct act act)
{
	assert_int_equal(rig_act(n, &act, NULL), OK);
}

/* The kinds that are waiting for senders, in order, with commas between. */
static struct str told_kinds(struct notice_event *last)
{
	struct notice_event messages[MESSAGES_MOST];
	size_t count = outbox_take_for("all", messages);
	struct str kinds = { 0 };

	for (size_t i = 0; i < count; i++) {
		assert_int_equal(outbox_done(&rig, S("all"), &messages[i]), OK);
		if (!notice_to_sender(messages[i].kind))
			continue;
		*last = messages[i];
		kinds = ARENA_GLUE(rig.arena, kinds, kinds.len > 0 ? S(",") : S(""),
			str_of(notice_name(messages[i].kind)));
	}
	return kinds;
}

static void assert_told(const char *kinds)
{
	struct notice_event last;
	struct str told = told_kinds(&last);

	if (!str_eq(told, str_of(kinds)))
		fail_msg("told of %.*s, not of %s", STR_ARG(told), kinds);
}

static void each_step_is_told_once_to_who_chose_it_and_to_nobody_else(void **state)
{
	uint64_t n = new_case(TOLD_SMS);
	uint64_t other = new_case(0);
	struct viewer asker = rig_asker(n);

	(void)state;
	assert_told("");
	step(n, (struct act){ .action = ACTION_ACCEPT, .by = &rig_moderator });
	assert_told("accepted");
	step(n, (struct act){ .action = ACTION_ASSIGN, .by = &rig_dispatcher, .dept = S("zjj") });
	assert_told("assigned");
	step(n, (struct act){ .action = ACTION_EXTEND, .by = &rig_dispatcher, .days = 2,
		.reason = S("等待配件"), .consenter = S("李四") });
	assert_told("extended");
	step(n, (struct act){ .action = ACTION_DRAFT, .by = &rig_clerk,
		.text = S("您好，路灯已经修好，谢谢。") });
	assert_told("");
	step(n, (struct act){ .action = ACTION_APPROVE, .by = &rig_approver });
	assert_told("answered");
	step(n, (struct act){ .action = ACTION_RATE, .by = &asker, .rating = 5 });
	assert_told("");
	step(other, (struct act){ .action = ACTION_ACCEPT, .by = &rig_moderator });
	assert_told("");
	n = new_case(TOLD_MAIL);
	step(n, (struct act){ .action = ACTION_DECLINE, .by = &rig_moderator, .reason = S("scope") });
	assert_told("ended");
}

static void what_moved_on_or_was_ended_is_not_told_any_more(void **state)
{
	uint64_t n = new_case(TOLD_SMS);
	struct notice_event event;
	struct sender_notice notice;

	(void)state;
	step(n, (struct act){ .action = ACTION_ACCEPT, .by = &rig_moderator });
	told_kinds(&event);
	assert_int_equal(sender_notice_make(&rig, &event, TOLD_SMS, ORIGIN, &notice), OK);
	assert_true(str_eq(notice.to, S(PHONE)));
	assert_int_equal(str_search(notice.text, S("赵"), 0), notice.text.len);
	assert_int_equal(str_search(notice.text, S("路灯"), 0), notice.text.len);
	assert_int_equal(sender_notice_make(&rig, &event, TOLD_MAIL, ORIGIN, &notice), ERR_NOT_NOW);
	step(n, (struct act){ .action = ACTION_ASSIGN, .by = &rig_dispatcher, .dept = S("zjj") });
	assert_int_equal(sender_notice_make(&rig, &event, TOLD_SMS, ORIGIN, &notice), ERR_NOT_NOW);
	event.n = 999;
	assert_int_equal(sender_notice_make(&rig, &event, TOLD_SMS, ORIGIN, &notice), ERR_NOT_FOUND);
}

static void a_number_gets_no_more_than_its_share_of_the_day(void **state)
{
	uint64_t n = new_case(TOLD_SMS);
	struct notice_event event;
	struct sender_notice notice;

	(void)state;
	step(n, (struct act){ .action = ACTION_ACCEPT, .by = &rig_moderator });
	told_kinds(&event);
	for (int i = 0; i < rig_config.notices.per_day; i++) {
		assert_int_equal(sender_notice_make(&rig, &event, TOLD_SMS, ORIGIN, &notice), OK);
		assert_int_equal(limit_note(&rig, &notice.limit, 1), OK);
	}
	assert_int_equal(sender_notice_make(&rig, &event, TOLD_SMS, ORIGIN, &notice), ERR_TOO_MANY);
}

static void a_link_opens_its_case_for_its_way_until_the_code_changes(void **state)
{
	uint64_t n = new_case(TOLD_SMS);
	struct case_record record, found;
	enum told way;
	struct str link;

	(void)state;
	assert_int_equal(case_read(&rig, n, &record, NULL, NULL), OK);
	link = notice_link(&rig, &record, TOLD_SMS);
	assert_true(str_starts(link, S("/n/s")) && link.len < 30);
	link = str_sub(link, 3, link.len);
	assert_int_equal(notice_link_open(&rig, link, &found, &way), OK);
	assert_int_equal(found.n, n);
	assert_int_equal(way, TOLD_SMS);
	for (size_t i = 0; i < link.len; i++) {
		char *changed = arena_cstr(rig.arena, link);

		changed[i] = changed[i] == '7' ? '8' : '7';
		assert_int_equal(notice_link_open(&rig, str_of(changed), &found, &way), ERR_NOT_FOUND);
		assert_int_equal(notice_link_open(&rig, str_sub(link, 0, i), &found, &way), ERR_NOT_FOUND);
	}
	record.code = S("AAAAAAAAAA");
	assert_false(str_eq(notice_link(&rig, &record, TOLD_SMS), arena_join(rig.arena, S("/n/"), link)));
}

static void the_quiet_hours_may_go_over_midnight_or_be_none(void **state)
{
	static const struct {
		int from, until, hour;
		bool quiet;
	} rows[] = { { 21, 8, 20, false }, { 21, 8, 21, true }, { 21, 8, 23, true }, { 21, 8, 0, true },
		{ 21, 8, 7, true }, { 21, 8, 8, false }, { 0, 6, 0, true }, { 0, 6, 6, false },
		{ 12, 14, 13, true }, { 12, 14, 14, false }, { 9, 9, 9, false }, { 0, 0, 0, false } };

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		int64_t now = clock_day_start(clock_day(rig.now)) + rows[i].hour * MS_PER_HOUR;

		rig_config.notices.quiet_from = rows[i].from;
		rig_config.notices.quiet_until = rows[i].until;
		assert_int_equal(sender_notice_quiet(&rig_config, now), rows[i].quiet);
		assert_int_equal(sender_notice_quiet(&rig_config, now + MS_PER_HOUR - 1), rows[i].quiet);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(each_step_is_told_once_to_who_chose_it_and_to_nobody_else, begin),
		cmocka_unit_test_setup(what_moved_on_or_was_ended_is_not_told_any_more, begin),
		cmocka_unit_test_setup(a_number_gets_no_more_than_its_share_of_the_day, begin),
		cmocka_unit_test_setup(a_link_opens_its_case_for_its_way_until_the_code_changes, begin),
		cmocka_unit_test_setup(the_quiet_hours_may_go_over_midnight_or_be_none, begin),
	};

	return cmocka_run_group_tests(tests, rig_start, rig_stop);
}
