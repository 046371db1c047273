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

/* What CLUSTER NODES says of two masters, by the ids aa…a and bb…b. */
static const char *two_masters(void)
{
	static char reply[256];
	char text[200];
	int length = snprintf(text, sizeof(text), "%040d 127.0.0.1:%d@1 master\n%040d 127.0.0.1:%d@1 master\n",
		1, node_port(0), 2, node_port(1));

	snprintf(reply, sizeof(reply), "$%d\r\n%s\r\n", length, text);
	return reply;
}

/* Both nodes say that the first has the slot. */
#define KNOWS { "CLUSTER SLOTS", node_slots(ALL, 0), 0 }, { "CLUSTER NODES", two_masters(), 0 }, \
	{ "CLUSTER SETSLOT", "+OK\r\n", 0 }, { "WAIT", ":0\r\n", 0 }, { "ASKING", "+OK\r\n", 0 }

static int open_two(void **state)
{
	(void)state;
	return nodes_open(2) ? 0 : -1;
}

static int close_both(void **state)
{
	(void)state;
	nodes_close();
	return 0;
}

/* The first node by its rules, and a second that takes part. */
static void serve(const struct node_rule *here, size_t count)
{
	const struct node_rule other[] = { KNOWS };

	node_serve(0, here, count);
	node_serve(1, other, COUNT(other));
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
	const struct node_rule here[] = { KNOWS, { "GET {" ONE "}:moving", "$6\r\ncopied\r\n", 0 },
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

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(two_sites_have_ids_of_one_slot),
		cmocka_unit_test_setup_teardown(both_marks_go_at_once, open_two, close_both),
		cmocka_unit_test_setup_teardown(the_mark_by_which_a_later_run_goes_on_is_set_last, open_two,
			close_both),
	};

	clock_start();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
