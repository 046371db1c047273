#include "links/follow_link.h"

#include "crypt/encode.h"
#include "crypt/keyed_hash.h"

#define KEYS_MOST 8

static const char letters[] = { [FOLLOW_CONFIRM] = 'c', [FOLLOW_STOP] = 's' };

/* All but the signature. */
static struct str body_of(struct arena *arena, const struct follow_claim *claim)
{
	return ARENA_GLUE(arena, (struct str){ &letters[claim->purpose], 1 },
		num(arena, (int64_t)claim->n), S("."), claim->id, S("."), num(arena, claim->until));
}

/* What is hashed is marked as such a link's, so that nothing else has the same hash. */
static struct str hashed_as(struct arena *arena, const struct follow_claim *claim)
{
	return arena_join(arena, S("follow:"), body_of(arena, claim));
}

struct str follow_link(struct casework *work, const struct follow_claim *claim)
{
	struct arena *arena = work->arena;

	return ARENA_GLUE(arena, S("/f/"), body_of(arena, claim), S("."),
		keys_index(arena, work->keys, hashed_as(arena, claim)));
}

enum status follow_link_open(struct casework *work, struct str token, enum follow_purpose purpose,
	struct follow_claim *claim)
{
	struct str rest = str_sub(token, 1, token.len);
	struct str hashes[KEYS_MOST];
	struct str n, id, until;
	uint64_t end;
	bool right = false;
	size_t count;

	*claim = (struct follow_claim){ .purpose = purpose };
	if (token.len == 0 || token.data[0] != letters[purpose] || !str_cut(&rest, '.', &n) ||
		!str_cut(&rest, '.', &id) || !str_cut(&rest, '.', &until) ||
		!str_to_u64(n, INT64_MAX, &claim->n) || !str_to_u64(until, INT64_MAX, &end))
		return ERR_NOT_FOUND;
	claim->id = id;
	claim->until = (int64_t)end;
	count = keys_indexes(work->arena, work->keys, hashed_as(work->arena, claim), hashes, KEYS_MOST);
	for (size_t i = 0; i < count; i++)
		right |= same_secret(hashes[i], rest);
	return right ? OK : ERR_NOT_FOUND;
}
