#include "publish/picks.h"

void picks_read(struct str text, struct picks *out)
{
	struct str piece;
	uint64_t n;

	out->count = 0;
	while (str_cut(&text, ',', &piece))
		if (str_to_u64(piece, INT64_MAX, &n))
			picks_add(out, n);
}

struct str picks_print(struct arena *arena, const struct picks *picks)
{
	struct str text = { 0 };

	for (size_t i = 0; i < picks->count; i++)
		text = ARENA_GLUE(arena, text, i > 0 ? S(",") : S(""), num(arena, (int64_t)picks->list[i]));
	return text;
}

bool picks_add(struct picks *picks, uint64_t n)
{
	for (size_t i = 0; i < picks->count; i++)
		if (picks->list[i] == n)
			return true;
	if (picks->count == PICKS_MOST)
		return false;
	picks->list[picks->count++] = n;
	return true;
}

struct str picks_index(struct arena *arena, uint64_t n)
{
	return arena_join(arena, S(CASE_ARTICLES_INDEX), num(arena, (int64_t)n));
}

size_t picks_places(struct arena *arena, struct str text, int64_t published,
	struct derive_entry out[PICKS_MOST])
{
	struct picks picks;

	picks_read(text, &picks);
	for (size_t i = 0; i < picks.count; i++)
		out[i] = (struct derive_entry){ picks_index(arena, picks.list[i]), published };
	return picks.count;
}
