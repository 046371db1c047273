/* Any HTML of an older portal: the CommonMark made of it is text, and as HTML has no script of the page's. */
#include <stdlib.h>

#include "base/text.h"
#include "ctl/import/html_body.h"
#include "pages/publish/markdown.h"
#include "fresh_arena.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena = fresh_arena((size_t)256 << 20);
	struct str html = { (const char *)data, size };

	if (text_valid(html)) {
		struct str text = html_body(arena, html);
		struct str shown = text_valid(text) ? markdown_html(arena, text) : S("<script");

		if (str_search(shown, S("<script"), 0) < shown.len ||
			str_search(shown, S("=\"javascript:"), 0) < shown.len)
			abort();
	}
	return 0;
}
