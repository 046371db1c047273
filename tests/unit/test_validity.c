/* The validity of a document by its dates: not yet in force, in force, repealed from a day on. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "article_rig.h"
#include "base/clock.h"
#include "store/keys.h"
#include "upkeep/due_articles.h"

static struct article_refusal refusal;

static struct article_text document(const char *validity, const char *effective, const char *ends)
{
	return (struct article_text){ .column = S("news"), .title = S("关于做好高龄津贴发放工作的通知"),
		.body = S("现将有关事项通知如下。"), .validity = str_of(validity),
		.doc_number = S("云政发〔2026〕3号"), .doc_body = S("云川市人民政府"),
		.doc_issued = S("2026-02-26"), .doc_effective = str_of(effective), .doc_ends = str_of(ends) };
}

static uint64_t publish(const struct article_text *text)
{
	uint64_t n = 0;

	assert_int_equal(rig_change(&n, (struct article_change){ .action = ARTICLE_CREATE, .by = &rig_author,
		.text = text }, &refusal), OK);
	assert_int_equal(rig_change(&n, (struct article_change){ .action = ARTICLE_SUBMIT,
		.by = &rig_author }, &refusal), OK);
	assert_int_equal(rig_change(&n, (struct article_change){ .action = ARTICLE_APPROVE,
		.by = &rig_reviewer }, &refusal), OK);
	return n;
}

static void the_day_decides(void **state)
{
	static const struct {
		const char *validity, *effective, *ends, *day, *is, *turns;
	} rows[] = {
		{ "valid", "", "", "2026-03-02", "valid", "" },
		{ "valid", "2026-03-03", "", "2026-03-02", "pending", "2026-03-03" },
		{ "valid", "2026-03-03", "", "2026-03-03", "valid", "" },
		{ "amended", "2026-03-03", "", "2026-03-02", "pending", "2026-03-03" },
		{ "repealed", "", "", "2026-03-02", "repealed", "" },
		{ "repealed", "2026-03-03", "", "2026-03-02", "repealed", "" },
		{ "repealed", "", "2026-03-03", "2026-03-02", "valid", "2026-03-03" },
		{ "repealed", "", "2026-03-03", "2026-03-03", "repealed", "" },
		{ "expired", "2026-03-03", "2026-03-05", "2026-03-02", "pending", "2026-03-03" },
		{ "expired", "2026-03-03", "2026-03-05", "2026-03-03", "valid", "2026-03-05" },
		{ "expired", "2026-03-03", "2026-03-05", "2026-03-05", "expired", "" },
		{ "", "2026-03-03", "", "2026-03-02", "", "" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct article_text text = document(rows[i].validity, rows[i].effective, rows[i].ends);
		int64_t turns;
		enum policy_validity is = policy_validity_at(&text,
			rig_moment(arena_printf(rig.arena, "%s 00:00", rows[i].day).data), &turns);
		struct str turn = turns != 0 ? clock_date(rig.arena, turns) : S("");

		if (strcmp(policy_validity_name(is), rows[i].is) != 0 || !str_eq(turn, str_of(rows[i].turns)))
			fail_msg("row %zu: %s, turns %.*s", i, policy_validity_name(is), STR_ARG(turn));
	}
}

static void an_end_belongs_to_what_ends_and_no_editor_says_pending(void **state)
{
	static const struct {
		const char *validity, *effective, *ends, *field;
	} rows[] = {
		{ "pending", "2026-03-03", "", "validity" },
		{ "valid", "", "2026-03-03", "doc_ends" },
		{ "repealed", "", "2026-02-30", "doc_ends" },
		{ "repealed", "2026-03-03", "2026-03-03", "doc_ends" },
		{ "repealed", "2026-03-03", "2026-03-04", NULL },
		{ "expired", "", "2026-03-03", NULL },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct article_text text = document(rows[i].validity, rows[i].effective, rows[i].ends);
		struct policy_fault fault = { 0 };
		bool fine = policy_check(0, &text, clock_day(rig.now), &fault);

		assert_int_equal(fine, rows[i].field == NULL);
		if (!fine)
			assert_string_equal(fault.field, rows[i].field);
	}
}

/* How many documents of that validity the library has. */
static size_t listed(enum policy_validity validity)
{
	struct str index = policy_index(rig.arena, &(struct policy_filter){ .validity = validity });
	struct batch batch = batch_in(rig.arena);
	struct result *results;

	BATCH(&batch, S("ZCARD"), key_articles(rig.store, rig.arena, index));
	assert_int_equal(store_run(rig.store, &batch, &results), OK);
	return (size_t)results[0].integer;
}

static void assert_round(uint64_t turned)
{
	struct due_articles done = { 0 };

	assert_int_equal(due_articles_run(&rig, &done), OK);
	assert_int_equal(done.turned, turned);
	assert_int_equal(done.refused, 0);
}

static void the_jobs_move_a_document_on_its_days(void **state)
{
	struct article_text text = document("expired", "2026-03-10", "2026-04-01");
	uint64_t n = publish(&text);
	int64_t version;

	(void)state;
	version = rig_article(n).version;
	assert_int_equal(listed(VALIDITY_PENDING), 1);
	assert_int_equal(listed(VALIDITY_VALID), 0);
	rig.now = rig_moment("2026-03-09 23:59");
	assert_round(0);
	rig.now = rig_moment("2026-03-10 00:00");
	assert_round(1);
	assert_round(0);
	assert_int_equal(listed(VALIDITY_PENDING), 0);
	assert_int_equal(listed(VALIDITY_VALID), 1);
	rig.now = rig_moment("2026-04-01 00:00");
	assert_round(1);
	assert_int_equal(listed(VALIDITY_EXPIRED), 1);
	assert_int_equal(listed(VALIDITY_VALID), 0);
	assert_int_equal(listed(VALIDITY_NONE), 1);
	assert_int_equal(rig_article(n).version, version + 2);
	assert_int_equal(rig_article(n).policy.turns, 0);
	assert_recount_agrees();
}

/* One that was down on the day has its validity when it comes back; nobody asks the jobs for it meanwhile. */
static void what_was_taken_down_is_not_due(void **state)
{
	struct article_text text = document("valid", "2026-03-10", "");
	uint64_t n = publish(&text);

	(void)state;
	assert_int_equal(rig_change(&n, (struct article_change){ .action = ARTICLE_TAKE_DOWN,
		.by = &rig_author, .reason = S("内容有误"), .takedown = TAKEDOWN_NOTICE }, &refusal), OK);
	rig.now = rig_moment("2026-03-10 00:00");
	assert_round(0);
}

/* The version before knew no later day: what it published is found once. */
static void documents_of_an_older_version_get_their_day(void **state)
{
	struct article_text text = document("valid", "2026-03-10", "");
	struct article_text now = document("valid", "", "");
	uint64_t n = publish(&text);
	struct due_articles done = { 0 };
	struct article before = rig_article(n);
	struct article older = before;
	struct derive_entry old[ARTICLE_PLACES], places[ARTICLE_PLACES];
	struct derive_move move = { .key = key_articles, .n = n, .old = old, .now = places };
	struct batch batch;

	(void)state;
	publish(&now);
	older.policy.validity = VALIDITY_VALID;
	older.policy.turns = 0;
	move.olds = article_places(rig.arena, &before, old);
	move.nows = article_places(rig.arena, &older, places);
	batch = batch_in(rig.arena);
	article_write(&rig, &batch, &before, &older);
	derive_move(&rig, &batch, &move);
	assert_int_equal(store_commit(rig.store, &batch, NULL), OK);
	assert_int_equal(listed(VALIDITY_VALID), 2);
	assert_int_equal(due_articles_date(&rig, &done), OK);
	assert_int_equal(done.turned, 1);
	assert_int_equal(listed(VALIDITY_PENDING), 1);
	done.turned = 0;
	assert_int_equal(due_articles_date(&rig, &done), OK);
	assert_int_equal(done.turned, 0);
	assert_recount_agrees();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup(name, rig_newsroom)
		TEST(the_day_decides),
		TEST(an_end_belongs_to_what_ends_and_no_editor_says_pending),
		TEST(the_jobs_move_a_document_on_its_days),
		TEST(what_was_taken_down_is_not_due),
		TEST(documents_of_an_older_version_get_their_day),
#undef TEST
	};

	return cmocka_run_group_tests(tests, rig_start, rig_stop);
}
