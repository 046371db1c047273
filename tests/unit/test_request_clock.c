/* The clock of requests against a slow and obvious model, over random histories and calendars. */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "casework_rig.h"
#include "model/consult.h"
#include "upkeep/due_actions.h"
#include "model/outcome.h"
#include "upkeep/recount_due.h"

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
		if ((m->state != STATE_PENDING && m->state != STATE_ACCEPTED) || m->received != 0 ||
			on < m->created || on > today)
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
		if ((m->state != STATE_ACCEPTED && m->state != STATE_ASSIGNED) || m->received == 0 ||
			m->corrected != 0 || today > walk_days(m->received, 7))
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
	static const enum action actions[] = { ACTION_CONFIRM, ACTION_ACCEPT, ACTION_ASSIGN, ACTION_ASSIGN,
		ACTION_CORRECT, ACTION_SUPPLEMENT, ACTION_LAPSE, ACTION_CONSULT, ACTION_CONSULT, ACTION_REPLY,
		ACTION_REPLY, ACTION_EXTEND, ACTION_DRAFT, ACTION_REJECT };
	static const struct viewer operator = { .roles = ROLE_OPERATOR, .id = { "operator", 8 } };
	enum action action = actions[below(seed, sizeof(actions) / sizeof(actions[0]))];
	struct act act = { .action = action,
		.by = &operator,
		.dept = S("zjj"),
		.reason = S("说明"),
		.kind = S("coauthor"),
		.result = below(seed, 3) == 0 ? S("silent") : S("agreed"),
		.days = 1 + below(seed, 22),
		.consenter = S("王主任"),
		.outcome = S("granted"),
		.text = S("经查，现将有关情况答复如下。") };

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
		fail_msg("%s, %s: due %s, not %s", when, state_name(m->state),
			arena_cstr(rig.arena, clock_date(rig.arena, record.due)),
			arena_cstr(rig.arena, clock_date(rig.arena, clock_day_start(due))));
}

static void one_history(unsigned *seed, struct model *m, uint64_t *n)
{
	int steps = 4 + below(seed, 10);

	rig.now = rig_moment("2024-01-02 10:00") + below(seed, 600) * MS_PER_DAY;
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
	int32_t day = clock_day(rig_moment("2024-01-01"));

	assert_non_null(file);
	for (int i = 0; i < 60; i++) {
		struct date date;

		day += 1 + below(seed, 20);
		date = date_of_day(day);
		fprintf(file, "%04d-%02d-%02d,%s\n", date.year, date.month, date.day,
			below(seed, 2) == 0 ? "off" : "work");
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
		TEST(three_thousand_histories_agree_with_the_reckoning),
	};

	return cmocka_run_group_tests(tests, rig_start, rig_stop);
}
