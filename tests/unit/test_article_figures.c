/* The yearly report's figures of documents and interpretations, against a real Redis, with what is behind them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/clock.h"
#include "casework_rig.h"
#include "report/article_figures.h"
#include "report/overall.h"
#include "store/keys.h"

/* A public document with these times ("" for none), written as its record says. */
static void put(uint64_t n, const char *opened, const char *explained, enum takedown takedown)
{
	struct article before = { 0 };
	struct article article = { .n = n, .version = 1, .state = ARTICLE_PUBLISHED, .versions = 1,
		.takedown = takedown, .column = S("policy"), .title = S("关于做好高龄津贴发放工作的通知"),
		.published = rig_moment(opened),
		.policy = { .validity = VALIDITY_VALID, .number = S("云政发〔2020〕3号"),
			.body = S("云川市人民政府"), .issued = rig_moment("2020-01-02 00:00"),
			.opened = rig_moment(opened), .due = rig_moment(opened) + 3 * MS_PER_DAY } };
	struct derive_entry now[ARTICLE_PLACES];
	struct derive_move move = { .key = key_articles, .n = n, .now = now };
	struct batch changes = batch_in(rig.arena);

	if (explained[0] != '\0')
		article.policy.explained = rig_moment(explained);
	move.nows = article_places(rig.arena, &article, now);
	article_write(&rig, &changes, &before, &article);
	derive_move(&rig, &changes, &move);
	assert_int_equal(store_commit(rig.store, &changes, NULL), OK);
}

static void assert_figure(int year, const char *id, int64_t amount, int64_t of)
{
	struct overall overall;
	const struct overall_figure *figure;

	assert_int_equal(overall_read(&rig, year, &overall), OK);
	figure = overall_find(&overall, str_of(id));
	assert_non_null(figure);
	if (figure->amount != amount || figure->of != of)
		fail_msg("%d %s: %d of %d", year, id, (int)figure->amount, (int)figure->of);
}

static void each_counts_in_the_year_of_its_own_moment(void **state)
{
	(void)state;
	put(1, "2020-03-02 09:00", "2020-03-03 09:00", TAKEDOWN_NONE);
	put(2, "2020-12-30 09:00", "2021-01-01 00:00", TAKEDOWN_NONE);
	put(3, "2020-05-06 09:00", "2020-06-06 09:00", TAKEDOWN_NONE);
	put(4, "2020-07-01 09:00", "", TAKEDOWN_NONE);
	put(5, "2020-07-01 09:00", "2020-07-02 09:00", TAKEDOWN_GONE);
	assert_figure(2020, "1.documents", 4, 0);
	assert_figure(2020, "1.documents.interpreted", 2, 0);
	assert_figure(2020, "1.documents.ontime", 1, 2);
	assert_figure(2021, "1.documents", 0, 0);
	assert_figure(2021, "1.documents.interpreted", 1, 0);
	assert_figure(2021, "1.documents.ontime", 1, 1);
}

static void as_many_documents_are_behind_a_figure_as_it_counts(void **state)
{
	int64_t counts[ARTICLE_FIGURES];
	struct articles_page page;

	(void)state;
	for (uint64_t n = 1; n <= 45; n++)
		put(n, "2020-03-02 09:00", n % 3 == 0 ? "" : "2020-03-03 09:00", TAKEDOWN_NONE);
	assert_int_equal(article_figures_count(&rig, 2020, counts), OK);
	for (size_t i = 0; i < ARTICLE_FIGURES; i++) {
		struct str before = { 0 };
		int64_t found = 0;

		do {
			assert_int_equal(article_figure_page(&rig, 2020, &article_figures[i], before, &page),
				OK);
			found += (int64_t)page.count;
			before = page.next;
		} while (before.len > 0);
		assert_int_equal(found, counts[i]);
		assert_true(overall_rule(rig.arena, 2020, str_of(article_figures[i].id)).len > 0);
	}
	assert_int_equal(counts[0], 45);
	assert_int_equal(counts[2], 30);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup(name, rig_clean)
	const struct CMUnitTest tests[] = {
		TEST(each_counts_in_the_year_of_its_own_moment),
		TEST(as_many_documents_are_behind_a_figure_as_it_counts),
	};

	return cmocka_run_group_tests(tests, rig_start, rig_stop);
}
