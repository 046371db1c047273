#include "privacy/mask.h"

#include "base/buf.h"
#include "base/text.h"
#include "privacy/mask_number.h"
#include "privacy/mask_person.h"
#include "privacy/mask_place.h"

/* In this order: the first that finds something at a place has it. */
static const mask_rule rules[] = {
	mask_rule_email, mask_rule_account, mask_rule_number, mask_rule_plate, mask_rule_name,
	mask_rule_door,
};

static size_t try_rules(struct scan *scan, size_t i, enum mask_kind *kind)
{
	size_t end = i;

	for (size_t r = 0; r < sizeof(rules) / sizeof(rules[0]) && end == i; r++)
		end = rules[r](scan, i, kind);
	return end;
}

static void add_span(struct value *spans, const struct scan *scan, size_t from, size_t to,
	enum mask_kind kind)
{
	struct value *span = list_map(spans);

	map_str(span, "kind", str_of(mask_kind_name(kind)));
	map_int(span, "from", (int64_t)scan->points[from].from);
	map_int(span, "to", (int64_t)scan->points[to].from);
}

static bool is_kept(const struct masking *masking, const struct scan *scan, size_t from, size_t to)
{
	const struct member *m = masking->kept != NULL ? masking->kept->first : NULL;

	for (; m != NULL; m = m->next)
		if (map_get_int(&m->value, "from", -1) == (int64_t)scan->points[from].from &&
			map_get_int(&m->value, "to", -1) == (int64_t)scan->points[to].from)
			return true;
	return false;
}

/* Stars what masking names, and lists it. */
static void find(struct scan *scan, const struct masking *masking, struct value *spans)
{
	size_t i = 0;

	while (i < scan->count) {
		enum mask_kind kind = MASK_KINDS;
		size_t end = try_rules(scan, i, &kind);

		if (end == i) {
			i++;
			continue;
		}
		if ((masking->kinds & MASK_BIT(kind)) != 0 && !is_kept(masking, scan, i, end))
			add_span(spans, scan, i, end, kind);
		else
			scan_unstar(scan, i, end);
		i = end;
	}
}

/* A character of which the span has a byte is starred whole. */
static void star_hidden(struct scan *scan, const struct value *spans)
{
	for (const struct member *m = spans->first; m != NULL; m = m->next) {
		size_t from = (size_t)map_get_int(&m->value, "from", 0);
		size_t to = (size_t)map_get_int(&m->value, "to", 0);

		for (size_t i = 0; i < scan->count; i++)
			if (scan->points[i].from < to && scan->points[i + 1].from > from &&
				scan->points[i].c != '\n')
				scan->points[i].star = true;
	}
}

static struct str print(struct arena *arena, const struct scan *scan)
{
	struct buf out = buf_in(arena);

	if (scan->count > 0)
		buf_add(&out, str_sub(scan->text, 0, scan->points[0].from));
	for (size_t i = 0; i < scan->count; i++)
		if (scan->points[i].star)
			buf_byte(&out, '*');
		else
			buf_add(&out, str_sub(scan->text, scan->points[i].from, scan->points[i + 1].from));
	return buf_str(&out);
}

struct str mask_text(struct arena *arena, const struct masking *masking, struct str text,
	struct value **spans)
{
	struct scan scan = scan_text(arena, text);
	struct scan name = scan_text(arena, str_trim(masking->name));
	struct value *list = value_list(arena);

	scan.name = name.points;
	scan.name_count = name.count;
	scan.family = name.count > 1 ? name_family(name.text) : 0;
	find(&scan, masking, list);
	if (spans != NULL)
		*spans = list;
	if (masking->hidden != NULL)
		star_hidden(&scan, masking->hidden);
	else if (list->count == 0)
		return text;
	return print(arena, &scan);
}

/* Whether masked is scan's text but for stars. */
static bool same_but_stars(const struct scan *scan, const struct scan *masked)
{
	if (scan->count != masked->count)
		return false;
	for (size_t i = 0; i < scan->count; i++)
		if (masked->points[i].c != '*' && masked->points[i].c != scan->points[i].c)
			return false;
	return true;
}

struct str mask_reveal(struct arena *arena, const struct masking *masking, struct str typed,
	struct str masked)
{
	struct scan scan = scan_text(arena, typed);
	struct scan shown = scan_text(arena, masked);

	if (!same_but_stars(&scan, &shown))
		return masked;
	find(&scan, masking, value_list(arena));
	for (size_t i = 0; i < scan.count; i++)
		scan.points[i].star = !scan.points[i].star && shown.points[i].c == '*' &&
			scan.points[i].c != '*';
	return print(arena, &scan);
}

static void add_stars(struct buf *out, size_t count)
{
	while (count-- > 0)
		buf_byte(out, '*');
}

static struct str mask_word(struct arena *arena, struct str text, struct str word)
{
	struct buf out = buf_in(arena);
	size_t at = 0;

	for (;;) {
		size_t next = str_search(text, word, at);

		buf_add(&out, str_sub(text, at, next));
		if (next == text.len)
			return buf_str(&out);
		add_stars(&out, text_length(word));
		at = next + word.len;
	}
}

struct str mask_words(struct arena *arena, struct str text, struct str words)
{
	struct str line;

	while (str_cut(&words, '\n', &line)) {
		struct str word = str_trim(line);

		if (word.len > 0)
			text = mask_word(arena, text, word);
	}
	return text;
}

/* At most two stars: how long a name is may tell who it is. */
struct str mask_name(struct arena *arena, struct str name)
{
	struct buf out = buf_in(arena);
	struct str whole = str_trim(name);
	size_t family = name_family(whole);
	size_t rest = text_length(whole) > family ? text_length(whole) - family : 1;

	if (whole.len == 0)
		return S("匿名网友");
	buf_add(&out, text_first(whole, family));
	add_stars(&out, rest < 2 ? rest : 2);
	return buf_str(&out);
}
