#include "participation/person.h"

#include "crypt/keyed_hash.h"
#include "store/keys.h"

/* How often a person may do it in a case. */
static size_t most_of(enum person_act act)
{
	return act == PERSON_SUPPORTS ? 1 : PERSON_COMMENTS_MOST;
}

/* The member of the set of what persons did, for the first time (0) and each one more. */
static struct str member_of(struct casework *work, struct str person, enum person_act act, size_t time)
{
	struct str first = arena_join(work->arena, act == PERSON_SUPPORTS ? S("s") : S("c"),
		keys_index(work->arena, work->keys, person));

	return time == 0 ? first : ARENA_GLUE(work->arena, first, S("."), num(work->arena, (int64_t)time));
}

/* Asks for each of these members, and how many there are. */
static void ask_times(struct casework *work, struct batch *batch, uint64_t n, struct str person,
	enum person_act act)
{
	struct str args[2 + PERSON_COMMENTS_MOST] = { S("SMISMEMBER"),
		key_voices(work->store, work->arena, n) };

	for (size_t time = 0; time < most_of(act); time++)
		args[2 + time] = member_of(work, person, act, time);
	batch_add(batch, args, 2 + most_of(act));
}

static size_t take_times(const struct result *result)
{
	size_t times = 0;

	while (times < result->count && result->items[times].integer != 0)
		times++;
	return times;
}

enum status person_add(struct case_edit *edit, struct str person, enum person_act act, struct limit *limits,
	size_t count)
{
	struct casework *work = edit->work;
	struct str key = key_voices(work->store, work->arena, edit->before.n);
	struct batch batch = batch_in(work->arena);
	struct result *results;
	size_t times;

	if (!case_visible(&edit->before, &viewer_public) || edit->before.state == STATE_MERGED)
		return ERR_NOT_FOUND;
	WATCH(&batch, key);
	ask_times(work, &batch, edit->before.n, person, act);
	for (size_t i = 0; i < count; i++)
		limit_look(&batch, &limits[i]);
	TRY(store_run(work->store, &batch, &results));
	times = take_times(&results[1]);
	if (times == most_of(act))
		return ERR_ALREADY;
	for (size_t i = 0; i < count; i++)
		if (limit_reached(&limits[i], results))
			return ERR_TOO_MANY;
	BATCH(edit->changes, S("SADD"), key, member_of(work, person, act, times));
	for (size_t i = 0; i < count; i++)
		limit_count(edit->changes, &limits[i]);
	return OK;
}

enum status person_acts(struct casework *work, uint64_t n, struct str person, bool *supported,
	bool *commented)
{
	struct batch batch = batch_in(work->arena);
	struct result *results;

	ask_times(work, &batch, n, person, PERSON_SUPPORTS);
	ask_times(work, &batch, n, person, PERSON_COMMENTS);
	TRY(store_run(work->store, &batch, &results));
	*supported = take_times(&results[0]) == 1;
	*commented = take_times(&results[1]) == PERSON_COMMENTS_MOST;
	return OK;
}
