/*
 * Batches, commits and what comes of a Redis that is full or a link that is lost: store/store against a
 * real Redis.
 */
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "casework_rig.h"
#include "store/rounds.h"
#include "store/transaction.h"

/* Longer than the pause after a Redis that was away. */
#define PAUSE_US (800 * 1000)

static struct store *other;	/* a second link, as another worker has */

static int begin(void **state)
{
	rig_clean(state);
	other = rig_link();
	return 0;
}

static int end(void **state)
{
	(void)state;
	store_free(other);
	return 0;
}

static enum status run(struct store *store, struct str a, struct str b, struct str c, struct result *out)
{
	struct batch batch = batch_in(rig.arena);
	struct str args[] = { a, b, c };
	struct result *results;
	enum status status;

	batch_add(&batch, args, c.data != NULL ? 3 : b.data != NULL ? 2 : 1);
	status = store_run(store, &batch, &results);
	if (status == OK && out != NULL)
		*out = results[0];
	return status;
}

#define NONE ((struct str){ 0 })

/* What stands at the key, read by the other link. */
static void assert_stands(const char *key, const char *value)
{
	struct result got;

	assert_int_equal(run(other, S("GET"), str_of(key), NONE, &got), OK);
	if (value == NULL)
		assert_int_equal(got.type, RESULT_NIL);
	else
		assert_true(str_eq(got.str, str_of(value)));
}

/* Cuts every link but the other one, as a restart of Redis does. */
static void cut_links(void)
{
	struct batch batch = batch_in(rig.arena);
	struct result *results;

	BATCH(&batch, S("CLIENT"), S("KILL"), S("TYPE"), S("normal"), S("SKIPME"), S("yes"));
	assert_int_equal(store_run(other, &batch, &results), OK);
	assert_true(results[0].integer > 0);
}

static void a_batch_has_its_replies_in_order_and_by_type_in_one_round_trip(void **state)
{
	static const char bytes[] = "a\0b\r\n\xff";
	struct batch batch = batch_in(rig.arena);
	uint64_t trips = store_trips(rig.store);
	struct result *r;

	(void)state;
	BATCH(&batch, S("SET"), S("k"), (struct str){ bytes, sizeof(bytes) - 1 });
	BATCH(&batch, S("GET"), S("k"));
	BATCH(&batch, S("GET"), S("nothing"));
	BATCH(&batch, S("RPUSH"), S("l"), S("1"), S(""));
	BATCH(&batch, S("LRANGE"), S("l"), S("0"), S("-1"));
	BATCH(&batch, S("LRANGE"), S("nothing"), S("0"), S("-1"));
	BATCH(&batch, S("HSET"), S("h"), S("f"), S("v"));
	BATCH(&batch, S("HGETALL"), S("h"));
	assert_int_equal(store_run(rig.store, &batch, &r), OK);
	assert_int_equal(store_trips(rig.store), trips + 1);
	assert_true(r[0].type == RESULT_STR && str_eq(r[0].str, S("OK")));
	assert_int_equal(r[1].str.len, sizeof(bytes) - 1);
	assert_memory_equal(r[1].str.data, bytes, sizeof(bytes) - 1);
	assert_int_equal(r[2].type, RESULT_NIL);
	assert_true(r[3].type == RESULT_INT && r[3].integer == 2);
	assert_true(r[4].type == RESULT_LIST && r[4].count == 2 && r[4].items[1].str.len == 0);
	assert_true(r[5].type == RESULT_LIST && r[5].count == 0);
	assert_true(str_eq(result_pair(&r[7], S("f")), S("v")));
	assert_int_equal(result_pair(&r[7], S("g")).len, 0);
}

static void an_empty_batch_costs_nothing(void **state)
{
	struct batch batch = batch_in(rig.arena);
	uint64_t trips = store_trips(rig.store);
	struct result *results;

	(void)state;
	assert_int_equal(store_run(rig.store, &batch, &results), OK);
	assert_int_equal(store_trips(rig.store), trips);
}

static void an_error_to_one_command_fails_the_batch_and_leaves_the_link_good(void **state)
{
	struct batch batch = batch_in(rig.arena);
	struct result *results;

	(void)state;
	BATCH(&batch, S("SET"), S("k"), S("text"));
	BATCH(&batch, S("INCR"), S("k"));
	BATCH(&batch, S("SET"), S("after"), S("done"));
	assert_int_equal(store_run(rig.store, &batch, &results), ERR_INTERNAL);
	assert_int_equal(results[1].type, RESULT_ERROR);
	assert_stands("after", "done");
	assert_int_equal(run(rig.store, S("PING"), NONE, NONE, NULL), OK);
}

static void a_commit_that_redis_does_not_understand_does_nothing(void **state)
{
	struct batch batch = batch_in(rig.arena);

	(void)state;
	BATCH(&batch, S("SET"), S("k"), S("1"));
	BATCH(&batch, S("FROBNICATE"));
	assert_int_equal(store_commit(rig.store, &batch, NULL), ERR_INTERNAL);
	assert_stands("k", NULL);
}

static void a_commit_gives_what_each_command_gave(void **state)
{
	struct batch batch = batch_in(rig.arena);
	struct result *results;

	(void)state;
	BATCH(&batch, S("SET"), S("k"), S("41"));
	BATCH(&batch, S("INCR"), S("k"));
	assert_int_equal(store_commit(rig.store, &batch, &results), OK);
	assert_int_equal(results[1].integer, 42);
}

/* Reads k under WATCH; the other link writes it; then a commit. */
static enum status commit_after_change(bool changed)
{
	struct batch look = batch_in(rig.arena);
	struct batch batch = batch_in(rig.arena);
	struct result *results;

	WATCH(&look, S("k"));
	BATCH(&look, S("GET"), S("k"));
	assert_int_equal(store_run(rig.store, &look, &results), OK);
	if (changed)
		assert_int_equal(run(other, S("SET"), S("k"), S("theirs"), NULL), OK);
	BATCH(&batch, S("SET"), S("k"), S("mine"));
	return store_commit(rig.store, &batch, NULL);
}

static void a_watched_key_that_changed_stops_the_commit_and_watches_end_with_it(void **state)
{
	struct batch batch = batch_in(rig.arena);

	(void)state;
	assert_int_equal(commit_after_change(true), ERR_CONFLICT);
	assert_stands("k", "theirs");
	assert_int_equal(run(other, S("SET"), S("k"), S("again"), NULL), OK);
	BATCH(&batch, S("SET"), S("k"), S("mine"));
	assert_int_equal(store_commit(rig.store, &batch, NULL), OK);
	assert_int_equal(commit_after_change(false), OK);
	assert_stands("k", "mine");
}

static void what_was_unwatched_may_change(void **state)
{
	struct batch look = batch_in(rig.arena);
	struct batch batch = batch_in(rig.arena);
	struct result *results;

	(void)state;
	WATCH(&look, S("k"));
	assert_int_equal(store_run(rig.store, &look, &results), OK);
	store_unwatch(rig.store);
	assert_int_equal(run(other, S("SET"), S("k"), S("theirs"), NULL), OK);
	BATCH(&batch, S("SET"), S("k"), S("mine"));
	assert_int_equal(store_commit(rig.store, &batch, NULL), OK);
}

static void set_limit(const char *bytes)
{
	struct batch batch = batch_in(rig.arena);
	struct result *results;

	BATCH(&batch, S("CONFIG"), S("SET"), S("maxmemory"), str_of(bytes));
	assert_int_equal(store_run(other, &batch, &results), OK);
}

static void a_full_redis_is_away_for_writes_does_none_of_them_and_goes_on_reading(void **state)
{
	struct batch batch = batch_in(rig.arena);
	struct result got;

	(void)state;
	assert_int_equal(run(rig.store, S("SET"), S("k"), S("1"), NULL), OK);
	set_limit("1");
	assert_int_equal(run(rig.store, S("SET"), S("k"), S("2"), NULL), ERR_AWAY);
	BATCH(&batch, S("SET"), S("k"), S("3"));
	assert_int_equal(store_commit(rig.store, &batch, NULL), ERR_AWAY);
	assert_int_equal(run(rig.store, S("GET"), S("k"), NONE, &got), OK);
	assert_true(str_eq(got.str, S("1")));
	set_limit("0");
	assert_int_equal(run(rig.store, S("SET"), S("k"), S("4"), NULL), OK);
}

static void a_read_on_a_lost_link_is_tried_on_a_new_one(void **state)
{
	struct result got;

	(void)state;
	assert_int_equal(run(rig.store, S("SET"), S("k"), S("1"), NULL), OK);
	cut_links();
	assert_int_equal(run(rig.store, S("GET"), S("k"), NONE, &got), OK);
	assert_true(str_eq(got.str, S("1")));
}

static void a_write_on_a_lost_link_is_not_tried_again(void **state)
{
	struct batch batch = batch_in(rig.arena);

	(void)state;
	assert_int_equal(run(rig.store, S("SET"), S("k"), S("1"), NULL), OK);
	cut_links();
	assert_int_equal(run(rig.store, S("INCR"), S("k"), NONE, NULL), ERR_AWAY);
	assert_stands("k", "1");
	assert_int_equal(run(rig.store, S("INCR"), S("k"), NONE, NULL), OK);
	cut_links();
	BATCH(&batch, S("INCR"), S("k"));
	assert_int_equal(store_commit(rig.store, &batch, NULL), ERR_AWAY);
	assert_stands("k", "2");
}

/* A watch is lost with its link, so what was read under it must not be committed on a new one. */
static void a_read_under_watch_is_not_tried_on_a_new_link_nor_committed_on_one(void **state)
{
	struct batch look = batch_in(rig.arena);
	struct batch batch = batch_in(rig.arena);
	struct result *results;

	(void)state;
	WATCH(&look, S("k"));
	assert_int_equal(store_run(rig.store, &look, &results), OK);
	cut_links();
	assert_int_equal(run(rig.store, S("GET"), S("k"), NONE, NULL), ERR_AWAY);
	assert_int_equal(run(other, S("SET"), S("k"), S("theirs"), NULL), OK);
	BATCH(&batch, S("SET"), S("k"), S("mine"));
	assert_int_equal(store_commit(rig.store, &batch, NULL), ERR_AWAY);
	assert_stands("k", "theirs");
	store_unwatch(rig.store);
	assert_int_equal(run(rig.store, S("GET"), S("k"), NONE, NULL), OK);
}

static void reserved_numbers_are_forgotten_with_the_link(void **state)
{
	struct store_reserve *reserve = store_reserve(rig.store);

	(void)state;
	assert_int_equal(run(rig.store, S("PING"), NONE, NONE, NULL), OK);
	*reserve = (struct store_reserve){ .first = 5, .end = 9, .until = INT64_MAX };
	cut_links();
	assert_int_equal(run(rig.store, S("PING"), NONE, NONE, NULL), OK);
	assert_int_equal(reserve->first, reserve->end);
}

static void a_redis_that_is_not_there_is_away_and_asked_again_after_a_pause(void **state)
{
	char path[] = "/tmp/test-store-password-XXXXXX";
	int fd = mkstemp(path);
	struct store_options options = { .site = "test", .socket = "/nonexistent/redis.sock",
		.user = "wenzheng",
		.password_file = path, .timeout_ms = 1000 };
	struct store *nowhere = store_new(&options);

	(void)state;
	assert_true(fd >= 0);
	close(fd);
	assert_int_equal(run(nowhere, S("PING"), NONE, NONE, NULL), ERR_AWAY);
	assert_int_equal(run(nowhere, S("PING"), NONE, NONE, NULL), ERR_AWAY);
	usleep(PAUSE_US);
	assert_int_equal(run(nowhere, S("PING"), NONE, NONE, NULL), ERR_AWAY);
	store_free(nowhere);
	unlink(path);
}

/* Reads a list, then what each of its members names. */
struct chain {
	size_t steps;
	const char *key;
	size_t taken;
};

static void chain_ask(void *self, struct batch *batch)
{
	const struct chain *chain = self;

	if (chain->taken < chain->steps)
		BATCH(batch, S("GET"), str_of(chain->key));
}

static enum status chain_take(void *self, const struct result *results)
{
	struct chain *chain = self;

	assert_true(str_eq(results[0].str, str_of(chain->key)));
	chain->taken++;
	return OK;
}

static void a_page_costs_as_many_round_trips_as_its_longest_part(void **state)
{
	struct chain one = { .steps = 1, .key = "a" };
	struct chain three = { .steps = 3, .key = "b" };
	struct chain none = { .steps = 0, .key = "c" };
	const struct part parts[] = { { chain_ask, chain_take, &one }, { chain_ask, chain_take, &none },
		{ chain_ask, chain_take, &three } };
	uint64_t trips;

	(void)state;
	assert_int_equal(run(rig.store, S("SET"), S("a"), S("a"), NULL), OK);
	assert_int_equal(run(rig.store, S("SET"), S("b"), S("b"), NULL), OK);
	trips = store_trips(rig.store);
	assert_int_equal(rounds_run(rig.store, rig.arena, parts, 3), OK);
	assert_int_equal(store_trips(rig.store), trips + 3);
	assert_int_equal(one.taken, 1);
	assert_int_equal(three.taken, 3);
	assert_int_equal(none.taken, 0);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_batch_has_its_replies_in_order_and_by_type_in_one_round_trip),
		TEST(an_empty_batch_costs_nothing),
		TEST(an_error_to_one_command_fails_the_batch_and_leaves_the_link_good),
		TEST(a_commit_that_redis_does_not_understand_does_nothing),
		TEST(a_commit_gives_what_each_command_gave),
		TEST(a_watched_key_that_changed_stops_the_commit_and_watches_end_with_it),
		TEST(what_was_unwatched_may_change),
		TEST(a_full_redis_is_away_for_writes_does_none_of_them_and_goes_on_reading),
		TEST(a_read_on_a_lost_link_is_tried_on_a_new_one),
		TEST(a_write_on_a_lost_link_is_not_tried_again),
		TEST(a_read_under_watch_is_not_tried_on_a_new_link_nor_committed_on_one),
		TEST(reserved_numbers_are_forgotten_with_the_link),
		TEST(a_redis_that_is_not_there_is_away_and_asked_again_after_a_pause),
		TEST(a_page_costs_as_many_round_trips_as_its_longest_part),
	};

	signal(SIGPIPE, SIG_IGN);
	return cmocka_run_group_tests(tests, rig_start, rig_stop);
}
