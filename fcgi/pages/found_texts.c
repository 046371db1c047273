#include "pages/found_texts.h"

#include "search/excerpt.h"

#define EXCERPT_CHARACTERS 90

static void add_pieces(struct value *map, const char *name, const struct excerpt *excerpt)
{
	struct value *list = map_list(map, name);

	for (size_t i = 0; i < excerpt->count; i++) {
		struct value *piece = list_map(list);

		map_str(piece, "text", excerpt->pieces[i].text);
		map_bool(piece, "found", excerpt->pieces[i].found);
	}
}

/* Of the text, else of the answer, else the text's beginning. */
void found_texts_view(struct arena *arena, const struct query *query, const struct str texts[SECTIONS],
	struct value *map)
{
	struct excerpt title;
	struct excerpt body;
	struct excerpt answer;
	const struct excerpt *shown = &body;

	excerpt_make(arena, query, texts[SECTION_TITLE], 0, &title);
	excerpt_make(arena, query, texts[SECTION_BODY], EXCERPT_CHARACTERS, &body);
	if (!body.hit && texts[SECTION_ANSWER].len > 0) {
		excerpt_make(arena, query, texts[SECTION_ANSWER], EXCERPT_CHARACTERS, &answer);
		if (answer.hit)
			shown = &answer;
	}
	add_pieces(map, "title_pieces", &title);
	map_bool(map, "of_answer", shown == &answer);
	add_pieces(map, "pieces", shown);
	map_bool(map, "goes_before", shown->before);
	map_bool(map, "goes_on", shown->behind);
}
