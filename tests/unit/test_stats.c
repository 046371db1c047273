/* The statistics against a real Redis: after known steps they are these numbers. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/ratio.h"
#include "casework_rig.h"
#include "lists/summary.h"
#include "report/stats.h"
#include "store/keys.h"
#include "upkeep/recount.h"
#include "participation/views.h"
#include "pages/view/wording.h"
#include "pages/view/present.h"
#include "pages/public/stats.h"

static const struct str depts[] = { { "zjj", 3 }, { "jtj", 3 } };

static struct stats read(int year, int month)
{
	struct stats stats;

	assert_int_equal(stats_read(&rig, year, month, &stats), OK);
	assert_int_equal(stats_add_late(&rig, year, month, depts, 2, &stats), OK);
	return stats;
}

static struct stats_sums of_dept(const struct stats *stats, const char *id)
{
	for (size_t i = 0; i < stats->dept_count; i++)
		if (str_eq(stats->depts[i].id, str_of(id)))
			return stats->depts[i].sums;
	return (struct stats_sums){ 0 };
}

static void approve(uint64_t n)
{
	struct act act = { .action = ACTION_APPROVE, .by = &rig_approver };

	assert_int_equal(rig_act(n, &act, NULL), OK);
}

static void rate(uint64_t n, int64_t stars)
{
	struct viewer asker = rig_asker(n);
	struct act act = { .action = ACTION_RATE, .by = &asker, .rating = stars };

	assert_int_equal(rig_act(n, &act, NULL), OK);
}

static void each_step_is_counted_in_the_month_in_which_it_was_taken(void **state)
{
	uint64_t n = rig_case_in(STATE_DRAFTED);	/* 2 March; due in seven working days, on 11 March */
	struct stats stats;

	(void)state;
	assert_true(clock_parse(S("2026-04-01 10:00"), &rig.now));
	approve(n);
	rate(n, 4);
	stats = read(2026, 0);
	assert_int_equal(stats.all.received, 1);
	assert_int_equal(stats.all.leads, 1);
	assert_int_equal(stats.all.answered, 1);
	assert_int_equal(stats.all.on_time, 0);
	assert_int_equal(stats.all.days, 22);
	assert_int_equal(stats_rating_tenths(&stats.all), 40);
	assert_int_equal(stats_satisfied(&stats.all), 1);
	assert_int_equal(stats.months[2].received, 1);
	assert_int_equal(stats.months[2].answered, 0);
	assert_int_equal(stats.months[3].received, 0);
	assert_int_equal(stats.months[3].answered, 1);
	assert_int_equal(read(2026, 3).all.answered, 0);
	assert_int_equal(read(2026, 4).all.answered, 1);
	assert_int_equal(read(2025, 0).all.received, 0);
	stats = read(2026, 4);
	assert_int_equal(stats.cells[CHANNEL_TOPIC][CATEGORY_HELP].answered, 1);
	assert_int_equal(stats.channels[CHANNEL_LETTER].answered, 0);
	assert_int_equal(of_dept(&stats, "zjj").answered, 1);
	assert_recount_agrees();
}

static void the_sums_of_channels_categories_and_months_are_the_whole(void **state)
{
	struct stats stats;
	struct stats_sums channels = { 0 };
	struct stats_sums categories = { 0 };
	struct stats_sums months = { 0 };

	(void)state;
	for (enum state s = STATE_PENDING; s < STATE_COUNT; s++) {
		if (s <= STATE_WITHDRAWN) {
			rig_case_in(s);
			rig_letter_in(s, s % 2 == 0);
		}
		if (s != STATE_MERGED)
			rig_request_in(s);
		rig.now += 9 * MS_PER_DAY;
	}
	stats = read(2026, 0);
	for (size_t i = 0; i < CHANNEL_COUNT; i++) {
		channels.received += stats.channels[i].received;
		channels.answered += stats.channels[i].answered;
	}
	for (size_t i = 0; i < CATEGORY_COUNT; i++) {
		categories.received += stats.categories[i].received;
		categories.answered += stats.categories[i].answered;
	}
	for (size_t i = 0; i < STATS_MONTHS; i++) {
		months.received += stats.months[i].received;
		months.answered += stats.months[i].answered;
	}
	assert_true(stats.all.answered > 0);
	assert_int_equal(stats.all.received, channels.received);
	assert_int_equal(stats.all.received, categories.received);
	assert_int_equal(stats.all.received, months.received);
	assert_int_equal(stats.all.answered, channels.answered);
	assert_int_equal(stats.all.answered, categories.answered);
	assert_int_equal(stats.all.answered, months.answered);
	assert_int_equal(of_dept(&stats, "zjj").answered, stats.all.answered);
	assert_recount_agrees();
}

static void what_a_department_owes_past_its_time_limit_is_held_against_it_until_it_answers(void **state)
{
	uint64_t n = rig_case_in(STATE_ASSIGNED);
	uint64_t drafted = rig_case_in(STATE_DRAFTED);
	struct act draft = { .action = ACTION_DRAFT, .by = &rig_clerk,
		.text = S("您好，路灯已经修好，感谢您的反映。") };
	struct stats stats = read(2026, 0);

	(void)state;
	assert_int_equal(of_dept(&stats, "zjj").late, 0);
	rig.now = read_case(n).due;
	stats = read(2026, 0);
	assert_int_equal(of_dept(&stats, "zjj").late, 0);
	rig.now++;
	stats = read(2026, 0);
	assert_int_equal(of_dept(&stats, "zjj").late, 2);
	assert_int_equal(of_dept(&stats, "jtj").late, 0);
	stats = read(2026, 2);
	assert_int_equal(of_dept(&stats, "zjj").late, 0);
	approve(drafted);
	assert_int_equal(rig_act(n, &draft, NULL), OK);
	stats = read(2026, 3);
	assert_int_equal(of_dept(&stats, "zjj").late, 1);
	assert_int_equal(of_dept(&stats, "zjj").answered, 1);
	approve(n);
	stats = read(2026, 0);
	assert_int_equal(of_dept(&stats, "zjj").late, 0);
	assert_int_equal(of_dept(&stats, "zjj").on_time, 0);
	assert_recount_agrees();
}

static void revise(uint64_t n)
{
	struct act act = { .action = ACTION_REVISE, .by = &rig_clerk, .reason = S("电话有误"),
		.text = S("您好，更正联系电话，感谢您的反映。") };

	assert_int_equal(rig_act(n, &act, NULL), OK);
}

/* Its first answer is what counts: the revision has a time limit of its own. */
static void a_revision_that_waits_long_is_not_held_against_the_department(void **state)
{
	uint64_t n = rig_case_in(STATE_ANSWERED);
	struct stats stats;

	(void)state;
	revise(n);
	rig.now += 60 * MS_PER_DAY;
	stats = read(2026, 0);
	assert_int_equal(of_dept(&stats, "zjj").late, 0);
	assert_int_equal(of_dept(&stats, "zjj").on_time, 1);
	assert_int_equal(of_dept(&stats, "zjj").answered, 1);
}

static void reopen(uint64_t n)
{
	struct viewer asker = rig_asker(n);
	struct act act = { .action = ACTION_REOPEN, .by = &asker, .reason = S("还是没有修好。") };

	assert_int_equal(rig_act(n, &act, NULL), OK);
}

static void answer(uint64_t n)
{
	struct act draft = { .action = ACTION_DRAFT, .by = &rig_clerk,
		.text = S("您好，路灯已于今天修好，感谢您的反映。") };

	assert_int_equal(rig_act(n, &draft, NULL), OK);
	approve(n);
}

static void a_reopened_case_is_answered_once_it_is_answered_again(void **state)
{
	uint64_t n = rig_case_in(STATE_ANSWERED);	/* 2 March */
	struct stats stats;

	(void)state;
	revise(n);
	approve(n);
	rate(n, 1);
	assert_true(clock_parse(S("2026-03-09 10:00"), &rig.now));
	reopen(n);
	stats = read(2026, 0);
	assert_int_equal(stats.all.answered, 0);
	assert_int_equal(stats.all.on_time, 0);
	assert_int_equal(of_dept(&stats, "zjj").ratings[0], 1);
	assert_recount_agrees();
	rig.now += 60 * MS_PER_DAY;
	stats = read(2026, 0);
	assert_int_equal(of_dept(&stats, "zjj").late, 1);
	assert_true(clock_parse(S("2026-03-11 10:00"), &rig.now));
	answer(n);
	stats = read(2026, 3);
	assert_int_equal(stats.all.answered, 1);
	assert_int_equal(stats.all.on_time, 1);
	assert_int_equal(stats.all.days, 2);	/* the first one took none, this one 10 and 11 March */
	assert_recount_agrees();
}

/* In the month of the second answer, and late for ever once one of them was. */
static void an_answer_after_a_reopening_counts_at_its_own_time(void **state)
{
	uint64_t n = rig_case_in(STATE_ANSWERED);
	struct stats march;
	struct stats april;

	(void)state;
	rate(n, 2);
	reopen(n);
	assert_true(clock_parse(S("2026-04-20 10:00"), &rig.now));
	answer(n);
	march = read(2026, 3);
	april = read(2026, 4);
	assert_int_equal(march.all.answered, 0);
	assert_int_equal(april.all.answered, 1);
	assert_int_equal(april.all.on_time, 0);
	assert_recount_agrees();
}

/* A record of the version before doesn't tell when it was reopened, nor by when it was to be answered. */
static void what_an_older_version_reopened_counts_after_a_recount(void **state)
{
	uint64_t n = rig_case_in(STATE_ANSWERED);
	struct recount found = { 0 };
	struct batch batch = batch_in(rig.arena);
	struct result *results;

	(void)state;
	rate(n, 1);
	rig.now += MS_PER_DAY;
	reopen(n);
	rig.now += MS_PER_DAY;
	answer(n);
	BATCH(&batch, S("HDEL"), key_case(rig.store, rig.arena, n), S("reopat"), S("again"), S("agdue"),
		S("agday"));
	assert_int_equal(store_run(rig.store, &batch, &results), OK);
	assert_int_equal(recount_run(&rig, true, &found), OK);
	assert_recount_agrees();
	assert_int_equal(read(2026, 0).all.answered, 1);
	assert_int_equal(read(2026, 0).all.on_time, 1);
}

static void shares_add_up_to_the_whole(void **state)
{
	static const int64_t thirds[] = { 1, 1, 1, 0 };
	static const int64_t sevenths[] = { 2, 2, 3, 0 };
	static const int64_t none[] = { 0, 0, 0, 0 };
	static const struct {
		const int64_t *parts;
		int64_t shares[4];
	} rows[] = {
		{ thirds, { 334, 333, 333, 0 } },
		{ sevenths, { 286, 286, 428, 0 } },
		{ none, { 0, 0, 0, 0 } },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		int64_t shares[4];

		ratio_shares(rows[i].parts, 4, shares);
		assert_memory_equal(shares, rows[i].shares, sizeof(shares));
	}
}

static void a_case_that_goes_to_another_department_is_counted_there(void **state)
{
	uint64_t n = rig_case_in(STATE_ASSIGNED);
	struct act back = { .action = ACTION_RETURN, .by = &rig_clerk, .reason = S("不属于我局职责") };
	struct act assign = { .action = ACTION_ASSIGN, .by = &rig_dispatcher, .dept = S("jtj") };
	struct stats stats = read(2026, 0);

	(void)state;
	assert_int_equal(of_dept(&stats, "zjj").leads, 1);
	assert_int_equal(rig_act(n, &back, NULL), OK);
	assert_int_equal(rig_act(n, &assign, NULL), OK);
	stats = read(2026, 0);
	assert_int_equal(of_dept(&stats, "zjj").leads, 0);
	assert_int_equal(of_dept(&stats, "jtj").leads, 1);
	assert_int_equal(stats.all.leads, 1);
	assert_recount_agrees();
}

static void readings_are_counted_by_month_and_year(void **state)
{
	uint64_t n = rig_case_in(STATE_ACCEPTED);

	(void)state;
	assert_int_equal(case_viewed(&rig, n), OK);
	assert_int_equal(case_views_add(&rig, n, 700), OK);
	assert_true(clock_parse(S("2026-04-01 10:00"), &rig.now));
	assert_int_equal(case_viewed(&rig, n), OK);
	assert_int_equal(read(2026, 0).visits, 702);
	assert_int_equal(read(2026, 3).visits, 701);
	assert_int_equal(read(2026, 4).visits, 1);
	assert_int_equal(read(2025, 0).visits, 0);
}

static void rates_and_averages_are_rounded_to_the_nearest(void **state)
{
	struct stats_sums sums = { .days = 5, .answered = 3, .ratings = { 0, 0, 0, 1, 2 } };
	struct value *figures;

	(void)state;
	assert_int_equal(stats_per_mille(2, 3), 667);
	assert_int_equal(stats_per_mille(1, 3), 333);
	assert_int_equal(stats_per_mille(1, 2000), 1);
	assert_int_equal(stats_per_mille(0, 0), 0);
	assert_int_equal(stats_average_tenths(&sums), 17);
	assert_int_equal(stats_rating_tenths(&sums), 47);
	rig_case_in(STATE_ANSWERED);
	rig_case_in(STATE_ANSWERED);
	rig_case_in(STATE_ASSIGNED);
	assert_int_equal(summary_read(&rig, &figures), OK);
	assert_int_equal(map_get_int(figures, "answer_rate", 0), 667);
}

static void the_last_thirty_days_are_told_apart(void **state)
{
	struct value *figures;

	(void)state;
	assert_true(clock_parse(S("2026-03-02 10:00"), &rig.now));
	rig_case_in(STATE_ANSWERED);
	assert_true(clock_parse(S("2026-03-31 10:00"), &rig.now));
	rig_case_in(STATE_ANSWERED);
	rig_case_in(STATE_ASSIGNED);
	assert_int_equal(summary_read(&rig, &figures), OK);
	assert_int_equal(map_get_int(figures, "recent_topics", 0), 3);
	assert_int_equal(map_get_int(figures, "recent_answered", 0), 2);
	assert_int_equal(map_get_int(figures, "recent_on_time_rate", 0), 1000);
	assert_true(clock_parse(S("2026-04-01 00:00"), &rig.now));
	assert_int_equal(summary_read(&rig, &figures), OK);
	assert_int_equal(map_get_int(figures, "recent_topics", 0), 2);
	assert_int_equal(map_get_int(figures, "recent_answered", 0), 1);
	assert_int_equal(map_get_int(figures, "answered", 0), 2);
}

static void a_date_of_another_year_keeps_its_year(void **state)
{
	(void)state;
	assert_true(str_eq(wording_short(S("2026-11-20 18:00"), &rig), S("11-20 18:00")));
	assert_true(str_eq(wording_short(S("2025-11-20 18:00"), &rig), S("2025-11-20 18:00")));
}

#define TEST(name) cmocka_unit_test_setup(name, rig_clean)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(rates_and_averages_are_rounded_to_the_nearest),
		TEST(the_last_thirty_days_are_told_apart),
		TEST(a_date_of_another_year_keeps_its_year),
		TEST(each_step_is_counted_in_the_month_in_which_it_was_taken),
		TEST(the_sums_of_channels_categories_and_months_are_the_whole),
		TEST(what_a_department_owes_past_its_time_limit_is_held_against_it_until_it_answers),
		TEST(a_revision_that_waits_long_is_not_held_against_the_department),
		TEST(shares_add_up_to_the_whole),
		TEST(a_reopened_case_is_answered_once_it_is_answered_again),
		TEST(an_answer_after_a_reopening_counts_at_its_own_time),
		TEST(what_an_older_version_reopened_counts_after_a_recount),
		TEST(a_case_that_goes_to_another_department_is_counted_there),
		TEST(readings_are_counted_by_month_and_year),
	};

	return cmocka_run_group_tests(tests, rig_start, rig_stop);
}
