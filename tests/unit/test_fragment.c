/* What is wrong with a portal's header or footer: ctl/doctor/fragment. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "ctl/doctor/fragment.h"

static void add_line(void *context, const char *problem)
{
	char *all = context;
	size_t len = strlen(all);

	snprintf(all + len, 1024 - len, "%s%s", len > 0 ? "|" : "", problem);
}

static void what_browsers_refuse_or_would_break_the_page_is_told_by_its_line(void **state)
{
	static const struct {
		const char *html;
		const char *told;	/* how each begins, | between */
	} rows[] = {
		{ "", "" },
		{ "<div><a href=\"https://www.example.gov.cn/\">首页</a> 1 < 2 <br/><img src=/portal/a.png alt=''></div>", "" },
		{ "<ul><li>一<li>二</ul><!-- <script> --><!-- x -->", "" },
		{ "<a href='/x' title=\"a > b style=c\">y</a>", "" },
		{ "<div>\n<SCRIPT src=x></SCRIPT></div>", "line 2: <script> doesn't run" },
		{ "<style>a{}</style>", "line 1: <style> is ignored" },
		{ "<p STYLE='color: red'>", "line 1: style= is ignored" },
		{ "<a\nonclick=\"x()\" href=\"#\">x</a>", "line 2: onclick= doesn't run" },
		{ "<a href=\" javascript:x()\">x</a>", "line 1: href=javascript:" },
		{ "<img alt=\"\" src=\"//cdn.example/a.png\">", "line 1: src=\"//cdn.example/a.png\" is of another host" },
		{ "<link rel=stylesheet href=https://x.example/a.css>",
			"line 1: href=\"https://x.example/a.css\" is of" },
		{ "<form action='http://x.example/s'></form>", "line 1: action=\"http://x.example/s\" is of another" },
		{ "<body><header></header></body>", "line 1: <body> belongs" },
		{ "<div><div></div>", "1 <div> more opened than closed" },
		{ "</div></a>", "1 <div> more closed than opened|1 <a> more closed" },
		{ "a\n<!-- b -> <p>", "line 2: a comment isn't closed" },
		{ "<p class=\"x>y</p>", "line 1: a tag isn't closed" },
		{ "<", "" },
		{ "</", "" },
		{ "<a", "line 1: a tag isn't closed|1 <a> more" },
		{ "<p x=", "line 1: a tag isn't closed" },
		{ "<p x=\"", "line 1: a tag isn't closed" },
		{ "<!--", "line 1: a comment isn't closed" },
		{ "<!--# include virtual=\"/a\" -->", "line 1: commands of SSI" },
		{ "\xEF\xBB\xBF<p>", "line 1: begins with a byte order mark" },
		{ "\xB9\xA4", "is not UTF-8" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		char told[1024] = "";
		struct str heard;
		struct str wanted = str_of(rows[i].told);
		struct str one;
		struct str piece;

		fragment_check(str_of(rows[i].html), &(struct problem_listener){ add_line, told });
		heard = str_of(told);
		while (str_cut(&wanted, '|', &piece)) {
			if (!str_cut(&heard, '|', &one) || !str_starts(one, piece))
				fail_msg("%s: told %s", rows[i].html, told);
		}
		if (heard.len > 0)
			fail_msg("%s: told besides %.*s", rows[i].html, STR_ARG(heard));
	}
}

static void what_a_stylesheet_fetches_from_other_hosts_is_told(void **state)
{
	char told[1024] = "";

	(void)state;
	fragment_check_style(S("a { background: url(county.svg); }\nb { background: url( \"https://x.example/a.png\" ) }\n"
		"@import '//x.example/b.css';\n@import url(c.css);"), &(struct problem_listener){ add_line, told });
	assert_string_equal(told, "line 2: \"https://x.example/a.png\" is of another host and kept out: put the file into "
		"the portal's folder|line 3: \"//x.example/b.css\" is of another host and kept out: put the file into the "
		"portal's folder");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_browsers_refuse_or_would_break_the_page_is_told_by_its_line),
		cmocka_unit_test(what_a_stylesheet_fetches_from_other_hosts_is_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
