/* Any text as an article's body: the HTML has no raw HTML of the text, and every table that begins ends. */
#include <stdlib.h>

#include "base/text.h"
#include "pages/publish/markdown.h"
#include "fresh_arena.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static size_t count(struct str html, struct str what)
{
	size_t found = 0;

	for (size_t i = str_search(html, what, 0); i < html.len; i = str_search(html, what, i + 1))
		found++;
	return found;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena = fresh_arena((size_t)256 << 20);
	struct str text = { (const char *)data, size };

	if (text_valid(text)) {
		struct str html = markdown_html(arena, text);

		if (count(html, S("<script")) != 0 || count(html, S("<table>")) != count(html, S("</table>")))
			abort();
	}
	return 0;
}
