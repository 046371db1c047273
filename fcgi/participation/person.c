#include "participation/person.h"

#include "crypt/keyed_hash.h"
#include "store/keys.h"

/* The member of the set of what persons did. */
static struct str member_of(struct casework *work, struct str person, enum person_act act)
{
	return arena_join(work->arena, act == PERSON_SUPPORTS ? S("s") : S("c"),
		keys_index(work->arena, work->keys, person));
}

enum status person_add(struct case_edit *edit, struct str person, enum person_act act, struct limit *limits,
	size_t count)
{
	struct casework *work = edit->work;
	struct str key = key_voices(work->store, work->arena, edit->before.n);
	struct str member = member_of(work, person, act);
	struct batch batch = batch_in(work->arena);
	struct result *results;

	if (!case_visible(&edit->before, &viewer_public) || edit->before.state == STATE_MERGED)
		return ERR_NOT_FOUND;
	WATCH(&batch, key);
	BATCH(&batch, S("SISMEMBER"), key, member);
	for (size_t i = 0; i < count; i++)
		limit_look(&batch, &limits[i]);
	TRY(store_run(work->store, &batch, &results));
	if (results[1].integer != 0)
		return ERR_ALREADY;
	for (size_t i = 0; i < count; i++)
		if (limit_reached(&limits[i], results))
			return ERR_TOO_MANY;
	BATCH(edit->changes, S("SADD"), key, member);
	for (size_t i = 0; i < count; i++)
		limit_count(edit->changes, &limits[i]);
	return OK;
}

enum status person_acts(struct casework *work, uint64_t n, struct str person, bool *supported,
	bool *commented)
{
	struct batch batch = batch_in(work->arena);
	struct result *results;

	BATCH(&batch, S("SMISMEMBER"), key_voices(work->store, work->arena, n),
		member_of(work, person, PERSON_SUPPORTS), member_of(work, person, PERSON_COMMENTS));
	TRY(store_run(work->store, &batch, &results));
	*supported = results[0].items[0].integer != 0;
	*commented = results[0].items[1].integer != 0;
	return OK;
}
