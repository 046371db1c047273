/* Departments, against a real Redis: made once, changed, and what the record says of it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "casework_rig.h"
#include "model/department.h"

static const struct dept slj = { .id = { "slj", 3 }, .name = { "水利局", 9 }, .phone = { "0512-1", 6 } };

static struct dept read_dept(struct str id)
{
	struct dept dept;

	assert_int_equal(dept_read(&rig, id, &dept), OK);
	return dept;
}

static void an_id_is_given_once(void **state)
{
	struct dept other = slj;

	(void)state;
	other.name = S("另一个局");
	assert_int_equal(dept_change(&rig, &slj, S("chief")), ERR_NOT_FOUND);
	assert_int_equal(dept_add(&rig, &slj, S("chief")), OK);
	assert_int_equal(dept_add(&rig, &other, S("chief")), ERR_ALREADY);
	assert_true(str_eq(read_dept(slj.id).name, slj.name));
	assert_true(str_eq(rig_events("dept-"), S("dept-add chief slj")));
}

static void what_is_no_department_is_refused(void **state)
{
	static const struct dept bad[] = {
		{ .id = { "SLJ", 3 }, .name = { "x", 1 } },
		{ .id = { "slj", 3 } },
		{ .name = { "x", 1 } },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		assert_int_equal(dept_add(&rig, &bad[i], S("chief")), ERR_INVALID);
		assert_int_equal(dept_change(&rig, &bad[i], S("chief")), ERR_INVALID);
	}
	assert_int_equal(rig_events("").len, 0);
}

static void every_change_leaves_an_event_and_nothing_changed_leaves_none(void **state)
{
	struct dept dept = slj;

	(void)state;
	assert_int_equal(dept_add(&rig, &dept, S("operator")), OK);
	assert_int_equal(dept_change(&rig, &dept, S("chief")), OK);
	dept.phrases = S("您好，您反映的问题已经收到。");
	assert_int_equal(dept_change(&rig, &dept, S("chief")), OK);
	dept.closed = true;
	assert_int_equal(dept_change(&rig, &dept, S("chief")), OK);
	dept.closed = false;
	dept.name = S("水务局");
	assert_int_equal(dept_change(&rig, &dept, S("chief")), OK);
	assert_true(str_eq(rig_events("dept-"), S("dept-add operator slj; dept-change chief slj; "
		"dept-close chief slj; dept-change chief slj; dept-open chief slj")));
	assert_true(str_eq(read_dept(slj.id).name, S("水务局")) && !read_dept(slj.id).closed);
	assert_recount_agrees();
}

static void a_pattern_of_numbers_names_year_and_number_once(void **state)
{
	static const char *const bad[] = { "云公开〔{year}〕号", "云公开〔2026〕{n}号", "{n}{n}{year}",
		"云公开{year}{n}号", "云公开〔{year}〕1{n}号", "云公开2{year}〔{n}〕号", "{year}{year}{n}",
		"{Year}{n}", "云公开〔{year}〕\n{n}号", "云川市人民政府信息公开申请答复用的一个实在太长的文号，长过了四十个字〔{year}〕{n}号" };
	struct dept dept = slj;

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		dept.number_pattern = str_of(bad[i]);
		assert_int_equal(dept_add(&rig, &dept, S("chief")), ERR_INVALID);
	}
	dept.number_pattern = read_dept(S("zjj")).number_pattern;
	assert_int_equal(dept_add(&rig, &dept, S("chief")), ERR_NOT_NOW);
	dept.number_pattern = S("云水公开〔{year}〕{n}号");
	assert_int_equal(dept_add(&rig, &dept, S("chief")), OK);
	dept.phone = S("0873-2");
	assert_int_equal(dept_change(&rig, &dept, S("chief")), OK);
	dept = read_dept(S("zjj"));
	dept.number_pattern = S("云水公开〔{year}〕{n}号");
	assert_int_equal(dept_change(&rig, &dept, S("chief")), ERR_NOT_NOW);
	/* Given up, it stays the first one's: its numbers would be given a second time. */
	dept = read_dept(slj.id);
	dept.number_pattern = S("云水复〔{year}〕{n}号");
	assert_int_equal(dept_change(&rig, &dept, S("chief")), OK);
	dept.number_pattern = S("云水公开〔{year}〕{n}号");
	assert_int_equal(dept_change(&rig, &dept, S("chief")), OK);
	dept.number_pattern = (struct str){ 0 };
	assert_int_equal(dept_change(&rig, &dept, S("chief")), OK);
	dept = read_dept(S("zjj"));
	dept.number_pattern = S("云水公开〔{year}〕{n}号");
	assert_int_equal(dept_change(&rig, &dept, S("chief")), ERR_NOT_NOW);
	dept.review_url = S("javascript:alert(1)");
	assert_int_equal(dept_change(&rig, &dept, S("chief")), ERR_INVALID);
}

/* A name of that many characters. */
static struct str body_of(size_t length)
{
	struct str body = { 0 };

	for (size_t i = 0; i < length; i++)
		body = arena_join(rig.arena, body, S("院"));
	return body;
}

static void who_reviews_and_which_court_is_a_line_of_its_length_whoever_sets_it(void **state)
{
	const struct {
		struct str body;
		enum status expected;
	} rows[] = {
		{ body_of(DEPT_BODY_MIN - 1), ERR_INVALID },
		{ body_of(DEPT_BODY_MIN), OK },
		{ body_of(DEPT_BODY_MAX), OK },
		{ body_of(DEPT_BODY_MAX + 1), ERR_INVALID },
		{ S("云川市\n人民法院"), ERR_INVALID },
		{ S(""), OK },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct dept dept = read_dept(S("zjj"));

		dept.court = rows[i].body;
		assert_int_equal(dept_change(&rig, &dept, S("chief")), rows[i].expected);
		dept = read_dept(S("zjj"));
		dept.review_body = rows[i].body;
		assert_int_equal(dept_change(&rig, &dept, S("chief")), rows[i].expected);
	}
}

static void what_a_letter_lacks_is_named(void **state)
{
	struct dept dept = { .name = S("水务局") };

	(void)state;
	assert_true(str_starts(dept_missing(rig.arena, &dept, true),
		S("水务局还没有设置文号格式、复议机关、管辖法院，")));
	dept.number_pattern = S("云水公开〔{year}〕{n}号");
	assert_int_equal(dept_missing(rig.arena, &dept, false).len, 0);
	dept.review_body = S("云川市人民政府");
	assert_true(str_starts(dept_missing(rig.arena, &dept, true), S("水务局还没有设置管辖法院，")));
}

static void they_are_listed_in_the_order_of_making(void **state)
{
	struct dept *depts;
	struct dept changed;
	size_t count;

	(void)state;
	rig.now++;
	assert_int_equal(dept_add(&rig, &slj, S("operator")), OK);
	rig.now++;
	changed = read_dept(S("zjj"));
	changed.phone = S("0512-2");
	assert_int_equal(dept_change(&rig, &changed, S("operator")), OK);
	assert_int_equal(dept_all(&rig, &depts, &count), OK);
	assert_int_equal(count, 3);
	assert_true(str_eq(depts[2].id, slj.id));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(a_pattern_of_numbers_names_year_and_number_once, rig_clean),
		cmocka_unit_test_setup(who_reviews_and_which_court_is_a_line_of_its_length_whoever_sets_it,
			rig_clean),
		cmocka_unit_test_setup(what_a_letter_lacks_is_named, rig_clean),
		cmocka_unit_test_setup(an_id_is_given_once, rig_clean),
		cmocka_unit_test_setup(what_is_no_department_is_refused, rig_clean),
		cmocka_unit_test_setup(every_change_leaves_an_event_and_nothing_changed_leaves_none,
			rig_clean),
		cmocka_unit_test_setup(they_are_listed_in_the_order_of_making, rig_clean),
	};

	return cmocka_run_group_tests(tests, rig_start, rig_stop);
}
