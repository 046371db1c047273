/* Cases about the same matter are merged and separated again: cases/merge. */
#include <sys/wait.h>
#include <unistd.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "casework_rig.h"
#include "cases/merge.h"
#include "upkeep/recount.h"

static const struct act unmerge = { .action = ACTION_UNMERGE, .by = &rig_moderator };

static enum status merge(uint64_t n, uint64_t into)
{
	return rig_act(n, &(struct act){ .action = ACTION_MERGE, .by = &rig_moderator, .into = into }, NULL);
}

/* The number of the case that is worked on instead, as that viewer may see it; 0: none. */
static uint64_t end_of(uint64_t n, const struct viewer *viewer)
{
	struct case_record record = read_case(n);
	struct merge_end end;

	assert_int_equal(merge_end(&rig, &record, viewer, &end), OK);
	return end.record.n;
}

static size_t sources_of(uint64_t n)
{
	struct merged_part merged = merged_part(&rig, n);

	assert_int_equal(rounds_run(rig.store, rig.arena, &(struct part){ merged_ask, merged_take, &merged },
		1),
		OK);
	assert_int_equal(merged.read, merged.count);
	return merged.count;
}

static void a_merge_is_undone_to_what_was_before(void **state)
{
	static const enum state before[] = { STATE_PENDING, STATE_ACCEPTED };

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		uint64_t target = rig_case_in(STATE_ACCEPTED);
		uint64_t n = rig_case_in(before[i]);
		struct case_record was = read_case(n);
		struct case_record is;

		rig.now += MS_PER_DAY;
		assert_int_equal(merge(n, target), OK);
		assert_int_equal(sources_of(target), 1);
		/*
		 * What nobody reviewed is not published by being merged: its asker sees it, the public
		 * doesn't.
		 */
		is = read_case(n);
		assert_int_equal(case_visible(&is, &viewer_public), before[i] != STATE_PENDING);
		assert_int_equal(end_of(n, &viewer_public), target);
		assert_recount_agrees();
		assert_int_equal(rig_act(n, &unmerge, NULL), OK);
		is = read_case(n);
		assert_int_equal(is.state, before[i]);
		assert_int_equal(is.accepted, was.accepted);
		assert_int_equal(is.due, was.due);
		assert_int_equal(is.merged_into, 0);
		assert_int_equal(case_visible(&is, &viewer_public), case_visible(&was, &viewer_public));
		assert_int_equal(sources_of(target), 0);
		assert_int_equal(rig_act(n, &unmerge, NULL), ERR_NOT_NOW);
		assert_recount_agrees();
	}
}

static void a_chain_leads_to_its_end(void **state)
{
	uint64_t a = rig_case_in(STATE_PENDING);
	uint64_t b = rig_case_in(STATE_ACCEPTED);
	uint64_t c = rig_case_in(STATE_ACCEPTED);

	(void)state;
	assert_int_equal(end_of(a, &viewer_public), 0);
	assert_int_equal(merge(a, b), OK);
	assert_int_equal(end_of(a, &viewer_public), b);
	assert_int_equal(merge(b, c), OK);
	assert_int_equal(end_of(a, &viewer_public), c);
	assert_int_equal(sources_of(c), 2);
	/* Nothing is merged into what is merged, so no chain bites its tail. */
	assert_int_equal(merge(c, a), ERR_INVALID);
	assert_int_equal(merge(c, b), ERR_INVALID);
	assert_int_equal(merge(c, c), ERR_INVALID);
	assert_int_equal(rig_act(b, &unmerge, NULL), OK);
	assert_int_equal(end_of(a, &viewer_public), b);
	assert_int_equal(merge(b, c), OK);
	assert_recount_agrees();
}

static void what_the_viewer_may_not_see_is_not_named(void **state)
{
	uint64_t target = rig_case_in(STATE_ANSWERED);
	uint64_t n = rig_case_in(STATE_ACCEPTED);
	struct viewer asker = rig_asker(n);
	struct act hide = { .action = ACTION_UNPUBLISH, .by = &rig_moderator, .reason = S("核实中") };

	(void)state;
	assert_int_equal(merge(n, target), OK);
	assert_int_equal(end_of(n, &viewer_public), target);
	assert_int_equal(end_of(n, &asker), target);
	assert_int_equal(rig_act(target, &hide, NULL), OK);
	assert_int_equal(end_of(n, &viewer_public), 0);
	assert_int_equal(end_of(n, &asker), 0);
	assert_int_equal(end_of(n, &rig_other_clerk), 0);
	assert_int_equal(end_of(n, &rig_clerk), target);
	assert_int_equal(end_of(n, &rig_moderator), target);
}

static void who_was_merged_is_told_when_nobody_works_on_it_any_more(void **state)
{
	uint64_t target = rig_case_in(STATE_ACCEPTED);
	uint64_t n = rig_case_in(STATE_ACCEPTED);
	struct viewer asker = rig_asker(n);
	struct viewer other = rig_asker(target);
	struct act decline = { .action = ACTION_DECLINE, .by = &rig_moderator, .reason = S("scope") };
	struct act withdraw = { .action = ACTION_WITHDRAW, .by = &other };
	struct case_record record;
	struct merge_end end;

	(void)state;
	assert_int_equal(merge(n, target), OK);
	assert_int_equal(rig_act(target, &decline, NULL), ERR_NOT_NOW);
	record = read_case(n);
	assert_int_equal(merge_end(&rig, &record, &asker, &end), OK);
	assert_false(end.over);
	assert_int_equal(rig_act(target, &withdraw, NULL), OK);
	assert_int_equal(merge_end(&rig, &record, &asker, &end), OK);
	assert_true(end.over);
	assert_int_equal(end.record.n, 0);
	assert_int_equal(rig_act(n, &unmerge, NULL), OK);
	assert_int_equal(rig_act(n, &decline, NULL), OK);
	assert_recount_agrees();
}

static void nothing_is_merged_across_channels_or_from_the_private_into_the_public(void **state)
{
	uint64_t topic = rig_case_in(STATE_ACCEPTED);
	uint64_t letter = rig_letter_in(STATE_ACCEPTED, true);
	uint64_t published = rig_letter_in(STATE_ACCEPTED, true);
	uint64_t other = rig_letter_in(STATE_ACCEPTED, false);
	struct act publish = { .action = ACTION_PUBLISH, .by = &rig_moderator };

	(void)state;
	assert_int_equal(rig_act(published, &publish, NULL), OK);
	assert_int_equal(merge(letter, topic), ERR_INVALID);
	assert_int_equal(merge(topic, letter), ERR_INVALID);
	assert_int_equal(merge(letter, published), ERR_INVALID);
	assert_int_equal(merge(letter, 999), ERR_INVALID);
	assert_int_equal(read_case(letter).state, STATE_ACCEPTED);
	assert_int_equal(merge(letter, other), OK);
	/* A published letter may go into a private one, which it doesn't reveal. */
	assert_int_equal(merge(published, other), OK);
	assert_int_equal(end_of(published, &viewer_public), 0);
	assert_recount_agrees();
}

/* Two moderators at once, each merging one of two cases into the other: only one may succeed. */
static void two_cases_are_never_merged_into_each_other(void **state)
{
	enum { ROUNDS = 30 };

	(void)state;
	for (int round = 0; round < ROUNDS; round++) {
		uint64_t one = rig_case_in(STATE_ACCEPTED);
		uint64_t two = rig_case_in(STATE_ACCEPTED);
		pid_t child = fork();
		int status;

		assert_true(child >= 0);
		if (child == 0) {
			rig.store = rig_link();
			merge(two, one);
			_exit(0);
		}
		merge(one, two);
		assert_int_equal(waitpid(child, &status, 0), child);
		assert_int_equal((read_case(one).state == STATE_MERGED) +
				(read_case(two).state == STATE_MERGED),
			1);
	}
	assert_recount_agrees();
}

#define TEST(name) cmocka_unit_test_setup(name, rig_clean)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_merge_is_undone_to_what_was_before),
		TEST(a_chain_leads_to_its_end),
		TEST(what_the_viewer_may_not_see_is_not_named),
		TEST(who_was_merged_is_told_when_nobody_works_on_it_any_more),
		TEST(nothing_is_merged_across_channels_or_from_the_private_into_the_public),
		TEST(two_cases_are_never_merged_into_each_other),
	};

	return cmocka_run_group_tests_name("departments", tests, rig_start, rig_stop);
}
