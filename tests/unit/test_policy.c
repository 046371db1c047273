/* Policy documents and interpretations: the rules of their texts, and on a real Redis what follows. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/clock.h"
#include "article_rig.h"
#include "publish/article_change.h"
#include "publish/article_check.h"
#include "publish/article_check.h"
#include "store/keys.h"
#include "upkeep/recount.h"

static const struct viewer author = { .roles = ROLE_EDITOR, .id = { "author", 6 }, .dept = { "zjj", 3 } };
static struct article_refusal refusal;

#define PLAIN \
	{ .column = S("news"), .title = S("关于做好高龄津贴发放工作的通知"), \
	  .body = S("现将有关事项通知如下。") }
#define DOCUMENT \
	{ .column = S("news"), .title = S("关于做好高龄津贴发放工作的通知"), \
	  .body = S("现将有关事项通知如下。"), .validity = S("valid"), .doc_number = S("云政发〔2026〕3号"), \
	  .doc_body = S("云川市人民政府"), .doc_issued = S("2026-02-26") }

static enum status draft(uint64_t *n, const struct article_text *text)
{
	return rig_change(n, (struct article_change){ .action = *n == 0 ? ARTICLE_CREATE : ARTICLE_EDIT,
		.by = &author, .text = text }, &refusal);
}

/* A new article, or with n another version of it. */
static uint64_t publish(uint64_t n, const struct article_text *text)
{
	assert_int_equal(draft(&n, text), OK);
	assert_int_equal(rig_change(&n, (struct article_change){ .action = ARTICLE_SUBMIT, .by = &author },
		&refusal), OK);
	assert_int_equal(rig_change(&n, (struct article_change){ .action = ARTICLE_APPROVE,
		.by = &rig_reviewer }, &refusal),
		OK);
	return n;
}

static uint64_t explain(uint64_t document)
{
	struct article_text text = PLAIN;

	text.title = S("高龄津贴政策问答");
	text.explains = num(rig.arena, (int64_t)document);
	text.kind = S("questions");
	return publish(0, &text);
}

static void take_down(uint64_t n)
{
	assert_int_equal(rig_change(&n, (struct article_change){ .action = ARTICLE_TAKE_DOWN, .by = &author,
		.reason = S("内容有误"), .takedown = TAKEDOWN_NOTICE }, &refusal), OK);
}

static int64_t card(struct str index)
{
	struct batch batch = batch_in(rig.arena);
	struct result *results;

	BATCH(&batch, S("ZCARD"), key_articles(rig.store, rig.arena, index));
	assert_int_equal(store_run(rig.store, &batch, &results), OK);
	return results[0].integer;
}

static int64_t filtered(struct policy_filter filter)
{
	return card(policy_index(rig.arena, &filter));
}

static void a_number_is_one_however_it_is_written(void **state)
{
	static const char *const spellings[] = { "云政发〔2026〕3号", "云政发[2026]3号",
		"云政发 〔 2026 〕 3 号", "云政发（２０２６）３号", "云政发【2026】3号", "云政发[2026]3" };

	(void)state;
	for (size_t i = 0; i < sizeof(spellings) / sizeof(spellings[0]); i++) {
		struct str key = policy_number_key(rig.arena, str_of(spellings[i]));

		assert_true(str_eq(key, S("云政发〔2026〕3号")));
	}
	assert_true(str_eq(policy_number_key(rig.arena, S("第12号")), S("第12号")));
	assert_int_equal(policy_number_key(rig.arena, S("")).len, 0);
}

#define SAYS(...) \
	{ \
		.validity = S("valid"), .doc_number = S("3号"), .doc_body = S("府"), __VA_ARGS__ \
	}
static const struct row {
	const char *sentence;
	struct article_text text;
	const char *field;	/* NULL: nothing is wrong */
} rows[] = {
	{ "no document", PLAIN, NULL },
	{ "a document", DOCUMENT, NULL },
	{ "a number without a validity", { .doc_number = S("3号") }, "validity" },
	{ "an unknown validity", { .validity = S("good") }, "validity" },
	{ "a document without a number", { .validity = S("valid") }, "doc_number" },
	{ "without a body", { .validity = S("valid"), .doc_number = S("3号") }, "doc_body" },
	{ "without a date", SAYS(.doc_issued = S("")), "doc_issued" },
	{ "a date that can't be", SAYS(.doc_issued = S("2026-02-30")), "doc_issued" },
	{ "issued tomorrow", SAYS(.doc_issued = S("2026-03-03")), "doc_issued" },
	{ "issued on the day for which it is planned", SAYS(.doc_issued = S("2026-03-03"),
		.publish_at = S("2026-03-03 09:00")), NULL },
	{ "in effect before it was issued", SAYS(.doc_issued = S("2026-03-01"),
		.doc_effective = S("2026-01-01")), NULL },
	{ "in effect in a thousand years", SAYS(.doc_issued = S("2026-03-01"),
		.doc_effective = S("3026-01-01")), "doc_effective" },
	{ "its own successor", SAYS(.doc_issued = S("2026-03-01"), .successor = S("7")), "successor" },
	{ "valid with a successor", SAYS(.doc_issued = S("2026-03-01"), .successor = S("8")), "validity" },
	{ "an interpretation", { .explains = S("8"), .kind = S("media") }, NULL },
	{ "of itself", { .explains = S("7"), .kind = S("media") }, "explains" },
	{ "of nothing", { .kind = S("media") }, "explains" },
	{ "of no kind", { .explains = S("8") }, "kind" },
	{ "of an unknown kind", { .explains = S("8"), .kind = S("song") }, "kind" },
};

static void a_text_says_what_a_document_must(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct policy_fault fault = { NULL, NULL };
		bool ok = policy_check(7, &rows[i].text, clock_day(rig.now), &fault);

		if (ok != (rows[i].field == NULL) || (!ok && strcmp(fault.field, rows[i].field) != 0))
			fail_msg("%s: %s", rows[i].sentence, fault.field != NULL ? fault.field : "right");
	}
}

static void a_draft_that_says_it_wrong_is_refused_with_the_field(void **state)
{
	struct article_text text = DOCUMENT;
	uint64_t n = 0;

	(void)state;
	text.doc_issued = S("2026-02-30");
	assert_int_equal(draft(&n, &text), ERR_INVALID);
	assert_string_equal(refusal.field, "doc_issued");
}

static void a_document_stands_in_the_lists_of_each_filter(void **state)
{
	struct article_text text = DOCUMENT;
	uint64_t n = publish(0, &text);

	(void)state;
	assert_int_equal(filtered((struct policy_filter){ 0 }), 1);
	assert_int_equal(filtered((struct policy_filter){ .validity = VALIDITY_VALID }), 1);
	assert_int_equal(filtered((struct policy_filter){ .validity = VALIDITY_REPEALED }), 0);
	assert_int_equal(filtered((struct policy_filter){ .body = S("云川市人民政府") }), 1);
	assert_int_equal(filtered((struct policy_filter){ .body = S("云川市"), }), 0);
	assert_int_equal(filtered((struct policy_filter){ .number = S("云政发[2026]3号") }), 1);
	assert_int_equal(filtered((struct policy_filter){ .number = S("云政发[2026]") }), 1);
	assert_int_equal(filtered((struct policy_filter){ .number = S("云政发") }), 1);
	assert_int_equal(filtered((struct policy_filter){ .number = S("云政发"),
		.validity = VALIDITY_EXPIRED }), 0);
	text.validity = S("repealed");
	text.note = S("已废止");
	publish(n, &text);
	assert_int_equal(filtered((struct policy_filter){ .validity = VALIDITY_VALID }), 0);
	assert_int_equal(filtered((struct policy_filter){ .validity = VALIDITY_REPEALED }), 1);
	take_down(n);
	assert_int_equal(filtered((struct policy_filter){ 0 }), 0);
	assert_recount_agrees();
}

static void the_task_ends_with_the_interpretation_and_is_open_again_without_it(void **state)
{
	struct article_text text = DOCUMENT;
	uint64_t n = publish(0, &text);
	int64_t due = rig_moment("2026-03-06 00:00") - 1;
	uint64_t first, second;

	(void)state;
	assert_int_equal(rig_article(n).policy.due, due);
	assert_int_equal(card(policy_index_open(rig.arena, S(""))), 1);
	assert_int_equal(card(policy_index_open(rig.arena, S("zjj"))), 1);
	first = explain(n);
	assert_int_equal(card(policy_index_open(rig.arena, S("zjj"))), 0);
	assert_int_equal(card(S(POLICIES_IN_TIME)), 1);
	rig.now = due + 1;
	second = explain(n);
	assert_int_equal(card(policy_index_explaining(rig.arena, n)), 2);
	take_down(first);
	assert_int_equal(card(policy_index_open(rig.arena, S(""))), 0);
	assert_int_equal(card(S(POLICIES_EXPLAINED)), 1);
	assert_int_equal(card(S(POLICIES_IN_TIME)), 0);
	take_down(second);
	assert_int_equal(card(policy_index_open(rig.arena, S("zjj"))), 1);
	assert_int_equal(rig_article(n).policy.due, due);
	assert_recount_agrees();
}

static void a_new_version_of_the_document_keeps_its_day(void **state)
{
	struct article_text text = DOCUMENT;
	uint64_t n = publish(0, &text);
	int64_t due = rig_article(n).policy.due;

	(void)state;
	rig.now += 30 * MS_PER_DAY;
	text.note = S("更正附件");
	publish(n, &text);
	assert_int_equal(rig_article(n).policy.due, due);
	take_down(n);
	assert_int_equal(card(policy_index_open(rig.arena, S(""))), 0);
	text.note = S("重新公开");
	publish(n, &text);
	assert_int_equal(card(policy_index_open(rig.arena, S(""))), 1);
	assert_int_equal(rig_article(n).policy.due, due);
}

static void what_is_repealed_or_was_public_long_ago_needs_no_interpretation(void **state)
{
	struct article_text text = DOCUMENT;
	struct policy policy = { 0 };
	struct policy_release release = { .at = rig_moment("2020-02-26 09:00"), .now = rig.now,
		.calendar = rig.calendar };
	uint64_t n = publish(0, &text);

	(void)state;
	text.validity = S("repealed");
	text.note = S("已废止");
	publish(n, &text);
	assert_int_equal(card(policy_index_open(rig.arena, S(""))), 0);
	policy_publish(&policy, &text, &release);
	assert_int_equal(policy.due, rig_moment("2020-03-03 00:00") - 1);
	assert_true(policy.settled);
	policy = (struct policy){ 0 };
	release.at = rig_moment("2026-02-27 09:00");
	policy_publish(&policy, &text, &release);
	assert_false(policy.settled);
}

static void an_interpretation_moves_to_another_document(void **state)
{
	struct article_text text = DOCUMENT;
	uint64_t one = publish(0, &text);
	uint64_t other, reading;

	(void)state;
	text.doc_number = S("云政发〔2026〕4号");
	text.title = S("关于做好公共租赁住房分配工作的通知");
	other = publish(0, &text);
	reading = explain(one);
	text = (struct article_text)PLAIN;
	text.explains = num(rig.arena, (int64_t)other);
	text.kind = S("graphic");
	text.note = S("更正所解读的文件");
	publish(reading, &text);
	assert_int_equal(rig_article(one).policy.explained, 0);
	assert_int_equal(rig_article(other).policy.explained, rig.now);
	assert_int_equal(card(policy_index_open(rig.arena, S(""))), 1);
	assert_recount_agrees();
}

static void a_published_version_disturbs_nobody_who_writes_in_the_document(void **state)
{
	struct article_text text = DOCUMENT;
	uint64_t n = publish(0, &text);
	int64_t version = rig_article(n).version;

	(void)state;
	explain(n);
	assert_int_equal(rig_article(n).version, version);
}

static void a_document_names_what_took_its_place(void **state)
{
	struct article_text text = DOCUMENT;
	uint64_t old = publish(0, &text);
	uint64_t new;

	(void)state;
	text.doc_number = S("云政发〔2026〕4号");
	new = publish(0, &text);
	text = (struct article_text)DOCUMENT;
	text.validity = S("repealed");
	text.successor = num(rig.arena, (int64_t)new);
	text.note = S("由新文件替代");
	publish(old, &text);
	assert_int_equal(card(policy_index_before(rig.arena, new)), 1);
	assert_recount_agrees();
}

static void a_recount_mends_lists_and_since_when_a_document_is_interpreted(void **state)
{
	struct article_text text = DOCUMENT;
	uint64_t n = publish(0, &text);
	struct recount recount = { 0 };
	struct batch batch;

	(void)state;
	explain(n);
	batch = batch_in(rig.arena);
	BATCH(&batch, S("HDEL"), key_article(rig.store, rig.arena, n), S("iat"));
	BATCH(&batch, S("DEL"),
		key_articles(rig.store, rig.arena, policy_index_explaining(rig.arena, n)),
		key_articles(rig.store, rig.arena, S("policies:any")));
	assert_int_equal(store_commit(rig.store, &batch, NULL), OK);
	assert_int_equal(recount_run(&rig, true, &recount), OK);
	assert_true(recount.wrong >= 3);
	assert_int_equal(rig_article(n).policy.explained, rig.now);
	assert_int_equal(card(policy_index_open(rig.arena, S("zjj"))), 0);
	assert_int_equal(card(S(POLICIES_IN_TIME)), 1);
	assert_recount_agrees();
}

static size_t found(const struct article_text *text, enum article_finding_kind kind)
{
	struct article_findings findings;
	size_t count = 0;

	assert_int_equal(article_check(&rig, 0, text, NULL, &findings), OK);
	for (size_t i = 0; i < findings.count; i++)
		count += findings.list[i].kind == kind;
	return count;
}

static void a_repeated_number_and_a_document_that_is_none_are_found(void **state)
{
	struct article_text text = DOCUMENT;
	struct article_text plain = PLAIN;
	uint64_t document, other;
	uint64_t waiting = 0;

	(void)state;
	assert_int_equal(found(&text, FINDING_NUMBER), 0);
	document = publish(0, &text);
	other = publish(0, &plain);
	assert_int_equal(draft(&waiting, &text), OK);
	text.doc_number = S("云政发[2026]3号");
	assert_int_equal(found(&text, FINDING_NUMBER), 1);
	plain.kind = S("media");
	plain.explains = num(rig.arena, (int64_t)document);
	assert_int_equal(found(&plain, FINDING_DOCUMENT), 0);
	plain.explains = num(rig.arena, (int64_t)waiting);
	assert_int_equal(found(&plain, FINDING_DOCUMENT), 0);
	plain.explains = num(rig.arena, (int64_t)other);
	assert_int_equal(found(&plain, FINDING_DOCUMENT), 1);
	plain.explains = S("999");
	assert_int_equal(found(&plain, FINDING_DOCUMENT), 1);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup(name, rig_newsroom)
	const struct CMUnitTest tests[] = {
		TEST(a_number_is_one_however_it_is_written),
		TEST(a_text_says_what_a_document_must),
		TEST(a_draft_that_says_it_wrong_is_refused_with_the_field),
		TEST(a_document_stands_in_the_lists_of_each_filter),
		TEST(the_task_ends_with_the_interpretation_and_is_open_again_without_it),
		TEST(a_new_version_of_the_document_keeps_its_day),
		TEST(what_is_repealed_or_was_public_long_ago_needs_no_interpretation),
		TEST(an_interpretation_moves_to_another_document),
		TEST(a_published_version_disturbs_nobody_who_writes_in_the_document),
		TEST(a_document_names_what_took_its_place),
		TEST(a_recount_mends_lists_and_since_when_a_document_is_interpreted),
		TEST(a_repeated_number_and_a_document_that_is_none_are_found),
	};

	return cmocka_run_group_tests(tests, rig_start, rig_stop);
}
