#include "search/excerpt.h"

#include "base/text.h"

/* Characters that stand before the first word found, at most. */
#define LEAD 24
/* Bytes of a text in which a word is looked for first; four times as many each time when it isn't there. */
#define FIRST_LOOK 4096

/* Marks each byte of the text at which a word stands; the first of these, or text.len. */
static size_t mark(const struct query *query, struct letters letters, struct str text, char *marks)
{
	size_t first = text.len;

	for (size_t i = 0; i < query->wanted; i++) {
		struct letters needle = query->terms[i].letters;

		for (size_t at = fold_find(letters, needle, 0); at < letters.count;
			at = fold_find(letters, needle, at + 1)) {
			size_t from = letters.from[at];
			size_t to = letters.from[at + needle.count - 1];

			text_point(text, &to);
			memset(marks + from, 1, to - from);
			if (from < first)
				first = from;
		}
	}
	return first;
}

static bool continues(struct str text, size_t at)
{
	return at < text.len && ((unsigned char)text.data[at] & 0xc0) == 0x80;
}

static size_t back(struct str text, size_t at, size_t characters)
{
	while (at > 0 && characters-- > 0)
		do
			at--;
		while (at > 0 && continues(text, at));
	return at;
}

static size_t forth(struct str text, size_t at, size_t characters)
{
	while (at < text.len && characters-- > 0)
		do
			at++;
		while (continues(text, at));
	return at;
}

/*
 * The same, of the text as far as it is shown: so much after the first word found, or all when most is 0.  A
 * word that begins there and ends behind it is marked when it is among what is looked at next.
 */
static size_t look(struct arena *arena, const struct query *query, struct str text, size_t most, char *marks)
{
	for (size_t end = FIRST_LOOK;; end *= 4) {
		struct str part = str_sub(text, 0, end < text.len ? end : text.len);
		size_t first;

		while (part.len < text.len && continues(text, part.len))
			part.len++;
		first = mark(query, fold_letters(arena, part, true), part, marks);
		if (part.len == text.len ||
			(most > 0 && first < part.len && forth(part, first, most) < part.len))
			return first < part.len ? first : text.len;
	}
}

void excerpt_make(struct arena *arena, const struct query *query, struct str text, size_t most,
	struct excerpt *out)
{
	char *marks = arena_array(arena, text.len + 1, 1);
	size_t first = look(arena, query, text, most, marks);
	size_t from = 0;
	size_t to = text.len;

	*out = (struct excerpt){ .hit = first < text.len };
	if (most > 0) {
		from = out->hit ? back(text, first, LEAD) : 0;
		/* A beginning that is nearly reached is shown. */
		if (back(text, from, LEAD / 2) == 0)
			from = 0;
		to = forth(text, from, most);
	}
	out->before = from > 0;
	out->behind = to < text.len;
	out->pieces = arena_array(arena, to - from + 1, sizeof(*out->pieces));
	while (from < to) {
		size_t end = from + 1;

		while (end < to && (marks[end] == marks[from] || continues(text, end)))
			end++;
		out->pieces[out->count++] = (struct excerpt_piece){ str_sub(text, from, end),
			marks[from] != 0 };
		from = end;
	}
}
