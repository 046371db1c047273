#include "links/notice_link.h"

#include "crypt/encode.h"
#include "crypt/keyed_hash.h"

#define KEYS_MOST 8

/* What is hashed is marked as a link's, so that nothing else has the same hash. */
static struct str hashed_as(struct arena *arena, const struct case_record *record, enum told way)
{
	return ARENA_GLUE(arena, S("notice:"), way == TOLD_SMS ? S("s") : S("m"),
		num(arena, (int64_t)record->n), S(":"), record->code);
}

struct str notice_link(struct casework *work, const struct case_record *record, enum told way)
{
	struct arena *arena = work->arena;

	return ARENA_GLUE(arena, S("/n/"), way == TOLD_SMS ? S("s") : S("m"), num(arena, (int64_t)record->n),
		S("-"), keys_index(arena, work->keys, hashed_as(arena, record, way)));
}

enum status notice_link_open(struct casework *work, struct str token, struct case_record *record,
	enum told *way)
{
	size_t dash = str_find(token, '-', 0);
	struct str hashes[KEYS_MOST];
	bool right = false;
	size_t count;
	uint64_t n;

	if (!str_starts(token, S("s")) && !str_starts(token, S("m")))
		return ERR_NOT_FOUND;
	*way = token.data[0] == 's' ? TOLD_SMS : TOLD_MAIL;
	if (!str_to_u64(str_sub(token, 1, dash), INT64_MAX, &n))
		return ERR_NOT_FOUND;
	TRY(case_read(work, n, record, NULL, NULL));
	if (record->code.len == 0)
		return ERR_NOT_FOUND;
	count = keys_indexes(work->arena, work->keys, hashed_as(work->arena, record, *way), hashes,
		KEYS_MOST);
	for (size_t i = 0; i < count; i++)
		right |= same_secret(hashes[i], str_sub(token, dash + 1, token.len));
	return right ? OK : ERR_NOT_FOUND;
}
