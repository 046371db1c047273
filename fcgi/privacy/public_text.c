#include "privacy/public_text.h"

static const char *const fields[TEXT_FIELDS] = { [TEXT_TITLE] = "title", [TEXT_BODY] = "body",
	[TEXT_AREA] = "area" };

void texts_typed(const struct sealed_contact *contact, const struct case_record *record, struct str body,
	struct str typed[TEXT_FIELDS])
{
	typed[TEXT_TITLE] = contact->title.len > 0 ? contact->title : record->title;
	typed[TEXT_BODY] = contact->body.len > 0 ? contact->body : body;
	typed[TEXT_AREA] = contact->area.len > 0 ? contact->area : record->area;
}

struct str hit_name(struct arena *arena, enum text_field field, const struct value *span)
{
	return ARENA_GLUE(arena, str_of(fields[field]), S("."), map_get_str(span, "kind"), S("."),
		num(arena, map_get_int(span, "from", 0)), S("."), num(arena, map_get_int(span, "to", 0)));
}

struct str hit_kinds(struct arena *arena, struct str keep)
{
	struct str kinds = { 0 };
	uint32_t seen = 0;
	struct str line;

	while (str_cut(&keep, '\n', &line)) {
		struct str field;
		struct str name;
		enum mask_kind kind;

		if (!str_cut(&line, '.', &field) || !str_cut(&line, '.', &name) ||
			!mask_kind_parse(name, &kind) || (seen & MASK_BIT(kind)) != 0)
			continue;
		seen |= MASK_BIT(kind);
		kinds = ARENA_GLUE(arena, kinds, kinds.len > 0 ? S(",") : S(""), name);
	}
	return kinds;
}

struct str hit_labels(struct arena *arena, struct str kinds)
{
	struct str labels = { 0 };
	struct str name;
	enum mask_kind kind;

	while (str_cut(&kinds, ',', &name))
		if (mask_kind_parse(name, &kind))
			labels = ARENA_GLUE(arena, labels, labels.len > 0 ? S("、") : S(""),
				str_of(mask_kind_label(kind)));
	return labels;
}

/* Whether it is one of the lines of keep; then it is counted. */
static bool named(struct str keep, struct str name, size_t *count)
{
	struct str line;

	while (str_cut(&keep, '\n', &line))
		if (str_eq(line, name)) {
			(*count)++;
			return true;
		}
	return false;
}

static size_t lines(struct str text)
{
	struct str line;
	size_t count = 0;

	while (str_cut(&text, '\n', &line))
		count++;
	return count;
}

static void add_span(struct value *list, size_t from, size_t to)
{
	struct value *span = list_map(list);

	map_int(span, "from", (int64_t)from);
	map_int(span, "to", (int64_t)to);
}

/* Every place where one of the words was typed. */
static void find_words(struct str text, struct str words, struct value *list)
{
	struct str line;

	while (str_cut(&words, '\n', &line)) {
		struct str word = str_trim(line);

		size_t at = word.len > 0 ? str_search(text, word, 0) : text.len;

		for (; at < text.len; at = str_search(text, word, at + word.len))
			add_span(list, at, at + word.len);
	}
}

/* "body.12.18"; false if the texts have no such place. */
static bool read_place(struct str place, const struct str typed[TEXT_FIELDS],
	struct value *lists[TEXT_FIELDS])
{
	struct str field, from_text;
	uint64_t from, to;

	if (!str_cut(&place, '.', &field) || !str_cut(&place, '.', &from_text) ||
		!str_to_u64(from_text, INT64_MAX, &from) || !str_to_u64(place, INT64_MAX, &to))
		return false;
	for (enum text_field i = 0; i < TEXT_FIELDS; i++)
		if (str_eq(field, str_of(fields[i])) && from < to && to <= typed[i].len) {
			add_span(lists[i], (size_t)from, (size_t)to);
			return true;
		}
	return false;
}

static bool read_places(struct str hide, const struct str typed[TEXT_FIELDS],
	struct value *lists[TEXT_FIELDS])
{
	size_t count = 0;
	struct str place;

	while (str_cut(&hide, ' ', &place))
		if (++count > MARKS_MOST || !read_place(place, typed, lists))
			return false;
	return true;
}

enum status texts_public(struct arena *arena, struct str name, const struct str typed[TEXT_FIELDS],
	const struct review_marks *marks, struct str out[TEXT_FIELDS])
{
	struct value *hidden[TEXT_FIELDS];
	size_t kept = 0;

	for (enum text_field i = 0; i < TEXT_FIELDS; i++) {
		hidden[i] = value_list(arena);
		find_words(typed[i], marks->words, hidden[i]);
	}
	if (!read_places(marks->hide, typed, hidden))
		return ERR_INVALID;
	for (enum text_field i = 0; i < TEXT_FIELDS; i++) {
		struct value *list = value_list(arena);
		struct masking masking = { .kinds = MASK_PUBLIC, .name = name, .kept = list };
		struct value *spans;

		mask_text(arena, &masking, typed[i], &spans);
		for (const struct member *m = spans->first; m != NULL; m = m->next)
			if (named(marks->keep, hit_name(arena, i, &m->value), &kept))
				list_value(list, &m->value);
		masking.hidden = hidden[i]->count > 0 ? hidden[i] : NULL;
		out[i] = mask_text(arena, &masking, typed[i], NULL);
	}
	return kept == lines(marks->keep) ? OK : ERR_INVALID;
}
