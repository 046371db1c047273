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
#include "clock_rig.h"
#include "upkeep/due_actions.h"
#include "law/outcome.h"
#include "upkeep/recount_due.h"

static int below(unsigned *seed, int limit)
{
	return rand_r(seed) % limit;
}

/* Of the latest letter of a kind: the kind stands where its number goes, until that is looked up. */
static void random_service(unsigned *seed, struct act *act)
{
	static const enum letter kinds[] = { LETTER_CORRECTION, LETTER_CONSULT, LETTER_CHARGE };
	static const char *const ways[] = { "person", "post", "email", "" };

	act->letter = kinds[below(seed, 3)];
	act->way = str_of(ways[below(seed, 4)]);
	if (!str_eq(act->way, S("post")))
		return;
	act->mail = S("EMS1234567890");
	if (below(seed, 2) == 0)
		act->signed_on = rig.now + (below(seed, 5) - 3) * MS_PER_DAY;
}

/* Does it; an opening is the asker's. */
static enum status take_step(uint64_t n, struct act *act)
{
	struct viewer asker = rig_asker(n);
	struct case_record record = read_case(n);
	struct letters letters;
	const struct letter_sent *sent;

	if (act->action != ACTION_SERVE)
		return rig_act(n, act, NULL);
	letters_read(&record, &letters);
	sent = letters_last(&letters, (enum letter)act->letter);
	act->letter = sent != NULL ? sent->id : -1;
	if (act->way.len == 0) {
		act->by = &asker;
		act->on = 0;
	}
	return rig_act(n, act, NULL);
}

/* Any of the actions, more often than not one that fits. */
static struct act random_act(unsigned *seed)
{
	static const enum action actions[] = { ACTION_CONFIRM, ACTION_ACCEPT, ACTION_ASSIGN, ACTION_ASSIGN,
		ACTION_CORRECT, ACTION_SUPPLEMENT, ACTION_LAPSE, ACTION_CONSULT, ACTION_CONSULT, ACTION_REPLY,
		ACTION_REPLY, ACTION_EXTEND, ACTION_DRAFT, ACTION_REJECT, ACTION_SERVE, ACTION_SERVE,
		ACTION_SERVE, ACTION_CHARGE, ACTION_PAY, ACTION_UNPAID };
	static const struct viewer operator = { .roles = ROLE_OPERATOR, .id = { "operator", 8 } };
	enum action action = actions[below(seed, sizeof(actions) / sizeof(actions[0]))];
	struct act act = { .action = action,
		.by = &operator,
		.dept = S("zjj"),
		.reason = S("说明"),
		.kind = action == ACTION_CHARGE ? S("items") : S("coauthor"),
		.party = S("市发展改革局"),
		.earlier = 10,
		.count = 5,
		.result = below(seed, 3) == 0 ? S("silent") : S("agreed"),
		.days = 1 + below(seed, 22),
		.consenter = S("王主任"),
		.outcome = S("granted"),
		.text = S("经查，现将有关情况答复如下。") };

	if ((action == ACTION_CONFIRM || action == ACTION_SUPPLEMENT || action == ACTION_PAY ||
		action == ACTION_SERVE) && below(seed, 2) == 0)
		act.on = rig.now + (below(seed, 6) - 4) * MS_PER_DAY;
	if (action == ACTION_SERVE)
		random_service(seed, &act);
	return act;
}

static void compare(const struct clock_model *m, uint64_t n, const char *when)
{
	struct case_record record = read_case(n);
	int32_t due = clock_model_due(m);

	if (record.state != m->state)
		fail_msg("%s: %s, not %s", when, state_name(record.state), state_name(m->state));
	if (record.due != (due != 0 ? clock_day_start(due + 1) - 1 : 0))
		fail_msg("%s, %s: due %s, not %s", when, state_name(m->state),
			arena_cstr(rig.arena, clock_date(rig.arena, record.due)),
			arena_cstr(rig.arena, clock_date(rig.arena, clock_day_start(due))));
}

static void one_history(unsigned *seed, struct clock_model *m, uint64_t *n)
{
	int steps = 4 + below(seed, 10);

	rig.now = rig_moment("2024-01-02 10:00") + below(seed, 600) * MS_PER_DAY;
	*n = rig_request_in(STATE_PENDING);
	*m = (struct clock_model){ .state = STATE_PENDING, .created = clock_day(rig.now) };
	for (int i = 0; i < steps; i++) {
		struct act act;
		bool fits;

		rig.now += (below(seed, 4) == 0 ? below(seed, 25) : below(seed, 3)) * MS_PER_DAY;
		/* The last day is where mistakes are. */
		if (below(seed, 5) == 0 && clock_model_due(m) > clock_day(rig.now))
			rig.now = clock_day_start(clock_model_due(m)) + below(seed, 24) * MS_PER_HOUR;
		act = random_act(seed);
		fits = clock_model_step(m, &act, clock_day(rig.now));
		if ((take_step(*n, &act) == OK) != fits)
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
	struct clock_model models[HISTORIES];
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
