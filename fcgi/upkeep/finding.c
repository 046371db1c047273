#include "upkeep/finding.h"

#include <inttypes.h>

size_t finding_expect(struct casework *work, const struct derive_move *move, struct finding *out)
{
	for (size_t i = 0; i < move->nows; i++)
		out[i] = (struct finding){
			.key = move->key(work->store, work->arena, move->now[i].list),
			.entry = num(work->arena, (int64_t)move->n),
			.n = move->n,
			.sorted = true,
			.expected = true,
			.should = move->now[i].score,
		};
	return move->nows;
}

bool finding_wrong(const struct finding *finding)
{
	return finding->there != finding->expected || (finding->there && finding->has != finding->should);
}

static void mend(struct casework *work, struct batch *batch, const struct finding *f)
{
	if (!f->expected)
		BATCH(batch, f->sorted ? S("ZREM") : S("HDEL"), f->key, f->entry);
	else if (f->sorted)
		BATCH(batch, S("ZADD"), f->key, num(work->arena, f->should), f->entry);
	else
		BATCH(batch, S("HSET"), f->key, f->entry, num(work->arena, f->should));
}

void finding_mend(struct check *check, const struct finding *findings, size_t count, struct batch *changes)
{
	for (size_t i = 0; i < count && check->mend; i++)
		mend(&check->work, changes, &findings[i]);
	/* A commit that only asks tells as well whether anything watched has changed. */
	if (count > 0 && changes->count == 0)
		BATCH(changes, S("EXISTS"), findings[0].key);
}

static void tell(struct check *check, const struct finding *f)
{
	const char *what = !f->there ? "is missing" : f->expected ? "differs" : "should not be there";

	check->recount->wrong++;
	if (check->recount->report != NULL)
		check->recount->report(arena_printf(check->work.arena,
			"%.*s %.*s: %s (has %" PRId64 ", should have %" PRId64 ")", STR_ARG(f->key),
			STR_ARG(f->entry), what, f->has, f->should).data);
}

void finding_tell(struct check *check, const struct finding *findings, size_t count)
{
	for (size_t i = 0; i < count; i++)
		tell(check, &findings[i]);
}
