#include "pages/case/review.h"

#include "privacy/mask.h"
#include "privacy/sealed.h"
#include "privacy/wordlist.h"

struct piece {
	struct str text;
	bool masked;
	bool hit;
};

static void add_piece(struct value *list, struct piece piece)
{
	struct value *map;

	if (piece.text.len == 0)
		return;
	map = list_map(list);
	map_str(map, "piece", piece.text);
	map_bool(map, "masked", piece.masked);
	map_bool(map, "hit", piece.hit);
}

/* Where the first of the words begins in text; *word is that word.  text.len if there is none. */
static size_t first_word(struct str text, const struct value *words, struct str *word)
{
	size_t first = text.len;

	for (const struct member *m = words->first; m != NULL; m = m->next) {
		size_t at = m->value.str.len > 0 ? str_search(text, m->value.str, 0) : text.len;

		if (at < first) {
			first = at;
			*word = m->value.str;
		}
	}
	return first;
}

static void add_open_text(struct value *list, struct str text, const struct value *words)
{
	while (text.len > 0) {
		struct str word = { 0 };
		size_t at = first_word(text, words, &word);

		add_piece(list, (struct piece){ .text = str_sub(text, 0, at) });
		add_piece(list, (struct piece){ .text = word, .hit = true });
		text = str_sub(text, at + word.len, text.len);
	}
}

static void add_pieces(struct arena *arena, struct value *list, struct str text, const struct value *words)
{
	struct value *spans;
	size_t from = 0;

	mask_text(arena, text, &spans);
	for (const struct member *m = spans->first; m != NULL; m = m->next) {
		size_t start = (size_t)map_get_int(&m->value, "from", 0);
		size_t end = (size_t)map_get_int(&m->value, "to", 0);

		add_open_text(list, str_sub(text, from, start), words);
		add_piece(list, (struct piece){ .text = str_sub(text, start, end), .masked = true });
		from = end;
	}
	add_open_text(list, str_sub(text, from, text.len), words);
}

enum status staff_review_view(struct casework *work, const struct case_record *record,
	const struct value *thread, struct value *view)
{
	struct value *review = map_map(view, "review");
	struct sealed_contact typed;
	struct str body = { 0 };
	struct value *words;

	TRY(sealed_read(work, record, &typed));
	if (thread->first != NULL)
		body = map_get_str(&thread->first->value, "text");
	if (typed.title.len == 0)
		typed.title = record->title;
	if (typed.body.len == 0)
		typed.body = body;
	words = wordlist_found(work->arena, work->words,
		arena_printf(work->arena, "%.*s\n%.*s", STR_ARG(typed.title), STR_ARG(typed.body)));
	add_pieces(work->arena, map_list(review, "title_pieces"), typed.title, words);
	add_pieces(work->arena, map_list(review, "body_pieces"), typed.body, words);
	map_value(review, "found", words);
	map_bool(review, "changed", !str_eq(typed.title, record->title) || !str_eq(typed.body, body));
	return OK;
}
