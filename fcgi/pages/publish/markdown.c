#include "pages/publish/markdown.h"

#include <cmark.h>
#include <stdlib.h>

#define LOWEST 6

/* The page's title is its first heading, so the text's own begin at the second level. */
static void lower_headings(cmark_node *document)
{
	cmark_iter *iter = cmark_iter_new(document);

	while (cmark_iter_next(iter) != CMARK_EVENT_DONE) {
		cmark_node *node = cmark_iter_get_node(iter);
		int level = cmark_node_get_type(node) == CMARK_NODE_HEADING ?
			cmark_node_get_heading_level(node) : 0;

		if (level > 0 && level < LOWEST && cmark_iter_get_event_type(iter) == CMARK_EVENT_EXIT)
			cmark_node_set_heading_level(node, level + 1);
	}
	cmark_iter_free(iter);
}

struct str markdown_html(struct arena *arena, struct str text)
{
	cmark_node *document = cmark_parse_document(text.data, text.len, CMARK_OPT_VALIDATE_UTF8);
	struct str copy;
	char *html;

	lower_headings(document);
	html = cmark_render_html(document, CMARK_OPT_DEFAULT);
	copy = arena_str(arena, str_of(html));
	free(html);
	cmark_node_free(document);
	return copy;
}
