#include "links/notice_link.h"

#include "crypt/encode.h"
#include "crypt/keyed_hash.h"

#define KEYS_MOST 8

static const struct {
	enum told way;
	const char *letter;
} ways[] = { { TOLD_SMS, "s" }, { TOLD_MAIL, "m" }, { TOLD_PUSH, "p" } };
#define WAYS (sizeof(ways) / sizeof(ways[0]))

static struct str letter_of(enum told way)
{
	size_t i = 0;

	while (i + 1 < WAYS && ways[i].way != way)
		i++;
	return str_of(ways[i].letter);
}

/* What is hashed is marked as a link's, so that nothing else has the same hash. */
static struct str hashed_as(struct arena *arena, const struct case_record *record, enum told way)
{
	return ARENA_GLUE(arena, S("notice:"), letter_of(way),
		num(arena, (int64_t)record->n), S(":"), record->code);
}

struct str notice_link(struct casework *work, const struct case_record *record, enum told way)
{
	struct arena *arena = work->arena;

	return ARENA_GLUE(arena, S("/n/"), letter_of(way), num(arena, (int64_t)record->n), S("-"),
		 keys_index(arena, work->keys, hashed_as(arena, record, way)));
}

enum status notice_link_open(struct casework *work, struct str token, struct case_record *record,
	enum told *way)
{
	size_t dash = str_find(token, '-', 0);
	struct str hashes[KEYS_MOST];
	bool right = false;
	size_t count, kind = 0;
	uint64_t n;

	while (kind < WAYS && !str_starts(token, str_of(ways[kind].letter)))
		kind++;
	if (kind == WAYS)
		return ERR_NOT_FOUND;
	*way = ways[kind].way;
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
