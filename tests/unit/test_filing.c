/* What departments file for a yearly report: kept whole, added to what the cases give, checked across years. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "casework_rig.h"
#include "report/annual.h"
#include "report_rig.h"

static struct filing zeros(const char *dept, int year)
{
	struct filing filing = { .dept = str_of(dept), .by = S("chief"), .note = S("据台账"),
		.figures = rig_empty_year(rig.arena, year) };

	return filing;
}

static const struct annual *read(int year)
{
	struct annual *annual = ARENA_NEW(rig.arena, struct annual);

	assert_int_equal(annual_read(&rig, year, annual), OK);
	return annual;
}

static bool fails(const struct annual *annual, const char *rule, const char *place)
{
	for (size_t i = 0; i < annual->checks.count; i++)
		if (strcmp(annual->checks.failures[i].rule->id, rule) == 0 &&
			str_eq(annual->checks.failures[i].place, str_of(place)))
			return true;
	return false;
}

static void a_filing_comes_back_as_it_was_saved(void **state)
{
	struct filing filing = zeros("zjj", 2025);
	struct filing back;

	(void)state;
	rig_set(&filing.figures, "2.permit.decided", 120);
	rig_set(&filing.figures, "2.charge.amount", 12500000);
	rig_set(&filing.figures, "3.new.person", 3);
	assert_int_equal(filing_save(&rig, &filing), OK);
	assert_int_equal(filing_read(&rig, 2025, S("zjj"), &back), OK);
	assert_int_equal(back.version, 1);
	assert_int_equal(back.at, rig.now);
	assert_true(str_eq(back.by, S("chief")) && str_eq(back.note, S("据台账")));
	assert_int_equal(rig_get(&back.figures, "2.permit.decided"), 120);
	assert_int_equal(rig_get(&back.figures, "2.charge.amount"), 12500000);
	assert_int_equal(rig_get(&back.figures, "2.penalty.decided"), 0);
	assert_true(str_eq(rig_events("report-"), S("report-file chief zjj")));
	/* What became zero is zero again. */
	rig_set(&back.figures, "2.permit.decided", 0);
	assert_int_equal(filing_save(&rig, &back), OK);
	assert_int_equal(filing_read(&rig, 2025, S("zjj"), &back), OK);
	assert_int_equal(rig_get(&back.figures, "2.permit.decided"), 0);
	assert_int_equal(filing_read(&rig, 2024, S("zjj"), &back), OK);
	assert_int_equal(back.version, 0);
}

static void an_older_version_saves_nothing_and_neither_does_an_empty_cell(void **state)
{
	struct filing first = zeros("zjj", 2025);
	struct filing second = zeros("zjj", 2025);
	struct filing back;

	(void)state;
	second.figures.cells[0] = (struct figure){ 0 };
	assert_int_equal(filing_save(&rig, &second), ERR_INVALID);
	assert_int_equal(filing_save(&rig, &first), OK);
	second = zeros("zjj", 2025);
	rig_set(&second.figures, "2.permit.decided", 7);
	assert_int_equal(filing_save(&rig, &second), ERR_CONFLICT);
	assert_int_equal(filing_read(&rig, 2025, S("zjj"), &back), OK);
	assert_int_equal(rig_get(&back.figures, "2.permit.decided"), 0);
	assert_true(str_eq(rig_events("report-"), S("report-file chief zjj")));
}

static void filings_are_added_to_what_the_cases_give(void **state)
{
	struct filing filing = zeros("zjj", 2026);
	const struct annual *annual;

	(void)state;
	rig_request_in(STATE_ASSIGNED);
	rig_set(&filing.figures, "3.new.person", 5);
	rig_set(&filing.figures, "3.deny.secret.person", 4);
	rig_set(&filing.figures, "3.next.person", 1);
	rig_set(&filing.figures, "2.charge.amount", 1);
	assert_int_equal(filing_save(&rig, &filing), OK);
	filing = zeros("jtj", 2026);
	rig_set(&filing.figures, "2.charge.amount", 2);
	annual = read(2026);
	assert_true(fails(annual, "filed", "dept.jtj") && !fails(annual, "filed", "dept.zjj"));
	assert_int_equal(filing_save(&rig, &filing), OK);
	annual = read(2026);
	assert_int_equal(rig_get(&annual->sum, "3.new.total"), 6);
	assert_int_equal(rig_get(&annual->entered, "3.new.total"), 5);
	assert_int_equal(rig_get(&annual->computed.tables, "3.new.total"), 1);
	assert_int_equal(rig_get(&annual->sum, "3.concluded.total"), 4);
	assert_int_equal(rig_get(&annual->sum, "3.next.total"), 2);
	assert_int_equal(rig_get(&annual->sum, "2.charge.amount"), 3);
	assert_false(fails(annual, "balance", "3.next.person") || fails(annual, "filed", "dept.jtj"));
}

static void what_a_department_left_over_must_be_what_it_begins_with(void **state)
{
	struct filing filing = zeros("zjj", 2025);

	(void)state;
	rig_set(&filing.figures, "3.new.person", 2);
	rig_set(&filing.figures, "3.next.person", 2);
	assert_int_equal(filing_save(&rig, &filing), OK);
	assert_true(fails(read(2026), "carried", "3.carried.person"));
	filing = zeros("zjj", 2026);
	rig_set(&filing.figures, "3.carried.person", 2);
	rig_set(&filing.figures, "3.granted.person", 2);
	assert_int_equal(filing_save(&rig, &filing), OK);
	assert_false(fails(read(2026), "carried", "3.carried.person"));
	assert_false(fails(read(2026), "balance", "3.next.person"));
}

static void words_are_kept_and_checked(void **state)
{
	struct report_texts texts = { .by = S("chief"), .words = {
		[TEXT_PROBLEMS] = S("一是更新不及时。"),
		[TEXT_OTHER] = S("本年度收取信息处理费100元。"),
	} };
	struct report_texts back;

	(void)state;
	assert_true(fails(read(2025), "problems", "part.5"));
	assert_int_equal(texts_save(&rig, 2025, &texts), OK);
	assert_int_equal(texts_save(&rig, 2025, &texts), ERR_CONFLICT);
	assert_int_equal(texts_read(&rig, 2025, &back), OK);
	assert_int_equal(back.version, 1);
	assert_true(str_eq(back.words[TEXT_PROBLEMS], S("一是更新不及时。")));
	assert_false(fails(read(2025), "problems", "part.5"));
	assert_true(fails(read(2025), "text", "part.6"));
	assert_true(fails(read(2025), "topics", "topic.openness"));
	assert_true(str_eq(rig_events("report-"), S("report-write chief ")));
}

static void departments_have_until_the_end_of_january(void **state)
{
	(void)state;
	assert_int_equal(filing_due(2025), rig_moment("2026-02-01 00:00") - 1);
}

#define TEST(name) cmocka_unit_test_setup(name, rig_clean)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_filing_comes_back_as_it_was_saved),
		TEST(an_older_version_saves_nothing_and_neither_does_an_empty_cell),
		TEST(filings_are_added_to_what_the_cases_give),
		TEST(what_a_department_left_over_must_be_what_it_begins_with),
		TEST(words_are_kept_and_checked),
		TEST(departments_have_until_the_end_of_january),
	};

	return cmocka_run_group_tests(tests, rig_start, rig_stop);
}
