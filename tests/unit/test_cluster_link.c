/* How the link finds and follows the node that serves a site's slot: store/store, store/master, against nodes
 * that say what they are told. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>

#include "base/clock.h"
#include "crypt/random.h"
#include "node_rig.h"
#include "store/transaction.h"

#define ALL 0, 16383
#define NIL "$-1\r\n"
#define COUNT(rows) (sizeof(rows) / sizeof((rows)[0]))

static struct arena *arena;

/* Two nodes and a link that asks them; a test may have several, one after the other. */
static struct store *begin(void)
{
	arena = arena_new((size_t)1 << 20);
	assert_true(nodes_open(2));
	return node_link();
}

static void end(struct store *store)
{
	node_unlink(store);
	nodes_close();
	arena_free(arena);
}

/* A node that says of the slots what it is told, is a master, and serves the site. */
#define SERVES(slots) \
	{ "CLUSTER SLOTS", slots, 0 }, { "INFO", node_master, 0 }, { "GET {test}:moving", NIL, 0 }

static enum status read_x(struct store *store, struct str *out)
{
	struct batch batch = batch_in(arena);
	struct result *results;

	BATCH(&batch, S("GET"), S("{test}:x"));
	TRY(store_run(store, &batch, &results));
	*out = results[0].str;
	return OK;
}

static enum status write_x(struct store *store)
{
	struct batch batch = batch_in(arena);

	BATCH(&batch, S("SET"), S("{test}:x"), S("1"));
	return store_commit(store, &batch, NULL);
}

static enum status change_x(void *context, struct transaction *transaction)
{
	const struct str key = S("{test}:x");
	struct batch batch = batch_in(arena);
	struct result *results;

	*(int *)context += 1;
	WATCH(&batch, key);
	BATCH(&batch, S("GET"), key);
	TRY(store_run(transaction->store, &batch, &results));
	BATCH(&transaction->changes, S("SET"), key, S("1"));
	return OK;
}

/* Serves a transaction that sets x. */
#define TAKES \
	{ "WATCH", "+OK\r\n", 0 }, { "GET {test}:x", NIL, 0 }, { "MULTI", "+OK\r\n", 0 }, \
	{ "SET", "+QUEUED\r\n", 0 }, { "EXEC", "*1\r\n+OK\r\n", 0 }

static void a_read_that_is_told_moved_is_answered_by_the_other_node(void **state)
{
	struct store *store = begin();
	const struct node_rule before[] = { { "CLUSTER SLOTS", node_slots(ALL, 0), 1 },
		SERVES(node_slots(ALL, 1)), { "GET {test}:x", "$3\r\nold\r\n", 1 },
		{ "GET {test}:x", node_redirect("MOVED", 1), 0 } };
	const struct node_rule after[] = { SERVES(node_slots(ALL, 1)),
		{ "GET {test}:x", "$3\r\nnew\r\n", 0 } };
	struct str x;

	(void)state;
	node_serve(0, before, COUNT(before));
	node_serve(1, after, COUNT(after));
	assert_int_equal(read_x(store, &x), OK);
	assert_true(str_eq(x, S("old")));
	assert_int_equal(read_x(store, &x), OK);
	assert_true(str_eq(x, S("new")));
	end(store);
}

/* Else /readyz would say that all is well for as long as the link isn't compared with what the nodes say. */
static void a_ping_that_is_told_moved_is_answered_by_the_other_node(void **state)
{
	struct store *store = begin();
	const struct node_rule before[] = { { "CLUSTER SLOTS", node_slots(ALL, 0), 1 },
		SERVES(node_slots(ALL, 1)), { "EXISTS {test}:", ":0\r\n", 1 },
		{ "EXISTS {test}:", node_redirect("MOVED", 1), 0 } };
	const struct node_rule after[] = { SERVES(node_slots(ALL, 1)),
		{ "EXISTS {test}:", "-LOADING Redis is loading\r\n", 0 } };

	(void)state;
	node_serve(0, before, COUNT(before));
	node_serve(1, after, COUNT(after));
	assert_int_equal(store_ping(store, arena), OK);
	assert_int_equal(store_ping(store, arena), ERR_AWAY);
	end(store);
}

/* The first node says MOVED to the command, then knows that the second has the slot.  Gives the step's runs. */
static int runs_when_told_moved(const char *command)
{
	struct store *store = begin();
	const struct node_rule before[] = { { command, node_redirect("MOVED", 1), 0 },
		{ "CLUSTER SLOTS", node_slots(ALL, 0), 1 }, SERVES(node_slots(ALL, 1)),
		{ "EXISTS", ":0\r\n", 0 }, { "EXEC", "-EXECABORT discarded\r\n", 0 }, TAKES };
	const struct node_rule after[] = { SERVES(node_slots(ALL, 1)), TAKES };
	int runs = 0;

	node_serve(0, before, COUNT(before));
	node_serve(1, after, COUNT(after));
	/* A link that was made just now is not left for another. */
	assert_int_equal(store_ping(store, arena), OK);
	assert_int_equal(transaction_run(store, arena, change_x, &runs), OK);
	assert_int_equal(node_heard(1, "EXEC"), 1);
	end(store);
	return runs;
}

static void a_transaction_that_is_told_moved_is_done_once_by_the_other_node(void **state)
{
	(void)state;
	assert_int_equal(runs_when_told_moved("WATCH"), 1);
	assert_int_equal(runs_when_told_moved("GET {test}:x"), 1);
	assert_int_equal(runs_when_told_moved("SET"), 2);
	assert_int_equal(runs_when_told_moved("EXEC"), 2);
}

static void a_commit_without_watch_that_is_told_moved_was_not_done(void **state)
{
	struct store *store = begin();
	const struct node_rule before[] = { { "CLUSTER SLOTS", node_slots(ALL, 0), 1 },
		SERVES(node_slots(ALL, 1)), { "MULTI", "+OK\r\n", 0 },
		{ "SET", node_redirect("MOVED", 1), 0 }, { "EXEC", "-EXECABORT discarded\r\n", 0 } };
	const struct node_rule after[] = { SERVES(node_slots(ALL, 1)), TAKES };

	(void)state;
	node_serve(0, before, COUNT(before));
	node_serve(1, after, COUNT(after));
	assert_int_equal(write_x(store), ERR_AWAY);
	assert_int_equal(node_heard(1, "MULTI"), 0);
	assert_int_equal(write_x(store), OK);
	end(store);
}

/* The node answers so: the request fails for now, and nothing goes elsewhere. */
static void assert_away(const char *error)
{
	struct store *store = begin();
	const char *reply = error != NULL ? error : node_redirect("ASK", 1);
	const struct node_rule here[] = { SERVES(node_slots(ALL, 0)), { "GET {test}:x", reply, 0 },
		{ "WATCH", reply, 0 }, { "MULTI", "+OK\r\n", 0 }, { "SET", reply, 0 },
		{ "EXEC", "-EXECABORT discarded\r\n", 0 } };
	const struct node_rule other[] = { SERVES(node_slots(ALL, 0)), TAKES };
	struct str x;
	int runs = 0;

	node_serve(0, here, COUNT(here));
	node_serve(1, other, COUNT(other));
	assert_int_equal(read_x(store, &x), ERR_AWAY);
	assert_int_equal(write_x(store), ERR_AWAY);
	assert_int_equal(transaction_run(store, arena, change_x, &runs), ERR_AWAY);
	assert_int_equal(node_heard(1, "SET"), 0);
	assert_int_equal(node_heard(1, "GET"), 0);
	end(store);
}

static void a_slot_that_others_move_or_nobody_serves_fails_for_now(void **state)
{
	(void)state;
	assert_away(NULL);
	assert_away("-TRYAGAIN Multiple keys\r\n");
	assert_away("-CLUSTERDOWN Hash slot not served\r\n");
	assert_away("-LOADING Redis is loading\r\n");
	assert_away("-READONLY You can't write\r\n");
}

static void a_cluster_that_has_no_node_for_the_slot_fails_for_now(void **state)
{
	struct store *store = begin();
	const struct node_rule rules[] = { SERVES(node_slots(0, 100, 0)) };
	struct str x;

	(void)state;
	node_serve(0, rules, COUNT(rules));
	node_serve(1, rules, COUNT(rules));
	assert_int_equal(read_x(store, &x), ERR_AWAY);
	assert_int_equal(node_heard(0, "INFO") + node_heard(1, "INFO"), 0);
	end(store);
}

/* The first node claims to serve the slot, and answers so when it is asked itself. */
static void assert_passed_over(const char *words, const char *reply)
{
	struct store *store = begin();
	const struct node_rule liar[] = { { words, reply, 0 }, SERVES(node_slots(ALL, 0)), TAKES };
	const struct node_rule honest[] = { SERVES(node_slots(ALL, 1)), TAKES };

	node_serve(0, liar, COUNT(liar));
	node_serve(1, honest, COUNT(honest));
	assert_int_equal(write_x(store), OK);
	assert_int_equal(node_heard(0, "SET"), 0);
	assert_int_equal(node_heard(1, "SET"), 1);
	end(store);
}

static void a_node_that_says_it_serves_the_slot_and_does_not_is_passed_over(void **state)
{
	(void)state;
	assert_passed_over("INFO", "$32\r\nrole:slave\r\nmaster_link_status:u\r\n");
	assert_passed_over("INFO", "-NOPERM no\r\n");
	assert_passed_over("GET {test}:moving", "-CLUSTERDOWN The cluster is down\r\n");
	assert_passed_over("GET {test}:moving", "-MOVED 6918 127.0.0.1:1\r\n");
	assert_passed_over("GET {test}:moving", "-ASK 6918 127.0.0.1:1\r\n");
}

static void two_nodes_that_each_name_the_other_end_with_a_failure(void **state)
{
	struct store *store = begin();
	const struct node_rule first[] = { { "CLUSTER SLOTS", node_slots(ALL, 1), 0 },
		{ "INFO", node_master, 0 }, { "GET {test}:moving", node_redirect("MOVED", 1), 0 } };
	const struct node_rule second[] = { { "CLUSTER SLOTS", node_slots(ALL, 0), 0 },
		{ "INFO", node_master, 0 }, { "GET {test}:moving", node_redirect("MOVED", 0), 0 } };
	int runs = 0;

	(void)state;
	node_serve(0, first, COUNT(first));
	node_serve(1, second, COUNT(second));
	assert_int_equal(transaction_run(store, arena, change_x, &runs), ERR_AWAY);
	assert_int_equal(runs, 1);
	assert_in_range(node_heard(0, "GET") + node_heard(1, "GET"), 1, 4);
	end(store);
}

static void a_node_that_serves_at_its_opening_and_moved_ever_after_ends_with_a_failure(void **state)
{
	struct store *store = begin();
	const struct node_rule rules[] = { SERVES(node_slots(ALL, 0)),
		{ "SET", node_redirect("MOVED", 1), 0 }, { "EXEC", "-EXECABORT discarded\r\n", 0 }, TAKES };
	int runs = 0;

	(void)state;
	node_serve(0, rules, COUNT(rules));
	node_serve(1, rules, COUNT(rules));
	assert_int_equal(transaction_run(store, arena, change_x, &runs), ERR_AWAY);
	assert_int_equal(runs, 2);
	end(store);
}

/* What is written to standard error from now on goes to the file; the file to close. */
static FILE *hear_log(int *old)
{
	FILE *file = tmpfile();

	assert_non_null(file);
	*old = dup(STDERR_FILENO);
	assert_int_equal(dup2(fileno(file), STDERR_FILENO), STDERR_FILENO);
	return file;
}

/* Standard error is itself again; how many lines of the log say so. */
static int said(FILE *file, int old, const char *words)
{
	char line[512];
	int times = 0;

	dup2(old, STDERR_FILENO);
	close(old);
	rewind(file);
	while (fgets(line, sizeof(line), file) != NULL)
		times += strstr(line, words) != NULL;
	fclose(file);
	return times;
}

/* Else whoever wonders at the refusals finds no reason for them; and there may be thousands. */
static void a_site_that_is_being_copied_is_read_not_changed_and_the_log_says_so_once(void **state)
{
	struct store *store = begin();
	const struct node_rule rules[] = { { "GET {test}:moving", "$7\r\ncopying\r\n", 0 },
		SERVES(node_slots(ALL, 0)), TAKES };
	struct str x;
	int runs = 0;
	int old;
	FILE *log = hear_log(&old);
	enum status written, changed;

	(void)state;
	node_serve(0, rules, COUNT(rules));
	assert_int_equal(read_x(store, &x), OK);
	written = write_x(store);
	changed = transaction_run(store, arena, change_x, &runs);
	assert_int_equal(said(log, old, "test is being moved"), 1);
	assert_int_equal(written, ERR_AWAY);
	assert_int_equal(changed, ERR_AWAY);
	assert_int_equal(node_heard(0, "MULTI"), 0);
	end(store);
}

static void a_site_whose_copy_takes_the_place_of_it_is_not_even_read(void **state)
{
	struct store *store = begin();
	const struct node_rule rules[] = { { "GET {test}:moving", "$6\r\ncopied\r\n", 0 },
		SERVES(node_slots(ALL, 0)), TAKES };
	struct str x;

	(void)state;
	node_serve(0, rules, COUNT(rules));
	node_serve(1, rules, COUNT(rules));
	assert_int_equal(read_x(store, &x), ERR_AWAY);
	end(store);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_read_that_is_told_moved_is_answered_by_the_other_node),
		cmocka_unit_test(a_ping_that_is_told_moved_is_answered_by_the_other_node),
		cmocka_unit_test(a_transaction_that_is_told_moved_is_done_once_by_the_other_node),
		cmocka_unit_test(a_commit_without_watch_that_is_told_moved_was_not_done),
		cmocka_unit_test(a_slot_that_others_move_or_nobody_serves_fails_for_now),
		cmocka_unit_test(a_cluster_that_has_no_node_for_the_slot_fails_for_now),
		cmocka_unit_test(a_node_that_says_it_serves_the_slot_and_does_not_is_passed_over),
		cmocka_unit_test(two_nodes_that_each_name_the_other_end_with_a_failure),
		cmocka_unit_test(a_node_that_serves_at_its_opening_and_moved_ever_after_ends_with_a_failure),
		cmocka_unit_test(a_site_that_is_being_copied_is_read_not_changed_and_the_log_says_so_once),
		cmocka_unit_test(a_site_whose_copy_takes_the_place_of_it_is_not_even_read),
	};

	clock_start();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
