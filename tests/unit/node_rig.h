/* Nodes of a Redis Cluster on loopback that say what they are told, and keep what they hear. */
#ifndef TESTS_NODE_RIG_H
#define TESTS_NODE_RIG_H

#include <stdbool.h>
#include <stddef.h>

#include "store/store.h"

/*
 * The answer to each command that begins with the words (its arguments, a blank between), by the first rule
 * that fits; one with times only so often.  AUTH is taken by every node.
 */
struct node_rule {
	const char *words;
	const char *reply;
	int times;	/* 0: for ever */
};

/* Ports of so many nodes that wait for their rules; node_port(0) … */
bool nodes_open(size_t count);
int node_port(size_t node);
void node_serve(size_t node, const struct node_rule *rules, size_t count);
/* Ends all of them. */
void nodes_close(void);

/* How many of all commands that the node has heard begin with the words. */
int node_heard(size_t node, const char *words);

/* A master as INFO tells it, and what CLUSTER SLOTS says of one range.  In static storage, of the last 8. */
extern const char node_master[];
const char *node_slots(int first, int last, size_t node);
/* An error such as MOVED or ASK to a node. */
const char *node_redirect(const char *word, size_t node);

/* ADDRESS:PORT of all nodes, commas between, and a file with a password that they take. */
const char *node_list(void);
const char *node_password(void);

/* A link of the site "test" that asks all nodes, in their order; node_unlink frees it. */
struct store *node_link(void);
void node_unlink(struct store *store);

#endif
