/* The dailies of an older version become articles, against a real Redis: once, and counted as before. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/clock.h"
#include "casework_rig.h"
#include "publish/article_access.h"
#include "publish/article_origin.h"
#include "publish/digest.h"
#include "store/keys.h"
#include "upkeep/old_digests.h"

static char host[] = "云川市人民政府办公室";

static int begin(void **state)
{
	rig_clean(state);
	rig_config.site.host = host;
	return 0;
}

/* A daily as the version before wrote it; released_by NULL: a draft. */
static void plant(const char *date, const char *text, const char *cases, const char *edited_by,
	const char *released_by)
{
	struct str key = key_digest(rig.store, rig.arena, str_of(date));
	struct batch batch = batch_in(rig.arena);
	struct date day;

	assert_true(date_parse(str_of(date), &day));
	BATCH(&batch, S("HSET"), key, S("version"), S("3"), S("text"), str_of(text),
		S("cases"), str_of(cases), S("made"), num(rig.arena, clock_day_start(day_of_date(day) + 1)));
	if (edited_by[0] != '\0')
		BATCH(&batch, S("HSET"), key, S("edited_by"), str_of(edited_by));
	BATCH(&batch, S("ZADD"), key_digests(rig.store, rig.arena, S("all")),
		num(rig.arena, day_of_date(day)), str_of(date));
	if (released_by != NULL) {
		BATCH(&batch, S("HSET"), key, S("public"), S("1"), S("released_by"), str_of(released_by),
			S("released"), num(rig.arena, clock_day_start(day_of_date(day)) + 9 * MS_PER_HOUR));
		BATCH(&batch, S("ZADD"), key_digests(rig.store, rig.arena, S("public")),
			num(rig.arena, day_of_date(day)), str_of(date));
	}
	assert_int_equal(store_commit(rig.store, &batch, NULL), OK);
}

static struct old_digests run(void)
{
	struct old_digests done = { 0 };

	assert_int_equal(old_digests_run(&rig, &done), OK);
	return done;
}

static uint64_t moved_to(struct str address)
{
	uint64_t n;

	assert_int_equal(article_origin_find(&rig, address, &n), OK);
	return n;
}

static struct article_version published(uint64_t n, struct article *article)
{
	struct article_version version;

	assert_int_equal(article_read_version(&rig, n, 0, article, &version), OK);
	return version;
}

static int64_t keys_left(void)
{
	struct batch batch = batch_in(rig.arena);
	struct result *results;

	BATCH(&batch, S("EXISTS"), key_digest(rig.store, rig.arena, S("2020-11-20")),
		key_digest(rig.store, rig.arena, S("2020-11-21")),
		key_digests(rig.store, rig.arena, S("all")), key_digests(rig.store, rig.arena, S("public")));
	assert_int_equal(store_run(rig.store, &batch, &results), OK);
	return results[0].integer;
}

static void a_published_one_stays_what_it_was_and_a_draft_stays_a_draft(void **state)
{
	uint64_t topic = rig_case_in(STATE_ANSWERED);
	uint64_t open = rig_case_in(STATE_ASSIGNED);
	struct article_version version;
	struct article article;
	struct article_text text;
	struct str bytes;
	uint64_t n;

	(void)state;
	plant("2020-11-20", "收到话题 4 个。\n\n1. 路灯\n*已修好*", "2,1", "ed1", "rev1");
	plant("2020-11-21", "编辑改过的正文，请以此为准。", "2,1", "ed1", NULL);
	assert_int_equal(run().moved, 2);
	n = moved_to(S("/digests/2020-11-20"));
	version = published(n, &article);
	assert_true(topic == 1 && open == 2 && str_eq(article.cases, S("2,1")));
	assert_true(article_opens(&article) == OPENS_PAGE && str_eq(article.column, S(DIGEST_COLUMN)));
	assert_true(str_eq(article.title, S("问政日报 2020年11月20日")));
	assert_true(str_eq(clock_minute(rig.arena, article.published), S("2020-11-20 09:00")));
	assert_true(str_eq(version.written_by, S("ed1")) && str_eq(version.reviewed_by, S("rev1")));
	assert_true(version.seal.len > 0 && str_eq(version.text.source, str_of(host)));
	assert_true(str_eq(version.text.body, S("收到话题 4 个。\n\n1\\. 路灯\\\n\\*已修好\\*")));
	assert_int_equal(moved_to(S("/digests/2020-11-21")), 0);
	assert_int_equal(article_read_draft(&rig, n + 1, &article, &bytes, &text), OK);
	assert_true(article.state == ARTICLE_DRAFT && str_eq(article.editors, S("ed1")));
	assert_true(str_eq(text.cases, S("1")));
	assert_recount_agrees();
}

static void it_counts_as_before_and_happens_once(void **state)
{
	int32_t first = day_of_date((struct date){ 2020, 1, 1 });
	int64_t count;

	(void)state;
	plant("2020-11-20", "这一天收到话题四个。", "", "", "rev1");
	plant("2020-11-21", "这一天收到话题五个。", "", "", "rev1");
	assert_int_equal(run().moved, 2);
	assert_int_equal(keys_left(), 0);
	assert_int_equal(run().moved, 0);
	plant("2020-11-20", "这一天收到话题四个。", "", "", "rev1");
	assert_int_equal(run().moved, 1);
	assert_int_equal(digest_count(&rig, first, first + 365, &count), OK);
	assert_int_equal(count, 2);
	assert_int_equal(digest_count(&rig, first + 366, first + 700, &count), OK);
	assert_int_equal(count, 0);
	assert_recount_agrees();
}

static void one_that_is_refused_stays_and_holds_up_no_other(void **state)
{
	struct old_digests done;

	(void)state;
	plant("2020-11-20", "审核人和撰写人是同一个人。", "", "rev1", "rev1");
	plant("2020-11-21", "这一天收到话题五个。", "", "ed1", "rev1");
	done = run();
	assert_true(done.moved == 1 && done.refused == 1);
	assert_true(moved_to(S("/digests/2020-11-20")) == 0 && moved_to(S("/digests/2020-11-21")) != 0);
	assert_int_equal(keys_left(), 3);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup(name, begin)
		TEST(a_published_one_stays_what_it_was_and_a_draft_stays_a_draft),
		TEST(it_counts_as_before_and_happens_once),
		TEST(one_that_is_refused_stays_and_holds_up_no_other),
#undef TEST
	};

	return cmocka_run_group_tests(tests, rig_start, rig_stop);
}
