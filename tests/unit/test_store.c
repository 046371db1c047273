/* What is sent to Redis again when a link breaks: store/store, against a server that hangs up. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "heard_rig.h"
#include "store/transaction.h"

/* To the login and the first command; the second is heard, and the link breaks. */
static int start_server(void **state)
{
	static const char *const replies[] = { "+OK\r\n", "$1\r\nx\r\n" };

	(void)state;
	return heard_start(replies, sizeof(replies) / sizeof(replies[0])) ? 0 : -1;
}

static int stop_server(void **state)
{
	(void)state;
	heard_stop();
	return 0;
}

static enum status run(struct store *store, struct arena *arena, struct str command, struct str key)
{
	struct batch batch = batch_in(arena);
	struct result *results;

	BATCH(&batch, command, key);
	return store_run(store, &batch, &results);
}

/* A link that has served before breaks when this is sent. */
static enum status run_on_breaking_link(struct str command)
{
	struct store *store = heard_link(0);
	struct arena *arena = arena_new((size_t)1 << 20);
	enum status status;

	assert_int_equal(run(store, arena, S("GET"), S("before")), OK);
	status = run(store, arena, command, S("counter"));
	arena_free(arena);
	heard_unlink(store);
	return status;
}

static void a_read_is_sent_again(void **state)
{
	static const char *const reads[] = { "HGETALL", "HSCAN", "ZRANK", "ZSCAN" };

	(void)state;
	for (size_t i = 0; i < sizeof(reads) / sizeof(reads[0]); i++) {
		assert_int_equal(run_on_breaking_link(str_of(reads[i])), OK);
		assert_int_equal(heard_times(reads[i]), 2);
	}
}

static void a_write_is_never_sent_twice(void **state)
{
	(void)state;
	assert_int_equal(run_on_breaking_link(S("INCR")), ERR_AWAY);
	assert_int_equal(heard_times("INCR"), 1);
}

static void a_command_that_nobody_knows_counts_as_a_write(void **state)
{
	(void)state;
	assert_int_equal(run_on_breaking_link(S("FROBNICATE")), ERR_AWAY);
	assert_int_equal(heard_times("FROBNICATE"), 1);
}

/* Reads under WATCH, goes on although the link then breaks, and writes. */
static enum status ignore_break(void *context, struct transaction *transaction)
{
	struct batch batch = batch_in(context);
	struct result *results;

	WATCH(&batch, S("counter"));
	assert_int_equal(store_run(transaction->store, &batch, &results), OK);
	assert_int_equal(run(transaction->store, context, S("GET"), S("counter")), ERR_AWAY);
	BATCH(&transaction->changes, S("SET"), S("counter"), S("1"));
	return OK;
}

static void nothing_is_committed_when_the_link_that_watched_broke(void **state)
{
	struct store *store = heard_link(0);
	struct arena *arena = arena_new((size_t)1 << 20);

	(void)state;
	assert_int_equal(transaction_run(store, arena, ignore_break, arena), ERR_AWAY);
	assert_int_equal(heard_times("MULTI"), 0);
	assert_int_equal(run(store, arena, S("GET"), S("counter")), OK);
	arena_free(arena);
	heard_unlink(store);
}

#define SERVED(test) cmocka_unit_test_setup_teardown(test, start_server, stop_server)

int main(void)
{
	const struct CMUnitTest tests[] = {
		SERVED(a_read_is_sent_again),
		SERVED(a_write_is_never_sent_twice),
		SERVED(a_command_that_nobody_knows_counts_as_a_write),
		SERVED(nothing_is_committed_when_the_link_that_watched_broke),
	};

	return cmocka_run_group_tests(tests, heard_make_folder, heard_drop_folder);
}
