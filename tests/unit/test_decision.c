/* What is decided on a request for information: what must be said with it, and what can be done against it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "casework_rig.h"

#define ANSWER S("经审查，现将您申请的信息答复如下，请查收。")

/* A request that was answered so. */
static uint64_t answered(const char *outcome, const char *more)
{
	uint64_t n = rig_request_in(STATE_ASSIGNED);
	struct act draft = { .action = ACTION_DRAFT, .by = &rig_clerk, .text = ANSWER,
		.outcome = str_of(outcome), .more = str_of(more) };
	struct act approve = { .action = ACTION_APPROVE, .by = &rig_approver };

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
		const char *words;
	} rows[] = {
		/* 法释〔2025〕8号 1(2): review comes first against articles 14 to 16 alone. */
		{ "deny.secret", "", "应当先自收到答复书之日起60日内向行政复议机关" },
		{ "granted", "", "可以自收到答复书之日起60日内向行政复议机关" },
		{ "deny.query", "", "6个月内向有管辖权的人民法院提起行政诉讼" },
		{ "none.not_held", "请向市档案馆申请，电话 0873-1",
			"6个月内向有管辖权的人民法院提起行政诉讼" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		uint64_t n = answered(rows[i].outcome, rows[i].more);
		struct viewer asker = rig_asker(n);
		struct act again = { .action = ACTION_REOPEN, .by = &asker, .reason = S("不同意") };
		struct case_record after;
		struct str why;

		assert_int_equal(case_act(&rig, n, &again, &after, &why), ERR_NOT_NOW);
		assert_says(why, "不能再次反映");
		assert_says(why, rows[i].words);
	}
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup(name, rig_clean)
	const struct CMUnitTest tests[] = {
		TEST(a_refused_reopening_names_the_remedy_that_fits_the_outcome),
	};

	return cmocka_run_group_tests(tests, rig_start, rig_stop);
}
