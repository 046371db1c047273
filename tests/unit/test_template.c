/* How a tree fills a template, and that nothing in it can become markup: web/template. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/arena.h"
#include "web/template.h"

#define HEAD "{{%AUTOESCAPE context=\"HTML\"}}"

/* A folder of templates that is gone after the test. */
struct folder {
	char path[64];
	struct arena *arena;
	struct template_set *set;
	const char *files[8];
	size_t count;
};

static int set_up(void **state)
{
	struct folder *folder = calloc(1, sizeof(*folder));

	snprintf(folder->path, sizeof(folder->path), "/tmp/test-template-XXXXXX");
	assert_non_null(mkdtemp(folder->path));
	folder->arena = arena_new((size_t)4 << 20);
	*state = folder;
	return 0;
}

static int tear_down(void **state)
{
	struct folder *folder = *state;

	for (size_t i = 0; i < folder->count; i++)
		unlink(folder->files[i]);
	rmdir(folder->path);
	if (folder->set != NULL)
		template_set_free(folder->set);
	arena_free(folder->arena);
	free(folder);
	return 0;
}

static void put(struct folder *folder, const char *name, const char *text)
{
	const char *file = arena_printf(folder->arena, "%s/%s.html", folder->path, name).data;
	FILE *out = fopen(file, "w");

	folder->files[folder->count++] = file;
	assert_non_null(out);
	fputs(text, out);
	fclose(out);
}

static void load(struct folder *folder, const char *page)
{
	const char *problem = "";

	put(folder, "layout", HEAD "{{>PAGE}}");
	put(folder, "page", page);
	folder->set = template_set_load(folder->path, &problem);
	if (folder->set == NULL)
		fail_msg("%s", problem);
}

static struct str render(struct folder *folder, const struct value *view, const struct value *frame)
{
	struct str out;

	assert_true(template_render(folder->set, folder->arena, "page", view, frame, &out));
	return out;
}

static void assert_page(struct str page, const char *wanted)
{
	if (!str_eq(page, str_of(wanted)))
		fail_msg("got\n%.*s\nwanted\n%s", STR_ARG(page), wanted);
}

static void each_type_shows_its_sections(void **state)
{
	struct folder *folder = *state;
	struct value *view = value_map(folder->arena);

	load(folder,
		HEAD
		"{{s}}{{#if_s}}+{{/if_s}}{{#no_s}}-{{/no_s}}|{{e}}{{#if_e}}+{{/if_e}}{{#no_e}}-{{/no_e}}|"
		"{{i}}{{#if_i}}+{{/if_i}}{{#no_i}}-{{/no_i}}|{{z}}{{#if_z}}+{{/if_z}}{{#no_z}}-{{/no_z}}|"
		"{{#if_t}}+{{/if_t}}{{#no_t}}-{{/no_t}}|{{#if_f}}+{{/if_f}}{{#no_f}}-{{/no_f}}|"
		"{{absent}}{{#if_absent}}+{{/if_absent}}{{#no_absent}}-{{/no_absent}}{{#absent}}x{{/absent}}");
	map_str(view, "s", S("中"));
	map_str(view, "e", S(""));
	map_int(view, "i", -9223372036854775807 - 1);
	map_int(view, "z", 0);
	map_bool(view, "t", true);
	map_bool(view, "f", false);
	assert_page(render(folder, view, NULL), "中+|-|-9223372036854775808+|0-|+|-|");
}

static void lists_and_maps_open_what_is_in_them(void **state)
{
	struct folder *folder = *state;
	struct value *view = value_map(folder->arena);
	struct value *rows;
	struct value *words;
	struct value *row;

	load(folder,
		HEAD
		"{{#any_rows}}[{{#rows}}{{n}}{{outer}}{{#if_last}}!{{/if_last}}{{#in}}({{x}}{{n}}){{/in}}{{/rows}}]"
		"{{/any_rows}}{{#no_rows}}none{{/no_rows}}{{#any_none}}some{{/any_none}}{{#no_none}}none{{/no_none}}"
		"{{#words}}<b>{{item}}</b>{{#words_separator}},{{/words_separator}}{{/words}}");
	map_str(view, "outer", S("o"));
	map_bool(view, "last", false);
	rows = map_list(view, "rows");
	map_int(list_map(rows), "n", 1);
	row = list_map(rows);
	map_int(row, "n", 2);
	map_bool(row, "last", true);
	map_str(map_map(row, "in"), "x", S("y"));
	map_list(view, "none");
	words = map_list(view, "words");
	list_str(words, S("a"));
	list_str(words, S("<"));
	assert_page(render(folder, view, NULL), "[1o2o!(y2)]none<b>a</b>,<b>&lt;</b>");
}

static void the_page_s_own_data_wins_over_the_frame(void **state)
{
	struct folder *folder = *state;
	struct value *view = value_map(folder->arena);
	struct value *frame = value_map(folder->arena);

	load(folder, HEAD "{{title}} {{site}}");
	map_str(view, "title", S("page"));
	map_str(frame, "title", S("frame"));
	map_str(frame, "site", S("site"));
	assert_page(render(folder, view, frame), "page site");
}

static void lines_typed_stay_lines(void **state)
{
	struct folder *folder = *state;
	struct value *view = value_map(folder->arena);

	put(folder, "part", HEAD "<p>{{body:pre_escape}}</p>");
	load(folder,
		HEAD
		"<textarea{{#if_bad}} class='a>b'{{/if_bad}} rows=\"8\">{{body:pre_escape}}</textarea>\n{{>part}}"
		"<br><b title=\"{{body}}\">1 < 2 {{body:pre_escape}}</b>");
	map_str(view, "body", S("a\n  <b>"));
	assert_page(render(folder, view, NULL),
		    "<textarea rows=\"8\">a\n  &lt;b&gt;</textarea>\n<p>a\n  &lt;b&gt;</p>"
		    "<br><b title=\"a   &lt;b&gt;\">1 < 2 a\n  &lt;b&gt;</b>");
}

static bool holds(struct str page, const char *text)
{
	return str_search(page, str_of(text), 0) < page.len;
}

/*
 * Every context a template can put a value in, with every attack on it.  The texts that must not appear are
 * what a browser would need to see to leave the context.
 */
static void hostile_text_is_inert_in_every_context(void **state)
{
	static const struct {
		const char *context;
		const char *page;
	} contexts[] = {
		{ "text", HEAD "<p>{{x}}</p>" },
		{ "text that keeps its lines", HEAD "<p>{{x:pre_escape}}</p>" },
		{ "title", HEAD "<title>{{x}}</title>" },
		{ "textarea", HEAD "<textarea>{{x:pre_escape}}</textarea>" },
		{ "attribute", HEAD "<p class=\"{{x}}\">p</p>" },
		{ "attribute in single quotes", HEAD "<p class='{{x}}'>p</p>" },
		{ "value", HEAD "<input value=\"{{x}}\">" },
		{ "option", HEAD "<option value=\"{{x}}\">{{x}}</option>" },
		{ "link", HEAD "<a href=\"{{x}}\">p</a>" },
		{ "link's end", HEAD "<a href=\"/t/{{x}}\">p</a>" },
		{ "query string", HEAD "<a href=\"/t?a={{x:url_query_escape}}\">p</a>" },
		{ "form's address", HEAD "<form action=\"{{x}}\"></form>" },
		{ "picture", HEAD "<img src=\"{{x}}\" alt=\"{{x}}\">" },
		{ "style", HEAD "<p style=\"color: {{x}}\">p</p>" },
		{ "event", HEAD "<p onclick=\"f('{{x}}')\">p</p>" },
		{ "script's string", HEAD "<script>var a = '{{x}}';</script>" },
		{ "text after a script", HEAD "<script>var a = '<b>';</script><p>{{x}}</p>" },
		{ "script's number", HEAD "<script>var a = {{x}};</script>" },
		{ "comment", HEAD "<!-- {{x}} -->" },
	};
	static const char *const attacks[] = {
		"<script>alert(1)</script>",
		"\"><script>alert(1)</script>",
		"'><script>alert(1)</script>",
		"</textarea><script>alert(1)</script>",
		"</title><script>alert(1)</script>",
		"--><script>alert(1)</script>",
		"'-alert(1)-'",
		"\" onmouseover=\"alert(1)",
		"' onmouseover='alert(1)",
		"javascript:alert(1)",
		" \tJaVaScRiPt:alert(1)",
		"data:text/html,<script>alert(1)</script>",
		"vbscript:alert(1)",
		"red;background:url(javascript:alert(1))",
		"</script><script>alert(1)</script>",
		"\\\"><svg onload=alert(1)>",
	};
	static const char *const never[] = {
		"<script>alert",
		"<svg",
		"\" onmouseover=\"",
		"' onmouseover='",
		"color: red;background",
		"'-alert",
		"= javascript",
		"= vbscript",
		"</textarea><s",
		"--><s",
		"href=\"javascript:",
		"href=\" \tJaVa",
		"href=\"  JaVa",
		"href=\"data:",
		"href=\"vbscript:",
		"action=\"javascript:",
		"action=\" \tJaVa",
		"action=\"  JaVa",
		"action=\"data:",
		"action=\"vbscript:",
		"src=\"javascript:",
		"src=\" \tJaVa",
		"src=\"  JaVa",
		"src=\"data:",
		"src=\"vbscript:",
	};

	for (size_t c = 0; c < sizeof(contexts) / sizeof(contexts[0]); c++) {
		set_up(state);
		load(*state, contexts[c].page);
		for (size_t a = 0; a < sizeof(attacks) / sizeof(attacks[0]); a++) {
			struct folder *folder = *state;
			struct value *view = value_map(folder->arena);
			struct str page;

			map_str(view, "x", str_of(attacks[a]));
			page = render(folder, view, NULL);
			for (size_t n = 0; n < sizeof(never) / sizeof(never[0]); n++)
				if (holds(page, never[n]))
					fail_msg("%s: %s gave %.*s", contexts[c].context, attacks[a],
						STR_ARG(page));
		}
		tear_down(state);
	}
}

static void broken_folders_are_refused(void **state)
{
	static const struct {
		const char *sentence;
		const char *layout;
		const char *page;
		const char *problem;
	} rows[] = {
		{ "no layout", NULL, HEAD "x", "layout.html is missing" },
		{ "a page without the pragma", HEAD "{{>PAGE}}", "<p>{{x}}</p>",
			"page.html: must begin with" },
		{ "a pragma of another context", HEAD "{{>PAGE}}", "{{%AUTOESCAPE context=\"JSON\"}}",
			"page.html: must begin" },
		{ "a layout without a page", HEAD "x", HEAD "x", "layout.html: has no {{>PAGE}}" },
		{ "a page that includes the page", HEAD "{{>PAGE}}", HEAD "{{>PAGE}}",
			"page.html: only layout.html" },
		{ "an include that is missing", HEAD "{{>PAGE}}", HEAD "{{>nothing}}",
			"includes nothing, which is missing" },
		{ "an include that includes", HEAD "{{>PAGE}}", HEAD "{{>page}}",
			"which includes others itself" },
		{ "a section never closed", HEAD "{{>PAGE}}", HEAD "{{#a}}x", "page.html: does not parse" },
		{ "a section closed wrongly", HEAD "{{>PAGE}}", HEAD "{{#a}}x{{/b}}",
			"page.html: does not parse" },
		{ "markup that can't be followed", HEAD "{{>PAGE}}",
			HEAD "<a href=\"{{x}}>{{y}}</a><p \"'<=\">{{z}}", "page.html" },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct folder *folder;
		const char *problem = "";

		set_up(state);
		folder = *state;
		if (rows[i].layout != NULL)
			put(folder, "layout", rows[i].layout);
		put(folder, "page", rows[i].page);
		folder->set = template_set_load(folder->path, &problem);
		if (folder->set != NULL)
			fail_msg("%s: was taken", rows[i].sentence);
		if (strstr(problem, rows[i].problem) == NULL)
			fail_msg("%s: %s", rows[i].sentence, problem);
		tear_down(state);
	}
	assert_null(template_set_load("/nonexistent", &(const char *){ NULL }));
}

static void a_missing_page_is_said(void **state)
{
	struct folder *folder = *state;
	struct str out = { 0 };

	load(folder, HEAD "x");
	assert_true(template_set_has(folder->set, "page"));
	assert_false(template_set_has(folder->set, "other"));
	assert_false(
		template_render(folder->set, folder->arena, "other", value_map(folder->arena), NULL, &out));
	assert_int_equal(out.len, 0);
}

static void long_pages_are_whole(void **state)
{
	struct folder *folder = *state;
	struct value *view = value_map(folder->arena);
	struct value *rows = map_list(view, "rows");
	struct str page;

	load(folder, HEAD "{{#rows}}0123456789{{n}}{{/rows}}");
	for (int i = 0; i < 5000; i++)
		map_int(list_map(rows), "n", 7);
	page = render(folder, view, NULL);
	assert_int_equal(page.len, 5000 * 11);
	assert_true(str_ends(page, S("01234567897")));
}

static void addresses_of_files_change_with_their_content(void **state)
{
	static const char *const texts[] = { "a{}", "b{}" };
	struct folder *folder = *state;
	struct value *map = value_map(folder->arena);
	const char *at = arena_printf(folder->arena, "%s/static", folder->path).data;
	const char *css = arena_printf(folder->arena, "%s/site.css", at).data;
	const char *templates = arena_printf(folder->arena, "%s/templates", folder->path).data;
	struct str shown[2];
	const char *problem;

	assert_int_equal(mkdir(at, 0700), 0);
	assert_int_equal(mkdir(templates, 0700), 0);
	put(folder, "templates/layout", HEAD "{{>PAGE}}");
	put(folder, "templates/p", HEAD "<a href=\"/static/site.css\">/static/site.css.x /static/no.css</a>");
	for (size_t i = 0; i < 2; i++) {
		FILE *file = fopen(css, "w");
		struct template_set *set;

		fputs(texts[i], file);
		fclose(file);
		set = template_set_load(templates, &problem);
		assert_non_null(set);
		assert_true(template_render(set, folder->arena, "p", map, map, &shown[i]));
		template_set_free(set);
	}
	assert_false(str_eq(shown[0], shown[1]));
	assert_true(str_starts(shown[0], S("<a href=\"/static/site-")));
	assert_true(str_eq(str_sub(shown[0], strlen("<a href=\"/static/site-0123456789abcdef"), shown[0].len),
		S(".css\">/static/site.css.x /static/no.css</a>")));
	unlink(css);
	rmdir(at);
	for (size_t i = 0; i < folder->count; i++)
		unlink(folder->files[i]);
	rmdir(templates);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(addresses_of_files_change_with_their_content, set_up,
			tear_down),
		cmocka_unit_test_setup_teardown(each_type_shows_its_sections, set_up, tear_down),
		cmocka_unit_test_setup_teardown(lists_and_maps_open_what_is_in_them, set_up, tear_down),
		cmocka_unit_test_setup_teardown(the_page_s_own_data_wins_over_the_frame, set_up, tear_down),
		cmocka_unit_test_setup_teardown(lines_typed_stay_lines, set_up, tear_down),
		cmocka_unit_test(hostile_text_is_inert_in_every_context),
		cmocka_unit_test(broken_folders_are_refused),
		cmocka_unit_test_setup_teardown(a_missing_page_is_said, set_up, tear_down),
		cmocka_unit_test_setup_teardown(long_pages_are_whole, set_up, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
