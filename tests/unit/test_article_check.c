/* What the system finds in a draft, against a real Redis: each finding, and that each is answered on its own. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "article_rig.h"
#include "publish/article_change.h"
#include "publish/article_check.h"
#include "store/keys.h"
#include "upkeep/recount.h"


#define TITLE "全市政务公开工作会议召开"
#define CLEAN "会议部署了全年工作。"
#define ALL "personal,word,date,link,title,number,document"

static int begin(void **state)
{
	struct column news = { .id = S("news"), .name = S("工作动态"), .type = S("工作动态") };
	struct column policy = { .id = S("policy"), .name = S("政策文件"), .type = S("政策文件") };
	struct str wrong;

	rig_clean(state);
	assert_int_equal(column_put(&rig, &news, S("operator"), &wrong), OK);
	assert_int_equal(column_put(&rig, &policy, S("operator"), &wrong), OK);
	return 0;
}

static struct article_text says(const char *title, const char *body)
{
	return (struct article_text){ .column = S("news"), .title = str_of(title), .body = str_of(body) };
}

static enum status change(uint64_t *n, struct article_change change, struct article_refusal *refusal)
{
	struct article article = { 0 };

	if (*n != 0)
		assert_int_equal(article_read(&rig, *n, &article), OK);
	change.version = article.version;
	change.hash = article.draft_hash;
	return article_change(&rig, n, &change, &article, refusal);
}

static uint64_t create(const struct article_text *text)
{
	struct article_refusal refusal;
	uint64_t n = 0;

	assert_int_equal(change(&n, (struct article_change){ .action = ARTICLE_CREATE, .by = &rig_author,
		.text = text }, &refusal), OK);
	return n;
}

static enum status submit(uint64_t n, const char *answered, struct article_refusal *refusal)
{
	return change(&n, (struct article_change){ .action = ARTICLE_SUBMIT, .by = &rig_author,
		.answered = str_of(answered) }, refusal);
}

static uint64_t publish(const struct article_text *text)
{
	struct article_refusal refusal;
	uint64_t n = create(text);

	assert_int_equal(submit(n, "title,number", &refusal), OK);
	assert_int_equal(change(&n, (struct article_change){ .action = ARTICLE_APPROVE, .by = &rig_reviewer },
		&refusal), OK);
	return n;
}

static struct article_findings found(uint64_t n, const struct article_text *text)
{
	struct article_findings findings;

	assert_int_equal(article_check(&rig, n, text, NULL, &findings), OK);
	return findings;
}

static void each_thing_is_found_once_and_named(void **state)
{
	static const struct {
		const char *body;
		const char *kind;	/* NULL: nothing */
		const char *what;
	} rows[] = {
		{ CLEAN, NULL, NULL },
		{ "联系电话13812345678，再说一遍13812345678。", "personal", "13812345678" },
		{ "身份证号110101199003074514的群众。", "personal", "110101199003074514" },
		{ "会议定于2月30日召开，不是2月29日。", "date", "2月30日" },
		{ "2026年13月的计划。", "date", "2026年13月" },
		{ "2023年2月29日召开。", "date", "2023年2月29日" },
		{ "1895年4月17日、2024年2月29日、13月度。", NULL, NULL },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct article_text text = says(TITLE, rows[i].body);
		struct article_findings findings = found(0, &text);

		if (findings.count != (rows[i].kind != NULL))
			fail_msg("%s: %zu findings", rows[i].body, findings.count);
		if (rows[i].kind == NULL)
			continue;
		assert_string_equal(article_finding_name(findings.list[0].kind), rows[i].kind);
		assert_true(str_eq(findings.list[0].what, str_of(rows[i].what)));
	}
}

static void what_stops_a_draft_is_answered_by_no_tick(void **state)
{
	static const struct article_findings links = { .count = 1,
		.list = { { FINDING_LINK, S("/articles/99"), S("没有公开") } } };
	struct article_text date = says(TITLE, "会议定于2月30日召开。");
	struct article_text link = says(TITLE, CLEAN);
	struct article_refusal refusal;
	uint64_t n = create(&date);

	(void)state;
	assert_int_equal(submit(n, ALL, &refusal), ERR_INVALID);
	assert_true(refusal.why.len > 0);
	n = create(&link);
	assert_int_equal(change(&n, (struct article_change){ .action = ARTICLE_SUBMIT, .by = &rig_author,
		.answered = S(ALL), .links = &links }, &refusal), ERR_INVALID);
	assert_true(str_search(refusal.why, S("/articles/99（没有公开）"), 0) < refusal.why.len);
	assert_int_equal(submit(n, ALL, &refusal), OK);
}

/* Every set of ticks: it is enough when it has the kind of each warning. */
static void each_warning_needs_its_own_tick(void **state)
{
	static const char *const ticks[] = { "personal", "title", "word", "1" };
	struct article_text text = says(TITLE, "联系电话13812345678，欢迎来电。");
	struct article_text twin = says(TITLE, CLEAN);
	struct article_refusal refusal;

	(void)state;
	publish(&twin);
	for (unsigned set = 0; set < 16; set++) {
		struct str answered = { 0 };
		uint64_t n = create(&text);

		for (size_t i = 0; i < 4; i++)
			if ((set & (1u << i)) != 0)
				answered = ARENA_GLUE(rig.arena, answered, S(","), str_of(ticks[i]));
		assert_int_equal(submit(n, arena_cstr(rig.arena, answered), &refusal),
			(set & 3) == 3 ? OK : ERR_INVALID);
		if ((set & 3) == 3)
			continue;
		assert_string_equal(refusal.field, "answered");
		assert_true(str_search(refusal.why,
			(set & 1) != 0 ? S("同名") : S("个人信息"), 0) < refusal.why.len);
	}
}

static size_t twins(uint64_t n, const char *title)
{
	struct article_text text = says(title, CLEAN);

	return found(n, &text).count;
}

static void a_title_is_compared_with_every_public_article(void **state)
{
	struct article_text text = says(TITLE, CLEAN);
	struct article_refusal refusal;
	uint64_t first;

	(void)state;
	text.column = S("policy");
	first = publish(&text);
	for (int i = 0; i < 60; i++) {
		text = says(arena_cstr(rig.arena, arena_printf(rig.arena, "第%d次全市工作会议", i)), CLEAN);
		publish(&text);
	}
	assert_int_equal(twins(0, TITLE), 1);
	assert_int_equal(twins(first, TITLE), 0);
	assert_int_equal(twins(0, TITLE "了"), 0);
	/* Another title takes its place, and then nothing. */
	text = says("全市政务公开工作会议改期", CLEAN);
	text.note = S("改期");
	assert_int_equal(change(&first, (struct article_change){ .action = ARTICLE_EDIT, .by = &rig_author,
		.text = &text }, &refusal), OK);
	assert_int_equal(twins(0, TITLE), 1);
	assert_int_equal(submit(first, "", &refusal), OK);
	assert_int_equal(change(&first, (struct article_change){ .action = ARTICLE_APPROVE,
		.by = &rig_reviewer },
		&refusal), OK);
	assert_int_equal(twins(0, TITLE), 0);
	assert_int_equal(twins(0, "全市政务公开工作会议改期"), 1);
	assert_int_equal(change(&first, (struct article_change){ .action = ARTICLE_TAKE_DOWN,
		.by = &rig_author,
		.reason = S("内容有误"), .takedown = TAKEDOWN_GONE }, &refusal), OK);
	assert_int_equal(twins(0, "全市政务公开工作会议改期"), 0);
	assert_recount_agrees();
}

/* The version before kept no titles: the recount makes them up. */
static void titles_of_an_older_state_are_healed(void **state)
{
	struct article_text text = says(TITLE, CLEAN);
	struct recount recount = { 0 };
	struct batch batch;

	(void)state;
	publish(&text);
	batch = batch_in(rig.arena);
	BATCH(&batch, S("DEL"), key_articles(rig.store, rig.arena, S(ARTICLES_TITLES)));
	assert_int_equal(store_commit(rig.store, &batch, NULL), OK);
	assert_int_equal(twins(0, TITLE), 0);
	assert_int_equal(recount_run(&rig, true, &recount), OK);
	assert_int_equal(recount.wrong, 1);
	assert_int_equal(twins(0, TITLE), 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup(name, begin)
		TEST(each_thing_is_found_once_and_named),
		TEST(what_stops_a_draft_is_answered_by_no_tick),
		TEST(each_warning_needs_its_own_tick),
		TEST(a_title_is_compared_with_every_public_article),
		TEST(titles_of_an_older_state_are_healed),
#undef TEST
	};

	return cmocka_run_group_tests(tests, rig_start, rig_stop);
}
