/* When each desk must have acted: cases/deadline, with the real calendar. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <cmocka.h>

#include "cases/deadline.h"

static struct config config;
static struct workdays *calendar;
static struct arena *arena;
static struct casework work;

static int start(void **state)
{
	const char *problem = "";

	(void)state;
	config.cases.review_days = 1;
	config.cases.dispatch_days = 1;
	config.cases.consult_days = 5;
	config.cases.other_days = 7;
	config.cases.extend_total_days = 15;
	config.hotline.consult_days = 3;
	config.hotline.other_days = 7;
	config.hotline.complaint_days = 15;
	config.hotline.extend_days = 10;
	config.requests.answer_days = config.requests.extend_days = 20;
	if (workdays_load("conf/holidays.csv", NULL, &calendar, &problem) != OK)
		return -1;
	arena = arena_new((size_t)1 << 20);
	work = (struct casework){ .arena = arena, .config = &config, .calendar = calendar };
	return 0;
}

static int stop(void **state)
{
	(void)state;
	workdays_free(calendar);
	arena_free(arena);
	return 0;
}

static int64_t at(const char *text)
{
	int64_t ms;

	assert_true(clock_parse(str_of(text), &ms));
	return ms;
}

/* The moment the day ends at the site. */
static int64_t end_of(const char *date)
{
	return at(date) + MS_PER_DAY - 1;
}

static void each_desk_counts_from_its_own_start(void **state)
{
	static const struct {
		const char *sentence;
		enum state state;
		enum category category;
		const char *start;	/* of the state's own clock */
		int64_t extended;
		const char *due;	/* NULL: nobody has to act */
	} rows[] = {
		{ "review, the next working day", STATE_PENDING, CATEGORY_HELP, "2026-03-02 10:00", 0,
			"2026-03-03" },
		{ "review over a weekend", STATE_PENDING, CATEGORY_HELP, "2026-03-06 23:59", 0,
			"2026-03-09" },
		{ "review of a Sunday's question", STATE_PENDING, CATEGORY_HELP, "2026-03-08 08:00", 0,
			"2026-03-09" },
		{ "dispatch, the next working day", STATE_ACCEPTED, CATEGORY_HELP, "2026-03-02 10:00", 0,
			"2026-03-03" },
		{ "a question in five", STATE_ASSIGNED, CATEGORY_CONSULT, "2026-03-02 10:00", 0,
			"2026-03-09" },
		{ "a complaint in seven", STATE_ASSIGNED, CATEGORY_COMPLAINT, "2026-03-02 10:00", 0,
			"2026-03-11" },
		{ "a suggestion in seven", STATE_ASSIGNED, CATEGORY_SUGGESTION, "2026-03-02 10:00", 0,
			"2026-03-11" },
		{ "help in seven", STATE_ASSIGNED, CATEGORY_HELP, "2026-03-02 10:00", 0, "2026-03-11" },
		{ "anything else in seven", STATE_ASSIGNED, CATEGORY_OTHER, "2026-03-02 10:00", 0,
			"2026-03-11" },
		{ "an extended question", STATE_ASSIGNED, CATEGORY_CONSULT, "2026-03-02 10:00", 10,
			"2026-03-23" },
		{ "over the Spring Festival of 2020", STATE_ASSIGNED, CATEGORY_HELP, "2020-01-20 09:00", 0,
			"2020-02-06" },
		{ "over the National Day of 2020", STATE_ASSIGNED, CATEGORY_HELP, "2020-09-24 09:00", 0,
			"2020-10-10" },
		{ "over the New Year of 2023", STATE_ASSIGNED, CATEGORY_HELP, "2022-12-28 09:00", 0,
			"2023-01-09" },
		{ "over the New Year of 2026", STATE_ASSIGNED, CATEGORY_HELP, "2025-12-25 09:00", 0,
			"2026-01-06" },
		{ "a draft keeps the department's", STATE_DRAFTED, CATEGORY_CONSULT, "2026-03-02 10:00", 0,
			"2026-03-09" },
		{ "answered", STATE_ANSWERED, CATEGORY_CONSULT, "2026-03-02 10:00", 0, NULL },
		{ "closed", STATE_CLOSED, CATEGORY_CONSULT, "2026-03-02 10:00", 0, NULL },
		{ "declined", STATE_DECLINED, CATEGORY_CONSULT, "2026-03-02 10:00", 0, NULL },
		{ "merged", STATE_MERGED, CATEGORY_CONSULT, "2026-03-02 10:00", 0, NULL },
		{ "withdrawn", STATE_WITHDRAWN, CATEGORY_CONSULT, "2026-03-02 10:00", 0, NULL },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		/* The other starts lie far away, so that a clock that reads the wrong one shows. */
		struct case_record record = { .n = 1, .state = rows[i].state, .category = rows[i].category,
			.created = at("2019-01-02"), .accepted = at("2019-02-01"),
			.assigned = at("2019-03-01"),
			.extended = rows[i].extended, .due = 1 };
		int64_t *clocks[STATE_COUNT] = { [STATE_PENDING] = &record.created,
			[STATE_ACCEPTED] = &record.accepted };
		int64_t *clock = clocks[rows[i].state] != NULL ? clocks[rows[i].state] : &record.assigned;

		*clock = at(rows[i].start);
		deadline_set(&work, &record);
		if (record.due != (rows[i].due != NULL ? end_of(rows[i].due) : 0))
			fail_msg("%s: due %s", rows[i].sentence,
				arena_cstr(arena, clock_minute(arena, record.due)));
		assert_false(record.provisional);
	}
}

static void a_due_time_set_by_hand_holds(void **state)
{
	struct case_record record = { .n = 1, .state = STATE_ASSIGNED, .category = CATEGORY_CONSULT,
		.assigned = at("2026-03-02 10:00"), .due_fixed = end_of("2026-03-20") };

	(void)state;
	deadline_set(&work, &record);
	assert_int_equal(record.due, end_of("2026-03-20"));
	record.state = STATE_DRAFTED;
	deadline_set(&work, &record);
	assert_int_equal(record.due, end_of("2026-03-20"));
	record.state = STATE_PENDING;
	record.created = at("2026-03-02 10:00");
	deadline_set(&work, &record);
	assert_int_equal(record.due, end_of("2026-03-03"));
}

static void a_day_is_the_sites_day(void **state)
{
	struct case_record record = { .n = 1, .state = STATE_PENDING };

	(void)state;
	/* One minute apart, either side of midnight at the site (16:00 UTC). */
	record.created = at("2026-03-02 23:59");
	deadline_set(&work, &record);
	assert_int_equal(record.due, end_of("2026-03-03"));
	record.created = at("2026-03-03 00:00");
	deadline_set(&work, &record);
	assert_int_equal(record.due, end_of("2026-03-04"));
}

static void past_the_calendar_it_is_provisional(void **state)
{
	struct case_record record = { .n = 1, .state = STATE_ASSIGNED };
	int year = workdays_last_year(calendar);
	struct date eve = { year, 12, 30 };

	(void)state;
	record.assigned = clock_day_start(day_of_date(eve));
	deadline_set(&work, &record);
	assert_true(record.provisional);
	assert_true(record.due > record.assigned);
	record.state = STATE_ANSWERED;
	deadline_set(&work, &record);
	assert_false(record.provisional);
}

static void days_allowed_grow_by_the_extension(void **state)
{
	struct case_record record = { .category = CATEGORY_CONSULT };

	(void)state;
	assert_int_equal(deadline_days(&config, &record), 5);
	record.extended = 10;
	assert_int_equal(deadline_days(&config, &record), 15);
	record.category = CATEGORY_COMPLAINT;
	record.extended = 0;
	assert_int_equal(deadline_days(&config, &record), 7);
}

static void each_channel_and_category_has_its_days(void **state)
{
	static const struct {
		enum channel channel;
		enum category category;
		int days;
		int room;	/* for an extension */
	} rows[] = {
		{ CHANNEL_TOPIC, CATEGORY_CONSULT, 5, 10 }, { CHANNEL_LETTER, CATEGORY_CONSULT, 5, 10 },
		{ CHANNEL_TOPIC, CATEGORY_HELP, 7, 8 }, { CHANNEL_LETTER, CATEGORY_COMPLAINT, 7, 8 },
		{ CHANNEL_HOTLINE, CATEGORY_CONSULT, 3, 10 }, { CHANNEL_HOTLINE, CATEGORY_SUGGESTION, 7, 10 },
		{ CHANNEL_HOTLINE, CATEGORY_HELP, 7, 10 }, { CHANNEL_HOTLINE, CATEGORY_OTHER, 7, 10 },
		{ CHANNEL_HOTLINE, CATEGORY_COMPLAINT, 15, 10 },
		{ CHANNEL_REQUEST, CATEGORY_OTHER, 20, 20 }, { CHANNEL_REQUEST, CATEGORY_CONSULT, 20, 20 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct case_record record = { .channel = rows[i].channel, .category = rows[i].category };

		assert_int_equal(deadline_days(&config, &record), rows[i].days);
		assert_int_equal(deadline_room(&config, &record), rows[i].room);
	}
}

static void days_left_are_working_days(void **state)
{
	static const struct {
		const char *sentence;
		const char *now;
		const char *due;
		int left;
	} rows[] = {
		{ "the same day", "2026-03-02 10:00", "2026-03-02", 0 },
		{ "its last minute", "2026-03-02 23:59", "2026-03-02", 0 },
		{ "tomorrow", "2026-03-02 10:00", "2026-03-03", 1 },
		{ "over a weekend", "2026-03-06 10:00", "2026-03-09", 1 },
		{ "one working day late", "2026-03-03 00:00", "2026-03-02", -1 },
		{ "late over a weekend", "2026-03-09 10:00", "2026-03-06", -1 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		work.now = at(rows[i].now);
		if (deadline_left(&work, end_of(rows[i].due)) != rows[i].left)
			fail_msg("%s: %d", rows[i].sentence, deadline_left(&work, end_of(rows[i].due)));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_desk_counts_from_its_own_start),
		cmocka_unit_test(a_due_time_set_by_hand_holds),
		cmocka_unit_test(a_day_is_the_sites_day),
		cmocka_unit_test(past_the_calendar_it_is_provisional),
		cmocka_unit_test(days_allowed_grow_by_the_extension),
		cmocka_unit_test(each_channel_and_category_has_its_days),
		cmocka_unit_test(days_left_are_working_days),
	};

	return cmocka_run_group_tests_name("deadline", tests, start, stop);
}
