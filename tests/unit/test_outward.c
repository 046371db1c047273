/* Links out of the site: found in a body, counted broken after failures in a row, in the lists they belong in. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/clock.h"
#include "article_rig.h"
#include "lists/articles.h"
#include "publish/article_change.h"
#include "publish/outward.h"

static const struct article_text text = { .column = { "news", 4 },
	.title = { "全市政务公开工作会议召开", 36 },
	.body = { "见[公告](https://a.example/1)和 http://b.example/2 。\n", 58 } };
static const struct str both[] = { { "https://a.example/1", 19 }, { "http://b.example/2", 18 } };

static void step(uint64_t *n, enum article_action action, const struct viewer *by)
{
	struct article now = *n != 0 ? rig_article(*n) : (struct article){ 0 };
	struct article_refusal refusal;
	struct article_text says = text;
	struct article after;

	says.note = now.versions > 0 ? S("更正") : S("");
	assert_int_equal(article_change(&rig, n, &(struct article_change){ .action = action, .by = by,
		.text = &says, .version = now.version, .hash = now.draft_hash }, &after, &refusal), OK);
}

static uint64_t publish(uint64_t n)
{
	step(&n, n == 0 ? ARTICLE_CREATE : ARTICLE_EDIT, &rig_author);
	step(&n, ARTICLE_SUBMIT, &rig_author);
	step(&n, ARTICLE_APPROVE, &rig_reviewer);
	return n;
}

static int64_t in_list(const char *index)
{
	int64_t all, late;

	assert_int_equal(articles_due(&rig, str_of(index), &all, &late), OK);
	return all;
}

static void look(uint64_t n, const char *first, const char *second)
{
	const struct str why[] = { str_of(first), str_of(second) };

	assert_int_equal(outward_keep(&rig, &(struct outward_look){ .n = n,
		.version = rig_article(n).versions,
		.urls = both, .why = why, .count = 2 }), OK);
}

static void addresses_are_found_where_people_and_markdown_write_them(void **state)
{
	static const struct { const char *body; const char *found; } rows[] = {
		{ "没有链接，也没有 ftp://a.example/x", "" },
		{ "[甲](https://a.example/x?y=1&z=2)。", "https://a.example/x?y=1&z=2 " },
		{ "<http://a.example/>", "http://a.example/ " },
		{ "请看https://a.example/路。", "https://a.example/ " },
		{ "https://a.example/x. https://a.example/x, https://b.example", "https://a.example/x https://b.example " },
		{ "https:// 和 http://", "" },
		{ "[甲]: https://a.example/x \"题\"", "https://a.example/x " },
		{ "](/articles/3) ](/columns/news)", "" },
		{ "https://own.example/x https://OWN.example http://own.example.org/", "http://own.example.org/ " },
	};
	char domain[] = "own.example";

	(void)state;
	rig_config.site.domain = domain;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct str found[OUTWARD_MOST];
		size_t count = outward_find(&rig, str_of(rows[i].body), found);
		struct str all = S("");

		for (size_t k = 0; k < count; k++)
			all = ARENA_GLUE(rig.arena, all, found[k], S(" "));
		assert_true(str_eq(all, str_of(rows[i].found)));
	}
	rig_config.site.domain = NULL;
}

static void a_link_is_broken_after_three_failures_in_a_row_and_whole_after_one_success(void **state)
{
	uint64_t n = publish(0);

	(void)state;
	assert_int_equal(in_list(ARTICLES_LINKS), 1);
	for (int day = 0; day < 3; day++) {
		assert_int_equal(in_list(ARTICLES_BROKEN), 0);
		look(n, "", "页面不存在");
		assert_int_equal(rig_article(n).links_next, rig.now + MS_PER_DAY);
		rig.now += MS_PER_DAY;
	}
	assert_int_equal(in_list(ARTICLES_BROKEN), 1);
	assert_int_equal(rig_article(n).links_broken, rig.now - 3 * MS_PER_DAY);
	assert_recount_agrees();
	look(n, "", "");
	assert_int_equal(in_list(ARTICLES_BROKEN), 0);
	assert_int_equal(rig_article(n).links_next, rig.now + OUTWARD_DAYS * MS_PER_DAY);
	look(n, "", "连接不上");
	assert_int_equal(in_list(ARTICLES_BROKEN), 0);
}

static void another_version_is_looked_at_anew_and_one_taken_off_is_not(void **state)
{
	uint64_t n = publish(0);
	struct outward_failure *list;
	struct article_refusal refusal;
	struct article after;
	size_t count;

	(void)state;
	for (int i = 0; i < 3; i++)
		look(n, "找不到这个域名", "");
	assert_int_equal(in_list(ARTICLES_BROKEN), 1);
	publish(n);
	assert_int_equal(in_list(ARTICLES_BROKEN), 0);
	assert_int_equal(rig_article(n).links_next, rig.now);
	assert_int_equal(outward_read(&rig, &n, 1, &list, &count), OK);
	assert_int_equal(count, 0);
	/* What was found in the version before is too late. */
	assert_int_equal(outward_keep(&rig, &(struct outward_look){ .n = n, .version = 1 }), OK);
	assert_int_equal(rig_article(n).links_next, rig.now);
	assert_int_equal(article_change(&rig, &n, &(struct article_change){ .action = ARTICLE_TAKE_DOWN,
		.by = &rig_author, .version = rig_article(n).version,
		.takedown = TAKEDOWN_GONE, .reason = S("有误") },
		&after, &refusal), OK);
	assert_int_equal(in_list(ARTICLES_LINKS), 0);
	assert_recount_agrees();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup(name, rig_newsroom)
		TEST(addresses_are_found_where_people_and_markdown_write_them),
		TEST(a_link_is_broken_after_three_failures_in_a_row_and_whole_after_one_success),
		TEST(another_version_is_looked_at_anew_and_one_taken_off_is_not),
#undef TEST
	};

	return cmocka_run_group_tests(tests, rig_start, rig_stop);
}
