/* The text of an article as HTML: safe, its headings below the page's, with tables. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/buf.h"
#include "pages/publish/markdown.h"

#define FRAME "<div class=\"table-frame\" role=\"region\" aria-label=\"表格\" tabindex=\"0\"><table><thead>"
#define TH "<th scope=\"col\">"
#define ONE FRAME "<tr>" TH "甲</th></tr>\n</thead>\n<tbody></tbody></table></div>"

static struct arena *arena;

static int begin(void **state)
{
	(void)state;
	arena = arena_new((size_t)1 << 26);
	return 0;
}

static int end(void **state)
{
	(void)state;
	arena_free(arena);
	return 0;
}

static void a_text_reads_as_html(void **state)
{
	static const char *const rows[][2] = {
		{ "一段**重点**。", "<p>一段<strong>重点</strong>。</p>\n" },
		{ "### 小节", "<h2>小节</h2>\n" },
		{ "<script>x</script>", "<!-- raw HTML omitted -->\n" },
		{ "[a](javascript:x)", "<p><a href=\"\">a</a></p>\n" },
		{ "| 甲 |\n|---|", ONE "\n" },
		{ "| 甲 | 乙 |\n| --- | :-: |\n| **一** | a\\|b |\n| 二 |",
			FRAME "<tr>" TH "甲</th>" TH "乙</th></tr>\n</thead>\n<tbody>"
			"<tr><td><strong>一</strong></td><td>a|b</td></tr>\n<tr><td>二</td></tr>\n"
			"</tbody></table></div>\n" },
		{ "前\n\n|甲|\n|-|\n\n后", "<p>前</p>\n" ONE "\n<p>后</p>\n" },
		/* None of these is a table. */
		{ "|甲|", "<p>|甲|</p>\n" },
		{ "前\n|甲|\n|-|", "<p>前\n|甲|\n|-|</p>\n" },
		{ "```\n\n|甲|\n|-|\n```", "<pre><code>\n|甲|\n|-|\n</code></pre>\n" },
		{ "|甲|\n|:|", "<p>|甲|\n|:|</p>\n" },
		/* A table within raw HTML goes with it, and the next one is itself. */
		{ "<pre>\n\n|乙|\n|-|\n\n</pre>\n\n|甲|\n|-|", "<!-- raw HTML omitted -->\n" ONE "\n" },
		/* What a cell says runs nothing; the mark of a table can't be forged. */
		{ "|<img src=x onerror=y>[a](javascript:x)|\n|-|", FRAME
			"<tr>" TH "<!-- raw HTML omitted --><a href=\"\">a</a></th></tr>\n</thead>\n<tbody></tbody>"
			"</table></div>\n" },
		{ "\xee\x80\x80" "0\xee\x80\x80\n\n|甲|\n|-|", "<p>0</p>\n" ONE "\n" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct str html = markdown_html(arena, str_of(rows[i][0]));

		if (!str_eq(html, str_of(rows[i][1])))
			fail_msg("%s\nreads as %.*s", rows[i][0], STR_ARG(html));
	}
}

/* The largest text of rows without an end stays about as large. */
static void many_short_rows_stay_small(void **state)
{
	struct buf text = buf_in(arena);
	struct str html;

	(void)state;
	for (int i = 0; i < 50; i++)
		buf_add(&text, S("|a"));
	buf_add(&text, S("|\n|-|\n"));
	while (text.len < 100000)
		buf_add(&text, S("|x\n"));
	html = markdown_html(arena, buf_str(&text));
	assert_true(html.len < 20 * text.len);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_text_reads_as_html),
		cmocka_unit_test(many_short_rows_stay_small),
	};

	return cmocka_run_group_tests(tests, begin, end);
}
