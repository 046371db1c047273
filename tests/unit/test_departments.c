/* Several departments on one case, against a real Redis: help asked for, given and ended; returns; duplicates merged. */
#include <sys/wait.h>
#include <unistd.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "casework_rig.h"
#include "model/assist.h"
#include "model/department.h"
#include "lists/listing.h"
#include "cases/merge.h"
#include "upkeep/recount.h"
#include "lists/similar.h"

static const struct act ask_jtj = { .action = ACTION_ASSIST, .by = &rig_dispatcher, .dept = { "jtj", 3 },
	.reason = { "请核实路权归属", sizeof("请核实路权归属") - 1 } };
static const struct act give = { .action = ACTION_OPINION, .by = &rig_other_clerk,
	.text = { "这段路由我局养护。", sizeof("这段路由我局养护。") - 1 } };
static const struct act release_jtj = { .action = ACTION_RELEASE, .by = &rig_dispatcher, .dept = { "jtj", 3 } };

/* The due time by which the case waits in that department's queue, or 0. */
static int64_t waits_at(const struct viewer *clerk, uint64_t n)
{
	struct queue_page page;

	assert_int_equal(queue_read(&rig, arena_join(rig.arena, S("dept:"), clerk->dept), clerk, S(""), 50, &page), OK);
	for (size_t i = 0; i < page.count; i++)
		if (page.rows[i].record.n == n)
			return page.rows[i].due;
	return 0;
}

static int64_t day_end(const char *date)
{
	int64_t start;

	assert_true(clock_parse(str_of(date), &start));
	return start + MS_PER_DAY - 1;
}

static void what_is_written_is_read_again_and_nonsense_is_nobody(void **state)
{
	static const struct {
		const char *text;
		size_t count;
	} rows[] = {
		{ "", 0 }, { "jtj:1:2", 1 }, { "jtj:1:0,hbj:5:9", 2 }, { "jtj", 0 }, { "jtj:1", 0 }, { ":1:2", 0 },
		{ "jtj:x:2", 0 }, { "jtj:1:2:3", 0 }, { "jtj:1:x,hbj:1:2", 1 }, { ",,", 0 },
		{ "a:1:1,b:1:1,c:1:1,d:1:1,e:1:1,f:1:1", ASSISTS_MOST },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct case_record record = { .assists = str_of(rows[i].text) };
		struct case_record again = { 0 };
		struct assists assists;
		struct assists second;

		assists_read(&record, &assists);
		if (assists.count != rows[i].count)
			fail_msg("%s gives %zu", rows[i].text, assists.count);
		assists_write(rig.arena, &assists, &again);
		assists_read(&again, &second);
		assert_int_equal(second.count, assists.count);
		for (size_t k = 0; k < second.count; k++) {
			assert_true(str_eq(second.list[k].dept, assists.list[k].dept));
			assert_int_equal(second.list[k].due, assists.list[k].due);
		}
	}
}

static void a_department_that_is_asked_finds_the_case_till_it_gave_its_opinion(void **state)
{
	uint64_t n = rig_case_in(STATE_ASSIGNED);
	int64_t lead_due = waits_at(&rig_clerk, n);
	struct value *thread;
	struct case_record record;

	(void)state;
	assert_int_equal(waits_at(&rig_other_clerk, n), 0);
	assert_int_equal(rig_act(n, &ask_jtj, NULL), OK);
	/* Asked on Monday 2 March with two working days. */
	assert_int_equal(waits_at(&rig_other_clerk, n), day_end("2026-03-04 00:00"));
	assert_int_equal(waits_at(&rig_clerk, n), lead_due);
	assert_recount_agrees();
	assert_int_equal(rig_act(n, &give, NULL), OK);
	assert_int_equal(waits_at(&rig_other_clerk, n), 0);
	assert_int_equal(waits_at(&rig_clerk, n), lead_due);
	assert_recount_agrees();
	assert_int_equal(case_read(&rig, n, &record, &thread, NULL), OK);
	assert_true(str_eq(map_get_str(&thread->last->value, "kind"), S("opinion")));
	assert_true(str_eq(map_get_str(&thread->last->value, "dept"), S("jtj")));
	assert_true(str_eq(map_get_str(&thread->last->value, "text"), give.text));
	assert_true(case_visible(&record, &rig_other_clerk));
	/* Asked again, it owes again. */
	assert_int_equal(rig_act(n, &ask_jtj, NULL), OK);
	assert_int_not_equal(waits_at(&rig_other_clerk, n), 0);
	assert_recount_agrees();
}

static void an_assisting_clerk_gives_an_opinion_and_does_nothing_else(void **state)
{
	(void)state;
	for (enum action action = ACTION_ACCEPT; action < ACTION_COUNT; action++)
		for (int drafted = 0; drafted < 2; drafted++) {
			uint64_t n = rig_letter_in(drafted ? STATE_DRAFTED : STATE_ASSIGNED, false);
			struct act act = { .action = action, .by = &rig_other_clerk, .reason = S("scope"), .dept = S("jtj"),
				.text = S("您好，现将有关情况答复如下。"), .days = 2, .rating = 4, .into = 1 };

			assert_int_equal(rig_act(n, &act, NULL), ERR_NOT_FOUND);
			assert_int_equal(rig_act(n, &ask_jtj, NULL), OK);
			assert_int_equal(rig_act(n, &act, NULL), action == ACTION_OPINION ? OK : ERR_FORBIDDEN);
		}
}

static void the_department_in_charge_gives_no_opinion_on_its_own_case(void **state)
{
	uint64_t n = rig_case_in(STATE_ASSIGNED);
	struct act own = { .action = ACTION_OPINION, .by = &rig_clerk, .text = S("我们自己来说说。") };
	struct act self = ask_jtj;

	(void)state;
	assert_int_equal(rig_act(n, &own, NULL), ERR_FORBIDDEN);
	self.dept = S("zjj");
	assert_int_equal(rig_act(n, &self, NULL), ERR_INVALID);
	self.dept = S("nowhere");
	assert_int_equal(rig_act(n, &self, NULL), ERR_INVALID);
	self = ask_jtj;
	self.reason = S("");
	assert_int_equal(rig_act(n, &self, NULL), ERR_INVALID);
	assert_int_equal(read_case(n).assists.len, 0);
}

static void five_departments_help_and_a_sixth_is_refused(void **state)
{
	uint64_t n = rig_case_in(STATE_ASSIGNED);
	struct act act = ask_jtj;

	(void)state;
	for (int i = 0; i < ASSISTS_MOST + 1; i++) {
		struct dept dept = { .id = arena_printf(rig.arena, "d%d", i), .name = S("某局") };

		assert_int_equal(dept_write(&rig, &dept), OK);
		act.dept = dept.id;
		assert_int_equal(rig_act(n, &act, NULL), i < ASSISTS_MOST ? OK : ERR_INVALID);
	}
	act.dept = S("d2");
	assert_int_equal(rig_act(n, &act, NULL), OK);
	act.action = ACTION_RELEASE;
	assert_int_equal(rig_act(n, &act, NULL), OK);
	assert_int_equal(rig_act(n, &act, NULL), ERR_INVALID);
	assert_int_equal(rig_act(n, &ask_jtj, NULL), OK);
	assert_recount_agrees();
}

static void a_released_department_no_longer_sees_the_case(void **state)
{
	uint64_t n = rig_letter_in(STATE_ASSIGNED, false);
	struct case_record record;

	(void)state;
	assert_int_equal(rig_act(n, &release_jtj, NULL), ERR_NOT_NOW);
	assert_int_equal(rig_act(n, &ask_jtj, NULL), OK);
	record = read_case(n);
	assert_true(case_visible(&record, &rig_other_clerk));
	assert_int_equal(rig_act(n, &release_jtj, NULL), OK);
	record = read_case(n);
	assert_false(case_visible(&record, &rig_other_clerk));
	assert_int_equal(waits_at(&rig_other_clerk, n), 0);
	assert_int_equal(rig_act(n, &give, NULL), ERR_NOT_FOUND);
	assert_recount_agrees();
}

static void nobody_waits_for_an_opinion_once_the_case_is_answered_and_help_ends_with_the_assignment(void **state)
{
	uint64_t n = rig_case_in(STATE_DRAFTED);
	struct act approve = { .action = ACTION_APPROVE, .by = &rig_approver };
	struct act reopen = { .action = ACTION_REOPEN, .by = &rig_supervisor, .reason = S("没有解决") };
	struct act back = { .action = ACTION_RETURN, .by = &rig_clerk, .reason = S("不属于我局职责") };

	(void)state;
	assert_int_equal(rig_act(n, &ask_jtj, NULL), OK);
	assert_int_not_equal(waits_at(&rig_other_clerk, n), 0);
	assert_int_equal(rig_act(n, &approve, NULL), OK);
	assert_int_equal(waits_at(&rig_other_clerk, n), 0);
	assert_true(assisting(&(struct case_record){ .assists = read_case(n).assists }, S("jtj")));
	assert_recount_agrees();
	assert_int_equal(rig_act(n, &reopen, NULL), OK);
	assert_int_equal(read_case(n).assists.len, 0);
	assert_int_equal(rig_act(n, &ask_jtj, NULL), OK);
	assert_int_equal(rig_act(n, &back, NULL), OK);
	assert_int_equal(read_case(n).assists.len, 0);
	assert_int_equal(waits_at(&rig_other_clerk, n), 0);
	assert_recount_agrees();
}

/* Whoever writes the answer meanwhile must not lose it to a colleague's opinion. */
static void an_opinion_does_not_make_the_answers_writer_lose_a_race(void **state)
{
	uint64_t n = rig_case_in(STATE_ASSIGNED);
	int64_t version = read_case(n).version;
	struct act draft = { .action = ACTION_DRAFT, .by = &rig_clerk, .version = version,
		.text = S("您好，现将有关情况答复如下。") };

	(void)state;
	assert_int_equal(rig_act(n, &ask_jtj, NULL), OK);
	assert_int_equal(rig_act(n, &give, NULL), OK);
	assert_int_equal(rig_act(n, &release_jtj, NULL), OK);
	assert_int_equal(rig_act(n, &draft, NULL), OK);
}

static void a_changed_rule_moves_when_opinions_are_due(void **state)
{
	uint64_t n = rig_case_in(STATE_ASSIGNED);
	struct recount moved = { 0 };

	(void)state;
	assert_int_equal(rig_act(n, &ask_jtj, NULL), OK);
	rig_config.cases.opinion_days = 3;
	assert_int_equal(recount_due(&rig, &moved), OK);
	rig_config.cases.opinion_days = 2;
	assert_int_equal(moved.wrong, 1);
	assert_int_equal(waits_at(&rig_other_clerk, n), day_end("2026-03-05 00:00"));
	assert_recount_agrees();
}

static const struct act back = { .action = ACTION_RETURN, .by = &rig_clerk,
	.reason = { "不属于我局职责", sizeof("不属于我局职责") - 1 } };
static const struct act assign = { .action = ACTION_ASSIGN, .by = &rig_dispatcher, .dept = { "zjj", 3 } };

/* Assigned on Monday 2 March at ten: it may go back till Tuesday's end. */
static void a_case_goes_back_within_a_working_day_and_not_later(void **state)
{
	static const struct {
		const char *when;
		enum status status;
	} rows[] = {
		{ "2026-03-02 10:01", OK }, { "2026-03-03 23:59", OK }, { "2026-03-04 00:00", ERR_NOT_NOW },
		{ "2026-03-09 10:00", ERR_NOT_NOW },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct case_record record;
		struct case_record after;
		struct str why;
		uint64_t n;

		assert_true(clock_parse(S("2026-03-02 10:00"), &rig.now));
		n = rig_case_in(STATE_ASSIGNED);
		assert_true(clock_parse(str_of(rows[i].when), &rig.now));
		record = read_case(n);
		assert_int_equal(case_may(&rig, &record, ACTION_RETURN, &rig_clerk), rows[i].status == OK);
		assert_int_equal(case_act(&rig, n, &back, &after, &why), rows[i].status);
		assert_int_equal(str_search(why, S("2026-03-03"), 0) < why.len, rows[i].status != OK);
		assert_true(str_eq(case_obstacle(&rig, &record, ACTION_RETURN, &rig_clerk), why));
		assert_int_equal(case_obstacle(&rig, &record, ACTION_RETURN, &rig_other_clerk).len, 0);
	}
}

/* A Friday's case may go back on Monday, and a site may allow more days. */
static void the_days_to_return_are_working_days_and_configurable(void **state)
{
	uint64_t n;

	(void)state;
	assert_true(clock_parse(S("2026-03-06 17:00"), &rig.now));
	n = rig_case_in(STATE_ASSIGNED);
	assert_true(clock_parse(S("2026-03-10 09:00"), &rig.now));
	assert_int_equal(rig_act(n, &back, NULL), ERR_NOT_NOW);
	rig_config.cases.return_days = 2;
	assert_int_equal(rig_act(n, &back, NULL), OK);
	rig_config.cases.return_days = 1;
}

static struct value *last_event(uint64_t n)
{
	struct case_record record;
	struct value *thread;
	struct value *last = NULL;

	assert_int_equal(case_read(&rig, n, &record, &thread, NULL), OK);
	for (struct member *m = thread->first; m != NULL; m = m->next)
		if (str_eq(map_get_str(&m->value, "kind"), S("event")))
			last = &m->value;
	return last;
}

static void after_the_second_return_the_dispatcher_decides_for_good(void **state)
{
	uint64_t n = rig_case_in(STATE_ASSIGNED);
	struct case_record record;

	(void)state;
	assert_false(map_get_bool(last_event(n), "again"));
	for (int i = 0; i < 2; i++) {
		record = read_case(n);
		assert_false(case_designated(&rig, &record));
		assert_int_equal(rig_act(n, &back, NULL), OK);
		assert_true(str_eq(map_get_str(last_event(n), "dept"), S("zjj")));
		assert_int_equal(rig_act(n, &assign, NULL), OK);
		assert_true(map_get_bool(last_event(n), "again"));
		assert_int_equal(map_get_bool(last_event(n), "final"), i == 1);
	}
	record = read_case(n);
	assert_true(case_designated(&rig, &record));
	assert_false(case_may(&rig, &record, ACTION_RETURN, &rig_clerk));
	assert_int_equal(rig_act(n, &back, NULL), ERR_NOT_NOW);
	assert_true(case_may(&rig, &record, ACTION_DRAFT, &rig_clerk));
}

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

	assert_int_equal(rounds_run(rig.store, rig.arena, &(struct part){ merged_ask, merged_take, &merged }, 1), OK);
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
		/* What nobody reviewed is not published by being merged: its asker sees it, the public doesn't. */
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
		assert_int_equal((read_case(one).state == STATE_MERGED) + (read_case(two).state == STATE_MERGED), 1);
	}
	assert_recount_agrees();
}

static void titles_are_alike_as_far_as_they_share_pairs_of_characters(void **state)
{
	static const struct {
		const char *one;
		const char *other;
		int least;
		int most;
	} rows[] = {
		{ "路灯坏了", "路灯坏了", 1000, 1000 }, { "路灯坏了", "公交几点收车", 0, 0 }, { "", "", 0, 0 }, { "路", "路", 0, 0 },
		{ "路灯路灯", "路灯", 500, 500 }, { "ＡＢ路", "ab路", 1000, 1000 },
		{ "小区门口的路灯坏了两个月没人修", "门口的路灯一直不亮", 300, 400 },
		{ "南湖路的井盖松动很危险", "南湖路井盖一踩就翻", 300, 400 },
		{ "请问社保缴费年限怎么查询", "建议在文化广场增加健身器材", 0, 100 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		int mark = title_likeness(rig.arena, str_of(rows[i].one), str_of(rows[i].other));

		if (mark < rows[i].least || mark > rows[i].most)
			fail_msg("%s, %s: %d", rows[i].one, rows[i].other, mark);
		assert_int_equal(mark, title_likeness(rig.arena, str_of(rows[i].other), str_of(rows[i].one)));
	}
}

static uint64_t accepted_topic(const char *title)
{
	uint64_t n = rig_submit(title, "这件事已经反映过好几次，请尽快处理。");

	assert_int_equal(rig_act(n, &(struct act){ .action = ACTION_ACCEPT, .by = &rig_moderator }, NULL), OK);
	return n;
}

static struct similar_part similar_to(const struct case_record *record)
{
	struct similar_part similar = { .work = &rig, .record = record };

	assert_int_equal(rounds_run(rig.store, rig.arena, &(struct part){ similar_ask, similar_take, &similar }, 1), OK);
	return similar;
}

static void the_likest_topics_come_first_and_only_those_that_take_a_merge(void **state)
{
	static const char *const titles[] = { "南湖路路灯不亮了", "南湖路路灯不亮两个月了", "路灯不亮", "南湖路路灯不亮", "南湖路路灯不亮请修",
		"南湖路路灯不亮谁管", "南湖路路灯夜里不亮" };
	struct similar_part similar;
	struct case_record record;
	uint64_t best = 0;
	uint64_t n;

	(void)state;
	for (size_t i = 0; i < sizeof(titles) / sizeof(titles[0]); i++) {
		uint64_t made = accepted_topic(titles[i]);

		best = i == 3 ? made : best;
	}
	rig_submit("南湖路路灯不亮", "还没有审核过的话题，不能并进去。");
	n = rig_submit("南湖路路灯不亮", "南湖路的路灯不亮，请派人来修。");
	record = read_case(n);
	similar = similar_to(&record);
	assert_int_equal(similar.count, SIMILAR_MOST);
	assert_int_equal(similar.topics[0].n, best);
	for (size_t i = 0; i < similar.count; i++)
		assert_int_equal(similar.topics[i].state, STATE_ACCEPTED);
	record = read_case(rig_letter_in(STATE_ACCEPTED, true));
	assert_int_equal(similar_to(&record).count, 0);
}

#define TEST(name) cmocka_unit_test_setup(name, rig_clean)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(what_is_written_is_read_again_and_nonsense_is_nobody),
		TEST(a_department_that_is_asked_finds_the_case_till_it_gave_its_opinion),
		TEST(an_assisting_clerk_gives_an_opinion_and_does_nothing_else),
		TEST(the_department_in_charge_gives_no_opinion_on_its_own_case),
		TEST(five_departments_help_and_a_sixth_is_refused),
		TEST(a_released_department_no_longer_sees_the_case),
		TEST(nobody_waits_for_an_opinion_once_the_case_is_answered_and_help_ends_with_the_assignment),
		TEST(an_opinion_does_not_make_the_answers_writer_lose_a_race),
		TEST(a_changed_rule_moves_when_opinions_are_due),
		TEST(a_case_goes_back_within_a_working_day_and_not_later),
		TEST(the_days_to_return_are_working_days_and_configurable),
		TEST(after_the_second_return_the_dispatcher_decides_for_good),
		TEST(a_merge_is_undone_to_what_was_before),
		TEST(a_chain_leads_to_its_end),
		TEST(what_the_viewer_may_not_see_is_not_named),
		TEST(who_was_merged_is_told_when_nobody_works_on_it_any_more),
		TEST(nothing_is_merged_across_channels_or_from_the_private_into_the_public),
		TEST(two_cases_are_never_merged_into_each_other),
		TEST(titles_are_alike_as_far_as_they_share_pairs_of_characters),
		TEST(the_likest_topics_come_first_and_only_those_that_take_a_merge),
	};

	return cmocka_run_group_tests_name("departments", tests, rig_start, rig_stop);
}
