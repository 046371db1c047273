/* Whether the wall clock may be believed. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/clock.h"
#include "upkeep/clock_guard.h"
#include "casework_rig.h"
#include "store/keys.h"

#define TEST(name) cmocka_unit_test_setup(name, rig_clean)

static bool suspect_at(const char *when)
{
	struct clock_verdict verdict;
	bool known;

	assert_true(clock_parse(str_of(when), &rig.now));
	assert_int_equal(clock_guard_check(&rig, &verdict), OK);
	assert_int_equal(clock_guard_suspects(&rig, &known), OK);
	assert_int_equal(known, verdict.suspect);
	return verdict.suspect;
}

/* An event, entered into Redis at that time. */
static void add_event(const char *when)
{
	struct batch batch = batch_in(rig.arena);
	struct result *results;
	int64_t at;

	assert_true(clock_parse(str_of(when), &at));
	BATCH(&batch, S("XADD"), key_events(rig.store, rig.arena), num(rig.arena, at), S("a"), S("submit"));
	assert_int_equal(store_run(rig.store, &batch, &results), OK);
}

static void a_leap_of_more_than_a_day_is_suspect_until_it_is_accepted(void **state)
{
	struct clock_verdict verdict;

	(void)state;
	assert_false(suspect_at("2026-03-02 10:00"));
	assert_true(suspect_at("2026-03-04 10:00"));
	/* However long it lasts, and whatever happens by that clock. */
	add_event("2026-03-04 10:01");
	assert_true(suspect_at("2026-03-04 10:02"));
	add_event("2026-03-05 10:00");
	assert_true(suspect_at("2026-03-05 10:01"));
	assert_int_equal(clock_guard_accept(&rig, &verdict), OK);
	assert_true(verdict.suspect);
	assert_false(suspect_at("2026-03-05 10:02"));
}

static void a_clock_that_is_right_again_is_believed_without_being_accepted(void **state)
{
	(void)state;
	assert_false(suspect_at("2026-03-02 10:00"));
	assert_true(suspect_at("2027-03-02 10:00"));
	assert_false(suspect_at("2026-03-02 10:02"));
}

static void a_quiet_site_is_not_suspect_while_its_jobs_run_once_a_day(void **state)
{
	(void)state;
	add_event("2026-03-02 09:00");
	assert_false(suspect_at("2026-03-02 10:00"));
	assert_false(suspect_at("2026-03-03 10:05"));
	assert_false(suspect_at("2026-03-04 10:10"));
	assert_false(suspect_at("2026-03-05 10:15"));
}

static void jobs_that_were_away_believe_the_events_of_each_day_since(void **state)
{
	(void)state;
	assert_false(suspect_at("2026-03-02 10:00"));
	add_event("2026-03-03 09:00");
	add_event("2026-03-03 18:00");
	add_event("2026-03-04 16:00");
	assert_false(suspect_at("2026-03-05 10:00"));
	add_event("2026-03-05 12:00");
	/* A day without any in between. */
	add_event("2026-03-08 12:00");
	assert_true(suspect_at("2026-03-08 12:01"));
}

static void the_first_look_goes_by_the_newest_event(void **state)
{
	(void)state;
	add_event("2026-03-02 09:00");
	assert_true(suspect_at("2026-03-09 10:00"));
	add_event("2026-03-09 10:01");
	assert_true(suspect_at("2026-03-09 10:02"));
}

static void a_clock_put_back_counts_from_there(void **state)
{
	(void)state;
	assert_false(suspect_at("2026-03-20 10:00"));
	assert_false(suspect_at("2026-03-20 02:00"));
	assert_false(suspect_at("2026-03-02 10:00"));
	assert_true(suspect_at("2026-03-20 10:00"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_leap_of_more_than_a_day_is_suspect_until_it_is_accepted),
		TEST(a_clock_that_is_right_again_is_believed_without_being_accepted),
		TEST(a_quiet_site_is_not_suspect_while_its_jobs_run_once_a_day),
		TEST(jobs_that_were_away_believe_the_events_of_each_day_since),
		TEST(the_first_look_goes_by_the_newest_event),
		TEST(a_clock_put_back_counts_from_there),
	};

	/* Away from the kernel's clock, which time servers may keep right here. */
	setenv("WENZHENG_CLOCK", "86400000", 1);
	clock_start();
	return cmocka_run_group_tests(tests, rig_start, rig_stop);
}
