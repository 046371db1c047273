#include "ctl/import/html_body.h"

#include <ctype.h>
#include <libxml/HTMLparser.h>
#include <limits.h>

#include "base/buf.h"

#define OPTIONS (HTML_PARSE_RECOVER | HTML_PARSE_NOERROR | HTML_PARSE_NOWARNING | HTML_PARSE_NONET)
#define DEPTH_MOST 100		/* elements within each other */
#define SPAN_MOST 50		/* columns that a cell goes over */

struct writer {
	struct arena *arena;
	int depth;		/* of the element being read */
	bool deep;		/* it was more than DEPTH_MOST */
};

static struct str blocks(struct writer *writer, const xmlNode *parent);

static bool is_one_of(const xmlNode *node, const char *names)
{
	return node->type == XML_ELEMENT_NODE &&
		str_lists(str_of(names), ' ', str_of((const char *)node->name));
}

static bool is_block(const xmlNode *node)
{
	return is_one_of(node, "p div h1 h2 h3 h4 h5 h6 ul ol li table blockquote pre hr section article body center "
		"dl dt dd header footer main figure figcaption form fieldset html address tbody thead tr td th");
}

static bool is_skipped(const xmlNode *node)
{
	return node->type == XML_COMMENT_NODE || node->type == XML_PI_NODE || node->type == XML_DTD_NODE ||
		is_one_of(node, "script style head meta link title xml template object embed iframe svg noscript "
			"button input select textarea");
}

/* A block somewhere below, as editors put a span around whole paragraphs. */
static bool has_block(const xmlNode *node, int depth)
{
	for (const xmlNode *child = node->children; child != NULL && depth < DEPTH_MOST; child = child->next)
		if (is_block(child) || (child->type == XML_ELEMENT_NODE && has_block(child, depth + 1)))
			return true;
	return false;
}

static struct str attribute(struct writer *writer, const xmlNode *node, const char *name)
{
	xmlChar *value = xmlGetNoNsProp(node, (const xmlChar *)name);
	struct str copy = str_trim(arena_str(writer->arena, str_of((const char *)value)));

	xmlFree(value);
	return copy;
}

/* Text as it stands in a line: marks escaped, runs of blanks as one. */
static void add_text(struct buf *out, struct str text)
{
	const struct str wide = S("\xc2\xa0");

	for (size_t i = 0; i < text.len; i++) {
		char c = text.data[i];
		bool blank = c == '\n' || c == '\r' || c == '\t' || c == ' ' ||
			str_starts(str_sub(text, i, text.len), wide);

		if (blank) {
			i += (unsigned char)c == 0xc2;
			if (out->len > 0 && out->data[out->len - 1] != ' ' && out->data[out->len - 1] != '\n')
				buf_byte(out, ' ');
			continue;
		}
		if (strchr("\\`*_[]<|~&", c) != NULL && c != '\0')
			buf_byte(out, '\\');
		buf_byte(out, c);
	}
}

/* What may be a link's or a picture's address; the rest, a script's above all, is none. */
static bool may_lead(struct str address)
{
	size_t colon = str_find(address, ':', 0);
	size_t slash = str_find(address, '/', 0);
	struct str scheme = str_sub(address, 0, colon);

	if (address.len == 0 || address.data[0] == '#')
		return false;
	return colon == address.len || slash < colon || str_eq_nocase(scheme, S("http")) ||
		str_eq_nocase(scheme, S("https")) || str_eq_nocase(scheme, S("mailto"));
}

static struct str escape_address(struct arena *arena, struct str address)
{
	struct buf out = buf_in(arena);

	for (size_t i = 0; i < address.len; i++) {
		unsigned char c = (unsigned char)address.data[i];

		if (c <= ' ' || c == 0x7f || strchr("<>()\\[]`*_\"|", c) != NULL)
			buf_printf(&out, "%%%02X", c);
		else
			buf_byte(&out, (char)c);
	}
	return buf_str(&out);
}

/* Whether no letter or digit begins here: ASCII's, and those of U+2000 to U+303F and U+FF00 to U+FF65. */
static bool is_punctuation(struct str text, size_t at)
{
	unsigned char c = (unsigned char)text.data[at];
	struct str three = str_sub(text, at, at + 3);

	if (c < 0x80)
		return c <= ' ' || ispunct(c) != 0;
	if (c == 0xc2)
		return true;
	return three.len == 3 &&
		((str_cmp(three, S("\xe2\x80\x80")) >= 0 && str_cmp(three, S("\xe3\x80\xbf")) <= 0) ||
		(str_cmp(three, S("\xef\xbc\x80")) >= 0 && str_cmp(three, S("\xef\xbc\x8f")) <= 0) ||
		(str_cmp(three, S("\xef\xbc\x9a")) >= 0 && str_cmp(three, S("\xef\xbc\xa0")) <= 0) ||
		(str_cmp(three, S("\xef\xbc\xbb")) >= 0 && str_cmp(three, S("\xef\xbd\x80")) <= 0) ||
		(str_cmp(three, S("\xef\xbd\x9b")) >= 0 && str_cmp(three, S("\xef\xbd\xa5")) <= 0));
}

static size_t next_character(struct str text, size_t at)
{
	do
		at++;
	while (at < text.len && ((unsigned char)text.data[at] & 0xc0) == 0x80);
	return at;
}

/* Punctuation stands outside the marks: between it and a letter they wouldn't count as emphasis. */
static void add_emphasis(struct buf *out, struct str mark, struct str text)
{
	size_t from = 0;
	size_t to = 0;

	while (from < text.len && is_punctuation(text, from))
		from = next_character(text, from);
	for (size_t i = from; i < text.len; i = next_character(text, i))
		if (!is_punctuation(text, i))
			to = next_character(text, i);
	if (to <= from || str_search(text, S("]("), 0) < text.len ||
		str_search(text, S("\n"), 0) < text.len || str_search(text, S("**"), 0) < text.len) {
		buf_add(out, text);
		return;
	}
	buf_add(out, str_sub(text, 0, from));
	/* What goes on where the same emphasis has just ended is one with it. */
	if (str_ends(buf_str(out), mark) && !str_ends(buf_str(out), S("\\*")))
		out->len -= mark.len;
	else
		buf_add(out, mark);
	buf_add(out, str_sub(text, from, to));
	buf_add(out, mark);
	buf_add(out, str_sub(text, to, text.len));
}

static struct str line_of(struct writer *writer, const xmlNode *parent);

static void add_element(struct writer *writer, struct buf *out, const xmlNode *node)
{
	struct str text;
	struct str address;

	if (is_one_of(node, "br")) {
		buf_add(out, S("\\\n"));
		return;
	}
	if (is_one_of(node, "img")) {
		struct buf name = buf_in(writer->arena);

		address = attribute(writer, node, "src");
		add_text(&name, attribute(writer, node, "alt"));
		if (may_lead(address))
			buf_printf(out, "![%.*s](%.*s)", STR_ARG(buf_str(&name)),
				STR_ARG(escape_address(writer->arena, address)));
		return;
	}
	text = line_of(writer, node);
	address = is_one_of(node, "a") ? attribute(writer, node, "href") : (struct str){ 0 };
	if (may_lead(address) && str_trim(text).len > 0)
		buf_printf(out, "[%.*s](%.*s)", STR_ARG(str_trim(text)),
			STR_ARG(escape_address(writer->arena, address)));
	else if (is_one_of(node, "strong b"))
		add_emphasis(out, S("**"), text);
	else if (is_one_of(node, "em i"))
		add_emphasis(out, S("*"), text);
	else
		buf_add(out, text);
}

static void add_inline(struct writer *writer, struct buf *out, const xmlNode *node)
{
	if (is_skipped(node))
		return;
	if (node->type == XML_TEXT_NODE || node->type == XML_CDATA_SECTION_NODE)
		add_text(out, str_of((const char *)node->content));
	else if (node->type == XML_ELEMENT_NODE)
		add_element(writer, out, node);
}

/* All that is in an element, as text in one line; line breaks in it are hard ones. */
static struct str line_of(struct writer *writer, const xmlNode *parent)
{
	struct buf out = buf_in(writer->arena);

	if (++writer->depth > DEPTH_MOST)
		writer->deep = true;
	for (const xmlNode *node = parent->children; node != NULL && !writer->deep; node = node->next)
		add_inline(writer, &out, node);
	writer->depth--;
	return buf_str(&out);
}

/* What CommonMark would take for a list, a heading, a quote or a rule because a line begins so. */
static void add_line(struct buf *out, struct str line)
{
	size_t digits = 0;

	while (digits < line.len && line.data[digits] >= '0' && line.data[digits] <= '9')
		digits++;
	if (line.len > 0 && strchr("#>+-=", line.data[0]) != NULL)
		buf_byte(out, '\\');
	buf_add(out, str_sub(line, 0, digits));
	if (digits > 0 && digits < line.len && (line.data[digits] == '.' || line.data[digits] == ')'))
		buf_byte(out, '\\');
	buf_add(out, str_sub(line, digits, line.len));
}

static struct str without_breaks(struct str text)
{
	struct str s = str_trim(text);

	while (str_starts(s, S("\\\n")))
		s = str_trim(str_sub(s, 2, s.len));
	while (str_ends(s, S("\\\n")) || (str_ends(s, S("\\")) && !str_ends(s, S("\\\\"))))
		s = str_trim(str_sub(s, 0, s.len - 1));
	return s;
}

static struct str paragraph(struct writer *writer, struct str text)
{
	struct buf out = buf_in(writer->arena);
	struct str rest = without_breaks(text);
	struct str line;

	while (str_cut(&rest, '\n', &line)) {
		while (str_starts(str_trim(line), S("\u3000")))
			line = str_sub(str_trim(line), S("\u3000").len, line.len);
		if (str_trim(line).len == 0 || str_eq(str_trim(line), S("\\")))
			continue;
		if (out.len > 0)
			buf_byte(&out, '\n');
		add_line(&out, str_trim(line));
	}
	return without_breaks(buf_str(&out));
}

/* A heading or a cell: without line breaks. */
static struct str one_line(struct writer *writer, struct str text)
{
	struct buf out = buf_in(writer->arena);
	struct str rest = without_breaks(text);
	struct str line;

	while (str_cut(&rest, '\n', &line)) {
		struct str piece = without_breaks(line);

		if (out.len > 0 && piece.len > 0)
			buf_byte(&out, ' ');
		buf_add(&out, piece);
	}
	return buf_str(&out);
}

/* Each line after the first stands below the text of an item, or behind a quote's mark. */
static struct str indented(struct writer *writer, struct str first, struct str next, struct str text)
{
	struct buf out = buf_in(writer->arena);
	struct str line;
	struct str mark = first;

	while (str_cut(&text, '\n', &line)) {
		if (out.len > 0)
			buf_byte(&out, '\n');
		if (line.len > 0 || str_starts(mark, S(">")))
			buf_add(&out, mark);
		buf_add(&out, line);
		mark = next;
	}
	return buf_str(&out);
}

static struct str list(struct writer *writer, const xmlNode *parent)
{
	struct buf out = buf_in(writer->arena);
	int number = 0;

	for (const xmlNode *item = parent->children; item != NULL; item = item->next) {
		struct str mark = S("- ");
		struct str text;

		if (!is_one_of(item, "li ul ol"))
			continue;
		text = is_one_of(item, "li") ? blocks(writer, item) : list(writer, item);
		if (text.len == 0)
			continue;
		if (is_one_of(parent, "ol"))
			mark = arena_printf(writer->arena, "%d. ", ++number);
		if (out.len > 0)
			buf_byte(&out, '\n');
		buf_add(&out, indented(writer, mark, str_sub(S("            "), 0, mark.len), text));
	}
	return buf_str(&out);
}

static int cells_of(struct writer *writer, const xmlNode *row, struct buf *out)
{
	int count = 0;

	for (const xmlNode *cell = row->children; cell != NULL; cell = cell->next) {
		uint64_t span = 1;

		if (!is_one_of(cell, "td th"))
			continue;
		str_to_u64(attribute(writer, cell, "colspan"), SPAN_MOST, &span);
		buf_add(out, S("| "));
		buf_add(out, one_line(writer, line_of(writer, cell)));
		for (uint64_t i = 0; i < (span > 0 ? span : 1); i++, count++)
			buf_add(out, i == 0 ? S(" ") : S("|  "));
	}
	buf_add(out, S("|"));
	return count;
}

/* The rows of a table, those of tables within it aside. */
static void each_row(struct writer *writer, const xmlNode *table, struct buf *out, int *rows, int *width)
{
	for (const xmlNode *node = table->children; node != NULL; node = node->next) {
		struct buf row = buf_in(writer->arena);
		int cells;

		if (is_one_of(node, "thead tbody tfoot"))
			each_row(writer, node, out, rows, width);
		if (!is_one_of(node, "tr"))
			continue;
		cells = cells_of(writer, node, &row);
		if (cells == 0)
			continue;
		/* The first row says how many columns there are. */
		*width = *rows == 0 ? cells : *width;
		buf_printf(out, "%s%.*s", *rows > 0 ? "\n" : "", STR_ARG(buf_str(&row)));
		for (int i = 0; *rows == 0 && i < cells; i++)
			buf_add(out, i == 0 ? S("\n| --- |") : S(" --- |"));
		(*rows)++;
	}
}

static void add_block(struct buf *out, struct str block)
{
	if (block.len == 0)
		return;
	if (out->len > 0)
		buf_add(out, S("\n\n"));
	buf_add(out, block);
}

/* One that only places things on the page has one row or one column: its cells are blocks. */
static struct str table(struct writer *writer, const xmlNode *node)
{
	struct buf out = buf_in(writer->arena);
	int rows = 0;
	int width = 0;

	each_row(writer, node, &out, &rows, &width);
	return rows > 1 && width > 1 ? buf_str(&out) : blocks(writer, node);
}

static struct str block_of(struct writer *writer, const xmlNode *node)
{
	struct str text;

	if (node->name[0] == 'h' && node->name[1] >= '1' && node->name[1] <= '6') {
		text = one_line(writer, line_of(writer, node));
		return text.len == 0 ? text : ARENA_GLUE(writer->arena,
			str_sub(S("######"), 0, (size_t)(node->name[1] - '0')), S(" "), text);
	}
	if (is_one_of(node, "ul ol"))
		return list(writer, node);
	if (is_one_of(node, "table"))
		return table(writer, node);
	if (is_one_of(node, "hr"))
		return S("---");
	text = blocks(writer, node);
	return is_one_of(node, "blockquote") ? indented(writer, S("> "), S("> "), text) : text;
}

static void flush(struct writer *writer, struct buf *out, struct buf *run)
{
	add_block(out, paragraph(writer, buf_str(run)));
	*run = buf_in(writer->arena);
}

static struct str blocks(struct writer *writer, const xmlNode *parent)
{
	struct buf out = buf_in(writer->arena);
	struct buf run = buf_in(writer->arena);

	if (++writer->depth > DEPTH_MOST)
		writer->deep = true;
	for (const xmlNode *node = parent->children; node != NULL && !writer->deep; node = node->next) {
		bool block = is_block(node);

		if (is_skipped(node) || (!block && !has_block(node, 0))) {
			add_inline(writer, &run, node);
			continue;
		}
		flush(writer, &out, &run);
		add_block(&out, block ? block_of(writer, node) : blocks(writer, node));
	}
	flush(writer, &out, &run);
	writer->depth--;
	return buf_str(&out);
}

struct str html_body(struct arena *arena, struct str html)
{
	struct writer writer = { .arena = arena };
	struct str text = { 0 };
	htmlDocPtr document = html.len > INT_MAX ? NULL :
		htmlReadMemory(html.data, (int)html.len, NULL, "UTF-8", OPTIONS);

	if (document != NULL && xmlDocGetRootElement(document) != NULL)
		text = blocks(&writer, (const xmlNode *)document);
	xmlFreeDoc(document);
	return writer.deep ? (struct str){ 0 } : text;
}
