/* The topics that articles list, against a real Redis: how they are named, found again and counted. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/clock.h"
#include "article_rig.h"
#include "publish/article_change.h"
#include "publish/article_check.h"
#include "publish/digest.h"
#include "store/keys.h"
#include "upkeep/recount.h"

static struct article after;
static struct article_refusal refusal;

static int begin(void **state)
{
	struct column digest = { .id = S(DIGEST_COLUMN), .name = S("微问政消息") };
	struct column news = { .id = S("news"), .name = S("工作动态") };
	struct str wrong;

	rig_clean(state);
	after = (struct article){ 0 };
	assert_int_equal(column_put(&rig, &digest, S("operator"), &wrong), OK);
	assert_int_equal(column_put(&rig, &news, S("operator"), &wrong), OK);
	return 0;
}

static enum status step(uint64_t *n, enum article_action action, const struct viewer *by,
	const struct article_text *text)
{
	const struct article_change change = { .action = action, .by = by, .version = after.version,
		.text = text, .hash = after.draft_hash, .answered = article_findings_all(rig.arena),
		.reason = S("内容有误"), .takedown = TAKEDOWN_NOTICE };

	return article_change(&rig, n, &change, &after, &refusal);
}

/* Publishes an article, or with *n the next version of one. */
static void publish(uint64_t *n, struct str column, struct str cases)
{
	const struct article_text text = { .column = column, .title = S("微问政消息第一期"),
		.body = S("这一周办理了下面的话题。"), .note = S("补充话题"), .cases = cases };

	assert_int_equal(step(n, *n == 0 ? ARTICLE_CREATE : ARTICLE_EDIT, &rig_author, &text), OK);
	assert_int_equal(step(n, ARTICLE_SUBMIT, &rig_author, NULL), OK);
	assert_int_equal(step(n, ARTICLE_APPROVE, &rig_reviewer, NULL), OK);
}

/* How many articles list a case. */
static int64_t listing(uint64_t n)
{
	struct batch batch = batch_in(rig.arena);
	struct result *results;

	BATCH(&batch, S("ZCARD"), key_articles(rig.store, rig.arena, picks_index(rig.arena, n)));
	assert_int_equal(store_run(rig.store, &batch, &results), OK);
	return results[0].integer;
}

static int64_t counted(int32_t from, int32_t to)
{
	int64_t count;

	assert_int_equal(digest_count(&rig, from, to, &count), OK);
	return count;
}

static void numbers_are_read_as_people_write_them_and_name_answered_public_topics(void **state)
{
	uint64_t first = rig_case_in(STATE_ANSWERED);
	uint64_t second = rig_case_in(STATE_CLOSED);
	struct case_record record = read_case(second);
	const struct {
		struct str text;
		struct str tidy;	/* empty: refused */
	} rows[] = {
		{ arena_printf(rig.arena, " %d，%.*s、%d\n, ", (int)first,
			STR_ARG(case_number(&rig, &record)), (int)first), S("1,2") },
		{ S("2 1"), S("2,1") },
		{ num(rig.arena, (int64_t)rig_case_in(STATE_ASSIGNED)), S("") },
		{ num(rig.arena, (int64_t)rig_case_in(STATE_PENDING)), S("") },
		{ num(rig.arena, (int64_t)rig_letter_in(STATE_ANSWERED, true)), S("") },
		{ S("1 9999"), S("") },
		{ S("路灯"), S("") },
	};
	struct str many = { 0 };
	struct str wrong;

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct str text = rows[i].text;
		enum status status = digest_tidy_cases(&rig, &text, &wrong);

		if (status != (rows[i].tidy.len > 0 ? OK : ERR_INVALID) ||
			(status != OK) != (wrong.len > 0) || (status == OK && !str_eq(text, rows[i].tidy)))
			fail_msg("row %zu: %s %.*s", i, status_code(status), STR_ARG(text));
	}
	assert_true(str_eq(wrong, S("“路灯”不是已公开答复的话题。")));
	for (int i = 0; i <= PICKS_MOST; i++) {
		assert_int_equal(digest_tidy_cases(&rig, &many, &wrong), OK);
		many = ARENA_GLUE(rig.arena, many, S(" "),
			num(rig.arena, (int64_t)rig_case_in(STATE_ANSWERED)));
	}
	assert_int_equal(digest_tidy_cases(&rig, &many, &wrong), ERR_INVALID);
	assert_true(str_eq(wrong, S("最多列 20 个话题。")));
}

static void a_topic_finds_the_public_articles_that_list_it_and_a_recount_proves_it(void **state)
{
	struct batch batch = batch_in(rig.arena);
	struct recount recount = { 0 };
	uint64_t n = 0;

	(void)state;
	rig_case_in(STATE_ANSWERED);
	rig_case_in(STATE_ANSWERED);
	publish(&n, S(DIGEST_COLUMN), S("2 1"));
	assert_true(str_eq(after.cases, S("2,1")));
	assert_true(listing(1) == 1 && listing(2) == 1);
	publish(&n, S(DIGEST_COLUMN), S("2"));
	assert_true(listing(1) == 0 && listing(2) == 1);
	assert_recount_agrees();
	BATCH(&batch, S("DEL"), key_articles(rig.store, rig.arena, picks_index(rig.arena, 2)));
	BATCH(&batch, S("ZADD"), key_articles(rig.store, rig.arena, picks_index(rig.arena, 1)), S("5"),
		S("1"));
	assert_int_equal(store_commit(rig.store, &batch, NULL), OK);
	assert_int_equal(recount_run(&rig, true, &recount), OK);
	assert_int_equal(recount.wrong, 2);
	assert_true(listing(1) == 0 && listing(2) == 1);
	assert_int_equal(step(&n, ARTICLE_TAKE_DOWN, &rig_author, NULL), OK);
	assert_int_equal(listing(2), 0);
}

static void what_the_column_published_counts_as_digests_of_its_day(void **state)
{
	int32_t today = clock_day(rig.now);
	uint64_t digest = 0;
	uint64_t news = 0;

	(void)state;
	rig_case_in(STATE_ANSWERED);
	publish(&digest, S(DIGEST_COLUMN), S("1"));
	after = (struct article){ 0 };
	publish(&news, S("news"), S("1"));
	assert_int_equal(listing(1), 2);
	assert_int_equal(counted(today, today), 1);
	assert_int_equal(counted(today + 1, today + 30), 0);
	assert_int_equal(counted(today - 30, today - 1), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup(name, begin)
		TEST(numbers_are_read_as_people_write_them_and_name_answered_public_topics),
		TEST(a_topic_finds_the_public_articles_that_list_it_and_a_recount_proves_it),
		TEST(what_the_column_published_counts_as_digests_of_its_day),
#undef TEST
	};

	return cmocka_run_group_tests(tests, rig_start, rig_stop);
}
