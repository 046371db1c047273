/*
 * Every row of the lifecycle, in each channel and from each state that it names, by somebody who may and
 * somebody who may not.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "casework_rig.h"

static const struct viewer jobs = { .roles = ROLE_JOBS, .id = { "jobs", 4 } };
static const struct viewer editor = { .roles = ROLE_EDITOR, .id = { "editor1", 7 } };

static uint64_t case_in(enum channel channel, enum state state)
{
	switch (channel) {
	case CHANNEL_TOPIC:
		return rig_case_in(state);
	case CHANNEL_LETTER:
		return rig_letter_in(state, true);
	case CHANNEL_HOTLINE:
		return rig_order_in(state);
	default:
		return rig_request_in(state);
	}
}

static void do_it(uint64_t n, struct act act)
{
	struct case_record after;
	struct str why;
	enum status status = case_act(&rig, n, &act, &after, &why);

	if (status != OK)
		fail_msg("%s: %d %.*s", action_name(act.action), (int)status, STR_ARG(why));
}

/* The first of these who has one of the roles. */
static const struct viewer *one_of(uint32_t roles)
{
	static const struct viewer *const people[] = { &rig_moderator, &rig_dispatcher, &rig_clerk,
		&rig_approver, &rig_supervisor, &jobs };

	for (size_t i = 0; i < sizeof(people) / sizeof(people[0]); i++)
		if ((people[i]->roles & roles) != 0)
			return people[i];
	return NULL;
}

/* All that any action asks for; what one doesn't ask for it passes over. */
static struct act full(enum action action, enum channel channel, const struct viewer *by)
{
	struct act act = { .action = action, .by = by, .reason = S("情况说明"), .note = S("请抓紧"),
		.dept = S("jtj"), .days = 3,
		.text = S("您好，您反映的问题已经办理，感谢您的来信。"), .rating = 4, .outcome = S("granted"),
		.consenter = S("王主任"), .to = S("zjj2") };

	if (action == ACTION_DECLINE)
		act.reason = S("ads");
	if (action == ACTION_ASSIGN)
		act.dept = S("zjj");
	if (action == ACTION_MERGE)
		act.into = case_in(channel, STATE_ACCEPTED);
	act.party = S("云川建筑公司");
	act.earlier = 10;
	act.count = 5;
	if (action == ACTION_DEFER)
		act.due = rig.now + 100 * MS_PER_DAY;
	act.kind = action == ACTION_APPEAL ? S("review") : action == ACTION_CHARGE ? S("items") : S("third");
	act.result = action == ACTION_APPEAL ? S("upheld") :
		action == ACTION_CALLBACK    ? S("solved") :
			S("agreed");
	return act;
}

static const struct viewer *actor(enum action action, uint64_t n)
{
	static struct viewer asker;
	uint32_t roles = lifecycle_row(action)->by;

	asker = rig_asker(n);
	if (action == ACTION_OPINION)
		return &rig_other_clerk;
	return one_of(roles) != NULL ? one_of(roles) : &asker;
}

/* What must have happened before the action makes sense. */
static void prepare(enum action action, enum channel channel, uint64_t n)
{
	if (action == ACTION_OPINION || action == ACTION_RELEASE)
		do_it(n, full(ACTION_ASSIST, channel, &rig_dispatcher));
	if (action == ACTION_GIVE)
		rig_colleague();
	if (action == ACTION_REFUSE_EXTENSION)
		do_it(n, full(ACTION_ASK_EXTENSION, channel, &rig_clerk));
	if (action == ACTION_PUBLISH && channel == CHANNEL_TOPIC)
		do_it(n, full(ACTION_UNPUBLISH, channel, &rig_moderator));
	if (action == ACTION_UNPUBLISH && channel == CHANNEL_LETTER)
		do_it(n, full(ACTION_PUBLISH, channel, &rig_moderator));
	struct act justify = full(ACTION_JUSTIFY, channel, &rig_clerk);

	/* Refused once it is drafted. */
	if (action == ACTION_EXPLAIN || action == ACTION_DEFER)
		rig_act(n, &justify, NULL);
	if (action == ACTION_DEFER)
		do_it(n, full(ACTION_EXPLAIN, channel, &rig_clerk));
	if (action == ACTION_CLOSE || action == ACTION_LAPSE || action == ACTION_UNPAID)
		rig.now += 40 * MS_PER_DAY;
}

/* What the rules beside the table refuse, as the table's own remarks say. */
static bool refused_by_rule(enum action action, enum channel channel, enum state state)
{
	bool consent = channel == CHANNEL_TOPIC || channel == CHANNEL_LETTER;

	if (action == ACTION_PUBLISH || action == ACTION_UNPUBLISH || action == ACTION_WITHDRAW_CONSENT)
		return !consent;
	if (channel != CHANNEL_REQUEST)
		return false;
	return (action == ACTION_ASSIGN && state == STATE_PENDING) ||
		(action == ACTION_EXPLAIN && state == STATE_DRAFTED) ||
		(action == ACTION_DECLINE && state == STATE_ACCEPTED) ||
		(action == ACTION_CONFIRM && state == STATE_ACCEPTED) ||
		((action == ACTION_PAY || action == ACTION_SUPPLEMENT) && state == STATE_CLOSED);
}

static void expect_nothing(uint64_t n, const struct act *act, int64_t version)
{
	struct case_record after;
	struct str why;
	enum status status = case_act(&rig, n, act, &after, &why);

	if (status != ERR_FORBIDDEN && status != ERR_NOT_FOUND && status != ERR_NOT_NOW)
		fail_msg("%s of case %llu: %d", action_name(act->action), (unsigned long long)n, (int)status);
	assert_int_equal(read_case(n).version, version);
}

static void try_row(enum action action, enum channel channel, enum state state)
{
	const struct lifecycle_row *row = lifecycle_row(action);
	int64_t now = rig.now;
	uint64_t n = case_in(channel, state);
	struct case_record after;
	struct act act;
	struct str why = { 0 };
	enum status status;

	prepare(action, channel, n);
	act = full(action, channel, &editor);
	expect_nothing(n, &act, read_case(n).version);
	act.by = actor(action, n);
	act.letter = rig_last_letter(n);
	act.way = S("person");
	status = case_act(&rig, n, &act, &after, &why);
	if (refused_by_rule(action, channel, state) ? status != ERR_NOT_NOW : status != OK)
		fail_msg("%s of a %s that is %s: %d %.*s", action_name(action), channel_name(channel),
			state_name(state), (int)status, STR_ARG(why));
	if (status == OK && row->to != STATE_NONE && after.state != row->to && action != ACTION_UNMERGE)
		fail_msg("%s of a %s: %s", action_name(action), channel_name(channel),
			state_name(after.state));
	rig.now = now;
}

static void every_row_is_done_in_each_channel_from_each_of_its_states(void **state)
{
	size_t done = 0;

	(void)state;
	for (enum channel channel = 0; channel < CHANNEL_COUNT; channel++) {
		for (enum action action = ACTION_ACCEPT; action < ACTION_COUNT; action++)
			for (enum state from = STATE_PENDING; from < STATE_COUNT; from++) {
				if (!lifecycle_allows(action, channel, from, lifecycle_row(action)->by))
					continue;
				/* Only requests are waited for. */
				if ((from == STATE_CORRECTING || from == STATE_CONSULTING ||
					    from == STATE_CHARGING) &&
					channel != CHANNEL_REQUEST)
					continue;
				if (from == STATE_MERGED && channel == CHANNEL_REQUEST)
					continue;
				try_row(action, channel, from);
				done++;
			}
		assert_recount_agrees();
	}
	assert_true(done > 150);
}

static void what_a_channel_has_no_row_for_is_refused_in_every_state(void **state)
{
	(void)state;
	for (enum channel channel = 0; channel < CHANNEL_COUNT; channel++)
		for (enum state from = STATE_PENDING; from < RIG_STATES; from++) {
			uint64_t n;

			if (from == STATE_MERGED && channel == CHANNEL_REQUEST)
				continue;
			n = case_in(channel, from);
			for (enum action action = ACTION_ACCEPT; action < ACTION_COUNT; action++) {
				const struct lifecycle_row *row = lifecycle_row(action);
				struct act act = full(action, channel, actor(action, n));

	if ((row->channels & CHANNEL_BIT(channel)) == 0 ||
		(row->from & STATE_BIT(from)) == 0)
					expect_nothing(n, &act, read_case(n).version);
			}
		}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(every_row_is_done_in_each_channel_from_each_of_its_states, rig_clean),
		cmocka_unit_test_setup(what_a_channel_has_no_row_for_is_refused_in_every_state, rig_clean),
	};

	return cmocka_run_group_tests_name("channels", tests, rig_start, rig_stop);
}
