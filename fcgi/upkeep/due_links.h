/*
 * due_links: looks at the links that lead out of published articles when their time has come, few in a round
 * and never from a worker (linkrot).  A round reads only what is due.  Depends on: publish/outward,
 * notify/link_client.
 */
#ifndef UPKEEP_DUE_LINKS_H
#define UPKEEP_DUE_LINKS_H

#include "model/casework.h"

/* A round begins no further article once so many addresses were asked for. */
#define DUE_LINKS_A_ROUND 20

struct due_links {
	uint64_t asked;		/* addresses */
	uint64_t failed;
};

/* One round, added to *done.  Resets the arena after each article. */
enum status due_links_run(struct casework *work, struct due_links *done);

#endif
