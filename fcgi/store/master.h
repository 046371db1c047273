/*
 * master: finds, among several Redis, the one that is the master, as Redis Sentinel names it.  The sentinels
 * are asked one after the other, first the one that was right last.  What one of them names is used only if
 * it says itself that it is a master, and one that as many replicas follow as a receipt waits for goes before
 * one that has fewer: so a sentinel that is wrong, or behind, leads nowhere.  Owns a connection to one
 * sentinel.  Gives NULL within about three seconds when there is no master.
 * Source: https://redis.io/docs/latest/develop/reference/sentinel-clients/.  Depends on: store/connect.
 */
#ifndef STORE_MASTER_H
#define STORE_MASTER_H

#include <stdbool.h>

#include "store/connect.h"

struct master;

struct master_options {
	const char *sentinels;	/* ADDRESS:PORT with commas between */
	const char *name;	/* what they call the master */
	int replicas;		/* a master should have so many */
	struct login login;	/* at the sentinels and at the master */
};

struct master *master_new(const struct master_options *options);
void master_free(struct master *master);

/* A connection to the master, or NULL; connecting takes ms at most. */
struct redisContext *master_open(struct master *master, int ms);

/*
 * Whether the sentinels name another address than master_open connected to.  They are asked a few times a
 * second at most, the next call after master_doubt at once.  While none of them answers nothing has moved.
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
