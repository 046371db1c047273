/* What is derived from a case has room, however full its record is: model/derive. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/clock.h"
#include "model/appeal.h"
#include "model/derive.h"

#define DAY(n) (MS_PER_DAY * (20000 + (n)))

/* Everything that can be in a record of this state, at times that fall on days of their own. */
static struct case_record full_record(struct arena *arena, enum channel channel, enum state state)
{
	struct case_record record = {
		.n = 7, .channel = channel, .state = state, .created = DAY(0), .received = DAY(1),
			.accepted = DAY(2), .led = DAY(3),
		.assigned = DAY(4), .due = DAY(5), .remind_at = DAY(5), .first_due = DAY(9),
		.answered = DAY(6), .revised = DAY(7),
		.concluded = DAY(7), .closed = DAY(8), .rated = DAY(8), .rating = 1, .answers = 2,
		.days_taken = 3, .returns = 2,
		.dept = S("zjj"), .phone = S("0123456789abcdef"), .applicant_hash = S("fedcba9876543210"),
		.outcome = S("granted"),
		.contact = S("sealed"), .assists = S("a:1:2,b:1:2,c:1:2,d:1:2,e:1:2,f:1:2"), .supports = 9,
		.comments = 9,
		.merged_into = 3,
	};

	for (int kind = 0; kind < APPEAL_KINDS; kind++)
		appeals_put(arena, &(struct appeal){ .kind = (enum appeal_kind)kind, .at = DAY(10 + kind) },
			&record);
	return record;
}

static void the_fullest_record_of_each_state_has_room(void **state)
{
	struct derive_entry lists[DERIVE_LISTS];
	struct derive_entry desks[DERIVE_DESKS];
	struct derive_entry dues[DERIVE_DUES];
	struct derive_tally tallies[DERIVE_TALLIES];
	size_t most = 0;

	for (enum channel channel = 0; channel < CHANNEL_COUNT; channel++)
		for (enum state s = 0; s < STATE_COUNT; s++) {
			struct arena *arena = *state;
			struct case_record record = full_record(arena, channel, s);
			size_t count = derive_tallies(arena, &record, tallies);

			assert_true(derive_lists(arena, &record, lists) <= DERIVE_LISTS);
			record.answered = 0;
			assert_true(derive_lists(arena, &record, lists) <= DERIVE_LISTS);
			assert_true(derive_desks(arena, &record, desks) <= DERIVE_DESKS);
			assert_true(derive_dues(arena, &record, dues) <= DERIVE_DUES);
			assert_true(count <= DERIVE_TALLIES);
			most = count > most ? count : most;
			arena_reset(arena);
		}
	/* The record is as full as it is meant to be. */
	assert_true(most > DERIVE_TALLIES / 2);
}

static int make_arena(void **state)
{
	clock_start();
	*state = arena_new((size_t)1 << 20);
	return 0;
}

static int free_arena(void **state)
{
	arena_free(*state);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_fullest_record_of_each_state_has_room),
	};

	return cmocka_run_group_tests(tests, make_arena, free_arena);
}
