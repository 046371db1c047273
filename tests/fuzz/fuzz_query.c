/*
 * Any bytes as what is typed into a search field, up to the first 0, and as the text behind it: what is
 * parsed must find its own words, and the pieces of an excerpt must be the text.
 */
#include "search/excerpt.h"
#include "fresh_arena.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void expect(bool holds)
{
	if (!holds)
		__builtin_trap();
}

static void try_excerpt(struct arena *arena, const struct query *query, struct str text, size_t most)
{
	struct excerpt excerpt;
	size_t len = 0;

	excerpt_make(arena, query, text, most, &excerpt);
	for (size_t i = 0; i < excerpt.count; i++) {
		struct str piece = excerpt.pieces[i].text;

		expect(piece.data >= text.data && piece.len > 0 && piece.len <= text.len);
		len += piece.len;
	}
	expect(len <= text.len && (most > 0 || len == text.len));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct str all = { (const char *)data, size };
	size_t end = str_find(all, '\0', 0);
	struct arena *arena = fresh_arena((size_t)256 << 20);
	struct query query;

	if (query_parse(arena, str_sub(all, 0, end), &query) == QUERY_FINE) {
		expect(query.wanted > 0 && query.wanted <= query.count && query.count <= QUERY_TERMS);
		for (size_t i = 0; i < query.count; i++) {
			struct letters letters = query.terms[i].letters;

			expect(letters.count > 0 && query.terms[i].without == (i >= query.wanted));
			expect(fold_find(letters, letters, 0) == 0);
		}
		try_excerpt(arena, &query, str_sub(all, end, size), 0);
		try_excerpt(arena, &query, str_sub(all, end, size), 20);
	} else {
		fold_letters(arena, all, true);
	}
	return 0;
}
