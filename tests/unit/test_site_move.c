/* What a move of two sites in one slot asks of the nodes, and in which order, however it ends: store/site_move. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <cmocka.h>

#include "base/clock.h"
#include "node_rig.h"
#include "store/site_move.h"

#define ALL 0, 16383
#define NIL "$-1\r\n"
#define COUNT(rows) (sizeof(rows) / sizeof((rows)[0]))
/* Two ids in one slot. */
#define ONE "nanshan"
#define OTHER "yogan"

static char target[32];

/* What CLUSTER NODES says of three masters, by the ids 0…01, 0…02 and 0…03. */
static const char *three_masters(void)
{
	static char reply[320];
	char text[256];
	int length = 0;

	for (int i = 0; i < 3; i++)
		length += snprintf(text + length, sizeof(text) - (size_t)length,
			"%040d 127.0.0.1:%d@1 master\n", i + 1, node_port((size_t)i));

	snprintf(reply, sizeof(reply), "$%d\r\n%s\r\n", length, text);
	return reply;
}

/* All nodes say that the first has the slot. */
#define KNOWS { "CLUSTER SLOTS", node_slots(ALL, 0), 0 }, { "CLUSTER NODES", three_masters(), 0 }, \
	{ "CLUSTER SETSLOT", "+OK\r\n", 0 }, { "WAIT", ":0\r\n", 0 }, { "ASKING", "+OK\r\n", 0 }

static int open_nodes(void **state)
{
	(void)state;
	return nodes_open(3) ? 0 : -1;
}

static int close_nodes(void **state)
{
	(void)state;
	nodes_close();
	return 0;
}

#define NOTHING { "CLUSTER GETKEYSINSLOT", "*0\r\n", 0 }

/* The first node by its rules, and two that take part, with the copy 1. */
static void serve(const struct node_rule *here, size_t count)
{
	const struct node_rule other[] = { KNOWS, { "GET {" ONE "}:moving", "$8\r\ncopied 1\r\n", 0 },
		NOTHING, { "UNLINK", ":2\r\n", 0 } };

	node_serve(0, here, count);
	node_serve(1, other, COUNT(other));
	node_serve(2, other, COUNT(other));
}

static enum status move_to(int node)
{
	struct site_move move = { .nodes = node_list(), .target = target, .password_file = node_password(),
		.sites = { ONE, OTHER }, .users = { "one", "other" }, .count = 2 };
	const char *problem;

	snprintf(target, sizeof(target), "127.0.0.1:%d", node_port((size_t)node));
	return site_move_run(&move, &problem);
}

static void two_sites_have_ids_of_one_slot(void **state)
{
	(void)state;
	assert_true(site_move_together(ONE, OTHER));
}

/* Else the first could be free and the second held for ever: a later run looks at the first. */
static void both_marks_go_at_once(void **state)
{
	const struct node_rule here[] = { KNOWS, { "GET {" ONE "}:moving", "$8\r\ncopied 1\r\n", 0 },
		{ "UNLINK", "-NOREPLICAS Not enough\r\n", 1 }, { "UNLINK", ":2\r\n", 0 } };

	(void)state;
	serve(here, COUNT(here));
	assert_int_equal(move_to(0), ERR_AWAY);
	assert_int_equal(move_to(0), OK);
	assert_int_equal(node_heard(0, "UNLINK {" ONE "}:moving {" OTHER "}:moving"), 2);
	assert_int_equal(node_heard(0, "UNLINK"), 2);
}

/* Else a later run could take the sites for held while the second is still changed. */
static void the_mark_by_which_a_later_run_goes_on_is_set_last(void **state)
{
	const struct node_rule here[] = { KNOWS, { "GET {" ONE "}:moving", NIL, 0 },
		{ "SET {" ONE "}", "-NOREPLICAS Not enough\r\n", 0 }, { "SET {" OTHER "}", "+OK\r\n", 0 } };

	(void)state;
	serve(here, COUNT(here));
	assert_int_equal(move_to(1), ERR_AWAY);
	assert_int_equal(node_heard(0, "SET {" OTHER "}:moving copying"), 1);
	assert_int_equal(node_heard(0, "SET"), 2);
	assert_int_equal(node_heard(1, "UNLINK"), 0);
}

/* The site's own mark says so; then moves to the node are tried.  Whether anything was deleted. */
static bool deletes(const char *mark, int node, enum status expected)
{
	const struct node_rule here[] = { KNOWS, { "GET {" ONE "}:moving", mark, 0 }, NOTHING,
		{ "SET", "+OK\r\n", 0 }, { "CLIENT KILL", ":0\r\n", 0 }, { "UNLINK", ":2\r\n", 0 } };

	serve(here, COUNT(here));
	assert_int_equal(move_to(node), expected);
	return node_heard(0, "CLUSTER GETKEYSINSLOT") + node_heard(0, "UNLINK") > 0;
}

static void a_move_goes_on_with_the_copy_of_its_own(void **state)
{
	(void)state;
	assert_true(deletes("$9\r\nleaving 1\r\n", 1, OK));
}

/* It may be of an earlier move, and lack what came later. */
static void another_copy_takes_no_site_s_place(void **state)
{
	(void)state;
	assert_false(deletes("$9\r\nleaving 2\r\n", 1, ERR_INVALID));
	assert_int_equal(node_heard(1, "CLUSTER SETSLOT 4942 NODE"), 0);
}

/* The site may be half emptied: freed, it would give out its numbers again. */
static void a_move_whose_copy_is_whole_is_not_given_up(void **state)
{
	(void)state;
	assert_false(deletes("$9\r\nleaving 1\r\n", 0, ERR_INVALID));
	assert_int_equal(node_heard(1, "CLUSTER SETSLOT"), 0);
}

#define WITH_NODES(test) cmocka_unit_test_setup_teardown(test, open_nodes, close_nodes)

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(two_sites_have_ids_of_one_slot),
		WITH_NODES(both_marks_go_at_once),
		WITH_NODES(the_mark_by_which_a_later_run_goes_on_is_set_last),
		WITH_NODES(a_move_goes_on_with_the_copy_of_its_own),
		WITH_NODES(another_copy_takes_no_site_s_place),
		WITH_NODES(a_move_whose_copy_is_whole_is_not_given_up),
	};

	clock_start();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
