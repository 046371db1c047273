#include "pages/publish/markdown_table.h"

#include "base/buf.h"

/* A character for private use stands around the number of a table; what the text has of it is left out. */
#define MARK "\xee\x80\x80"
#define CELLS_MOST 50

static struct str line_at(struct str text, size_t at)
{
	return str_sub(text, at, str_find(text, '\n', at));
}

static bool is_row(struct str line)
{
	return line.len > 1 && line.data[0] == '|';
}

/* "| --- | :-: |" */
static bool is_rule(struct str line)
{
	bool dash = false;

	for (size_t i = 0; i < line.len; i++) {
		if (strchr("|-: \t\r", line.data[i]) == NULL)
			return false;
		dash = dash || line.data[i] == '-';
	}
	return dash && is_row(line);
}

static bool is_fence(struct str line)
{
	line = str_trim(line);
	return str_starts(line, S("```")) || str_starts(line, S("~~~"));
}

/* Where the table that begins at from ends; from: none begins there. */
static size_t table_end(struct str text, size_t from)
{
	struct str head = line_at(text, from);
	size_t at = from + head.len + 1;

	if (!is_row(head) || at >= text.len || !is_rule(line_at(text, at)))
		return from;
	while (at < text.len && is_row(line_at(text, at)))
		at += line_at(text, at).len + 1;
	return at < text.len ? at : text.len;
}

struct str markdown_tables_take(struct arena *arena, struct str text, struct markdown_tables *out)
{
	struct buf kept = buf_in(arena);
	bool fenced = false;
	bool begins = true;	/* a paragraph could begin here */

	out->count = 0;
	for (size_t at = 0; at < text.len;) {
		struct str line = line_at(text, at);
		size_t end = !fenced && begins && out->count < TABLES_MOST ? table_end(text, at) : at;

		if (end > at) {
			buf_printf(&kept, "\n" MARK "%zu" MARK "\n\n", out->count);
			out->list[out->count++] = str_sub(text, at, end);
			at = end;
			continue;
		}
		fenced = is_fence(line) ? !fenced : fenced;
		begins = str_trim(line).len == 0;
		for (size_t i = 0; i < line.len; i++)
			if (str_starts(str_sub(line, i, line.len), S(MARK)))
				i += S(MARK).len - 1;
			else
				buf_byte(&kept, line.data[i]);
		buf_add(&kept, S("\n"));
		at += line.len + 1;
	}
	return buf_str(&kept);
}

/* The cells of a row, each trimmed; a pipe behind a backslash is text. */
static size_t cells_of(struct arena *arena, struct str line, struct str *out)
{
	struct buf cell = buf_in(arena);
	size_t count = 0;

	line = str_trim(line);
	for (size_t i = 1; i < line.len && count < CELLS_MOST; i++) {
		bool escaped = line.data[i] == '\\' && i + 1 < line.len && line.data[i + 1] == '|';

		if (line.data[i] == '|') {
			out[count++] = str_trim(buf_str(&cell));
			cell = buf_in(arena);
			continue;
		}
		i += escaped;
		buf_byte(&cell, line.data[i]);
	}
	if (str_trim(buf_str(&cell)).len > 0 && count < CELLS_MOST)
		out[count++] = str_trim(buf_str(&cell));
	return count;
}

static void print_row(struct arena *arena, struct str line, size_t width, bool head, markdown_cell cell,
	struct buf *out)
{
	struct str cells[CELLS_MOST];
	size_t count = cells_of(arena, line, cells);

	buf_add(out, S("<tr>"));
	/* A short row is not filled up: its size follows that of the text. */
	for (size_t i = 0; i < count && i < width; i++) {
		buf_add(out, head ? S("<th scope=\"col\">") : S("<td>"));
		if (cells[i].len > 0)
			buf_add(out, cell(arena, cells[i]));
		buf_add(out, head ? S("</th>") : S("</td>"));
	}
	buf_add(out, S("</tr>\n"));
}

static void print_table(struct arena *arena, struct str lines, markdown_cell cell, struct buf *out)
{
	struct str cells[CELLS_MOST];
	struct str line;
	size_t width;

	str_cut(&lines, '\n', &line);
	width = cells_of(arena, line, cells);
	/* On a phone a wide table scrolls within its frame, also by the keys. */
	buf_add(out, S("<div class=\"table-frame\" role=\"region\" aria-label=\"表格\" tabindex=\"0\"><table>"
		"<thead>"));
	print_row(arena, line, width, true, cell, out);
	buf_add(out, S("</thead>\n<tbody>"));
	str_cut(&lines, '\n', &line);
	while (str_cut(&lines, '\n', &line))
		if (line.len > 0)
			print_row(arena, line, width, false, cell, out);
	buf_add(out, S("</tbody></table></div>"));
}

struct str markdown_tables_put(struct arena *arena, struct str html, const struct markdown_tables *tables,
	markdown_cell cell)
{
	struct buf out = buf_in(arena);
	size_t at = 0;

	/* In their order; one whose mark was left out, as within raw HTML, stays out. */
	for (size_t i = 0; i < tables->count; i++) {
		struct str mark = arena_printf(arena, "<p>" MARK "%zu" MARK "</p>", i);
		size_t found = str_search(html, mark, at);

		if (found == html.len)
			continue;
		buf_add(&out, str_sub(html, at, found));
		print_table(arena, tables->list[i], cell, &out);
		at = found + mark.len;
	}
	buf_add(&out, str_sub(html, at, html.len));
	return buf_str(&out);
}
