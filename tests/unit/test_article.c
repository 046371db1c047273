/* Articles, against a real Redis: nothing is public but what a second person approved, byte for byte. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/clock.h"
#include "article_rig.h"
#include "publish/article_change.h"
#include "publish/article_check.h"
#include "store/keys.h"
#include "upkeep/due_articles.h"
#include "upkeep/recount.h"

static const struct viewer both = { .roles = ROLE_EDITOR | ROLE_REVIEWER | ROLE_ADMIN, .id = { "both", 4 } };
static const struct viewer fresh = { .roles = ROLE_REVIEWER, .fresh = ROLE_REVIEWER, .id = { "fresh", 5 } };
static const struct viewer jobs = { .roles = ROLE_JOBS, .id = { "jobs", 4 } };

static const struct article_text text = { .column = { "news", 4 },
	.title = { "全市政务公开工作会议召开", 36 }, .body = { "会议部署了全年工作。\n", 31 } };
static struct article_refusal refusal;

static enum status do_it(uint64_t n, enum article_action action, const struct viewer *by)
{
	const struct attachment file = { .id = S("0123456789abcdef01234567"), .name = S("a.pdf"), .size = 7,
		.hash = S("hash") };
	const struct article_file_change added = { .add = &file };

	return rig_change(&n, (struct article_change){ .action = action, .by = by, .text = &text,
		.file = &added,
		.reason = S("内容有误"), .takedown = TAKEDOWN_NOTICE }, &refusal);
}

static uint64_t create(const struct article_text *says)
{
	uint64_t n = 0;

	assert_int_equal(rig_change(&n, (struct article_change){ .action = ARTICLE_CREATE, .by = &rig_author,
		.text = says }, &refusal), OK);
	return n;
}

static uint64_t publish(const struct article_text *says)
{
	uint64_t n = create(says);

	assert_int_equal(do_it(n, ARTICLE_SUBMIT, &rig_author), OK);
	assert_int_equal(do_it(n, ARTICLE_APPROVE, &rig_reviewer), OK);
	return n;
}

/* How many articles a sorted set holds. */
static int64_t card(struct str key)
{
	struct batch batch = batch_in(rig.arena);
	struct result *results;

	BATCH(&batch, S("ZCARD"), key);
	assert_int_equal(store_run(rig.store, &batch, &results), OK);
	return results[0].integer;
}

static int64_t listed(void)
{
	return card(key_articles(rig.store, rig.arena, S(ARTICLES_ALL)));
}

static uint64_t in_state(enum article_state state)
{
	struct article_text later = text;
	uint64_t n = create(&text);

	if (state == ARTICLE_DRAFT)
		return n;
	if (state == ARTICLE_DROPPED) {
		assert_int_equal(do_it(n, ARTICLE_DISCARD, &rig_author), OK);
		return n;
	}
	later.publish_at = clock_minute(rig.arena, rig.now + MS_PER_HOUR);
	if (state == ARTICLE_SCHEDULED)
		assert_int_equal(rig_change(&n, (struct article_change){ .action = ARTICLE_EDIT,
			.by = &rig_author,
			.text = &later }, &refusal), OK);
	assert_int_equal(do_it(n, ARTICLE_SUBMIT, &rig_author), OK);
	if (state != ARTICLE_REVIEW)
		assert_int_equal(do_it(n, ARTICLE_APPROVE, &rig_reviewer), OK);
	assert_int_equal(rig_article(n).state, state);
	return n;
}

static void nothing_is_public_by_any_role_state_and_action_without_a_second_person(void **state)
{
	static const struct viewer *const people[] = { &rig_author, &both, &rig_reviewer, &fresh, &jobs,
		&viewer_public, &rig_moderator, &rig_clerk };

	(void)state;
	for (int from = ARTICLE_DRAFT; from < ARTICLE_STATES; from++)
		for (int action = ARTICLE_EDIT; action < ARTICLE_ACTIONS; action++)
			for (size_t p = 0; p < sizeof(people) / sizeof(people[0]); p++) {
				uint64_t n = in_state((enum article_state)from);
				bool was = rig_article(n).versions > 0;
				enum status status = do_it(n, (enum article_action)action, people[p]);
				struct article after = rig_article(n);

				arena_reset(rig.arena);
				after = rig_article(n);
				if (status == OK)
					assert_true(article_row((enum article_action)action)->by &
						people[p]->roles);
				if (after.versions == 0 || was)
					continue;
				assert_int_equal(from, ARTICLE_REVIEW);
				assert_int_equal(action, ARTICLE_APPROVE);
				assert_true(people[p] == &rig_reviewer || people[p] == &both);
				assert_false(str_eq(after.reviewed_by, rig_author.id));
			}
}

static void who_wrote_in_a_draft_reviews_it_by_no_role(void **state)
{
	uint64_t n = create(&text);

	(void)state;
	assert_int_equal(do_it(n, ARTICLE_EDIT, &both), OK);
	assert_int_equal(do_it(n, ARTICLE_SUBMIT, &rig_author), OK);
	assert_int_equal(do_it(n, ARTICLE_APPROVE, &both), ERR_FORBIDDEN);
	assert_true(refusal.why.len > 0);
	assert_int_equal(do_it(n, ARTICLE_APPROVE, &fresh), ERR_FORBIDDEN);
	assert_int_equal(do_it(n, ARTICLE_APPROVE, &rig_reviewer), OK);
	assert_true(str_eq(rig_article(n).reviewed_by, rig_reviewer.id));
}

static void an_approval_holds_for_the_bytes_that_were_shown_and_no_others(void **state)
{
	uint64_t n = create(&text);
	struct article_text other = text;
	struct article_version version;
	struct article article;
	struct str shown = rig_article(n).draft_hash;

	(void)state;
	other.body = S("会议部署了全年工作！\n");
	assert_int_equal(rig_change(&n, (struct article_change){ .action = ARTICLE_EDIT, .by = &rig_author,
		.text = &other }, &refusal), OK);
	assert_int_equal(do_it(n, ARTICLE_SUBMIT, &rig_author), OK);
	assert_int_equal(rig_change(&n, (struct article_change){ .action = ARTICLE_APPROVE,
		.by = &rig_reviewer,
		.hash = shown }, &refusal), ERR_CONFLICT);
	assert_int_equal(listed(), 0);
	assert_int_equal(do_it(n, ARTICLE_APPROVE, &rig_reviewer), OK);
	assert_int_equal(article_read_version(&rig, n, 0, &article, &version), OK);
	assert_true(str_eq(version.text.body, other.body));
	assert_true(str_eq(version.hash, article_text_hash(rig.arena, version.bytes)));
	assert_true(str_eq(version.written_by, S("author")));
	assert_true(str_eq(version.reviewed_by, S("reviewer")));
	assert_true(version.seal.len > 0);
}

static void a_scheduled_one_goes_out_at_its_time_and_expires_at_its_end(void **state)
{
	struct article_text later = text;
	struct due_articles done = { 0 };
	uint64_t n;

	(void)state;
	later.publish_at = clock_minute(rig.arena, rig.now + MS_PER_HOUR);
	later.expires = clock_minute(rig.arena, rig.now + 2 * MS_PER_HOUR);
	n = publish(&later);
	assert_int_equal(rig_article(n).state, ARTICLE_SCHEDULED);
	assert_int_equal(due_articles_run(&rig, &done), OK);
	assert_int_equal(done.released, 0);
	assert_int_equal(listed(), 0);
	assert_int_equal(do_it(n, ARTICLE_RELEASE, &rig_author), ERR_FORBIDDEN);
	rig.now += MS_PER_HOUR;
	assert_int_equal(due_articles_run(&rig, &done), OK);
	assert_int_equal(done.released, 1);
	assert_int_equal(listed(), 1);
	rig.now += MS_PER_HOUR;
	assert_int_equal(due_articles_run(&rig, &done), OK);
	assert_int_equal(due_articles_run(&rig, &done), OK);
	assert_int_equal(done.expired, 1);
	assert_int_equal(listed(), 0);
	assert_int_equal(article_opens(&(struct article){ .versions = 1,
		.takedown = rig_article(n).takedown }),
		OPENS_EXPIRED);
	assert_int_equal(card(key_articles(rig.store, rig.arena, S(ARTICLES_EXPIRE))), 0);
	assert_int_equal(card(key_articles(rig.store, rig.arena, S(ARTICLES_RELEASE))), 0);
}

static void what_is_not_what_was_approved_does_not_go_out_at_its_time(void **state)
{
	uint64_t n = in_state(ARTICLE_SCHEDULED);
	struct article_text other = text;
	struct batch batch = batch_in(rig.arena);

	(void)state;
	other.body = S("会议部署了全年工作！\n");
	BATCH(&batch, S("SET"), key_article_draft(rig.store, rig.arena, n),
		article_text_print(rig.arena, &other));
	assert_int_equal(store_commit(rig.store, &batch, NULL), OK);
	rig.now += MS_PER_HOUR;
	assert_int_equal(do_it(n, ARTICLE_RELEASE, &jobs), ERR_CONFLICT);
	assert_int_equal(listed(), 0);
}

static void a_revision_leaves_the_published_version_until_it_is_approved_with_a_note(void **state)
{
	struct article_text other = text;
	struct article_version version;
	struct article article;
	uint64_t n = publish(&text);

	(void)state;
	other.title = S("全市政务公开工作推进会召开");
	assert_int_equal(rig_change(&n, (struct article_change){ .action = ARTICLE_EDIT, .by = &rig_author,
		.text = &other }, &refusal), OK);
	assert_int_equal(do_it(n, ARTICLE_SUBMIT, &rig_author), ERR_INVALID);
	assert_string_equal(refusal.field, "note");
	assert_int_equal(listed(), 1);
	assert_true(str_eq(rig_article(n).title, text.title));
	other.note = S("更正会议名称");
	assert_int_equal(rig_change(&n, (struct article_change){ .action = ARTICLE_EDIT, .by = &rig_author,
		.text = &other }, &refusal), OK);
	assert_int_equal(do_it(n, ARTICLE_SUBMIT, &rig_author), OK);
	assert_int_equal(do_it(n, ARTICLE_APPROVE, &rig_reviewer), OK);
	assert_true(str_eq(rig_article(n).title, other.title));
	assert_int_equal(article_read_version(&rig, n, 1, &article, &version), OK);
	assert_true(str_eq(version.text.title, text.title));
	assert_int_equal(article_read_version(&rig, n, 3, &article, &version), ERR_NOT_FOUND);
}

static void what_is_taken_down_comes_back_only_by_an_approved_version(void **state)
{
	uint64_t n = publish(&text);
	struct article_text other = text;

	(void)state;
	assert_int_equal(do_it(n, ARTICLE_TAKE_DOWN, &rig_author), OK);
	assert_int_equal(listed(), 0);
	assert_int_equal(do_it(n, ARTICLE_TAKE_DOWN, &rig_author), ERR_NOT_NOW);
	other.note = S("已更正");
	assert_int_equal(rig_change(&n, (struct article_change){ .action = ARTICLE_EDIT, .by = &rig_author,
		.text = &other }, &refusal), OK);
	assert_int_equal(do_it(n, ARTICLE_SUBMIT, &rig_author), OK);
	assert_int_equal(listed(), 0);
	assert_int_equal(do_it(n, ARTICLE_APPROVE, &rig_reviewer), OK);
	assert_int_equal(listed(), 1);
}

static void a_place_to_move_to_is_a_path_here_or_https(void **state)
{
	static const struct { const char *place; enum status status; } rows[] = {
		/* The first of them is article 1 itself. */
		{ "/articles/1", ERR_INVALID }, { "/articles/999", OK }, { "/\\example.com", ERR_INVALID },
		{ "https://www.example.gov.cn/a", OK }, { "", ERR_INVALID },
		{ "javascript:alert(1)", ERR_INVALID }, { "//example.com", ERR_INVALID },
		{ "http://example.com", ERR_INVALID }, { "/a b", ERR_INVALID },
		{ "/a\nSet-Cookie: x", ERR_INVALID },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		uint64_t n = publish(&text);

		assert_int_equal(rig_change(&n, (struct article_change){ .action = ARTICLE_TAKE_DOWN,
			.by = &rig_author, .takedown = TAKEDOWN_MOVED, .moved_to = str_of(rows[i].place),
			.reason = S("网站改版") }, &refusal), rows[i].status);
	}
}

static void a_column_decides_who_drafts_in_it_and_what_they_must_tell(void **state)
{
	struct column column = { .id = S("plans"), .name = S("规划计划"), .depts = S("zjj,jtj"),
		.required = S("source,summary") };
	const struct viewer clerk = { .roles = ROLE_EDITOR, .id = S("zjj1"), .dept = S("zjj") };
	struct article_text says = text;
	uint64_t n = 0;
	struct str wrong;

	(void)state;
	assert_int_equal(column_put(&rig, &column, S("operator"), &wrong), OK);
	says.column = S("plans");
	assert_int_equal(rig_change(&n, (struct article_change){ .action = ARTICLE_CREATE, .by = &rig_author,
		.text = &says }, &refusal), ERR_INVALID);
	assert_string_equal(refusal.field, "column");
	assert_int_equal(rig_change(&n, (struct article_change){ .action = ARTICLE_CREATE, .by = &clerk,
		.text = &says }, &refusal), OK);
	assert_int_equal(do_it(n, ARTICLE_SUBMIT, &clerk), ERR_INVALID);
	assert_string_equal(refusal.field, "summary");
	column.version = 1;
	column.closed = true;
	assert_int_equal(column_put(&rig, &column, S("operator"), &wrong), OK);
	assert_int_equal(do_it(n, ARTICLE_SUBMIT, &clerk), ERR_INVALID);
	assert_string_equal(refusal.field, "column");
}

static void a_form_sent_twice_makes_one_article_and_a_lost_race_says_so(void **state)
{
	struct article_change once = { .action = ARTICLE_CREATE, .by = &rig_author, .text = &text,
		.once = S("nonce") };
	struct article after;
	uint64_t first = 0;
	uint64_t second = 0;

	(void)state;
	assert_int_equal(rig_change(&first, once, &refusal), OK);
	assert_int_equal(rig_change(&second, once, &refusal), OK);
	assert_int_equal(second, first);
	once = (struct article_change){ .action = ARTICLE_SUBMIT, .by = &rig_author, .version = 7 };
	assert_int_equal(article_change(&rig, &first, &once, &after, &refusal), ERR_CONFLICT);
}

static void a_recount_agrees_and_mends_what_is_planted(void **state)
{
	struct article_text later = text;
	struct batch batch = batch_in(rig.arena);
	struct recount recount = { 0 };
	struct str all = key_articles(rig.store, rig.arena, S(ARTICLES_ALL));

	(void)state;
	later.expires = clock_minute(rig.arena, rig.now + MS_PER_DAY);
	for (int from = ARTICLE_DRAFT; from < ARTICLE_STATES; from++)
		in_state((enum article_state)from);
	assert_int_equal(do_it(publish(&later), ARTICLE_TAKE_DOWN, &rig_author), OK);
	publish(&later);
	assert_int_equal(listed(), 2);
	assert_recount_agrees();
	batch = batch_in(rig.arena);
	all = key_articles(rig.store, rig.arena, S(ARTICLES_ALL));
	BATCH(&batch, S("ZADD"), all, S("5"), S("1"));
	BATCH(&batch, S("DEL"), key_articles(rig.store, rig.arena, S("column:news")));
	assert_int_equal(store_commit(rig.store, &batch, NULL), OK);
	assert_int_equal(recount_run(&rig, true, &recount), OK);
	assert_int_equal(recount.wrong, 3);
	assert_int_equal(listed(), 2);
	assert_recount_agrees();
}

static void a_tree_of_columns_takes_no_circle_and_four_levels(void **state)
{
	struct column column = { .id = S("a"), .name = S("甲") };
	struct columns all;
	struct str wrong;

	(void)state;
	assert_int_equal(column_put(&rig, &column, S("operator"), &wrong), OK);
	assert_int_equal(column_put(&rig, &column, S("operator"), &wrong), ERR_ALREADY);
	for (int i = 1; i < 5; i++) {
		column = (struct column){ .id = arena_printf(rig.arena, "c%d", i), .name = S("下级"),
			.parent = i == 1 ? S("a") : arena_printf(rig.arena, "c%d", i - 1) };
		assert_int_equal(column_put(&rig, &column, S("operator"), &wrong), i < 4 ? OK : ERR_INVALID);
	}
	column = (struct column){ .id = S("a"), .name = S("甲"), .parent = S("c3"), .version = 1 };
	assert_int_equal(column_put(&rig, &column, S("operator"), &wrong), ERR_INVALID);
	column = (struct column){ .id = S("news"), .name = S("动态"), .parent = S("nowhere"), .version = 1 };
	assert_int_equal(column_put(&rig, &column, S("operator"), &wrong), ERR_INVALID);
	column.parent = S("a");
	column.version = 5;
	assert_int_equal(column_put(&rig, &column, S("operator"), &wrong), ERR_CONFLICT);
	assert_int_equal(columns_read(&rig, &all), OK);
	assert_int_equal(all.count, 5);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup(name, rig_newsroom)
		TEST(nothing_is_public_by_any_role_state_and_action_without_a_second_person),
		TEST(who_wrote_in_a_draft_reviews_it_by_no_role),
		TEST(an_approval_holds_for_the_bytes_that_were_shown_and_no_others),
		TEST(a_scheduled_one_goes_out_at_its_time_and_expires_at_its_end),
		TEST(what_is_not_what_was_approved_does_not_go_out_at_its_time),
		TEST(a_revision_leaves_the_published_version_until_it_is_approved_with_a_note),
		TEST(what_is_taken_down_comes_back_only_by_an_approved_version),
		TEST(a_place_to_move_to_is_a_path_here_or_https),
		TEST(a_column_decides_who_drafts_in_it_and_what_they_must_tell),
		TEST(a_form_sent_twice_makes_one_article_and_a_lost_race_says_so),
		TEST(a_recount_agrees_and_mends_what_is_planted),
		TEST(a_tree_of_columns_takes_no_circle_and_four_levels),
#undef TEST
	};

	return cmocka_run_group_tests(tests, rig_start, rig_stop);
}
