/* One optimistic change, against a real Redis: store/transaction. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "casework_rig.h"
#include "store/transaction.h"

/* Adds one to a number that others change meanwhile. */
struct increment {
	int others;		/* how often another process is still first */
	int runs;
	enum status refuse;	/* what the step gives after reading; OK: it goes on */
	const char *purge;
};

static struct str key(void)
{
	return S("{test}:number");
}

static void write_number(struct store *store, int64_t n)
{
	struct batch batch = batch_in(rig.arena);

	BATCH(&batch, S("SET"), key(), num(rig.arena, n));
	assert_int_equal(store_commit(store, &batch, NULL), OK);
}

static int64_t read_number(void)
{
	struct batch batch = batch_in(rig.arena);
	struct result *results;
	int64_t n = -1;

	BATCH(&batch, S("GET"), key());
	assert_int_equal(store_run(rig.store, &batch, &results), OK);
	str_to_i64(results[0].str, &n);
	return n;
}

static void be_first(int64_t n)
{
	struct store *other = rig_link();

	write_number(other, n);
	store_free(other);
}

static enum status add_one(void *context, struct transaction *transaction)
{
	struct increment *increment = context;
	struct batch batch = batch_in(rig.arena);
	struct result *results;
	int64_t n = 0;

	assert_int_equal(transaction->race, increment->runs++);
	assert_int_equal(transaction->changes.count, 0);
	WATCH(&batch, key());
	BATCH(&batch, S("GET"), key());
	TRY(store_run(transaction->store, &batch, &results));
	TRY(increment->refuse);
	str_to_i64(results[1].str, &n);
	if (increment->others > 0) {
		increment->others--;
		be_first(n + 10);
	}
	BATCH(&transaction->changes, S("SET"), key(), num(rig.arena, n + 1));
	transaction->purge = increment->purge;
	return OK;
}

static enum status run(struct increment *increment)
{
	return transaction_run(rig.store, rig.arena, add_one, increment);
}

/* Nothing is watched any more: what another process writes doesn't spoil the next commit. */
static void assert_unwatched(void)
{
	be_first(1000);
	write_number(rig.store, 1001);
	assert_int_equal(read_number(), 1001);
}

static void a_lost_race_is_run_again_on_what_it_then_reads(void **state)
{
	struct increment increment = { .others = 2 };

	(void)state;
	assert_int_equal(run(&increment), OK);
	assert_int_equal(increment.runs, 3);
	assert_int_equal(read_number(), 21);
	assert_unwatched();
}

static void it_takes_one_round_trip_to_commit_and_none_to_end(void **state)
{
	struct increment increment = { 0 };
	uint64_t trips = store_trips(rig.store);

	(void)state;
	assert_int_equal(run(&increment), OK);
	assert_int_equal(store_trips(rig.store) - trips, 2);
}

static void a_steps_refusal_is_final_and_changes_nothing(void **state)
{
	static const enum status refusals[] = { ERR_NOT_FOUND, ERR_CONFLICT, ERR_INVALID };

	(void)state;
	for (size_t i = 0; i < sizeof(refusals) / sizeof(refusals[0]); i++) {
		struct increment increment = { .refuse = refusals[i] };

		write_number(rig.store, 7);
		assert_int_equal(run(&increment), refusals[i]);
		assert_int_equal(increment.runs, 1);
		assert_int_equal(read_number(), 7);
		assert_unwatched();
	}
}

static void after_many_lost_races_it_gives_up(void **state)
{
	struct increment increment = { .others = TRANSACTION_RACES };

	(void)state;
	assert_int_equal(run(&increment), ERR_CONFLICT);
	assert_int_equal(increment.runs, TRANSACTION_RACES);
	assert_int_equal(read_number(), TRANSACTION_RACES * 10);
	assert_unwatched();
}

static enum status only_look(void *context, struct transaction *transaction)
{
	struct batch batch = batch_in(rig.arena);
	struct result *results;

	(void)context;
	WATCH(&batch, key());
	return store_run(transaction->store, &batch, &results);
}

static void a_step_that_adds_nothing_needs_no_commit(void **state)
{
	uint64_t trips = store_trips(rig.store);

	(void)state;
	assert_int_equal(transaction_run(rig.store, rig.arena, only_look, NULL), OK);
	assert_int_equal(store_trips(rig.store) - trips, 1);
	assert_unwatched();
}

/* One cache folder with a page in it. */
static void make_page(char page[64], const char *folder)
{
	char inner[48];

	snprintf(inner, sizeof(inner), "%s/a", folder);
	snprintf(page, 64, "%s/page", inner);
	mkdir(folder, 0700);
	mkdir(inner, 0700);
	fclose(fopen(page, "w"));
	assert_int_equal(access(page, F_OK), 0);
}

static void the_cache_is_emptied_by_a_change_that_hides_and_by_no_other(void **state)
{
	char folder[] = "/tmp/test-transaction-XXXXXX";
	char page[64];
	struct increment refused = { .refuse = ERR_NOT_NOW, .purge = folder };
	struct increment shows = { 0 };
	struct increment hides = { .purge = folder };

	(void)state;
	assert_non_null(mkdtemp(folder));
	make_page(page, folder);
	assert_int_equal(run(&refused), ERR_NOT_NOW);
	assert_int_equal(run(&shows), OK);
	assert_int_equal(access(page, F_OK), 0);
	assert_int_equal(run(&hides), OK);
	assert_int_equal(access(page, F_OK), -1);
	assert_int_equal(system(arena_printf(rig.arena, "rm -rf %s", folder).data), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(a_lost_race_is_run_again_on_what_it_then_reads, rig_clean),
		cmocka_unit_test_setup(it_takes_one_round_trip_to_commit_and_none_to_end, rig_clean),
		cmocka_unit_test_setup(a_steps_refusal_is_final_and_changes_nothing, rig_clean),
		cmocka_unit_test_setup(after_many_lost_races_it_gives_up, rig_clean),
		cmocka_unit_test_setup(a_step_that_adds_nothing_needs_no_commit, rig_clean),
		cmocka_unit_test_setup(the_cache_is_emptied_by_a_change_that_hides_and_by_no_other,
			rig_clean),
	};

	return cmocka_run_group_tests(tests, rig_start, rig_stop);
}
