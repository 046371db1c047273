/* The supervisors' lists and the load of each account, against a real Redis. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "casework_rig.h"
#include "staff/audit.h"
#include "upkeep/recount.h"
#include "participation/comment.h"
#include "lists/supervision.h"
#include "store/keys.h"

/* The numbers of a list in its order, "3 1 2". */
static struct str numbers_of(enum supervision watch)
{
	struct supervision_row *rows;
	size_t count;
	struct str text = { 0 };

	assert_int_equal(supervision_read(&rig, &(struct supervision_ask){ .watch = watch, .limit = 50 },
		&rows, &count), OK);
	for (size_t i = 0; i < count; i++)
		text = arena_printf(rig.arena, "%.*s%s%llu%s", STR_ARG(text), i > 0 ? " " : "",
			(unsigned long long)rows[i].n, rows[i].held ? "h" : "");
	return text;
}

static void assert_list(enum supervision watch, const char *wanted, int64_t length)
{
	int64_t counts[WATCH_COUNT];
	struct str got = numbers_of(watch);

	if (!str_eq(got, str_of(wanted)))
		fail_msg("%s is \"%.*s\", not \"%s\"", supervision_name(watch), STR_ARG(got), wanted);
	assert_int_equal(supervision_counts(&rig, counts), OK);
	assert_int_equal(counts[watch], length);
}

static void rated(uint64_t n, int64_t stars)
{
	struct viewer asker = rig_asker(n);
	struct act rate = { .action = ACTION_RATE, .by = &asker, .rating = stars };

	rig.now += MS_PER_MINUTE;
	assert_int_equal(rig_act(n, &rate, NULL), OK);
}

static void what_is_due_today_is_overdue_tomorrow_at_every_desk(void **state)
{
	uint64_t pending = rig_case_in(STATE_PENDING);	/* due in one working day */
	uint64_t assigned = rig_case_in(STATE_ASSIGNED);	/* in seven */
	uint64_t answered = rig_case_in(STATE_ANSWERED);
	struct case_record record = read_case(assigned);

	(void)state;
	assert_int_equal(pending, 1);
	assert_int_equal(assigned, 2);
	assert_int_equal(answered, 3);
	assert_list(WATCH_TODAY, "", 0);
	assert_list(WATCH_OVERDUE, "", 0);
	rig.now += MS_PER_DAY;
	assert_list(WATCH_TODAY, "1", 1);
	rig.now += MS_PER_DAY;
	assert_list(WATCH_TODAY, "", 0);
	assert_list(WATCH_OVERDUE, "1", 1);
	rig.now = record.due;
	assert_list(WATCH_TODAY, "2", 1);
	rig.now = record.due + 1;
	assert_list(WATCH_OVERDUE, "1 2", 2);
}

static void a_held_comment_that_nobody_reviews_is_overdue_too(void **state)
{
	uint64_t n = rig_case_in(STATE_ANSWERED);

	(void)state;
	assert_int_equal(case_comment(&rig, n, S("me"), S("我家门口也是这样。"), S("")), OK);
	rig.now += 3 * MS_PER_DAY;
	assert_list(WATCH_OVERDUE, "1h", 1);
}

static void a_case_without_an_answer_is_old_after_sixty_days_and_no_longer_once_answered(void **state)
{
	uint64_t n = rig_case_in(STATE_DRAFTED);
	struct act approve = { .action = ACTION_APPROVE, .by = &rig_approver };

	(void)state;
	rig_case_in(STATE_DECLINED);
	rig_case_in(STATE_WITHDRAWN);
	rig.now += WATCH_OLD_DAYS * MS_PER_DAY;
	assert_list(WATCH_OLD, "", 0);
	rig.now += 1;
	assert_list(WATCH_OLD, "1", 1);
	assert_int_equal(rig_act(n, &approve, NULL), OK);
	assert_list(WATCH_OLD, "", 0);
	assert_recount_agrees();
}

static void a_case_returned_twice_is_listed_until_it_is_answered(void **state)
{
	uint64_t n = rig_case_in(STATE_ASSIGNED);
	struct act back = { .action = ACTION_RETURN, .by = &rig_clerk, .reason = S("不属于我局职责") };
	struct act assign = { .action = ACTION_ASSIGN, .by = &rig_dispatcher, .dept = S("zjj") };
	struct act draft = { .action = ACTION_DRAFT, .by = &rig_clerk,
		.text = S("您好，路灯已经修好，感谢您的反映。") };
	struct act approve = { .action = ACTION_APPROVE, .by = &rig_approver };

	(void)state;
	assert_int_equal(rig_act(n, &back, NULL), OK);
	assert_int_equal(rig_act(n, &assign, NULL), OK);
	assert_list(WATCH_RETURNED, "", 0);
	assert_int_equal(rig_act(n, &back, NULL), OK);
	assert_list(WATCH_RETURNED, "1", 1);
	assert_int_equal(rig_act(n, &assign, NULL), OK);
	assert_int_equal(rig_act(n, &draft, NULL), OK);
	assert_list(WATCH_RETURNED, "1", 1);
	assert_int_equal(rig_act(n, &approve, NULL), OK);
	assert_list(WATCH_RETURNED, "", 0);
	assert_recount_agrees();
}

static void low_ratings_are_listed_the_latest_first(void **state)
{
	(void)state;
	for (int64_t stars = 1; stars <= 3; stars++)
		rated(rig_case_in(STATE_ANSWERED), stars);
	assert_list(WATCH_LOW, "2 1", 2);
	assert_recount_agrees();
}

static void the_first_rows_of_all_desks_together_are_given(void **state)
{
	struct supervision_row *rows;
	size_t count;

	(void)state;
	rig_case_in(STATE_PENDING);
	rig_case_in(STATE_ASSIGNED);
	rig_case_in(STATE_PENDING);
	rig.now += 30 * MS_PER_DAY;
	assert_int_equal(supervision_read(&rig,
		&(struct supervision_ask){ .watch = WATCH_OVERDUE, .limit = 2 }, &rows, &count), OK);
	assert_int_equal(count, 2);
	assert_int_equal(rows[0].n, 1);
	assert_int_equal(rows[1].n, 3);
	assert_true(str_eq(rows[0].desk, S("review")));
}

static void the_load_counts_what_staff_did_this_month_and_the_events_prove_it(void **state)
{
	struct batch batch = batch_in(rig.arena);
	struct recount recount = { 0 };
	struct supervision_load *loads;
	struct result *results;
	struct case_record record;
	size_t count;

	(void)state;
	record = read_case(rig_case_in(STATE_CLOSED));
	rig_case_in(STATE_DRAFTED);
	assert_int_equal(audit_contact(&rig, &record, &rig_clerk), OK);
	assert_int_equal(supervision_loads(&rig, S("2026-03"), &loads, &count), OK);
	assert_int_equal(count, 4);
	for (size_t i = 0; i < 3 && !str_eq(loads[0].by, rig_clerk.id); i++)
		loads++;
	assert_int_equal(loads[0].all, 2);
	assert_int_equal(loads[0].counts[WORK_DRAFT], 2);
	assert_int_equal(loads[0].counts[WORK_LOOK], 1);
	assert_int_equal(supervision_loads(&rig, S("2026-02"), &loads, &count), OK);
	assert_int_equal(count, 0);
	assert_recount_agrees();

	BATCH(&batch, S("HINCRBY"), key_work(rig.store, rig.arena, S("2026-03")), S("draft@zjj1"), S("5"));
	BATCH(&batch, S("HSET"), key_work(rig.store, rig.arena, S("2026-03")), S("draft@nobody"), S("1"));
	BATCH(&batch, S("ZREM"), key_list(rig.store, rig.arena, S("waiting")), S("2"));
	assert_int_equal(store_run(rig.store, &batch, &results), OK);
	assert_int_equal(recount_run(&rig, true, &recount), OK);
	assert_int_equal(recount.wrong, 3);
	assert_recount_agrees();
}

static void each_name_is_read_again_and_others_are_none(void **state)
{
	enum supervision watch;

	(void)state;
	for (int i = 0; i < WATCH_COUNT; i++) {
		assert_true(supervision_parse(str_of(supervision_name((enum supervision)i)), &watch));
		assert_int_equal(watch, i);
	}
	assert_false(supervision_parse(S(""), &watch));
	assert_false(supervision_parse(S("LOW"), &watch));
}

#define TEST(name) cmocka_unit_test_setup(name, rig_clean)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(what_is_due_today_is_overdue_tomorrow_at_every_desk),
		TEST(a_held_comment_that_nobody_reviews_is_overdue_too),
		TEST(a_case_without_an_answer_is_old_after_sixty_days_and_no_longer_once_answered),
		TEST(a_case_returned_twice_is_listed_until_it_is_answered),
		TEST(low_ratings_are_listed_the_latest_first),
		TEST(the_first_rows_of_all_desks_together_are_given),
		TEST(the_load_counts_what_staff_did_this_month_and_the_events_prove_it),
		TEST(each_name_is_read_again_and_others_are_none),
	};

	return cmocka_run_group_tests(tests, rig_start, rig_stop);
}
