/*
 * master: finds, among several Redis, the one that is the master: as Redis Sentinel names it, or as the nodes
 * of a Redis Cluster name the one that serves a site's slot.  Sentinels or nodes are asked one after
 * the other, first the one that was right last.  What one of them names is used only if it says itself that
 * it is a master, in a cluster also that it serves the slot; and one that as many replicas follow as a
 * receipt waits for goes before one that has fewer: so one that is wrong, or behind, leads nowhere.  Owns a
 * connection to one of those that are asked.  Gives NULL within about three seconds when there is no master.
 * Sources: https://redis.io/docs/latest/develop/reference/sentinel-clients/,
 * https://redis.io/docs/latest/operate/oss_and_stack/reference/cluster-spec/.  Depends on: store/connect,
 * store/slot.
 */
#ifndef STORE_MASTER_H
#define STORE_MASTER_H

#include <stdbool.h>

#include "store/connect.h"

struct master;
struct endpoint;

struct master_options {
	const char *seers;	/* ADDRESS:PORT with commas between: sentinels, or nodes of a cluster */
	const char *name;	/* what the sentinels call the master; NULL: they are nodes of a cluster */
	const char *mark;	/* of a cluster: the key that is in the slot while the slot is moved */
	int replicas;		/* a master should have so many */
	struct login login;	/* at those that are asked, and at the master */
};

/*
 * What the mark says while the master that has it still has all of the slot (store/site_move).  While it says
 * anything else nobody has.
 */
#define MASTER_MARK_WHOLE "copying"

struct master *master_new(const struct master_options *options);
void master_free(struct master *master);

/* A connection to the master, or NULL; connecting takes ms at most. */
struct redisContext *master_open(struct master *master, int ms);

/* Where master_open connected to. */
const struct endpoint *master_here(const struct master *master);

/* Whether what it serves may be read but not changed: the slot is just being copied to another node. */
bool master_held(const struct master *master);

/*
 * Whether another address is named than master_open connected to.  They are asked a few times a second at
 * most, the next call after master_doubt at once.  While none of them answers nothing has moved.
 */
bool master_moved(struct master *master);
void master_doubt(struct master *master);

/* What a Redis says of itself (INFO). */
struct redis_facts {
	bool master;
	int replicas;		/* connected to it */
	bool waits_for_disk;	/* knows WAITAOF: 7.2 and later */
};
bool redis_facts(struct redisContext *link, struct redis_facts *out);

#endif
