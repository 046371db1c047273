/*
 * slot: where a key lies in a Redis Cluster.  A key's slot is CRC16 of its hash tag, modulo 16384; CLUSTER
 * SLOTS says which node serves which slots.  What the answer says is only where to look: a node that is
 * behind names the wrong one (store/master asks the named one itself).
 * Source: https://redis.io/docs/latest/operate/oss_and_stack/reference/cluster-spec/ ("Key distribution
 * model", "Hash tags") and /commands/cluster-slots/.  Depends on: base/address, hiredis.
 */
#ifndef STORE_SLOT_H
#define STORE_SLOT_H

#include "base/address.h"

#define SLOTS 16384

/* The slot of a key, 0 … SLOTS - 1. */
int slot_of(struct str key);

struct redisReply;

/*
 * Which master an answer to CLUSTER SLOTS names for a slot; from is the node that gave the answer, which may
 * leave out its own address.  False when it names none: nobody serves the slot, or the answer is no such.
 */
bool slot_master(const struct redisReply *slots, int slot, const struct endpoint *from,
	struct endpoint *out);

#endif
