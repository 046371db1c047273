#include "pages/publish/markdown.h"

#include <cmark.h>
#include <stdlib.h>

#include "pages/publish/markdown_table.h"

#define HIGHEST 2
#define LOWEST 6

/* Calls for each heading of the document. */
static void each_heading(cmark_node *document, void (*act)(cmark_node *heading, int *level), int *level)
{
	cmark_iter *iter = cmark_iter_new(document);

	while (cmark_iter_next(iter) != CMARK_EVENT_DONE) {
		cmark_node *node = cmark_iter_get_node(iter);

		if (cmark_node_get_type(node) == CMARK_NODE_HEADING &&
			cmark_iter_get_event_type(iter) == CMARK_EVENT_EXIT)
			act(node, level);
	}
	cmark_iter_free(iter);
}

static void find_highest(cmark_node *heading, int *highest)
{
	int level = cmark_node_get_heading_level(heading);

	*highest = level < *highest ? level : *highest;
}

static void shift(cmark_node *heading, int *by)
{
	int level = cmark_node_get_heading_level(heading) + *by;

	cmark_node_set_heading_level(heading, level < LOWEST ? level : LOWEST);
}

/* The page's title is its first heading, so the text's own begin at the second level, whatever it began with. */
static void place_headings(cmark_node *document)
{
	int highest = LOWEST;
	int by;

	each_heading(document, find_highest, &highest);
	by = HIGHEST - highest;
	each_heading(document, shift, &by);
}

static struct str render(struct arena *arena, struct str text)
{
	cmark_node *document = cmark_parse_document(text.data, text.len, CMARK_OPT_VALIDATE_UTF8);
	struct str copy;
	char *html;

	place_headings(document);
	html = cmark_render_html(document, CMARK_OPT_DEFAULT);
	copy = arena_str(arena, str_of(html));
	free(html);
	cmark_node_free(document);
	return copy;
}

/* A cell is a line of text; what would be a block within it stays as it is rendered. */
static struct str cell(struct arena *arena, struct str text)
{
	struct str html = str_trim(render(arena, text));
	const struct str begin = S("<p>");
	const struct str end = S("</p>");

	if (str_starts(html, begin) && str_search(html, end, 0) == html.len - end.len)
		return str_sub(html, begin.len, html.len - end.len);
	return html;
}

struct str markdown_html(struct arena *arena, struct str text)
{
	struct markdown_tables *tables = arena_array(arena, 1, sizeof(*tables));
	struct str kept = markdown_tables_take(arena, text, tables);

	return markdown_tables_put(arena, render(arena, kept), tables, cell);
}
