/* Who may do what with an article: every role, state and action, told a second time and in another form. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "publish/article_access.h"

/* The states as letters: none, draft, review, scheduled, published, dropped. */
static const char states[] = "ndrspx";

static const struct {
	enum article_action action;
	uint32_t roles;
	const char *from;
} allowed[] = {
	{ ARTICLE_CREATE, ROLE_EDITOR, "n" },
	{ ARTICLE_EDIT, ROLE_EDITOR, "dp" },
	{ ARTICLE_ATTACH, ROLE_EDITOR, "dp" },
	{ ARTICLE_SUBMIT, ROLE_EDITOR, "d" },
	{ ARTICLE_RECALL, ROLE_EDITOR, "rs" },
	{ ARTICLE_REJECT, ROLE_REVIEWER, "r" },
	{ ARTICLE_APPROVE, ROLE_REVIEWER, "r" },
	{ ARTICLE_RELEASE, ROLE_JOBS, "s" },
	{ ARTICLE_DISCARD, ROLE_EDITOR, "d" },
	{ ARTICLE_TAKE_DOWN, ROLE_EDITOR | ROLE_REVIEWER, "drsp" },
	{ ARTICLE_EXPIRE, ROLE_JOBS, "drsp" },
	{ ARTICLE_TURN, ROLE_JOBS, "drsp" },
	{ ARTICLE_EMERGENCY, ROLE_EDITOR, "dr" },
	{ ARTICLE_CONFIRM, ROLE_REVIEWER, "drsp" },
	{ ARTICLE_TAKE_IN, ROLE_OPERATOR, "n" },
};
_Static_assert(sizeof(allowed) / sizeof(allowed[0]) == ARTICLE_ACTIONS, "every action has a row");

/* What else decides: each on and off. */
struct circumstances {
	bool wrote;		/* they wrote in the draft */
	bool fresh;		/* their roles were given lately */
	bool listed;		/* the public sees a version */
	bool waits;		/* an emergency publication waits for its review */
	bool own_emergency;	/* they wrote or published that */
};

static bool expected(size_t row, uint32_t role, int state, const struct circumstances *at)
{
	enum article_action action = allowed[row].action;

	if ((allowed[row].roles & role) == 0 || strchr(allowed[row].from, states[state]) == NULL)
		return false;
	if (action == ARTICLE_TAKE_DOWN || action == ARTICLE_EXPIRE || action == ARTICLE_TURN)
		return at->listed;
	if (action == ARTICLE_APPROVE)
		return !at->wrote && !at->fresh;
	if (action == ARTICLE_EMERGENCY)
		return !at->waits;
	if (action == ARTICLE_CONFIRM)
		return at->waits && !at->own_emergency && !at->fresh;
	return true;
}

static bool asked(size_t row, uint32_t role, int state, const struct circumstances *at)
{
	const struct viewer viewer = { .roles = role, .fresh = at->fresh ? role : 0, .id = S("me") };
	struct article article = { .n = 1, .state = (enum article_state)state,
		.editors = at->wrote ? S("you,me") : S("you,me2"),
		.versions = at->listed ? 1 : 0 };

	article.emergency.writers = at->own_emergency ? S("me") : S("you");
	article.emergency.due = at->waits ? 1 : 0;
	return article_may(&article, allowed[row].action, &viewer);
}

static void each_role_may_in_each_state_what_the_table_says_and_nothing_else(void **state)
{
	size_t may = 0;

	(void)state;
	for (size_t row = 0; row < ARTICLE_ACTIONS; row++)
		for (uint32_t role = 1; role <= ROLE_PUBLIC; role <<= 1)
			for (int from = 0; from < ARTICLE_STATES; from++)
				for (int bits = 0; bits < 32; bits++) {
					const struct circumstances at = { (bits & 1) != 0, (bits & 2) != 0,
						(bits & 4) != 0, (bits & 8) != 0, (bits & 16) != 0 };
					bool want = expected(row, role, from, &at);

					if (asked(row, role, from, &at) != want)
						fail_msg("%s by role %x in state %c, circumstances %d",
							article_row(allowed[row].action)->name, role,
							states[from], bits);
					may += want;
				}
	assert_in_range(may, 100, 2000);
}

static void a_report_is_never_published_without_its_review(void **state)
{
	const struct viewer editor = { .roles = ROLE_EDITOR, .id = S("me") };
	struct article article = { .n = 1, .state = ARTICLE_DRAFT };

	(void)state;
	assert_true(article_may(&article, ARTICLE_EMERGENCY, &editor));
	article.report = 2026;
	assert_false(article_may(&article, ARTICLE_EMERGENCY, &editor));
}

static void only_a_review_a_release_an_emergency_or_an_import_leads_to_the_public(void **state)
{
	(void)state;
	for (int i = 0; i < ARTICLE_ACTIONS; i++) {
		enum article_action action = (enum article_action)i;
		bool leads = article_row(action)->to == ARTICLE_PUBLISHED;

		assert_int_equal(leads, action == ARTICLE_APPROVE || action == ARTICLE_RELEASE ||
			action == ARTICLE_EMERGENCY || action == ARTICLE_TAKE_IN);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_report_is_never_published_without_its_review),
		cmocka_unit_test(each_role_may_in_each_state_what_the_table_says_and_nothing_else),
		cmocka_unit_test(only_a_review_a_release_an_emergency_or_an_import_leads_to_the_public),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
