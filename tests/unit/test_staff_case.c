/* What the staff's case page costs in round trips to Redis, against a real one. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "casework_rig.h"
#include "pages/site.h"
#include "pages/case/case.h"
#include "staff/session.h"
#include "suggest/models.h"
#include "suggest/shelf.h"
#include "suggest/shelf_writer.h"

#define PAGE_TRIPS 3

/* Shows the case to the viewer as a page is shown; the view is *view. */
static uint64_t trips_of(uint64_t n, const struct viewer *viewer, struct value **view)
{
	static const struct route route = { .form = "staff" };
	struct site site = { .config = rig.config, .store = rig.store, .keys = (struct keys *)rig.keys,
		.calendar = (struct workdays *)rig.calendar, .words = (struct wordlist *)rig.words,
		.shelf = shelf_new(rig_config.paths.suggest),
		.models = models_new(rig_config.paths.suggest) };
	struct request request = { .arena = rig.arena, .method = METHOD_GET, .now = rig.now };
	struct session session = { .account = { .id = viewer->id, .roles = viewer->roles },
		.viewer = *viewer };
	struct reply reply;
	struct str number = num(rig.arena, (int64_t)n);
	struct exchange exchange = { .site = &site, .arena = rig.arena, .request = &request, .reply = &reply,
		.route = &route,
		.session = &session, .params = { number } };
	uint64_t before = store_trips(rig.store);

	reply_init(&reply, rig.arena);
	assert_int_equal(staff_case_show(&exchange), OK);
	*view = reply.view;
	shelf_free(site.shelf);
	models_free(site.models);
	return store_trips(rig.store) - before;
}

/* As a round of the jobs does it. */
static void shelve(void)
{
	struct casework work = rig;
	struct shelf_done done = { 0 };

	work.arena = arena_new((size_t)64 << 20);
	while (!done.complete)
		assert_int_equal(shelf_write(&work, rig_config.paths.suggest, &done), OK);
	arena_free(work.arena);
}

static void merge(uint64_t n, uint64_t into)
{
	struct case_record after;
	struct act act = { .action = ACTION_MERGE, .by = &rig_moderator, .into = into };

	act.version = read_case(n).version;
	assert_int_equal(rig_act(n, &act, &after), OK);
}

static void a_case_in_any_state_is_shown_in_three_trips(void **state)
{
	static const enum state states[] = { STATE_PENDING, STATE_ACCEPTED, STATE_ASSIGNED, STATE_DRAFTED,
		STATE_ANSWERED };
	static const struct viewer *const viewers[] = { &rig_moderator, &rig_dispatcher, &rig_supervisor };
	struct value *view;

	(void)state;
	for (size_t i = 0; i < sizeof(states) / sizeof(states[0]); i++) {
		const uint64_t cases[] = { rig_case_in(states[i]), rig_letter_in(states[i], true),
			rig_order_in(states[i]), rig_request_in(states[i]) };

		for (size_t j = 0; j < sizeof(cases) / sizeof(cases[0]); j++)
			for (size_t k = 0; k < sizeof(viewers) / sizeof(viewers[0]); k++)
				assert_true(trips_of(cases[j], viewers[k], &view) <= PAGE_TRIPS);
	}
}

static void duplicates_and_what_was_merged_cost_no_further_trip(void **state)
{
	uint64_t last = rig_case_in(STATE_ACCEPTED);
	uint64_t middle = rig_case_in(STATE_ACCEPTED);
	uint64_t first = rig_case_in(STATE_ACCEPTED);
	uint64_t other = rig_case_in(STATE_ACCEPTED);
	struct value *view;

	(void)state;
	merge(first, middle);
	merge(middle, last);
	shelve();
	assert_int_equal(trips_of(last, &rig_moderator, &view), PAGE_TRIPS);
	assert_int_equal(map_get(view, "merged_from")->count, 2);
	assert_int_equal(map_get_int(&map_get(view, "merged_from")->first->value, "source_n", 0),
		(int64_t)middle);
	assert_int_equal(map_get(view, "similar")->count, 1);
	assert_int_equal(map_get_int(&map_get(view, "similar")->first->value, "source_n", 0), (int64_t)other);
	assert_int_equal(trips_of(first, &rig_moderator, &view), PAGE_TRIPS + 1);
}

static void who_is_signed_in_costs_one_trip(void **state)
{
	struct account account = { .id = S("chief"), .name = S("主管"), .roles = ROLE_SUPERVISOR };
	struct session session;
	struct str token;
	uint64_t before;

	(void)state;
	assert_int_equal(account_add(&rig, &account, S("long enough 1"), S(ACCOUNT_OPERATOR)), OK);
	assert_int_equal(account_read(&rig, account.id, &account), OK);
	assert_int_equal(session_begin(&rig, &account, &token), OK);
	before = store_trips(rig.store);
	assert_int_equal(session_read(&rig, token, true, &session), OK);
	assert_int_equal(store_trips(rig.store) - before, 1);
	assert_int_equal(session_end(&rig, token), OK);
	assert_int_equal(session_read(&rig, token, true, &session), ERR_LOGIN);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(a_case_in_any_state_is_shown_in_three_trips, rig_clean),
		cmocka_unit_test_setup(duplicates_and_what_was_merged_cost_no_further_trip, rig_clean),
		cmocka_unit_test_setup(who_is_signed_in_costs_one_trip, rig_clean),
	};

	return cmocka_run_group_tests(tests, rig_start, rig_stop);
}
