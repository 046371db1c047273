/* What is decided on a request for information: what must be said with it, and what can be done against it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "casework_rig.h"
#include "model/department.h"
#include "model/letter.h"
#include "store/keys.h"

#define ANSWER S("经审查，现将您申请的信息答复如下，请查收。")

/* A request that was answered so. */
static struct act draft_of(const char *outcome, const char *more, const char *grounds)
{
	return (struct act){ .action = ACTION_DRAFT, .by = &rig_clerk, .text = ANSWER,
		.outcome = str_of(outcome), .more = str_of(more), .grounds = str_of(grounds) };
}

static const struct act approve = { .action = ACTION_APPROVE, .by = &rig_approver };

static uint64_t answered(const char *outcome, const char *more, const char *grounds)
{
	uint64_t n = rig_request_in(STATE_ASSIGNED);
	struct act draft = draft_of(outcome, more, grounds);

	rig_do(n, &draft);
	rig_do(n, &approve);
	return n;
}

static void assert_says(struct str text, const char *words)
{
	if (str_search(text, str_of(words), 0) == text.len)
		fail_msg("\"%.*s\" doesn't say \"%s\"", STR_ARG(text), words);
}

static void a_refused_reopening_names_the_remedy_that_fits_the_outcome(void **state)
{
	static const struct {
		const char *outcome;
		const char *more;
		const char *grounds;
		const char *words;
	} rows[] = {
		/* 法释〔2025〕8号 1(2): review comes first against articles 14 to 16 alone. */
		{ "deny.secret", "", "", "应当先自收到答复书之日起60日内向行政复议机关" },
		{ "granted", "", "", "可以自收到答复书之日起60日内向行政复议机关" },
		{ "deny.query", "", "", "6个月内向有管辖权的人民法院提起行政诉讼" },
		{ "none.not_held", "请向市档案馆申请，电话 0873-1", "",
			"6个月内向有管辖权的人民法院提起行政诉讼" },
		{ "partial", "住户姓名", "third_party,not_found",
			"对依据《中华人民共和国政府信息公开条例》第十五条不予公开的部分不服，应当先" },
		{ "partial", "附件三", "not_found", "您对本决定不服，可以自收到答复书之日起60日内" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		uint64_t n = answered(rows[i].outcome, rows[i].more, rows[i].grounds);
		struct viewer asker = rig_asker(n);
		struct act again = { .action = ACTION_REOPEN, .by = &asker, .reason = S("不同意") };
		struct case_record after;
		struct str why;

		assert_int_equal(case_act(&rig, n, &again, &after, &why), ERR_NOT_NOW);
		assert_says(why, "不能再次反映");
		assert_says(why, rows[i].words);
	}
}

static void what_an_outcome_must_say_is_refused_beside_its_field(void **state)
{
	static const struct {
		const char *outcome;
		const char *more;
		const char *grounds;
		const char *field;
		const char *words;
	} rows[] = {
		{ "partial", "住户姓名", "", "grounds", "请勾选不予公开部分的依据，至少一项" },
		{ "partial", "住户姓名", "record,nonsense", "grounds", "不予公开部分的依据" },
		{ "partial", "", "secret", "more", "不予公开的部分" },
		{ "deny.process", "", "", "grounds", "过程性信息的类别" },
		{ "deny.process", "", "secret", "grounds", "过程性信息的类别" },
		{ "deny.process", "略", "record", "more", "说明" },
		{ "granted.public", "", "", "more", "获取该信息的方式和途径" },
		{ "none.not_held", "", "", "more", "负责公开的机关的名称和联系方式" },
		{ "skip.reissue", "", "", "more", "不予处理的理由" },
		{ "other", "", "", "more", "处理的依据" },
	};
	uint64_t n = rig_request_in(STATE_ASSIGNED);

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct act draft = draft_of(rows[i].outcome, rows[i].more, rows[i].grounds);
		const char *wrong = NULL;
		struct case_record after;
		struct str why;

		draft.wrong = &wrong;
		assert_int_equal(case_act(&rig, n, &draft, &after, &why), ERR_INVALID);
		assert_string_equal(wrong, rows[i].field);
		assert_says(why, rows[i].words);
	}
	assert_int_equal(read_case(n).state, STATE_ASSIGNED);
}

static void grounds_are_kept_with_the_draft_and_then_with_the_answer(void **state)
{
	uint64_t n = rig_request_in(STATE_ASSIGNED);
	struct act draft = draft_of("partial", "住户姓名", "third_party,record,secret,secret");
	struct case_record record;

	(void)state;
	rig_do(n, &draft);
	assert_true(str_eq(read_case(n).draft_grounds, S("secret,third_party")));
	rig_do(n, &approve);
	record = read_case(n);
	assert_int_equal(record.draft_grounds.len, 0);
	assert_true(str_eq(record.grounds, S("secret,third_party")));
	assert_true(str_eq(read_case(answered("deny.process", "", "draft")).grounds, S("draft")));
	assert_int_equal(read_case(answered("granted", "", "secret")).grounds.len, 0);
}

/* As the version before wrote it: approved it would be a letter that lacks what the law wants said. */
static void a_draft_without_what_its_outcome_asks_for_cannot_be_approved(void **state)
{
	static const struct {
		const char *outcome;
		const char *grounds;
		const char *gone;
		const char *words;
	} rows[] = {
		{ "partial", "secret", "dgrnd", "不予公开部分的依据" },
		{ "partial", "secret", "dmore", "不予公开的部分" },
		{ "deny.process", "record", "dgrnd", "过程性信息的类别" },
		{ "granted", "", "dout", "办理结果" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		uint64_t n = rig_request_in(STATE_ASSIGNED);
		struct act draft = draft_of(rows[i].outcome, "附件三", rows[i].grounds);
		struct act reject = { .action = ACTION_REJECT, .by = &rig_approver, .reason = S("补填") };
		struct batch older = batch_in(rig.arena);
		struct result *results;
		struct case_record after;
		struct str why;

		rig_do(n, &draft);
		BATCH(&older, S("HDEL"), key_case(rig.store, rig.arena, n), str_of(rows[i].gone));
		assert_int_equal(store_run(rig.store, &older, &results), OK);
		assert_int_equal(case_act(&rig, n, &approve, &after, &why), ERR_NOT_NOW);
		assert_says(why, rows[i].words);
		assert_int_equal(read_case(n).state, STATE_DRAFTED);
		rig_do(n, &reject);
		rig_do(n, &draft);
		rig_do(n, &approve);
	}
}

/* "云交公开〔2026〕3号" of the case's letter of that kind; its reviewer as it was issued. */
static struct str letter_member(uint64_t n, enum letter kind, const char *member)
{
	struct str found = { 0 };
	struct case_record record;
	struct value *thread;

	assert_int_equal(case_read(&rig, n, &record, &thread, NULL), OK);
	for (const struct member *m = thread->first; m != NULL; m = m->next)
		if (str_eq(map_get_str(&m->value, "kind"), S("letter")) &&
			str_eq(map_get_str(&m->value, "letter"), str_of(letter_name(kind))))
			found = map_get_str(&m->value, member);
	return found;
}

static void assert_letter(uint64_t n, enum letter kind, const char *no)
{
	struct str got = letter_member(n, kind, "no");

	if (!str_eq(got, str_of(no)))
		fail_msg("%s of case %llu is %.*s, not %s", letter_name(kind), (unsigned long long)n,
			STR_ARG(got), no);
}

static void take_to_jtj(uint64_t n)
{
	rig_do(n, &(struct act){ .action = ACTION_REASSIGN, .by = &rig_dispatcher, .dept = S("jtj"),
		.reason = S("属于对方职责") });
}

static void give_jtj_its_settings(void)
{
	struct dept jtj;

	assert_int_equal(dept_read(&rig, S("jtj"), &jtj), OK);
	jtj.number_pattern = S("云交公开〔{year}〕{n}号");
	jtj.review_body = S("红河州交通运输局");
	jtj.court = S("开远铁路运输法院");
	assert_int_equal(dept_change(&rig, &jtj, S("operator")), OK);
}

/* Receipts are zjj's, which is the office in charge of them. */
static void a_request_that_changes_its_department_has_letters_in_the_series_of_each(void **state)
{
	struct act draft = draft_of("granted", "", "");
	struct act consult = { .action = ACTION_CONSULT, .by = &rig_dispatcher, .kind = S("office"),
		.party = S("市财政局"), .reason = S("请核实") };
	uint64_t one;
	uint64_t other;

	(void)state;
	give_jtj_its_settings();
	one = rig_request_in(STATE_ASSIGNED);
	rig_do(one, &consult);
	rig_do(one, &(struct act){ .action = ACTION_REPLY, .by = &rig_dispatcher, .result = S("agreed") });
	assert_letter(one, LETTER_CONSULT, "云住建公开〔2026〕2号");
	take_to_jtj(one);
	draft.by = &rig_other_clerk;
	rig_do(one, &draft);
	rig_do(one, &approve);
	assert_letter(one, LETTER_ANSWER, "云交公开〔2026〕1号");
	assert_true(str_eq(letter_member(one, LETTER_ANSWER, "review"), S("红河州交通运输局")));
	assert_true(str_eq(letter_member(one, LETTER_ANSWER, "court"), S("开远铁路运输法院")));

	other = rig_request_in(STATE_ASSIGNED);
	assert_letter(other, LETTER_RECEIPT, "云住建公开〔2026〕3号");
	take_to_jtj(other);
	rig_do(other, &consult);
	assert_letter(other, LETTER_CONSULT, "云交公开〔2026〕2号");
	other = answered("granted", "", "");
	assert_letter(other, LETTER_ANSWER, "云住建公开〔2026〕5号");
	assert_true(str_eq(letter_member(other, LETTER_ANSWER, "review"), S("云川市人民政府")));
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup(name, rig_clean)
	const struct CMUnitTest tests[] = {
		TEST(what_an_outcome_must_say_is_refused_beside_its_field),
		TEST(grounds_are_kept_with_the_draft_and_then_with_the_answer),
		TEST(a_draft_without_what_its_outcome_asks_for_cannot_be_approved),
		TEST(a_request_that_changes_its_department_has_letters_in_the_series_of_each),
		TEST(a_refused_reopening_names_the_remedy_that_fits_the_outcome),
	};

	return cmocka_run_group_tests(tests, rig_start, rig_stop);
}
