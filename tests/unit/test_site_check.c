/* The site check, against a real Redis: each planted fault is found with its day, and nothing on a clean site. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/clock.h"
#include "casework_rig.h"
#include "publish/article_change.h"
#include "publish/article_check.h"
#include "publish/column.h"
#include "report/site/site_check.h"
#include "report/site/site_pages.h"

static const struct viewer author = { .roles = ROLE_EDITOR, .id = { "author", 6 } };
static const struct viewer reviewer = { .roles = ROLE_REVIEWER, .id = { "reviewer", 8 } };

static void put_column(const char *id, const char *type, int64_t days)
{
	struct column column = { .id = str_of(id), .name = str_of(id), .type = str_of(type), .days = days,
		.depts = S("zjj,jtj"), .accounts = S("author") };
	struct str wrong;

	assert_int_equal(column_put(&rig, &column, S("operator"), &wrong), OK);
}

static void step(uint64_t *n, struct article_change change)
{
	struct article article = { 0 };
	struct article_refusal refusal = { 0 };

	if (*n != 0)
		assert_int_equal(article_read(&rig, *n, &article), OK);
	change.version = article.version;
	change.hash = article.draft_hash;
	assert_int_equal(article_change(&rig, n, &change, &article, &refusal), OK);
}

static uint64_t publish_text(const struct article_text *text)
{
	uint64_t n = 0;

	step(&n, (struct article_change){ .action = ARTICLE_CREATE, .by = &author, .text = text });
	step(&n, (struct article_change){ .action = ARTICLE_SUBMIT, .by = &author,
		.answered = article_findings_all(rig.arena) });
	step(&n, (struct article_change){ .action = ARTICLE_APPROVE, .by = &reviewer });
	return n;
}

static uint64_t publish(const char *column, struct str at)
{
	struct article_text text = { .column = str_of(column), .title = S("全市政务公开工作会议召开"),
		.body = S("会议部署了全年工作。\n"), .publish_at = at };

	return publish_text(&text);
}

static char idcode[] = "5325020001";
static char icp[] = "滇ICP备00000001号";
static char contact[] = "0873-12345";

/* A site without a fault: one column with a fresh article, all settings made. */
static int clean(void **state)
{
	rig_clean(state);
	rig_config.site.idcode = idcode;
	rig_config.site.icp = icp;
	rig_config.site.contact = contact;
	put_column("news", "工作动态", 14);
	publish("news", (struct str){ 0 });
	return 0;
}

/* What is found, a line each: "fails column-news 2026-03-16 栏目“news” 市住建局、市交通局;". */
static struct str found(void)
{
	struct site_findings findings;
	struct str text = { 0 };

	assert_int_equal(site_check(&rig, &findings), OK);
	for (size_t i = 0; i < findings.count; i++) {
		const struct site_finding *f = &findings.list[i];
		struct str day = clock_date(rig.arena, clock_day_start(f->fails));

		text = arena_printf(rig.arena, "%.*s%s %s %.*s %.*s; ", STR_ARG(text),
			f->failing ? "fails" : "warns", f->indicator->id, STR_ARG(day), STR_ARG(f->what));
		assert_true(f->who.len > 0 && f->link.len > 0 && f->link.data[0] == '/');
	}
	return text;
}

static void assert_found(const char *wanted)
{
	struct str got = found();

	if (!str_eq(got, str_of(wanted)))
		fail_msg("found \"%.*s\", not \"%s\"", STR_ARG(got), wanted);
}

/* Among what is found. */
static void assert_finds(const char *wanted)
{
	struct str got = found();

	if (strstr(arena_printf(rig.arena, "%.*s", STR_ARG(got)).data, wanted) == NULL)
		fail_msg("\"%s\" isn't among \"%.*s\"", wanted, STR_ARG(got));
}

static void nothing_is_found_on_a_clean_site(void **state)
{
	(void)state;
	rig_submit("路灯不亮", "人民路东段的路灯坏了一个多月。");
	assert_found("");
}

static void home_and_news_warn_at_ten_days_and_fail_at_fourteen(void **state)
{
	(void)state;
	rig.now = rig_moment("2026-03-11 10:00");
	assert_found("");
	rig.now = rig_moment("2026-03-12 10:00");
	assert_found("warns home 2026-03-16 首页; warns column-news 2026-03-16 栏目“news”; ");
	rig.now = rig_moment("2026-03-16 00:00");
	assert_found("fails home 2026-03-16 首页; fails column-news 2026-03-16 栏目“news”; ");
}

static void notices_fail_after_six_months_or_their_own_days_if_fewer(void **state)
{
	(void)state;
	put_column("notices", "通知公告", 0);
	put_column("short", "通知公告", 60);
	put_column("own", "回应关切", 30);
	publish("notices", (struct str){ 0 });
	publish("short", (struct str){ 0 });
	publish("own", (struct str){ 0 });
	rig.now = rig_moment("2026-04-22 10:00");
	assert_finds("warns column-notices 2026-05-01 栏目“short”; fails column-days 2026-04-01 栏目“own”; ");
	rig.now = rig_moment("2026-08-19 10:00");
	assert_finds("warns column-notices 2026-09-02 栏目“notices”; ");
}

static void a_blank_column_is_found_at_once_and_five_fail_the_site(void **state)
{
	static const char *const ids[] = { "a", "b", "c", "d", "e" };
	struct column below = { .id = S("below"), .name = S("below"), .parent = S("a"),
		.type = S("政策解读") };
	struct str wrong;

	(void)state;
	for (size_t i = 0; i < 4; i++)
		put_column(ids[i], "政策解读", 0);
	assert_found("fails column-blank 2026-03-02 栏目“a”; fails column-blank 2026-03-02 栏目“b”; "
		"fails column-blank 2026-03-02 栏目“c”; fails column-blank 2026-03-02 栏目“d”; ");
	put_column("e", "政策解读", 0);
	assert_finds("fails columns-blank 2026-03-02 5个空白栏目; ");
	/* A column with others below it isn't blank itself; a closed one doesn't count. */
	assert_int_equal(column_put(&rig, &below, S("operator"), &wrong), OK);
	publish("below", (struct str){ 0 });
	assert_null(strstr(arena_printf(rig.arena, "%.*s", STR_ARG(found())).data, "“a”"));
}

static void five_stale_columns_of_news_and_notices_or_ten_fail_the_site(void **state)
{
	(void)state;
	for (int i = 0; i < 9; i++) {
		const char *id = arena_printf(rig.arena, "c%d", i).data;

		put_column(id, i < 4 ? "工作动态" : "回应关切", 20);
		publish(id, (struct str){ 0 });
	}
	rig.now = rig_moment("2026-03-07 10:00");
	assert_finds("warns columns-news 2026-03-16 已有0个栏目超期未更新; ");
	rig.now = rig_moment("2026-03-22 10:00");
	assert_finds("fails columns-news 2026-03-16 已有5个栏目超期未更新; "
		"fails columns-stale 2026-03-22 已有10个栏目超期未更新; ");
}

static void a_message_without_an_answer_warns_after_two_months(void **state)
{
	(void)state;
	rig_submit("路灯不亮", "人民路东段的路灯坏了一个多月。");
	rig_order_in(STATE_ASSIGNED);
	rig.now = rig_moment("2026-05-03 10:00");
	assert_finds("warns message 2026-06-02 留言 YC20260302-00001; ");
	rig.now = rig_moment("2026-06-02 10:00");
	assert_finds("fails message 2026-06-02 留言 YC20260302-00001; ");
	assert_null(strstr(arena_printf(rig.arena, "%.*s", STR_ARG(found())).data, "00002"));
}

static void no_new_public_reply_for_two_months_is_found(void **state)
{
	uint64_t n;

	(void)state;
	n = rig_case_in(STATE_ANSWERED);
	assert_int_equal(n, 1);
	rig.now = rig_moment("2026-04-17 10:00");
	assert_null(strstr(arena_printf(rig.arena, "%.*s", STR_ARG(found())).data, "reply"));
	rig.now = rig_moment("2026-05-01 10:00");
	assert_finds("warns reply 2026-05-0");
	rig.now = rig_moment("2026-06-01 10:00");
	assert_finds("fails reply 2026-05-0");
}

static void a_scheduled_article_that_stayed_behind_is_found(void **state)
{
	uint64_t n = publish("news", clock_minute(rig.arena, rig.now + MS_PER_HOUR));

	(void)state;
	assert_found("");
	rig.now += 2 * MS_PER_HOUR;
	assert_found(arena_printf(rig.arena, "fails release 2026-03-02 信息 %d; ", (int)n).data);
}

static void the_end_of_the_holiday_table_is_found_a_month_ahead(void **state)
{
	(void)state;
	rig.now = rig_moment("2026-12-01 10:00");
	assert_finds("warns holidays 2027-01-01 节假日表只到2026年; ");
}

static void settings_that_are_missing_or_left_as_shipped_are_found(void **state)
{
	static char shipped[] = "0000000000";

	(void)state;
	rig_config.site.idcode = shipped;
	rig_config.site.icp = NULL;
	assert_found("fails field 2026-03-02 网站标识码（[site] idcode）; "
		"fails field 2026-03-02 ICP备案号（[site] icp）; ");
}

static void a_document_that_nobody_interprets_fails_after_three_working_days(void **state)
{
	struct article_text text = { .column = S("news"), .title = S("关于做好高龄津贴发放工作的通知"),
		.body = S("现将有关事项通知如下。"), .validity = S("valid"),
		.doc_number = S("云政发〔2026〕3号"), .doc_body = S("云川市人民政府"),
		.doc_issued = S("2026-03-02") };
	uint64_t n = publish_text(&text);

	(void)state;
	rig.now = rig_moment("2026-03-03 23:59");
	assert_found("");
	rig.now = rig_moment("2026-03-04 00:00");
	assert_found("warns interpretation 2026-03-06 政策文件 云政发〔2026〕3号; ");
	rig.now = rig_moment("2026-03-06 00:00");
	assert_found("fails interpretation 2026-03-06 政策文件 云政发〔2026〕3号; ");
	text = (struct article_text){ .column = S("news"), .title = S("高龄津贴政策问答"),
		.body = S("一、津贴发给谁？"), .explains = num(rig.arena, (int64_t)n),
		.kind = S("questions") };
	publish_text(&text);
	assert_found("");
}

/* A week of 200 visits a day to each page, so many of them slow on its first day. */
static void visits(int64_t slow)
{
	struct site_page rows[] = { { S("/topics/:n"), 200, slow }, { S("/"), 200, 1 } };
	int64_t now = rig.now;

	for (int day = 0; day < SITE_PAGES_DAYS; day++, rig.now += MS_PER_DAY) {
		assert_int_equal(site_pages_add(&rig, rows, 2), OK);
		rows[0].slow = rows[1].slow = 0;
	}
	rig.now = now;
}

static void pages_that_are_slow_for_one_visit_in_twenty_fail_the_site(void **state)
{
	(void)state;
	visits(10);
	assert_found("fails pages 2026-03-02 页面 /topics/:n：近7天200次访问中有10次超过15秒; ");
	rig.now += 6 * MS_PER_DAY;
	/* 10 of 1,400. */
	assert_found("");
	visits(0);
	/* 10 of 1,600 and then 30. */
	assert_found("");
	rig.now -= 6 * MS_PER_DAY;
	visits(20);
	rig.now += 6 * MS_PER_DAY;
	assert_found("warns pages 2026-03-15 页面 /topics/:n：近7天3000次访问中有30次超过15秒; ");
	rig.now += MS_PER_DAY;
	/* The bad day is out of the week. */
	assert_found("");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(nothing_is_found_on_a_clean_site, clean),
		cmocka_unit_test_setup(home_and_news_warn_at_ten_days_and_fail_at_fourteen, clean),
		cmocka_unit_test_setup(notices_fail_after_six_months_or_their_own_days_if_fewer, clean),
		cmocka_unit_test_setup(a_blank_column_is_found_at_once_and_five_fail_the_site, clean),
		cmocka_unit_test_setup(five_stale_columns_of_news_and_notices_or_ten_fail_the_site, clean),
		cmocka_unit_test_setup(a_message_without_an_answer_warns_after_two_months, clean),
		cmocka_unit_test_setup(no_new_public_reply_for_two_months_is_found, clean),
		cmocka_unit_test_setup(a_scheduled_article_that_stayed_behind_is_found, clean),
		cmocka_unit_test_setup(a_document_that_nobody_interprets_fails_after_three_working_days,
			clean),
		cmocka_unit_test_setup(the_end_of_the_holiday_table_is_found_a_month_ahead, clean),
		cmocka_unit_test_setup(pages_that_are_slow_for_one_visit_in_twenty_fail_the_site, clean),
		cmocka_unit_test_setup(settings_that_are_missing_or_left_as_shipped_are_found, clean),
	};

	return cmocka_run_group_tests(tests, rig_start, rig_stop);
}
