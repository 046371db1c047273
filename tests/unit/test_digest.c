/*
 * The daily, against a real Redis: what is drafted, once, who may publish it, and what becomes of old
 * versions.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/clock.h"
#include "casework_rig.h"
#include "publish/digest_draft.h"

static char site_name[] = "微问政";

static int begin(void **state)
{
	rig_clean(state);
	rig_config.site.name = site_name;
	return 0;
}

static int32_t today(void)
{
	return clock_day(rig.now);
}

static struct digest read_digest(const char *date)
{
	struct digest digest;

	assert_int_equal(digest_read(&rig, str_of(date), &digest), OK);
	return digest;
}

static bool lists(const struct digest *digest, uint64_t n)
{
	for (size_t i = 0; i < digest->count; i++)
		if (digest->cases[i] == n)
			return true;
	return false;
}

static void a_days_daily_counts_it_and_names_public_cases_only(void **state)
{
	uint64_t answered = rig_case_in(STATE_ANSWERED);
	uint64_t open = rig_case_in(STATE_ASSIGNED);
	uint64_t pending = rig_case_in(STATE_PENDING);
	uint64_t declined = rig_case_in(STATE_DECLINED);
	uint64_t letter = rig_letter_in(STATE_ANSWERED, true);
	struct digest digest;
	bool made;

	(void)state;
	rig.now += MS_PER_DAY;
	assert_int_equal(digest_draft(&rig, today() - 1, &made), OK);
	assert_true(made);
	digest = read_digest("2026-03-02");
	assert_true(str_eq(digest.text,
		S("3月2日，微问政收到话题 4 个，交办 2 个，答复 1 个，其中按时答复 1 个。\n\n"
		  "答复的部门：市住房和城乡建设局 1 个。")));
	assert_int_equal(digest.count, 2);
	assert_int_equal(digest.cases[0], answered);
	assert_int_equal(digest.cases[1], open);
	assert_false(lists(&digest, pending) || lists(&digest, declined) || lists(&digest, letter));
	assert_false(digest.published);
	assert_recount_agrees();
}

static void it_is_drafted_once_and_never_over_an_editors_work(void **state)
{
	struct casework second = rig;
	struct digest edited = { .text = S("编辑改过的正文，请以此为准。") };
	const struct digest_change change = { .step = DIGEST_EDIT, .version = 1, .by = S("ed1"),
		.edited = &edited };
	struct str why;
	bool made;

	(void)state;
	rig_case_in(STATE_ANSWERED);
	second.store = rig_link();
	assert_int_equal(digest_draft(&rig, today(), &made), OK);
	assert_true(made);
	assert_int_equal(digest_draft(&second, today(), &made), OK);
	assert_false(made);
	assert_int_equal(digest_do(&rig, S("2026-03-02"), &change, &why), OK);
	assert_int_equal(digest_draft(&second, today(), &made), OK);
	assert_false(made);
	assert_true(str_eq(read_digest("2026-03-02").text, edited.text));
	store_free(second.store);
}

static void what_was_missed_is_caught_up_with_to_a_bound_and_empty_days_have_none(void **state)
{
	struct digest rows[DIGEST_DAYS];
	uint64_t made = 0;
	size_t count;

	(void)state;
	rig_case_in(STATE_ANSWERED);
	rig.now += 5 * MS_PER_DAY;
	rig_case_in(STATE_ACCEPTED);
	rig.now += 1 * MS_PER_DAY;
	assert_int_equal(digest_catch_up(&rig, &made), OK);
	assert_int_equal(made, 2);
	assert_int_equal(digest_catch_up(&rig, &made), OK);
	assert_int_equal(made, 2);
	assert_int_equal(digest_list(&rig, true, S(""), DIGEST_DAYS, rows, &count), OK);
	assert_int_equal(count, 2);
	assert_true(str_eq(rows[0].date, S("2026-03-07")) && str_eq(rows[1].date, S("2026-03-02")));
	assert_int_equal(digest_list(&rig, true, S("2026-03-07"), DIGEST_DAYS, rows, &count), OK);
	assert_int_equal(count, 1);
	assert_int_equal(digest_list(&rig, false, S(""), DIGEST_DAYS, rows, &count), OK);
	assert_int_equal(count, 0);
	assert_int_equal(digest_list(&rig, false, S("2026-02-30"), DIGEST_DAYS, rows, &count), ERR_MALFORMED);

	rig_case_in(STATE_ACCEPTED);
	rig.now += (DIGEST_DAYS + 1) * MS_PER_DAY;
	assert_int_equal(digest_catch_up(&rig, &made), OK);
	assert_int_equal(made, 2);
}

static void whoever_edited_it_does_not_publish_it(void **state)
{
	struct digest edited = { .text = S("编辑改过的正文，请以此为准。"), .cases = { 1 }, .count = 1 };
	const struct {
		enum digest_step step;
		int64_t version;
		const char *by;
		enum status status;
	} rows[] = {
		{ DIGEST_WITHDRAW, 1, "rev1", ERR_NOT_NOW },
		{ DIGEST_EDIT, 7, "ed1", ERR_CONFLICT },
		{ DIGEST_EDIT, 1, "ed1", OK },
		{ DIGEST_EDIT, 1, "ed2", ERR_CONFLICT },
		{ DIGEST_PUBLISH, 2, "ed1", ERR_FORBIDDEN },
		{ DIGEST_PUBLISH, 2, "rev1", OK },
		{ DIGEST_PUBLISH, 3, "rev1", ERR_NOT_NOW },
		{ DIGEST_EDIT, 3, "ed2", ERR_NOT_NOW },
		{ DIGEST_WITHDRAW, 3, "ed1", OK },
		{ DIGEST_EDIT, 4, "rev1", OK },
		{ DIGEST_PUBLISH, 5, "rev1", ERR_FORBIDDEN },
		{ DIGEST_PUBLISH, 5, "ed1", OK },
	};
	struct digest listed[2];
	struct str why;
	size_t count;
	int64_t published;
	bool made;

	(void)state;
	rig_case_in(STATE_ANSWERED);
	assert_int_equal(digest_draft(&rig, today(), &made), OK);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const struct digest_change change = { .step = rows[i].step, .version = rows[i].version,
			.by = str_of(rows[i].by),
			.edited = &edited };
		enum status status = digest_do(&rig, S("2026-03-02"), &change, &why);

		if (status != rows[i].status || (status == OK) != (why.len == 0))
			fail_msg("row %zu gives %s: %.*s", i, status_code(status), STR_ARG(why));
	}
	assert_int_equal(digest_list(&rig, false, S(""), 2, listed, &count), OK);
	assert_int_equal(count, 1);
	assert_int_equal(digest_count(&rig, today(), today(), &published), OK);
	assert_int_equal(published, 1);
	assert_int_equal(digest_count(&rig, today() + 1, today() + 30, &published), OK);
	assert_int_equal(published, 0);
	assert_true(listed[0].published && str_eq(listed[0].released_by, S("ed1")) &&
		str_eq(listed[0].edited_by, S("rev1")));
	assert_true(str_eq(rig_events("digest-"),
		S("digest-draft jobs 2026-03-02; digest-edit ed1 2026-03-02; "
		  "digest-publish rev1 2026-03-02; digest-withdraw ed1 2026-03-02; digest-edit rev1 2026-03-02; "
		  "digest-publish ed1 2026-03-02")));
	assert_recount_agrees();
	assert_int_equal(digest_do(&rig, S("2026-03-03"), &(struct digest_change){ .step = DIGEST_PUBLISH },
		&why), ERR_NOT_FOUND);
	assert_int_equal(digest_read(&rig, S("2026-3-2"), &listed[0]), ERR_NOT_FOUND);
}

static void case_numbers_are_read_as_people_write_them(void **state)
{
	uint64_t first = rig_case_in(STATE_ANSWERED);
	uint64_t second = rig_case_in(STATE_ACCEPTED);
	uint64_t hidden = rig_case_in(STATE_PENDING);
	struct case_record record = read_case(second);
	struct str whole = case_number(&rig, &record);
	struct digest digest;
	struct str wrong;

	(void)state;
	assert_int_equal(digest_parse_cases(&rig, arena_printf(rig.arena, " 1，%.*s、1\n, ", STR_ARG(whole)),
		&digest, &wrong),
		OK);
	assert_int_equal(digest.count, 2);
	assert_true(digest.cases[0] == first && digest.cases[1] == second);
	assert_int_equal(digest_parse_cases(&rig, S(""), &digest, &wrong), OK);
	assert_int_equal(digest.count, 0);
	assert_int_equal(digest_parse_cases(&rig, num(rig.arena, (int64_t)hidden), &digest, &wrong),
		ERR_INVALID);
	assert_int_equal(digest_parse_cases(&rig, S("1 9999"), &digest, &wrong), ERR_INVALID);
	assert_int_equal(digest_parse_cases(&rig, S("路灯"), &digest, &wrong), ERR_INVALID);
	assert_true(str_eq(wrong, S("“路灯”不是公开的件")));
	for (int i = 0; i < DIGEST_CASES; i++)
		rig_case_in(STATE_ACCEPTED);
	assert_int_equal(digest_parse_cases(&rig, S("1 2 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21"),
		&digest, &wrong),
		OK);
	assert_int_equal(digest_parse_cases(&rig, S("1 2 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22"),
		&digest, &wrong),
		ERR_INVALID);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(a_days_daily_counts_it_and_names_public_cases_only, begin),
		cmocka_unit_test_setup(it_is_drafted_once_and_never_over_an_editors_work, begin),
		cmocka_unit_test_setup(what_was_missed_is_caught_up_with_to_a_bound_and_empty_days_have_none,
			begin),
		cmocka_unit_test_setup(whoever_edited_it_does_not_publish_it, begin),
		cmocka_unit_test_setup(case_numbers_are_read_as_people_write_them, begin),
	};

	return cmocka_run_group_tests(tests, rig_start, rig_stop);
}
