#include "pages/case/review.h"

#include "privacy/public_text.h"
#include "privacy/wordlist.h"

struct piece {
	struct str text;
	bool masked;
	bool hit;
};

/* The texts of one case on the way into the view. */
struct review {
	struct value *view;
	const struct field *form;
	struct masking masking;
	const struct value *words;
	struct value *hits;
};

static struct value *add_piece(struct value *list, struct piece piece)
{
	struct value *map;

	if (piece.text.len == 0)
		return NULL;
	map = list_map(list);
	map_str(map, "piece", piece.text);
	map_bool(map, "masked", piece.masked);
	map_bool(map, "hit", piece.hit);
	return map;
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

/* A hit, to the list of them and to the piece of text that it is. */
static void add_hit(const struct review *review, enum text_field field, const struct value *span,
	struct value *piece)
{
	struct arena *arena = review->hits->arena;
	struct value *map = list_map(review->hits);
	struct str name = arena_join(arena, S(KEEP_FIELD), hit_name(arena, field, span));
	bool kept = field_get(review->form, arena_cstr(arena, name)).len > 0;
	enum mask_kind kind = MASK_MOBILE;

	mask_kind_parse(map_get_str(span, "kind"), &kind);
	map_str(map, "keep_field", name);
	map_bool(map, "kept", kept);
	map_str(map, "hit_kind", map_get_str(span, "kind"));
	map_str(map, "hit_label", str_of(mask_kind_label(kind)));
	map_str(map, "hit_text", map_get_str(piece, "piece"));
	map_str(piece, "keep_field", name);
	map_bool(piece, "kept", kept);
	map_str(piece, "hit_label", str_of(mask_kind_label(kind)));
}

static void add_pieces(const struct review *review, enum text_field field, struct str text, const char *key)
{
	struct value *list = map_list(review->view, key);
	struct value *spans;
	size_t from = 0;

	mask_text(list->arena, &review->masking, text, &spans);
	for (const struct member *m = spans->first; m != NULL; m = m->next) {
		size_t start = (size_t)map_get_int(&m->value, "from", 0);
		size_t end = (size_t)map_get_int(&m->value, "to", 0);

		add_open_text(list, str_sub(text, from, start), review->words);
		add_hit(review, field, &m->value,
			add_piece(list, (struct piece){ .text = str_sub(text, start, end), .masked = true }));
		from = end;
	}
	add_open_text(list, str_sub(text, from, text.len), review->words);
}

/* Places of one version say nothing of another. */
static const struct field *of_version(const struct field *form, const struct case_record *record)
{
	int64_t version;

	return str_to_i64(field_get(form, "version"), &version) && version == record->version ? form : NULL;
}

enum status staff_review_view(struct casework *work, const struct case_record *record,
	const struct value *thread, const struct field *form, struct value *view)
{
	struct review review = { .view = map_map(view, "review"),
		.form = of_version(form, record),
		.masking = sealed_masking(work, record), .hits = value_list(work->arena) };
	struct sealed_contact contact;
	struct str typed[TEXT_FIELDS];
	struct str body = { 0 };

	TRY(sealed_read(work, record, &contact));
	if (thread->first != NULL)
		body = map_get_str(&thread->first->value, "text");
	texts_typed(&contact, record, body, typed);
	review.words = wordlist_found(work->arena, work->words,
		arena_printf(work->arena, "%.*s\n%.*s", STR_ARG(typed[TEXT_TITLE]),
			STR_ARG(typed[TEXT_BODY])));
	add_pieces(&review, TEXT_TITLE, typed[TEXT_TITLE], "title_pieces");
	add_pieces(&review, TEXT_BODY, typed[TEXT_BODY], "body_pieces");
	add_pieces(&review, TEXT_AREA, typed[TEXT_AREA], "area_pieces");
	map_value(review.view, "hits", review.hits);
	map_str(review.view, "hide", field_get(review.form, HIDE_FIELD));
	map_value(review.view, "found", review.words);
	map_bool(review.view, "changed", review.hits->count > 0);
	return OK;
}
