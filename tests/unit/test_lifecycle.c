/* The one table of what may happen to a case: model/lifecycle. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <cmocka.h>

#include "model/lifecycle.h"

static int make_arena(void **state)
{
	*state = arena_new((size_t)64 << 20);
	return 0;
}

static int free_arena(void **state)
{
	arena_free(*state);
	return 0;
}

/*
 * The rules of DESIGN section 6 once more, written apart from the program's table.  The operator may do
 * everything.
 */
static const struct expected {
	enum action action;
	const char *by;
	const char *from;
	const char *to;		/* "": unchanged */
	const char *channels;	/* NULL: every one */
} expected[] = {
	{ ACTION_SUBMIT, "public", "none", "pending", NULL },
	{ ACTION_ACCEPT, "moderator", "pending", "accepted", NULL },
	{ ACTION_DECLINE, "moderator", "pending accepted", "declined", NULL },
	{ ACTION_MERGE, "moderator", "pending accepted", "merged", "topic letter hotline" },
	{ ACTION_ASSIGN, "dispatcher", "accepted pending", "assigned", NULL },
	{ ACTION_RETURN, "clerk link", "assigned", "accepted", NULL },
	{ ACTION_REASSIGN, "dispatcher", "assigned drafted", "assigned", NULL },
	{ ACTION_RECALL, "dispatcher", "assigned drafted", "accepted", NULL },
	{ ACTION_UNMERGE, "moderator", "merged", "accepted", "topic letter hotline" },
	{ ACTION_ASSIST, "dispatcher", "assigned drafted", "", NULL },
	{ ACTION_OPINION, "clerk", "assigned drafted", "", NULL },
	{ ACTION_RELEASE, "dispatcher", "assigned drafted", "", NULL },
	{ ACTION_EXTEND, "dispatcher", "assigned", "", NULL },
	{ ACTION_ASK_EXTENSION, "clerk", "assigned", "", NULL },
	{ ACTION_REFUSE_EXTENSION, "dispatcher", "assigned", "", NULL },
	{ ACTION_DRAFT, "clerk link", "assigned", "drafted", NULL },
	{ ACTION_REJECT, "approver", "drafted", "assigned", NULL },
	{ ACTION_APPROVE, "approver", "drafted", "answered", NULL },
	{ ACTION_REVISE, "clerk", "answered", "drafted", NULL },
	{ ACTION_RATE, "asker", "answered", "closed", NULL },
	{ ACTION_REOPEN, "asker supervisor", "answered closed", "assigned", NULL },
	{ ACTION_CLOSE, "jobs", "answered", "closed", NULL },
	{ ACTION_WITHDRAW, "asker", "pending accepted assigned correcting consulting charging", "withdrawn", NULL },
	{ ACTION_REMIND, "supervisor jobs", "assigned drafted", "", NULL },
	{ ACTION_SUPERVISE, "supervisor jobs", "assigned drafted", "", NULL },
	{ ACTION_PUBLISH, "moderator",
		"accepted assigned drafted answered closed merged correcting consulting charging", "", NULL },
	{ ACTION_UNPUBLISH, "moderator",
		"accepted assigned drafted answered closed merged correcting consulting charging", "", NULL },
	{ ACTION_CONFIRM, "moderator dispatcher", "pending accepted", "", "request" },
	{ ACTION_CORRECT, "clerk dispatcher", "accepted assigned", "correcting", "request" },
	{ ACTION_SUPPLEMENT, "asker clerk dispatcher", "correcting closed", "assigned", "request" },
	{ ACTION_LAPSE, "clerk dispatcher jobs", "correcting", "closed", "request" },
	{ ACTION_CONSULT, "clerk dispatcher", "assigned", "consulting", "request" },
	{ ACTION_REPLY, "clerk dispatcher jobs", "consulting", "assigned", "request" },
	{ ACTION_APPEAL, "dispatcher supervisor", "answered closed declined", "", "request" },
	{ ACTION_CALLBACK, "dispatcher supervisor", "answered closed", "", "hotline" },
	{ ACTION_WITHDRAW_CONSENT, "asker",
		"pending accepted declined merged assigned drafted answered closed withdrawn correcting "
		"consulting charging", "", "letter hotline request" },
	{ ACTION_REMARK, "moderator dispatcher clerk approver supervisor",
		"pending accepted declined merged assigned drafted answered closed withdrawn correcting "
		"consulting charging", "", NULL },
	{ ACTION_TAKE, "clerk", "assigned drafted correcting consulting charging", "", NULL },
	{ ACTION_GIVE, "clerk", "assigned drafted correcting consulting charging", "", NULL },
	{ ACTION_SERVE, "asker clerk dispatcher",
		"accepted assigned drafted answered closed correcting consulting charging", "", "request" },
	{ ACTION_CHARGE, "clerk dispatcher", "assigned", "charging", "request" },
	{ ACTION_PAY, "clerk dispatcher", "charging closed", "assigned", "request" },
	{ ACTION_UNPAID, "clerk dispatcher jobs", "charging", "closed", "request" },
	{ ACTION_JUSTIFY, "clerk dispatcher", "assigned", "", "request" },
	{ ACTION_EXPLAIN, "asker clerk dispatcher", "assigned drafted", "", "request" },
	{ ACTION_DEFER, "dispatcher", "assigned", "", "request" },
};

static bool listed(const char *names, const char *name)
{
	struct str rest = str_of(names);
	struct str piece;

	while (str_cut(&rest, ' ', &piece))
		if (str_eq(piece, str_of(name)))
			return true;
	return false;
}

static const enum role roles[] = { ROLE_MODERATOR, ROLE_DISPATCHER, ROLE_CLERK, ROLE_APPROVER,
	ROLE_SUPERVISOR, ROLE_EDITOR, ROLE_REVIEWER, ROLE_ADMIN, ROLE_SECURITY, ROLE_AUDITOR,
	ROLE_ASKER, ROLE_LINK, ROLE_JOBS, ROLE_OPERATOR, ROLE_PUBLIC };
#define ROLES (sizeof(roles) / sizeof(roles[0]))

static bool right(const struct expected *e, enum channel channel, enum state from, enum role role)
{
	return (e->channels == NULL || listed(e->channels, channel_name(channel))) &&
	       (role == ROLE_OPERATOR || listed(e->by, role_name(role))) && listed(e->from, state_name(from));
}

static void check_action(const struct expected *e, enum channel channel)
{
	for (enum state from = STATE_NONE; from < STATE_COUNT; from++)
		for (size_t r = 0; r < ROLES; r++)
			if (lifecycle_allows(e->action, channel, from, roles[r]) !=
				right(e, channel, from, roles[r]))
				fail_msg("%s of a %s from %s by %s should be %s", action_name(e->action),
					channel_name(channel), state_name(from), role_name(roles[r]),
					right(e, channel, from, roles[r]) ? "allowed" : "refused");
}

static void the_table_allows_what_the_design_says_and_nothing_else(void **state)
{
	(void)state;
	assert_int_equal(sizeof(expected) / sizeof(expected[0]), ACTION_COUNT);
	for (size_t i = 0; i < ACTION_COUNT; i++)
		for (enum channel channel = 0; channel < CHANNEL_COUNT; channel++)
			check_action(&expected[i], channel);
}

static void each_row_leads_where_the_design_says(void **state)
{
	(void)state;
	for (size_t i = 0; i < ACTION_COUNT; i++) {
		const struct lifecycle_row *row = lifecycle_row(expected[i].action);
		const char *to = row->to == STATE_NONE ? "" : state_name(row->to);

		assert_int_equal(row->action, expected[i].action);
		assert_string_equal(to, expected[i].to);
		assert_true(row->label != NULL && row->label[0] != '\0');
		assert_non_null(row->rule);
	}
}

static void several_roles_allow_what_one_of_them_does(void **state)
{
	(void)state;
	assert_true(
		lifecycle_allows(ACTION_ACCEPT, CHANNEL_TOPIC, STATE_PENDING, ROLE_MODERATOR | ROLE_CLERK));
	assert_false(lifecycle_allows(ACTION_ACCEPT, CHANNEL_TOPIC, STATE_PENDING, ROLE_ADMIN | ROLE_CLERK));
	assert_false(lifecycle_allows(ACTION_ACCEPT, CHANNEL_TOPIC, STATE_PENDING, 0));
}

static void names_go_there_and_back(void **state)
{
	enum channel channel;
	enum category category;
	enum state parsed;
	enum action action;

	(void)state;
	for (enum channel c = 0; c < CHANNEL_COUNT; c++)
		assert_true(channel_parse(str_of(channel_name(c)), &channel) && channel == c);
	for (enum category c = 0; c < CATEGORY_COUNT; c++)
		assert_true(category_parse(str_of(category_name(c)), &category) && category == c);
	for (enum state s = 0; s < STATE_COUNT; s++)
		assert_true(state_parse(str_of(state_name(s)), &parsed) && parsed == s);
	for (enum action a = 0; a < ACTION_COUNT; a++)
		assert_true(action_parse(str_of(action_name(a)), &action) && action == a);
	assert_false(channel_parse(S("Topic"), &channel));
	assert_false(category_parse(S(""), &category));
	assert_false(state_parse(S("pend"), &parsed));
	assert_false(action_parse(S("accepted"), &action));
}

static void roles_of_an_account_are_staff_roles(void **state)
{
	struct arena *arena = *state;
	uint32_t bits = 0;

	assert_true(roles_parse(S("moderator, clerk"), &bits));
	assert_int_equal(bits, ROLE_MODERATOR | ROLE_CLERK);
	assert_string_equal(arena_cstr(arena, roles_print(arena, bits)), "moderator,clerk");
	for (size_t r = 0; r < ROLE_STAFF_COUNT; r++)
		assert_true(roles_parse(str_of(role_name(roles[r])), &bits) && bits == (uint32_t)roles[r]);
	for (size_t r = ROLE_STAFF_COUNT; r < ROLES; r++)
		assert_false(roles_parse(str_of(role_name(roles[r])), &bits));
	assert_false(roles_parse(S("moderator,nobody"), &bits));
}

static void people_read_every_name_in_chinese(void **state)
{
	(void)state;
	for (enum channel c = 0; c < CHANNEL_COUNT; c++)
		assert_true(strlen(channel_label(c)) > 0);
	for (enum category c = 0; c < CATEGORY_COUNT; c++)
		assert_true(strlen(category_label(c)) > 0);
	for (enum state s = STATE_PENDING; s < STATE_COUNT; s++)
		assert_true(strlen(state_label(s)) > 0);
	for (size_t r = 0; r < ROLES; r++)
		assert_true(strlen(role_label(roles[r])) > 0);
	for (const struct decline_reason *r = decline_reasons; r->code != NULL; r++)
		assert_string_equal(decline_label(str_of(r->code)), r->label);
	assert_null(decline_label(S("because")));
	assert_null(decline_label(S("")));
}

/* The cells of a printed row, blanks between; the last takes the rest of the line. */
static struct str cell(struct str *line)
{
	struct str piece = { 0 };

	while (piece.len == 0 && str_cut(line, ' ', &piece))
		;
	return piece;
}

static void the_printed_table_has_every_action(void **state)
{
	struct str text = lifecycle_text(*state);
	struct str line;
	size_t rows = 0;

	assert_true(str_cut(&text, '\n', &line));
	assert_true(str_starts(line, S("action ")));
	while (str_cut(&text, '\n', &line)) {
		const struct lifecycle_row *row = lifecycle_row((enum action)rows++);
		struct str name = cell(&line);
		struct str channels = cell(&line);
		struct str by = cell(&line);
		struct str from = cell(&line);
		struct str to = cell(&line);

		assert_true(str_eq(name, str_of(action_name(row->action))));
		assert_true(str_eq(channels, S("all")) == (row->channels == CHANNELS_ALL));
		assert_true(by.len > 0 && str_search(by, S("operator"), 0) == by.len);
		assert_true(from.len > 0);
		assert_true(str_eq(to, str_of(row->to == STATE_NONE ? "unchanged" : state_name(row->to))));
	}
	assert_int_equal(rows, ACTION_COUNT);
}

static void the_graph_has_an_arrow_for_each_row_and_state(void **state)
{
	struct str text = lifecycle_dot(*state);
	struct str line;
	size_t arrows = 0;
	size_t should = 0;

	assert_true(str_starts(text, S("digraph ")));
	assert_true(str_ends(text, S("}\n")));
	for (enum action a = 0; a < ACTION_COUNT; a++)
		should += (size_t)__builtin_popcount(lifecycle_row(a)->from);
	while (str_cut(&text, '\n', &line))
		arrows += str_search(line, S(" -> "), 0) < line.len;
	assert_int_equal(arrows, should);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_table_allows_what_the_design_says_and_nothing_else),
		cmocka_unit_test(each_row_leads_where_the_design_says),
		cmocka_unit_test(several_roles_allow_what_one_of_them_does),
		cmocka_unit_test(names_go_there_and_back),
		cmocka_unit_test(roles_of_an_account_are_staff_roles),
		cmocka_unit_test(people_read_every_name_in_chinese),
		cmocka_unit_test(the_printed_table_has_every_action),
		cmocka_unit_test(the_graph_has_an_arrow_for_each_row_and_state),
	};

	return cmocka_run_group_tests_name("lifecycle", tests, make_arena, free_arena);
}
