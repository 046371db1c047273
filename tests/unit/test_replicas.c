/* When a commit counts where replicas must have it: store/store, against a server that says what it is told. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include "heard_rig.h"

/* A commit that one replica must have, at a Redis of the version; settled: its answer to WAIT. */
static enum status commit(const char *version, const char *settled)
{
	char info[128], told[160], done[256];
	const char *const replies[] = { "+OK\r\n", told, done };
	struct store *store;
	struct arena *arena = arena_new((size_t)1 << 20);
	struct batch batch = batch_in(arena);
	enum status status;

	snprintf(info, sizeof(info), "redis_version:%s\r\nrole:master\r\nconnected_slaves:1", version);
	snprintf(told, sizeof(told), "$%zu\r\n%s\r\n", strlen(info), info);
	snprintf(done, sizeof(done), "+OK\r\n+QUEUED\r\n*1\r\n:1\r\n%s", settled);
	assert_true(heard_start(replies, sizeof(replies) / sizeof(replies[0])));
	store = heard_link(1);
	BATCH(&batch, S("INCR"), S("counter"));
	status = store_commit(store, &batch, NULL);
	assert_int_equal(store_trips(store), 1);
	arena_free(arena);
	heard_unlink(store);
	heard_stop();
	return status;
}

static bool was_heard(const char *words)
{
	return heard_times(words) > 0;
}

static void a_commit_counts_once_a_replica_has_it(void **state)
{
	(void)state;
	assert_int_equal(commit("7.0.15", ":1\r\n"), OK);
	assert_true(was_heard("*3\r\n$4\r\nWAIT\r\n$1\r\n1\r\n$4\r\n1000\r\n"));
	assert_int_equal(commit("7.0.15", ":2\r\n"), OK);
	assert_int_equal(commit("7.0.15", ":0\r\n"), ERR_AWAY);
}

static void from_7_2_on_it_counts_once_it_is_on_both_disks(void **state)
{
	(void)state;
	assert_int_equal(commit("7.2.0", "*2\r\n:1\r\n:1\r\n"), OK);
	assert_true(was_heard("*4\r\n$7\r\nWAITAOF\r\n$1\r\n1\r\n$1\r\n1\r\n$4\r\n1000\r\n"));
	assert_int_equal(commit("8.0.1", "*2\r\n:1\r\n:0\r\n"), ERR_AWAY);
	assert_int_equal(commit("10.1.1", "*2\r\n:0\r\n:1\r\n"), ERR_AWAY);
	assert_true(was_heard("WAITAOF"));
}

static void a_wait_that_is_refused_leaves_the_outcome_unknown(void **state)
{
	(void)state;
	assert_int_equal(commit("7.0.15", "-ERR WAIT cannot be used with replica instances.\r\n"), ERR_AWAY);
	assert_int_equal(commit("7.0.15", ""), ERR_AWAY);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_commit_counts_once_a_replica_has_it),
		cmocka_unit_test(from_7_2_on_it_counts_once_it_is_on_both_disks),
		cmocka_unit_test(a_wait_that_is_refused_leaves_the_outcome_unknown),
	};

	return cmocka_run_group_tests(tests, heard_make_folder, heard_drop_folder);
}
