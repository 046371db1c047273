/*
 * pack: cases that ended [cases] pack_days ago are kept in their compressed form (model/record), made by a
 * dictionary that is trained on the site's own ended cases.  Safe beside running workers and may be killed
 * anywhere: each commit packs some cases whole, if nobody changed them meanwhile.  Depends on: model/derive,
 * store/packed, compress.
 */
#ifndef UPKEEP_OLD_PACK_H
#define UPKEEP_OLD_PACK_H

#include "model/casework.h"

/* Before so many cases are due there is no dictionary, and nothing is packed. */
#define PACK_CASES_LEAST 100

struct pack_round {
	uint64_t packed;	/* cases, in all calls */
	uint64_t refused;	/* listed as due, but too large, or not due: skipped in this round */
	uint32_t trained;	/* the id of a dictionary made in this round; 0: none was */
	bool complete;		/* nothing is due any more */
};

/*
 * A part of a round, after which the arena may be reset; round begins as zeros.  The first trains a
 * dictionary when there is none, or when eight times as many cases were packed since the last: that takes
 * seconds.  Those before stay, since values name them.
 */
enum status pack_run(struct casework *work, struct pack_round *round);

#endif
