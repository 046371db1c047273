/* How a case stands, in one sentence. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "casework_rig.h"
#include "model/answered.h"
#include "pages/view/standing.h"

static int64_t at(const char *time)
{
	int64_t ms;

	assert_true(clock_parse(str_of(time), &ms));
	return ms;
}

static void each_state_has_its_sentence_and_tone(void **state)
{
	const int64_t taken = at("2026-03-02 10:00");
	const int64_t due = at("2026-03-16 23:59");
	const int64_t told = at("2026-03-06 10:00");
	const struct {
		struct case_record record;
		const char *now;
		const char *sentence;
		const char *tone;
	} rows[] = {
		{ { .state = STATE_ACCEPTED, .accepted = taken, .due = due }, "2026-03-03 10:00",
			"已于3月2日受理，最迟3月16日交办。", "" },
		{ { .state = STATE_ASSIGNED, .assigned = taken, .due = due }, "2026-03-03 10:00",
			"已于3月2日交市水务局办理，最迟3月16日答复。", "" },
		{ { .state = STATE_ASSIGNED, .assigned = taken, .due = due }, "2026-03-16 10:00",
			"已于3月2日交市水务局办理，最迟3月16日答复。", "amber" },
		{ { .state = STATE_DRAFTED, .assigned = taken, .due = due }, "2026-03-17 10:00",
			"已于3月2日交市水务局办理，已超过3月16日的答复期限。", "red" },
		{ { .state = STATE_ANSWERED, .answers = 1, .answered = told,
			.first_due = due, .days_taken = 4 },
			"2026-03-17 10:00", "市水务局已于3月6日答复，用时 4 个工作日。", "good" },
		{ { .state = STATE_ANSWERED, .answers = 1, .answered = told,
			.first_due = taken, .days_taken = 4 },
			"2026-03-17 10:00", "市水务局已于3月6日答复，用时 4 个工作日（超期）。", "" },
		{ { .state = STATE_CLOSED, .answers = 1, .answered = told, .first_due = due, .rating = 5,
			.rated = told + 1 },
			"2026-03-17 10:00",
			"市水务局已于3月6日答复，提问人评价：非常满意。", "good" },
		{ { .state = STATE_CLOSED, .answers = 1, .answered = told, .first_due = due, .rating = 2,
			.rated = told + 1 },
			"2026-03-17 10:00",
			"市水务局已于3月6日答复，提问人不满意。", "" },
		{ { .state = STATE_ASSIGNED, .answers = 1, .answered = told, .assigned = told + 2,
			.due = due },

			"2026-03-09 10:00",
			"原来的答复没有解决问题，市水务局正在重新办理，最迟3月16日答复。", "" },
		{ { .state = STATE_ANSWERED, .answers = 2, .answered = told, .revised = due, .first_due = due,
			.rating = 1, .rated = told + 1 },
			"2026-03-17 10:00",
			"市水务局已于3月16日再次答复。", "good" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct value *map = value_map(rig.arena);

		rig.now = at(rows[i].now);
		standing_view(&rig, &rows[i].record, S("市水务局"), map);
		assert_string_equal(arena_cstr(rig.arena, map_get_str(map, "standing")), rows[i].sentence);
		assert_string_equal(arena_cstr(rig.arena, map_get_str(map, "standing_tone")), rows[i].tone);
	}
}

static void an_answer_rated_low_is_unhappy_until_another_follows(void **state)
{
	struct case_record record = { .answers = 1, .answered = 1000, .rating = 2, .rated = 2000 };

	(void)state;
	assert_true(answered_badly(&record));
	record.revised = 3000;
	assert_false(answered_badly(&record));
	record.rated = 4000;
	assert_true(answered_badly(&record));
	record.rating = 3;
	assert_false(answered_badly(&record));
}

#define TEST(name) cmocka_unit_test_setup(name, rig_clean)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(each_state_has_its_sentence_and_tone),
		TEST(an_answer_rated_low_is_unhappy_until_another_follows),
	};

	return cmocka_run_group_tests(tests, rig_start, rig_stop);
}
