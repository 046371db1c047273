/*
 * places: proves the sorted sets in which entities stand (cases, articles), which follow from an entity's
 * record alone: what is missing, left over, or has another score.  Others may commit meanwhile: every commit
 * that moves an entity changes its record, so what looks wrong is read again with the record under WATCH, and
 * is wrong if it still is and the WATCH holds.  Depends on: upkeep/finding, store/transaction.
 */
#ifndef UPKEEP_PLACES_H
#define UPKEEP_PLACES_H

#include "upkeep/finding.h"

/* A kind of entity. */
struct place_kind {
	size_t record_size;
	size_t most;	/* places that one stands in at most */
	/* Reads records, under WATCH if watched; a missing one becomes one that stands nowhere. */
	enum status (*read)(struct casework *work, bool watched, const uint64_t *numbers, size_t count,
		void *records);
	/* Where it stands; gives their number. */
	size_t (*expect)(struct casework *work, const void *record, struct finding *out);
};

/* A walk over them. */
struct places {
	struct check check;
	const struct place_kind *kind;
	struct arena *look;	/* for one look under WATCH, which a lost race throws away */
	/* Called before each chunk of a set; anything but OK ends the walk.  NULL: nothing to do. */
	enum status (*keep)(void *context);
	void *context;
};

/* Looks at a chunk of a hash or a sorted set: names and values, one after the other. */
typedef enum status places_take(struct places *places, struct str key, const struct result *pairs);
/*
 * Gives all of a hash ("HSCAN") or a sorted set ("ZSCAN") to take, in chunks before each of which the walk's
 * arena is emptied; key must not lie in it.
 */
enum status places_scan(struct places *places, struct str command, struct str key, places_take *take);

/* Whether these stand where they should; records were read without WATCH. */
enum status places_check(struct places *places, const void *records, size_t count);
/*
 * Whether the members of all sorted sets whose names begin with prefix belong there.  Members with a slash in
 * them are passed over.
 */
enum status places_check_sets(struct places *places, struct str prefix);

#endif
