/* HTML of older portals as CommonMark. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/buf.h"
#include "ctl/import/html_body.h"

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

static void html_reads_as_commonmark(void **state)
{
	static const char *const rows[][2] = {
		{ "<p>一段<strong>重点</strong>文字。</p><p>第二段</p>", "一段**重点**文字。\n\n第二段" },
		{ "<P>　　首行缩进&nbsp;&nbsp;的段落</P>", "首行缩进 的段落" },
		{ "<h2>一、<b>总则</b></h2><div>正文</div>", "## 一、**总则**\n\n正文" },
		{ "甲<br>乙<br/><br>丙<br>", "甲\\\n乙\\\n丙" },
		{ "<span><p>甲</p><p>乙</p></span>尾", "甲\n\n乙\n\n尾" },
		{ "<ul><li>甲</li><li>乙<ol><li>一</li><li>二</li></ol></li></ul>",
			"- 甲\n- 乙\n\n  1. 一\n  2. 二" },
		{ "<blockquote><p>甲</p><p>乙</p></blockquote>", "> 甲\n> \n> 乙" },
		{ "<a href=\"/info/1.htm\">链接</a><a href='javascript:alert(1)'>脚本</a>", "[链接](/info/1.htm)脚本" },
		{ "<a href=\"a (1).doc\">附件</a>", "[附件](a%20%281%29.doc)" },
		{ "<img src=\"/u/a.jpg\" alt=\"图[1]\"><img src=\"data:x\">", "![图\\[1\\]](/u/a.jpg)" },
		{ "<script>x</script><style>p{}</style>甲<!-- 乙 --><form><input value=x></form>", "甲" },
		{ "5 < 6 * 7 # 1_a", "5 \\< 6 \\* 7 # 1\\_a" },
		{ "<p># 井</p><p>1. 点</p><p>- 横</p>", "\\# 井\n\n1\\. 点\n\n\\- 横" },
		{ "<b>（一）要求。</b>后", "（**一）要求**。后" },
		{ "<b>甲</b><strong>乙</strong>", "**甲乙**" },
		{ "<table><tr><th>甲</th><th>乙</th></tr><tr><td><p>一</p></td><td>a|b<br>c</td></tr></table>",
			"| 甲 | 乙 |\n| --- | --- |\n| 一 | a\\|b c |" },
		{ "<table><tr><td colspan=2>甲</td></tr><tr><td>一</td><td>二</td></tr></table>",
			"| 甲 |  |\n| --- | --- |\n| 一 | 二 |" },
		{ "<table><tr><td><p>只为排版</p><p>第二段</p></td></tr></table>", "只为排版\n\n第二段" },
		{ "<p>没有关闭<b>粗体", "没有关闭**粗体**" },
		{ "", "" },
		{ "<script>only</script>", "" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct str text = html_body(arena, str_of(rows[i][0]));

		if (!str_eq(text, str_of(rows[i][1])))
			fail_msg("%s gave\n%.*s", rows[i][0], STR_ARG(text));
	}
}

static void what_nests_deeper_than_anybody_writes_gives_nothing(void **state)
{
	struct buf html = buf_in(arena);

	(void)state;
	for (int i = 0; i < 200; i++)
		buf_add(&html, S("<div>"));
	buf_add(&html, S("甲"));
	assert_int_equal(html_body(arena, buf_str(&html)).len, 0);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)
	const struct CMUnitTest tests[] = {
		TEST(html_reads_as_commonmark),
		TEST(what_nests_deeper_than_anybody_writes_gives_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
