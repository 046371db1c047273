/*
 * site_move: moves a site, that is its slot with all that is in it, to another master of a Redis Cluster.
 * The site is held first: a mark in the slot (STORE_MOVING) keeps every link from changing it, and those that
 * were there before are ended.  All keys are copied, the target's replicas must have them, and only then they
 * are deleted where they were, and the slot is given over; last the mark goes, and the site can be changed
 * again.  So what was acknowledged is at each moment whole at one node and its replicas, whichever node dies.
 * (MIGRATE without COPY would delete it before a replica has it.)
 *
 * Whatever ended a move, running it again goes on or begins anew; while the copy isn't whole it can be moved
 * "to where it is", which gives it up and deletes the copy.  A copy at a master that is away then is deleted
 * by doing so again when the master is back.  Blocks for as long as it takes.
 * Sources: https://redis.io/docs/latest/commands/cluster-setslot/, …/commands/migrate/.  Depends on:
 * store/connect, store/slot, store/master, crypt/random.
 */
#ifndef STORE_SITE_MOVE_H
#define STORE_SITE_MOVE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/status.h"

#define MOVE_SITES_MOST 16

struct site_move {
	const char *nodes;		/* ADDRESS:PORT of some nodes, commas between */
	const char *target;		/* ADDRESS:PORT of a master */
	const char *password_file;	/* of the account "operator" */
	int replicas;			/* so many have what a node acknowledged */
	/* All sites in the slot, which move together: their ids, and their accounts in Redis. */
	const char *sites[MOVE_SITES_MOST];
	const char *users[MOVE_SITES_MOST];
	size_t count;

	uint64_t keys;			/* what came of it: so many were copied */
	uint64_t held_ms;		/* so long nothing could be changed, so far as this run knows */
};

/*
 * OK: the slot is at the target, or with ERR_ALREADY was there and stays, a move that had begun given up.
 * Else ERR_AWAY when it may be run again, ERR_INVALID when that would not help; *problem says why, in English
 * (static storage).
 */
enum status site_move_run(struct site_move *move, const char **problem);

/* Whether two sites, by their ids, are in one slot. */
bool site_move_together(const char *one, const char *other);

#endif
