#include "search/query.h"

#include "base/text.h"

static bool is_one_of(int32_t point, const int32_t *list)
{
	while (*list != 0 && *list != point)
		list++;
	return *list != 0;
}

static bool is_blank(int32_t point)
{
	static const int32_t others[] = { 0x7f, 0x85, 0xa0, 0x1680, 0x2028, 0x2029, 0x202f, 0x205f, 0x3000,
		0 };

	return point <= ' ' || (point >= 0x2000 && point <= 0x200b) || is_one_of(point, others);
}

static bool is_quote(int32_t point)
{
	/* " “ ” „ ‟ 「 」 『 』 〝 〞 ＂ */
	static const int32_t quotes[] = { '"', 0x201c, 0x201d, 0x201e, 0x201f, 0x300c, 0x300d, 0x300e, 0x300f,
		0x301d, 0x301e, 0xff02, 0 };

	return is_one_of(point, quotes);
}

static bool is_minus(int32_t point)
{
	/* - ‐ ‑ ‒ – — − ﹣ － */
	static const int32_t minuses[] = { '-', 0x2010, 0x2011, 0x2012, 0x2013, 0x2014, 0x2212, 0xfe63,
		0xff0d, 0 };

	return is_one_of(point, minuses);
}

/* Where the walk through what was typed is. */
struct reading {
	struct arena *arena;
	struct str text;
	size_t at;
	struct query out;
	size_t without;
	struct query_term refused[QUERY_TYPED];
	bool many;
};

static int32_t peek(const struct reading *in, size_t *behind)
{
	*behind = in->at;
	return *behind < in->text.len ? text_point(in->text, behind) : 0;
}

/* Up to the next blank, or the closing quotation mark. */
static struct str cut_term(struct reading *in)
{
	size_t from;
	size_t behind;
	int32_t point = peek(in, &behind);
	bool quoted = is_quote(point);
	struct str term;

	if (quoted)
		in->at = behind;
	from = in->at;
	while (in->at < in->text.len) {
		point = peek(in, &behind);
		if (is_quote(point) || (!quoted && is_blank(point)))
			break;
		in->at = behind;
	}
	term = str_sub(in->text, from, in->at);
	if (quoted && in->at < in->text.len)
		in->at = behind;
	return term;
}

static void add_term(struct reading *in, struct str text, bool without)
{
	struct query_term term = { fold_letters(in->arena, text, false), without };

	if (term.letters.count == 0)
		return;
	if (in->out.wanted + in->without == QUERY_TYPED)
		in->many = true;
	else if (without)
		in->refused[in->without++] = term;
	else
		in->out.terms[in->out.wanted++] = term;
}

static void read_terms(struct reading *in)
{
	while (in->at < in->text.len) {
		size_t behind;
		int32_t point = peek(in, &behind);
		bool without = false;

		if (is_blank(point)) {
			in->at = behind;
			continue;
		}
		if (is_minus(point) && behind < in->text.len) {
			in->at = behind;
			without = !is_blank(peek(in, &behind));
			if (!without)
				continue;
		}
		add_term(in, cut_term(in), without);
	}
}

enum query_fault query_parse(struct arena *arena, struct str text, struct query *out)
{
	struct reading in = { .arena = arena };

	/* Before anything that takes time by the length. */
	if (text.len > (size_t)QUERY_CHARACTERS * 16)
		return QUERY_LONG;
	if (!text_valid(text))
		return QUERY_BAD;
	in.text = text_tidy(arena, text, false);
	if (text_length(in.text) > QUERY_CHARACTERS)
		return QUERY_LONG;
	read_terms(&in);
	if (in.many)
		return QUERY_LONG;
	if (in.out.wanted == 0)
		return in.without > 0 ? QUERY_NEGATIVE : QUERY_EMPTY;
	in.out.count = in.out.wanted;
	for (size_t i = 0; i < in.without; i++)
		in.out.terms[in.out.count++] = in.refused[i];
	*out = in.out;
	return QUERY_FINE;
}

const char *query_fault_text(enum query_fault fault)
{
	static const char *const texts[] = { [QUERY_EMPTY] = "请输入要找的词。",
		[QUERY_NEGATIVE] = "请再写一个要找的词：“-”后面的词只能排除结果。",
		[QUERY_LONG] = "搜索的内容太长：最多 100 个字、10 个词，请缩短后再搜。",
		[QUERY_BAD] = "搜索的内容无法识别，请重新输入。" };

	return texts[fault];
}
