/*
 * Any valid text in every context of a template.  The page must have exactly the tags that the template has:
 * one more "<" than the empty page, and text became markup.
 */
#include <stdio.h>
#include <stdlib.h>
#include <strings.h>
#include <unistd.h>

#include "base/text.h"
#include "web/template.h"
#include "fresh_arena.h"

static const char layout[] = "{{%AUTOESCAPE context=\"HTML\"}}<title>{{x}}</title>{{>PAGE}}";
static const char page[] =
	"{{%AUTOESCAPE context=\"HTML\"}}<p class=\"{{x}}\" title='{{x}}'>{{x}} {{x:pre_escape}}</p><textarea>{{x:pre_escape}}"
	"</textarea><a href=\"{{x}}\">a</a><a href=\"/t?a={{x:url_query_escape}}\">b</a><img src=\"{{x}}\" alt=\"\">"
	"<p style=\"color: {{x}}\" onclick=\"f('{{x}}')\">c</p><script>var a = '{{x}}';</script>"
	"{{#rows}}<i>{{item}}</i>{{/rows}}{{#if_x}}<b></b>{{/if_x}}";

static void put(const char *folder, const char *name, const char *text)
{
	char file[128];
	FILE *out;

	snprintf(file, sizeof(file), "%s/%s", folder, name);
	out = fopen(file, "w");
	if (out == NULL || fputs(text, out) < 0 || fclose(out) != 0)
		abort();
}

static void take_away(const char *folder, const char *name)
{
	char file[128];

	snprintf(file, sizeof(file), "%s/%s", folder, name);
	unlink(file);
}

static struct template_set *load(void)
{
	char folder[] = "/tmp/fuzz-template-XXXXXX";
	const char *problem = "";
	struct template_set *set;

	if (mkdtemp(folder) == NULL)
		abort();
	put(folder, "layout.html", layout);
	put(folder, "page.html", page);
	set = template_set_load(folder, &problem);
	take_away(folder, "layout.html");
	take_away(folder, "page.html");
	rmdir(folder);
	if (set == NULL) {
		fprintf(stderr, "%s\n", problem);
		abort();
	}
	return set;
}

static size_t count_of(struct str text, char c)
{
	size_t count = 0;

	for (size_t i = 0; i < text.len; i++)
		count += text.data[i] == c;
	return count;
}

/* Whether a link begins with the scheme that runs scripts, in whatever case. */
static bool has_script_link(struct str text)
{
	static const struct str link = { "href=\"", 6 };
	size_t at = str_search(text, link, 0);

	for (; at < text.len; at = str_search(text, link, at + 1))
		if (strncasecmp(text.data + at + link.len, "javascript:", 11) == 0)
			return true;
	return false;
}

static struct str render(const struct template_set *set, struct arena *arena, struct str x)
{
	struct value *view = value_map(arena);
	struct str out;

	map_str(view, "x", x);
	list_str(map_list(view, "rows"), x);
	if (!template_render(set, arena, "page", view, NULL, &out))
		abort();
	return out;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct template_set *set;
	struct str text = { (const char *)data, size };
	struct arena *arena;
	struct str plain;
	struct str out;

	if (set == NULL)
		set = load();
	if (size == 0 || !text_valid(text) || !text_plain(text, true))
		return 0;
	arena = fresh_arena((size_t)64 << 20);
	plain = render(set, arena, S("x"));
	out = render(set, arena, text);
	/* No tag or attribute's end more, and no link that runs a script. */
	if (count_of(out, '<') != count_of(plain, '<') || count_of(out, '"') != count_of(plain, '"') ||
	    count_of(out, '\'') > count_of(plain, '\'') || has_script_link(out))
		abort();
	return 0;
}
