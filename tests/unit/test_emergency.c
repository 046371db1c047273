/* Emergency publications, against a real Redis: one person publishes, another reviews it within a working day. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/clock.h"
#include "article_rig.h"
#include "lists/articles.h"
#include "publish/article_change.h"

static const struct viewer author = { .roles = ROLE_EDITOR | ROLE_REVIEWER, .id = { "author", 6 } };
static const struct viewer helper = { .roles = ROLE_EDITOR | ROLE_REVIEWER, .id = { "helper", 6 } };

static const struct article_text text = { .column = { "news", 4 },
	.title = { "全市政务公开工作会议召开", 36 }, .body = { "会议部署了全年工作。\n", 31 } };
static struct article_refusal refusal;

static int begin(void **state)
{
	rig_newsroom(state);
	rig_config.publish.emergency = true;
	return 0;
}

/* Does it to the article as it stands; what is reviewed is what was published. */
static enum status do_it(uint64_t *n, enum article_action action, const struct viewer *by)
{
	struct article now = *n != 0 ? rig_article(*n) : (struct article){ 0 };
	struct article after;

	return article_change(&rig, n, &(struct article_change){ .action = action, .by = by, .text = &text,
		.version = now.version, .reason = S("山洪预警，须立即公开"), .takedown = TAKEDOWN_NOTICE,
		.answered = S("title"),
		.hash = action == ARTICLE_CONFIRM ? now.emergency.hash : now.draft_hash }, &after, &refusal);
}

static uint64_t publish(void)
{
	uint64_t n = 0;

	assert_int_equal(do_it(&n, ARTICLE_CREATE, &author), OK);
	assert_int_equal(do_it(&n, ARTICLE_EMERGENCY, &helper), OK);
	return n;
}

static int64_t waiting(int64_t *late)
{
	int64_t all;

	assert_int_equal(articles_due(&rig, S(ARTICLES_EMERGENCY), &all, late), OK);
	return all;
}

static void it_is_refused_where_it_is_not_configured(void **state)
{
	uint64_t n = 0;

	(void)state;
	rig_config.publish.emergency = false;
	assert_int_equal(do_it(&n, ARTICLE_CREATE, &author), OK);
	assert_int_equal(do_it(&n, ARTICLE_EMERGENCY, &author), ERR_FORBIDDEN);
	assert_true(refusal.why.len > 0);
	assert_int_equal(rig_article(n).versions, 0);
}

static void it_is_public_at_once_marked_and_due_for_review_in_one_working_day(void **state)
{
	uint64_t n = publish();
	struct article_version version;
	struct article article;
	int64_t late;

	(void)state;
	assert_int_equal(article_read_version(&rig, n, 0, &article, &version), OK);
	assert_true(article_listed(&article));
	assert_int_equal(version.reviewed_by.len, 0);
	assert_true(str_eq(version.written_by, S("author,helper")));
	assert_true(version.seal.len > 0);
	assert_true(str_eq(article.emergency.by, S("helper")));
	assert_true(str_eq(article.emergency.hash, version.hash));
	/* Published on a Monday. */
	assert_true(str_eq(clock_date(rig.arena, article.emergency.due), S("2026-03-03")));
	assert_int_equal(waiting(&late), 1);
	assert_int_equal(late, 0);
	rig.now += 2 * MS_PER_DAY;
	assert_int_equal(waiting(&late), 1);
	assert_int_equal(late, 1);
	assert_recount_agrees();
}

static void another_person_closes_the_task_and_nobody_who_took_part(void **state)
{
	uint64_t n = publish();
	int64_t late;

	(void)state;
	assert_int_equal(do_it(&n, ARTICLE_CONFIRM, &author), ERR_FORBIDDEN);
	assert_int_equal(do_it(&n, ARTICLE_CONFIRM, &helper), ERR_FORBIDDEN);
	assert_int_equal(waiting(&late), 1);
	assert_int_equal(do_it(&n, ARTICLE_CONFIRM, &rig_reviewer), OK);
	assert_int_equal(waiting(&late), 0);
	assert_true(str_eq(rig_article(n).emergency.reviewed_by, S("reviewer")));
	assert_int_equal(do_it(&n, ARTICLE_CONFIRM, &rig_reviewer), ERR_NOT_NOW);
	assert_recount_agrees();
}

static void the_review_is_of_the_bytes_that_went_out(void **state)
{
	uint64_t n = publish();
	struct article now = rig_article(n);
	struct article after;

	(void)state;
	assert_int_equal(article_change(&rig, &n, &(struct article_change){ .action = ARTICLE_CONFIRM,
		.by = &rig_reviewer, .version = now.version, .hash = S("another") }, &after, &refusal),
		ERR_CONFLICT);
}

static void a_revision_does_not_end_the_task_and_no_second_one_begins_meanwhile(void **state)
{
	uint64_t n = publish();
	struct article_text later = text;
	struct article after;
	int64_t late;

	(void)state;
	later.note = S("更正时间");
	assert_int_equal(article_change(&rig, &n, &(struct article_change){ .action = ARTICLE_EDIT,
		.by = &author, .version = rig_article(n).version, .text = &later }, &after, &refusal), OK);
	assert_int_equal(do_it(&n, ARTICLE_EMERGENCY, &author), ERR_NOT_NOW);
	assert_int_equal(do_it(&n, ARTICLE_SUBMIT, &author), OK);
	assert_int_equal(do_it(&n, ARTICLE_APPROVE, &rig_reviewer), OK);
	assert_int_equal(waiting(&late), 1);
	assert_int_equal(do_it(&n, ARTICLE_CONFIRM, &rig_reviewer), OK);
	assert_int_equal(rig_article(n).emergency.version, 1);
}

static void taken_down_by_a_reviewer_it_is_reviewed_by_its_author_it_is_not(void **state)
{
	uint64_t first = publish();
	uint64_t second = publish();
	int64_t late;

	(void)state;
	assert_int_equal(do_it(&first, ARTICLE_TAKE_DOWN, &author), OK);
	assert_int_equal(waiting(&late), 2);
	assert_int_equal(do_it(&first, ARTICLE_CONFIRM, &rig_reviewer), OK);
	assert_int_equal(do_it(&second, ARTICLE_TAKE_DOWN, &rig_reviewer), OK);
	assert_int_equal(waiting(&late), 0);
	assert_recount_agrees();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup(name, begin)
		TEST(it_is_refused_where_it_is_not_configured),
		TEST(it_is_public_at_once_marked_and_due_for_review_in_one_working_day),
		TEST(another_person_closes_the_task_and_nobody_who_took_part),
		TEST(the_review_is_of_the_bytes_that_went_out),
		TEST(a_revision_does_not_end_the_task_and_no_second_one_begins_meanwhile),
		TEST(taken_down_by_a_reviewer_it_is_reviewed_by_its_author_it_is_not),
#undef TEST
	};

	return cmocka_run_group_tests(tests, rig_start, rig_stop);
}
