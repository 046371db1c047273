/*
 * The life of a request for information against a real Redis: receipt, correction, consultation, extension, outcome, lapse,
 * appeals.  Thousands of random histories are compared with a slow, obvious reckoning day by day.
 */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "casework_rig.h"
#include "model/appeal.h"
#include "model/consult.h"
#include "cases/deadline.h"
#include "upkeep/due_actions.h"
#include "model/outcome.h"
#include "upkeep/recount.h"
#include "privacy/sealed.h"
#include "cases/term.h"
#include "store/keys.h"

static const struct act accept_it = { .action = ACTION_ACCEPT, .by = &rig_moderator };
static const struct act confirm = { .action = ACTION_CONFIRM, .by = &rig_moderator };
static const struct act assign = { .action = ACTION_ASSIGN, .by = &rig_dispatcher, .dept = { "zjj", 3 } };
static const struct act correct = { .action = ACTION_CORRECT, .by = &rig_clerk, .days = 10,
	.reason = { "请写明年份", sizeof("请写明年份") - 1 } };
static const struct act lapse = { .action = ACTION_LAPSE, .by = &rig_clerk };
static const struct act consult = { .action = ACTION_CONSULT, .by = &rig_clerk, .kind = { "third", 5 },
	.reason = { "请甲公司表示意见", sizeof("请甲公司表示意见") - 1 } };
static const struct act reply = { .action = ACTION_REPLY, .by = &rig_clerk, .result = { "agreed", 6 } };
static const struct act extend = { .action = ACTION_EXTEND, .by = &rig_dispatcher, .days = 20,
	.consenter = { "王主任", sizeof("王主任") - 1 }, .reason = { "需要汇总", sizeof("需要汇总") - 1 } };
static const struct act decide = { .action = ACTION_DRAFT, .by = &rig_clerk, .outcome = { "deny.secret", 11 },
	.text = { "经审查，该信息属于国家秘密。", sizeof("经审查，该信息属于国家秘密。") - 1 } };
static const struct act approve = { .action = ACTION_APPROVE, .by = &rig_approver };

static struct act supplement_by(const struct viewer *viewer)
{
	return (struct act){ .action = ACTION_SUPPLEMENT, .by = viewer, .text = S("我要的是 2024 年的方案。") };
}

static int64_t moment(const char *text)
{
	int64_t ms;

	assert_true(clock_parse(str_of(text), &ms));
	return ms;
}

static int64_t day_end(const char *date)
{
	return moment(date) + MS_PER_DAY - 1;
}

static void expect_due(uint64_t n, const char *date)
{
	struct case_record record = read_case(n);

	if (record.due != day_end(date))
		fail_msg("due %s, not %s", arena_cstr(rig.arena, clock_date(rig.arena, record.due)), date);
	assert_recount_agrees();
}

static void do_it(uint64_t n, const struct act *act)
{
	struct case_record after;
	struct str why;
	enum status status = case_act(&rig, n, act, &after, &why);

	if (status != OK)
		fail_msg("%s: %d %.*s", action_name(act->action), (int)status, STR_ARG(why));
}

static void refused(uint64_t n, const struct act *act, enum status expected)
{
	struct case_record after;
	struct str why;

	assert_int_equal(case_act(&rig, n, act, &after, &why), expected);
	assert_true(why.len > 0);
}

static void the_twenty_days_count_from_the_receipt(void **state)
{
	/* The test dates of the rules: start, +20, +40. */
	static const char *const rows[][3] = {
		{ "2020-01-20", "2020-02-25", "2020-03-24" }, { "2020-09-24", "2020-10-28", "2020-11-25" },
		{ "2022-12-28", "2023-01-31", "2023-02-28" }, { "2025-12-25", "2026-01-23", "2026-02-27" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		uint64_t n;

		rig.now = moment(rows[i][0]) + 10 * MS_PER_HOUR;
		n = rig_request_in(STATE_ASSIGNED);
		expect_due(n, rows[i][1]);
		do_it(n, &extend);
		expect_due(n, rows[i][2]);
		refused(n, &extend, ERR_NOT_NOW);
	}
}

static void nothing_starts_before_the_receipt_is_confirmed(void **state)
{
	uint64_t n = rig_request_in(STATE_PENDING);
	struct act early = confirm;
	struct act late = confirm;
	struct act decline = { .action = ACTION_DECLINE, .by = &rig_moderator, .reason = S("scope") };

	(void)state;
	refused(n, &assign, ERR_NOT_NOW);
	early.on = rig.now - 3 * MS_PER_DAY;
	refused(n, &early, ERR_INVALID);
	rig.now += 4 * MS_PER_DAY;
	late.on = rig.now + MS_PER_DAY;
	refused(n, &late, ERR_INVALID);
	early.on = moment("2026-03-03");
	do_it(n, &early);
	refused(n, &confirm, ERR_NOT_NOW);
	refused(n, &decline, ERR_NOT_NOW);
	do_it(n, &accept_it);
	do_it(n, &assign);
	expect_due(n, "2026-03-31");
}

static void a_correction_stops_the_clock_and_its_coming_starts_it_anew(void **state)
{
	uint64_t n = rig_request_in(STATE_ASSIGNED);
	struct viewer asker = rig_asker(n);
	struct act typed = supplement_by(&asker);
	struct sealed_contact contact;
	struct case_record record;
	struct value *thread;

	(void)state;
	expect_due(n, "2026-03-30");
	do_it(n, &correct);
	expect_due(n, "2026-03-16");
	rig.now = moment("2026-03-11 09:00");
	typed.text = S("补充身份证号 11010519491231002X，要 2024 年的。");
	do_it(n, &typed);
	expect_due(n, "2026-04-09");
	refused(n, &correct, ERR_NOT_NOW);
	assert_int_equal(case_read(&rig, n, &record, &thread, NULL), OK);
	assert_int_equal(record.state, STATE_ASSIGNED);
	assert_int_equal(sealed_read(&rig, &record, &contact), OK);
	assert_true(str_eq(contact.addition, typed.text));
	for (const struct member *m = thread->first; m != NULL; m = m->next)
		assert_true(str_search(map_get_str(&m->value, "text"), S("11010519491231002X"), 0) ==
			map_get_str(&m->value, "text").len);
}

static void a_correction_is_asked_for_within_seven_days_and_brought_after_it_was(void **state)
{
	uint64_t n = rig_request_in(STATE_ASSIGNED);
	uint64_t other = rig_request_in(STATE_ACCEPTED);
	struct act by_post = supplement_by(&rig_dispatcher);
	struct act ask = correct;

	(void)state;
	rig.now = moment("2026-03-11 23:59");
	ask.by = &rig_dispatcher;
	ask.days = 0;
	refused(other, &ask, ERR_INVALID);
	ask.days = 5;
	do_it(other, &ask);
	rig.now = moment("2026-03-12 00:00");
	refused(n, &correct, ERR_NOT_NOW);
	by_post.on = moment("2026-03-10");
	refused(other, &by_post, ERR_INVALID);
	by_post.on = moment("2026-03-13");
	refused(other, &by_post, ERR_INVALID);
	by_post.on = moment("2026-03-11");
	do_it(other, &by_post);
	/* No department had it: back at the dispatcher's desk, and its clock runs from the correction. */
	assert_int_equal(read_case(other).state, STATE_ACCEPTED);
	do_it(other, &assign);
	expect_due(other, "2026-04-09");
}

static void who_corrects_nothing_in_time_is_lapsed_by_the_jobs_once(void **state)
{
	uint64_t n = rig_request_in(STATE_CORRECTING);
	struct jobs_done done = { 0 };
	struct case_record record;

	(void)state;
	rig.now = day_end("2026-03-16");
	refused(n, &lapse, ERR_NOT_NOW);
	assert_int_equal(jobs_round(&rig, &done), OK);
	assert_int_equal(done.lapsed, 0);
	rig.now++;
	for (int round = 0; round < 2; round++)
		assert_int_equal(jobs_round(&rig, &done), OK);
	assert_int_equal(done.lapsed, 1);
	record = read_case(n);
	assert_int_equal(record.state, STATE_CLOSED);
	assert_true(str_eq(record.outcome, S("other.lapsed")));
	assert_int_equal(record.concluded, rig.now);
	assert_recount_agrees();
}

static void a_consultation_is_left_out_of_the_clock(void **state)
{
	uint64_t n = rig_request_in(STATE_ASSIGNED);
	struct act silent = reply;
	struct jobs_done done = { 0 };

	(void)state;
	silent.result = S("silent");
	do_it(n, &consult);
	expect_due(n, "2026-03-23");
	refused(n, &silent, ERR_INVALID);
	rig.now = moment("2026-03-09 10:00");
	do_it(n, &reply);
	/* Five working days left out. */
	expect_due(n, "2026-04-07");
	assert_int_equal(deadline_paused(&rig, &(struct case_record){ .consults = read_case(n).consults }), 5);
	do_it(n, &consult);
	/* Nobody looked for a month: no more than fifteen days are left out. */
	rig.now = moment("2026-04-20 10:00");
	assert_int_equal(jobs_round(&rig, &done), OK);
	assert_int_equal(done.lapsed, 1);
	assert_int_equal(read_case(n).state, STATE_ASSIGNED);
	expect_due(n, "2026-04-28");
}

static void an_answer_needs_an_outcome_of_the_table(void **state)
{
	static const char *const wrong[] = { "", "deny", "other.lapsed", "GRANTED", "granted " };
	uint64_t n = rig_request_in(STATE_ASSIGNED);
	struct viewer link = { .roles = ROLE_LINK, .id = S("link:zjj"), .dept = S("zjj"), .case_n = n };
	struct act by_link = decide;
	struct case_record record;

	(void)state;
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		struct act act = decide;

		act.outcome = str_of(wrong[i]);
		refused(n, &act, ERR_INVALID);
	}
	by_link.by = &link;
	refused(n, &by_link, ERR_NOT_NOW);
	do_it(n, &decide);
	assert_int_equal(read_case(n).outcome.len, 0);
	do_it(n, &approve);
	record = read_case(n);
	assert_true(str_eq(record.outcome, S("deny.secret")));
	assert_int_equal(record.concluded, record.answered);
	assert_recount_agrees();
}

static void appeals_are_kept_one_a_kind_with_the_latest_result(void **state)
{
	uint64_t n = rig_request_in(STATE_ANSWERED);
	struct viewer asker = rig_asker(n);
	struct act again = { .action = ACTION_REOPEN, .by = &asker, .reason = S("不同意") };
	struct act appeal = { .action = ACTION_APPEAL, .by = &rig_supervisor, .kind = S("review"), .result = S("pending") };
	struct appeals appeals;
	struct case_record record;

	(void)state;
	refused(n, &again, ERR_NOT_NOW);
	do_it(n, &appeal);
	appeal.result = S("corrected");
	do_it(n, &appeal);
	appeal.kind = S("after");
	appeal.result = S("upheld");
	do_it(n, &appeal);
	appeal.kind = S("elsewhere");
	refused(n, &appeal, ERR_INVALID);
	record = read_case(n);
	appeals_read(&record, &appeals);
	assert_int_equal(appeals.count, 2);
	assert_int_equal(appeals.list[0].kind, APPEAL_REVIEW);
	assert_int_equal(appeals.list[0].result, APPEAL_CORRECTED);
	assert_int_equal(appeals.list[1].result, APPEAL_UPHELD);
	assert_recount_agrees();
}

static void what_is_withdrawn_is_concluded_as_something_else(void **state)
{
	struct case_record record = read_case(rig_request_in(STATE_WITHDRAWN));

	(void)state;
	assert_true(str_eq(record.outcome, S("other")));
	assert_int_equal(record.concluded, rig.now);
	assert_recount_agrees();
}

static void the_clerk_of_another_department_does_none_of_it(void **state)
{
	static const enum action actions[] = { ACTION_CORRECT, ACTION_CONSULT, ACTION_DRAFT };
	uint64_t n = rig_request_in(STATE_ASSIGNED);

	(void)state;
	for (size_t i = 0; i < sizeof(actions) / sizeof(actions[0]); i++) {
		struct act act = { .action = actions[i], .by = &rig_other_clerk, .reason = S("x"), .days = 5, .kind = S("third") };
		struct act by_approver = act;

		assert_int_equal(rig_act(n, &act, NULL), ERR_NOT_FOUND);
		by_approver.by = &rig_approver;
		assert_int_equal(rig_act(n, &by_approver, NULL), ERR_FORBIDDEN);
	}
}

static void what_this_program_never_wrote_reads_as_nobody_asked_and_nothing_appealed(void **state)
{
	static const struct {
		const char *text;
		size_t consults;
		size_t appeals;
	} rows[] = {
		{ "", 0, 0 }, { "third:1:2", 1, 0 }, { "third:1:0,coauthor:5:9", 2, 0 }, { "third", 0, 0 }, { "third:1", 0, 0 },
		{ "third:x:2", 0, 0 }, { "third:1:2:3", 0, 0 }, { "nobody:1:2", 0, 0 }, { ",,:::", 0, 0 },
		{ "third:1:1,third:1:1,third:1:1,third:1:1,third:1:1,third:1:1,third:1:1,third:1:1,third:1:1", CONSULTS_MOST, 0 },
		{ "review:upheld:5", 0, 1 }, { "review:upheld:5,after:pending:6", 0, 2 }, { "review:upheld", 0, 0 },
		{ "review:won:5", 0, 0 }, { "review:upheld:x", 0, 0 },
		{ "review:upheld:1,direct:upheld:1,after:upheld:1,review:other:1", 0, APPEAL_KINDS },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct case_record record = { .consults = str_of(rows[i].text), .appeals = str_of(rows[i].text) };
		struct case_record again = { 0 };
		struct consults consults;
		struct appeals appeals;

		consults_read(&record, &consults);
		appeals_read(&record, &appeals);
		if (consults.count != rows[i].consults || appeals.count != rows[i].appeals)
			fail_msg("%s gives %zu and %zu", rows[i].text, consults.count, appeals.count);
		consults_write(rig.arena, &consults, &again);
		for (size_t k = 0; k < appeals.count; k++)
			appeals_put(rig.arena, &appeals.list[k], &again);
		assert_true(str_eq(again.consults, consults.count > 0 ? str_sub(record.consults, 0, again.consults.len) : S("")));
		assert_true(str_eq(again.appeals, appeals.count > 0 ? str_sub(record.appeals, 0, again.appeals.len) : S("")));
	}
}

static int64_t tally(const char *period, const char *field)
{
	struct batch batch = batch_in(rig.arena);
	struct result *results;
	int64_t n = 0;

	BATCH(&batch, S("HGET"), key_tally(rig.store, rig.arena, str_of(period)), str_of(field));
	assert_int_equal(store_run(rig.store, &batch, &results), OK);
	str_to_i64(results[0].str, &n);
	return n;
}

/* Table 三: received this year and carried over from the last is what was concluded and what is carried over to the next. */
static void each_years_requests_are_counted_by_applicant_and_outcome(void **state)
{
	struct act withdraw = { .action = ACTION_WITHDRAW, .by = &rig_supervisor };
	struct viewer asker;
	uint64_t carried;

	(void)state;
	rig.now = moment("2025-12-29 10:00");
	rig_request_in(STATE_PENDING);
	rig_request_in(STATE_DECLINED);
	rig_request_in(STATE_ANSWERED);
	carried = rig_request_in(STATE_ASSIGNED);
	asker = rig_asker(rig_request_in(STATE_ACCEPTED));
	rig.now = moment("2026-01-05 10:00");
	do_it(carried, &decide);
	do_it(carried, &approve);
	withdraw.by = &asker;
	do_it(asker.case_n, &withdraw);
	rig_request_in(STATE_CONSULTING);
	/* What was never received counts nowhere; of the first year's three two were carried over. */
	assert_int_equal(tally("2025", "asked.request.person"), 3);
	assert_int_equal(tally("2025", "granted.request.person"), 1);
	assert_int_equal(tally("2026", "asked.request.person"), 1);
	assert_int_equal(tally("2026", "deny.secret.request.person"), 1);
	assert_int_equal(tally("2026", "other.request.person"), 1);
	assert_int_equal(tally("all", "asked.request.person"), 4);
	assert_recount_agrees();
}

/* Rows that the table allows and a rule beside it refuses: told apart in the tests above. */
static bool refused_by_rule(enum action action, enum state from)
{
	return action == ACTION_PUBLISH || action == ACTION_UNPUBLISH || (action == ACTION_CONFIRM && from == STATE_ACCEPTED) ||
	       (action == ACTION_DECLINE && from == STATE_ACCEPTED) || (action == ACTION_ASSIGN && from == STATE_PENDING) ||
	       (action == ACTION_RELEASE);
}

static enum status try_row(enum action action, enum state from, struct case_record *after)
{
	static const struct viewer jobs = { .roles = ROLE_JOBS, .id = { "jobs", 4 } };
	const struct viewer *staff[] = { &rig_moderator, &rig_dispatcher, &rig_clerk, &rig_approver, &rig_supervisor, &jobs };
	uint64_t n = rig_request_in(from);
	struct viewer asker = rig_asker(n);
	struct act act = { .action = action, .by = &asker, .reason = S("scope"), .dept = S("zjj"), .days = 2, .rating = 4,
		.text = S("现将有关情况答复如下，请查收。"), .outcome = S("granted"), .consenter = S("王主任"), .kind = S("third"),
		.result = S("agreed") };

	for (size_t i = sizeof(staff) / sizeof(staff[0]); i-- > 0;)
		if ((lifecycle_row(action)->by & staff[i]->roles) != 0)
			act.by = staff[i];
	if (action == ACTION_ASSIST || action == ACTION_OPINION)
		act.dept = S("jtj");
	if (action == ACTION_OPINION)
		rig_act(n, &(struct act){ .action = ACTION_ASSIST, .by = &rig_dispatcher, .dept = S("jtj"), .reason = S("请核实") }, NULL);
	if (action == ACTION_OPINION)
		act.by = &rig_other_clerk;
	if (action == ACTION_APPEAL) {
		act.kind = S("review");
		act.result = S("upheld");
	}
	/* Long enough for what the jobs do, for these alone. */
	if (action == ACTION_LAPSE || action == ACTION_REMIND || action == ACTION_SUPERVISE)
		rig.now += 100 * MS_PER_DAY;
	return rig_act(n, &act, after);
}

static void every_row_works_for_requests_from_its_states_and_from_no_other(void **state)
{
	int64_t start = rig.now;

	(void)state;
	for (enum action action = ACTION_ACCEPT; action < ACTION_COUNT; action++)
		for (enum state from = STATE_PENDING; from < STATE_COUNT; from++) {
			const struct lifecycle_row *row = lifecycle_row(action);
			bool allowed = (row->channels & CHANNEL_BIT(CHANNEL_REQUEST)) != 0 && (row->from & STATE_BIT(from)) != 0;
			struct case_record after;
			enum status status;

			if (from == STATE_MERGED || (allowed && refused_by_rule(action, from)))
				continue;
			status = try_row(action, from, &after);
			rig.now = start;
			if ((status == OK) != allowed)
				fail_msg("%s from %s: %d", action_name(action), state_name(from), (int)status);
			assert_int_equal(after.state, allowed && row->to != STATE_NONE ? row->to : from);
		}
	assert_recount_agrees();
}

static void every_outcome_has_its_words_and_its_code_is_found(void **state)
{
	(void)state;
	assert_int_equal(outcomes_count, 21);
	for (size_t i = 0; i < outcomes_count; i++) {
		assert_ptr_equal(outcome_find(str_of(outcomes[i].code)), &outcomes[i]);
		assert_true(strlen(outcomes[i].decision) > 0 && strlen(outcomes[i].basis) > 0);
	}
	assert_null(outcome_find(S("deny")));
}

/*
 * The reckoning: what a clerk with a paper calendar would do, one day after the other.
 */
struct model {
	enum state state;
	bool dept;
	int32_t created, received, start, accepted, corrected;
	int correct_days, extended;
	int32_t from[CONSULTS_MOST], to[CONSULTS_MOST];
	size_t consults;
};

static int32_t walk_days(int32_t day, int count)
{
	while (count > 0)
		if (workdays_is_work(rig.calendar, ++day))
			count--;
	return day;
}

/* The last day that consultation i holds the clock. */
static int32_t held_until(const struct model *m, size_t i)
{
	int32_t latest = walk_days(m->from[i], 15);

	return m->to[i] != 0 && m->to[i] < latest ? m->to[i] : latest;
}

static bool left_out(const struct model *m, int32_t day)
{
	for (size_t i = 0; i < m->consults; i++)
		if (day > m->from[i] && day <= held_until(m, i))
			return true;
	return false;
}

static bool stands_overnight(const struct model *m, int32_t day)
{
	for (size_t i = 0; i < m->consults; i++)
		if (day >= m->from[i] && day < held_until(m, i))
			return true;
	return false;
}

static int32_t answer_day(const struct model *m)
{
	int left = 20 + m->extended;
	int32_t day = m->start;

	while (left > 0 || stands_overnight(m, day)) {
		day++;
		if (workdays_is_work(rig.calendar, day) && !left_out(m, day))
			left--;
	}
	return day;
}

static int32_t model_due(const struct model *m)
{
	switch (m->state) {
	case STATE_PENDING:
		return walk_days(m->created, 1);
	case STATE_ACCEPTED:
		return walk_days(m->start > m->accepted ? m->start : m->accepted, 1);
	case STATE_ASSIGNED:
	case STATE_DRAFTED:
		return answer_day(m);
	case STATE_CORRECTING:
		return walk_days(m->corrected, m->correct_days);
	case STATE_CONSULTING:
		return walk_days(m->from[m->consults - 1], 15);
	default:
		return 0;
	}
}

/* Whether the rules let it, and what it does to the model. */
static bool model_step(struct model *m, const struct act *act, int32_t today)
{
	int32_t on = act->on != 0 ? clock_day(act->on) : today;
	int32_t due = model_due(m);

	switch (act->action) {
	case ACTION_CONFIRM:
		if ((m->state != STATE_PENDING && m->state != STATE_ACCEPTED) || m->received != 0 || on < m->created || on > today)
			return false;
		m->received = m->start = on;
		return true;
	case ACTION_ACCEPT:
		if (m->state != STATE_PENDING)
			return false;
		m->state = STATE_ACCEPTED;
		m->accepted = today;
		return true;
	case ACTION_ASSIGN:
		if ((m->state != STATE_PENDING && m->state != STATE_ACCEPTED) || m->received == 0)
			return false;
		m->state = STATE_ASSIGNED;
		m->dept = true;
		return true;
	case ACTION_CORRECT:
		if ((m->state != STATE_ACCEPTED && m->state != STATE_ASSIGNED) || m->received == 0 || m->corrected != 0 ||
		    today > walk_days(m->received, 7))
			return false;
		m->state = STATE_CORRECTING;
		m->corrected = today;
		m->correct_days = (int)act->days;
		return true;
	case ACTION_SUPPLEMENT:
		if (m->state != STATE_CORRECTING || on < m->corrected || on > today)
			return false;
		m->state = m->dept ? STATE_ASSIGNED : STATE_ACCEPTED;
		m->start = on;
		m->consults = 0;
		return true;
	case ACTION_LAPSE:
		if (m->state != STATE_CORRECTING || today <= due)
			return false;
		m->state = STATE_CLOSED;
		return true;
	case ACTION_CONSULT:
		if (m->state != STATE_ASSIGNED || today > due || m->consults == CONSULTS_MOST)
			return false;
		m->state = STATE_CONSULTING;
		m->from[m->consults] = today;
		m->to[m->consults++] = 0;
		return true;
	case ACTION_REPLY:
		if (m->state != STATE_CONSULTING || (str_eq(act->result, S("silent")) && today <= due))
			return false;
		m->state = STATE_ASSIGNED;
		m->to[m->consults - 1] = today;
		return true;
	case ACTION_EXTEND:
		if (m->state != STATE_ASSIGNED || today > due || m->extended != 0 || act->days > 20)
			return false;
		m->extended = (int)act->days;
		return true;
	case ACTION_DRAFT:
		if (m->state != STATE_ASSIGNED)
			return false;
		m->state = STATE_DRAFTED;
		return true;
	case ACTION_REJECT:
		if (m->state != STATE_DRAFTED)
			return false;
		m->state = STATE_ASSIGNED;
		return true;
	default:
		return false;
	}
}

static int below(unsigned *seed, int limit)
{
	return rand_r(seed) % limit;
}

/* Any of the actions, more often than not one that fits. */
static struct act random_act(unsigned *seed)
{
	static const enum action actions[] = { ACTION_CONFIRM, ACTION_ACCEPT, ACTION_ASSIGN, ACTION_ASSIGN, ACTION_CORRECT,
		ACTION_SUPPLEMENT, ACTION_LAPSE, ACTION_CONSULT, ACTION_CONSULT, ACTION_REPLY, ACTION_REPLY, ACTION_EXTEND,
		ACTION_DRAFT, ACTION_REJECT };
	static const struct viewer operator = { .roles = ROLE_OPERATOR, .id = { "operator", 8 } };
	enum action action = actions[below(seed, sizeof(actions) / sizeof(actions[0]))];
	struct act act = { .action = action, .by = &operator, .dept = S("zjj"), .reason = S("说明"), .kind = S("coauthor"),
		.result = below(seed, 3) == 0 ? S("silent") : S("agreed"), .days = 1 + below(seed, 22), .consenter = S("王主任"),
		.outcome = S("granted"), .text = S("经查，现将有关情况答复如下。") };

	if ((action == ACTION_CONFIRM || action == ACTION_SUPPLEMENT) && below(seed, 2) == 0)
		act.on = rig.now + (below(seed, 6) - 4) * MS_PER_DAY;
	return act;
}

static void compare(const struct model *m, uint64_t n, const char *when)
{
	struct case_record record = read_case(n);
	int32_t due = model_due(m);

	if (record.state != m->state)
		fail_msg("%s: %s, not %s", when, state_name(record.state), state_name(m->state));
	if (record.due != (due != 0 ? clock_day_start(due + 1) - 1 : 0))
		fail_msg("%s, %s: due %s, not %s", when, state_name(m->state), arena_cstr(rig.arena, clock_date(rig.arena, record.due)),
			arena_cstr(rig.arena, clock_date(rig.arena, clock_day_start(due))));
}

static void one_history(unsigned *seed, struct model *m, uint64_t *n)
{
	int steps = 4 + below(seed, 10);

	rig.now = moment("2024-01-02 10:00") + below(seed, 600) * MS_PER_DAY;
	*n = rig_request_in(STATE_PENDING);
	*m = (struct model){ .state = STATE_PENDING, .created = clock_day(rig.now) };
	for (int i = 0; i < steps; i++) {
		struct act act;
		bool fits;

		rig.now += (below(seed, 4) == 0 ? below(seed, 25) : below(seed, 3)) * MS_PER_DAY;
		/* The last day is where mistakes are. */
		if (below(seed, 5) == 0 && model_due(m) > clock_day(rig.now))
			rig.now = clock_day_start(model_due(m)) + below(seed, 24) * MS_PER_HOUR;
		act = random_act(seed);
		fits = model_step(m, &act, clock_day(rig.now));
		if ((rig_act(*n, &act, NULL) == OK) != fits)
			fail_msg("%s should be %s", action_name(act.action), fits ? "done" : "refused");
		compare(m, *n, action_name(act.action));
	}
}

/* The State Council's calendar with some days of somebody's own. */
static struct workdays *random_calendar(unsigned *seed)
{
	char path[] = "/tmp/wenzheng-days-XXXXXX";
	FILE *file = fdopen(mkstemp(path), "w");
	struct workdays *calendar = NULL;
	const char *problem = "";
	int32_t day = clock_day(moment("2024-01-01"));

	assert_non_null(file);
	for (int i = 0; i < 60; i++) {
		struct date date;

		day += 1 + below(seed, 20);
		date = date_of_day(day);
		fprintf(file, "%04d-%02d-%02d,%s\n", date.year, date.month, date.day, below(seed, 2) == 0 ? "off" : "work");
	}
	fclose(file);
	assert_int_equal(workdays_load("conf/holidays.csv", path, &calendar, &problem), OK);
	unlink(path);
	return calendar;
}

#define HISTORIES 40
#define CALENDARS 75

static uint64_t moved;

static void count_moved(const char *line)
{
	assert_true(str_search(str_of(line), S(" was "), 0) < strlen(line));
	moved++;
}

/* Random histories, and then another calendar under all of them. */
static void histories_under(struct workdays *calendar, struct workdays *next, unsigned *seed)
{
	struct model models[HISTORIES];
	uint64_t numbers[HISTORIES];
	struct recount recount = { .report = count_moved };

	assert_int_equal(rig_clean(NULL), 0);
	rig.calendar = calendar;
	for (size_t i = 0; i < HISTORIES; i++)
		one_history(seed, &models[i], &numbers[i]);
	rig.calendar = next;
	assert_int_equal(recount_due(&rig, &recount), OK);
	for (size_t i = 0; i < HISTORIES; i++)
		compare(&models[i], numbers[i], "another calendar");
	assert_recount_agrees();
}

static void three_thousand_histories_agree_with_the_reckoning(void **state)
{
	const struct workdays *own = rig.calendar;
	unsigned seed = 20190515;
	struct workdays *calendar = random_calendar(&seed);

	(void)state;
	for (int i = 0; i < CALENDARS; i++) {
		struct workdays *next = random_calendar(&seed);

		histories_under(calendar, next, &seed);
		workdays_free(calendar);
		calendar = next;
	}
	rig.calendar = own;
	workdays_free(calendar);
	assert_true(moved > 100);
}

#define TEST(name) cmocka_unit_test_setup(name, rig_clean)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(the_twenty_days_count_from_the_receipt),
		TEST(nothing_starts_before_the_receipt_is_confirmed),
		TEST(a_correction_stops_the_clock_and_its_coming_starts_it_anew),
		TEST(a_correction_is_asked_for_within_seven_days_and_brought_after_it_was),
		TEST(who_corrects_nothing_in_time_is_lapsed_by_the_jobs_once),
		TEST(a_consultation_is_left_out_of_the_clock),
		TEST(an_answer_needs_an_outcome_of_the_table),
		TEST(appeals_are_kept_one_a_kind_with_the_latest_result),
		TEST(what_is_withdrawn_is_concluded_as_something_else),
		TEST(the_clerk_of_another_department_does_none_of_it),
		TEST(what_this_program_never_wrote_reads_as_nobody_asked_and_nothing_appealed),
		TEST(each_years_requests_are_counted_by_applicant_and_outcome),
		TEST(every_row_works_for_requests_from_its_states_and_from_no_other),
		TEST(every_outcome_has_its_words_and_its_code_is_found),
		TEST(three_thousand_histories_agree_with_the_reckoning),
	};

	return cmocka_run_group_tests(tests, rig_start, rig_stop);
}
