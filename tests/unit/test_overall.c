/* The figures of part one of a yearly report: what the cases give, each with as many cases behind it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "casework_rig.h"
#include "publish/article_change.h"
#include "report/overall.h"

static struct overall read(int year)
{
	struct overall overall;

	assert_int_equal(overall_read(&rig, year, &overall), OK);
	return overall;
}

static int64_t amount(int year, const char *id)
{
	struct overall overall = read(year);
	const struct overall_figure *figure = overall_find(&overall, str_of(id));

	assert_non_null(figure);
	return figure->amount;
}

static int64_t scanned(int year, struct str id)
{
	struct casework chunk = rig;
	struct case_record *rows;
	uint64_t next = 1;
	int64_t total = 0;
	size_t count;

	chunk.arena = arena_new((size_t)16 << 20);
	while (next != 0) {
		assert_int_equal(overall_scan(&chunk, year, id, &next, &rows, &count), OK);
		total += (int64_t)count;
		arena_reset(chunk.arena);
	}
	arena_free(chunk.arena);
	return total;
}

static void every_figure_of_cases_has_as_many_behind_it(void **state)
{
	struct overall overall;
	int64_t sum = 0;

	(void)state;
	for (enum state s = STATE_PENDING; s <= STATE_WITHDRAWN; s++) {
		rig_case_in(s);
		rig_letter_in(s, false);
		rig_order_in(s);
		if (s != STATE_MERGED)
			rig_request_in(s);
		rig.now += 40 * MS_PER_DAY;
	}
	for (int year = 2025; year <= 2027; year++) {
		overall = read(year);
		for (size_t i = 0; i < overall.count; i++) {
			struct str id = str_of(overall.figures[i].id);

			assert_true(overall_rule(rig.arena, year, id).len > 0);
			if (strcmp(overall.figures[i].unit, "件") != 0)
				continue;
			sum += overall.figures[i].amount;
			if (scanned(year, id) != overall.figures[i].amount)
				fail_msg("%d %s", year, overall.figures[i].id);
		}
	}
	assert_true(sum > 0);
}

static void what_counts_no_cases_has_none_behind_it(void **state)
{
	static const char *const ids[] = { "1.visits", "1.digests", "1.articles", "1.nothing", "" };
	struct case_record *rows;
	uint64_t next = 1;
	size_t count;

	(void)state;
	assert_int_equal(overall_rule(rig.arena, 2026, S("1.nothing")).len, 0);
	for (size_t i = 0; i < sizeof(ids) / sizeof(ids[0]); i++)
		assert_int_equal(overall_scan(&rig, 2026, str_of(ids[i]), &next, &rows, &count),
			ERR_NOT_FOUND);
}

static void articles_count_in_the_year_of_their_publication(void **state)
{
	static const struct viewer author = { .roles = ROLE_EDITOR, .id = { "author", 6 } };
	static const struct viewer second = { .roles = ROLE_REVIEWER, .id = { "second", 6 } };
	const struct article_text text = { .column = S("news"), .title = S("全市政务公开工作会议召开"),
		.body = S("会议部署了全年工作。\n") };
	struct column news = { .id = S("news"), .name = S("工作动态"), .type = S("工作动态") };
	struct article_change change = { .action = ARTICLE_CREATE, .by = &author, .text = &text };
	struct article_refusal refusal;
	struct article after;
	struct str wrong;
	uint64_t n = 0;

	(void)state;
	assert_int_equal(column_put(&rig, &news, S("operator"), &wrong), OK);
	assert_int_equal(article_change(&rig, &n, &change, &after, &refusal), OK);
	change = (struct article_change){ .action = ARTICLE_SUBMIT, .by = &author, .version = after.version };
	assert_int_equal(article_change(&rig, &n, &change, &after, &refusal), OK);
	assert_int_equal(amount(2026, "1.articles"), 0);
	rig.now = rig_moment("2027-01-01 00:00");
	change = (struct article_change){ .action = ARTICLE_APPROVE, .by = &second, .version = after.version,
		.hash = after.draft_hash };
	assert_int_equal(article_change(&rig, &n, &change, &after, &refusal), OK);
	assert_int_equal(amount(2026, "1.articles"), 0);
	assert_int_equal(amount(2027, "1.articles"), 1);
}

static void a_rate_is_rounded_to_a_tenth_and_needs_a_whole(void **state)
{
	(void)state;
	assert_true(str_eq(overall_rate(rig.arena, &(struct overall_figure){ .amount = 2, .of = 3 }),
		S("66.7%")));
	assert_true(str_eq(overall_rate(rig.arena, &(struct overall_figure){ .amount = 3, .of = 3 }),
		S("100%")));
	assert_int_equal(overall_rate(rig.arena, &(struct overall_figure){ .amount = 0, .of = 0 }).len, 0);
}

#define TEST(name) cmocka_unit_test_setup(name, rig_clean)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(every_figure_of_cases_has_as_many_behind_it),
		TEST(what_counts_no_cases_has_none_behind_it),
		TEST(articles_count_in_the_year_of_their_publication),
		TEST(a_rate_is_rounded_to_a_tenth_and_needs_a_whole),
	};

	return cmocka_run_group_tests(tests, rig_start, rig_stop);
}
