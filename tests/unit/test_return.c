/* A department gives a case back: how soon, how often, and who decides then. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "casework_rig.h"
#include "model/department.h"
#include "upkeep/recount.h"

static const struct act back = { .action = ACTION_RETURN, .by = &rig_clerk,
	.reason = { "不属于我局职责", sizeof("不属于我局职责") - 1 } };
static const struct act assign = { .action = ACTION_ASSIGN, .by = &rig_dispatcher, .dept = { "zjj", 3 } };

/* Assigned on Monday 2 March at ten: it may go back till Tuesday's end. */
static void a_case_goes_back_within_a_working_day_and_not_later(void **state)
{
	static const struct {
		const char *when;
		enum status status;
	} rows[] = {
		{ "2026-03-02 10:01", OK }, { "2026-03-03 23:59", OK }, { "2026-03-04 00:00", ERR_NOT_NOW },
		{ "2026-03-09 10:00", ERR_NOT_NOW },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct case_record record;
		struct case_record after;
		struct str why;
		uint64_t n;

		assert_true(clock_parse(S("2026-03-02 10:00"), &rig.now));
		n = rig_case_in(STATE_ASSIGNED);
		assert_true(clock_parse(str_of(rows[i].when), &rig.now));
		record = read_case(n);
		assert_int_equal(case_may(&rig, &record, ACTION_RETURN, &rig_clerk), rows[i].status == OK);
		assert_int_equal(case_act(&rig, n, &back, &after, &why), rows[i].status);
		assert_int_equal(str_search(why, S("2026-03-03"), 0) < why.len, rows[i].status != OK);
		assert_true(str_eq(case_obstacle(&rig, &record, ACTION_RETURN, &rig_clerk), why));
		assert_int_equal(case_obstacle(&rig, &record, ACTION_RETURN, &rig_other_clerk).len, 0);
	}
}

/* A Friday's case may go back on Monday, and a site may allow more days. */
static void the_days_to_return_are_working_days_and_configurable(void **state)
{
	uint64_t n;

	(void)state;
	assert_true(clock_parse(S("2026-03-06 17:00"), &rig.now));
	n = rig_case_in(STATE_ASSIGNED);
	assert_true(clock_parse(S("2026-03-10 09:00"), &rig.now));
	assert_int_equal(rig_act(n, &back, NULL), ERR_NOT_NOW);
	rig_config.cases.return_days = 2;
	assert_int_equal(rig_act(n, &back, NULL), OK);
	rig_config.cases.return_days = 1;
}

static struct value *last_event(uint64_t n)
{
	struct case_record record;
	struct value *thread;
	struct value *last = NULL;

	assert_int_equal(case_read(&rig, n, &record, &thread, NULL), OK);
	for (struct member *m = thread->first; m != NULL; m = m->next)
		if (str_eq(map_get_str(&m->value, "kind"), S("event")))
			last = &m->value;
	return last;
}

static void after_the_second_return_the_dispatcher_decides_for_good(void **state)
{
	uint64_t n = rig_case_in(STATE_ASSIGNED);
	struct case_record record;

	(void)state;
	assert_false(map_get_bool(last_event(n), "again"));
	for (int i = 0; i < 2; i++) {
		record = read_case(n);
		assert_false(case_designated(&rig, &record));
		assert_int_equal(rig_act(n, &back, NULL), OK);
		assert_true(str_eq(map_get_str(last_event(n), "dept"), S("zjj")));
		assert_int_equal(rig_act(n, &assign, NULL), OK);
		assert_true(map_get_bool(last_event(n), "again"));
		assert_int_equal(map_get_bool(last_event(n), "final"), i == 1);
	}
	record = read_case(n);
	assert_true(case_designated(&rig, &record));
	assert_false(case_may(&rig, &record, ACTION_RETURN, &rig_clerk));
	assert_int_equal(rig_act(n, &back, NULL), ERR_NOT_NOW);
	assert_true(case_may(&rig, &record, ACTION_DRAFT, &rig_clerk));
}

#define TEST(name) cmocka_unit_test_setup(name, rig_clean)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_case_goes_back_within_a_working_day_and_not_later),
		TEST(the_days_to_return_are_working_days_and_configurable),
		TEST(after_the_second_return_the_dispatcher_decides_for_good),
	};

	return cmocka_run_group_tests_name("departments", tests, rig_start, rig_stop);
}
