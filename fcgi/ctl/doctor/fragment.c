#include "ctl/doctor/fragment.h"

#include <stddef.h>
#include <string.h>

#include "base/text.h"

/* Elements that can't stand in a fragment, and why. */
static const struct {
	const char *name;
	const char *why;
} refused[] = {
	{ "script", "doesn't run: no script of a portal does" },
	{ "style", "is ignored: its rules belong into portal.css" },
	{ "iframe", "is kept out if it shows another host" },
	{ "frame", "is kept out" },
	{ "object", "is kept out" },
	{ "embed", "is kept out" },
	{ "base", "is ignored, and would be wrong for the page" },
	{ "meta", "belongs into a whole page" },
	{ "html", "belongs into a whole page" },
	{ "head", "belongs into a whole page" },
	{ "body", "belongs into a whole page" },
	{ "title", "belongs into a whole page" },
};

/* Attributes by which a browser fetches or sends by itself; of <a href> only who presses it does. */
static const char *const fetching[] = { "src", "srcset", "poster", "data", "background", "action",
	"formaction" };

/* Elements that must be closed, or the page stands inside them. */
static const char *const closed[] = { "div", "section", "header", "footer", "nav", "main", "article", "aside",
	"ul", "ol", "dl", "table", "form", "a", "span", "b", "strong", "h1", "h2", "button", "select" };

/* Of an address that is told. */
#define URL_SHOWN 80
#define CLOSED_COUNT (sizeof(closed) / sizeof(closed[0]))

struct reading {
	struct str html;
	size_t at;
	const struct problem_listener *to;
	int open[CLOSED_COUNT];
};

static size_t line_at(struct str text, size_t at)
{
	size_t line = 1;

	for (size_t i = 0; i < at; i++)
		line += text.data[i] == '\n';
	return line;
}

static bool is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f';
}

static struct str skip_blanks(struct str s)
{
	while (s.len > 0 && (is_blank(s.data[0]) || s.data[0] == '/'))
		s = str_sub(s, 1, s.len);
	return s;
}

/* Whether the address is of another host: with a scheme, or "//host". */
static bool is_abroad(struct str url)
{
	url = str_trim(url);
	return str_starts(url, S("//")) || str_eq_nocase(str_sub(url, 0, 5), S("http:")) ||
		str_eq_nocase(str_sub(url, 0, 6), S("https:"));
}

static void check_attribute(struct reading *reading, struct str element, struct str name, struct str value)
{
	const size_t line = line_at(reading->html, (size_t)(name.data - reading->html.data));
	bool fetches = str_eq_nocase(element, S("link")) && str_eq_nocase(name, S("href"));

	for (size_t i = 0; i < sizeof(fetching) / sizeof(fetching[0]); i++)
		fetches = fetches || str_eq_nocase(name, str_of(fetching[i]));
	if (str_eq_nocase(name, S("style")))
		problem_tell(reading->to, "line %zu: style= is ignored: its rules belong into portal.css", line);
	else if (name.len > 2 && str_eq_nocase(str_sub(name, 0, 2), S("on")))
		problem_tell(reading->to, "line %zu: %.*s= doesn't run: no script of a portal does", line, STR_ARG(name));
	else if (fetches && is_abroad(value))
		problem_tell(reading->to, "line %zu: %.*s=\"%.*s\" is of another host and kept out: put the file into "
			"the portal's folder", line, STR_ARG(name),
			STR_ARG(str_trim(str_sub(value, 0, URL_SHOWN))));
	else if (str_eq_nocase(str_sub(str_trim(value), 0, 11), S("javascript:")))
		problem_tell(reading->to, "line %zu: %.*s=javascript: doesn't run", line, STR_ARG(name));
}

/* Cuts the next attribute off *rest, which lies between a tag's name and its end. */
static bool cut_attribute(struct str *rest, struct str *name, struct str *value)
{
	size_t end = 0;
	char quote;

	*rest = skip_blanks(*rest);
	while (end < rest->len && !is_blank(rest->data[end]) && rest->data[end] != '=' &&
		rest->data[end] != '/')
		end++;
	*name = str_sub(*rest, 0, end);
	*value = (struct str){ 0 };
	*rest = str_sub(*rest, end, rest->len);
	if (!str_starts(*rest, S("=")))
		return name->len > 0;
	*rest = str_sub(*rest, 1, rest->len);
	quote = rest->len > 0 ? rest->data[0] : '\0';
	if (quote == '"' || quote == '\'') {
		end = str_find(*rest, quote, 1);
		*value = str_sub(*rest, 1, end);
		*rest = str_sub(*rest, end + 1, rest->len);
		return true;
	}
	for (end = 0; end < rest->len && !is_blank(rest->data[end]);)
		end++;
	*value = str_sub(*rest, 0, end);
	*rest = str_sub(*rest, end, rest->len);
	return true;
}

/* Where the tag that begins at `from` ends: its '>', outside of quotes. */
static size_t tag_end(struct str html, size_t from)
{
	char quote = '\0';

	for (size_t i = from; i < html.len; i++) {
		char c = html.data[i];

		if (quote != '\0')
			quote = c == quote ? '\0' : quote;
		else if (c == '>')
			return i;
		else if ((c == '"' || c == '\'') && html.data[i - 1] == '=')
			quote = c;
	}
	return html.len;
}

static void check_element(struct reading *reading, struct str name, bool closing)
{
	for (size_t i = 0; i < CLOSED_COUNT; i++)
		if (str_eq_nocase(name, str_of(closed[i])))
			reading->open[i] += closing ? -1 : 1;
	for (size_t i = 0; i < sizeof(refused) / sizeof(refused[0]) && !closing; i++)
		if (str_eq_nocase(name, str_of(refused[i].name)))
			problem_tell(reading->to, "line %zu: <%s> %s", line_at(reading->html, reading->at),
				refused[i].name, refused[i].why);
}

static void read_tag(struct reading *reading)
{
	const bool closing = reading->html.data[reading->at + 1] == '/';
	const size_t start = reading->at + (closing ? 2 : 1);
	const size_t end = tag_end(reading->html, start);
	size_t name_end = start;
	struct str rest;
	struct str name;
	struct str value;

	if (end == reading->html.len)
		problem_tell(reading->to, "line %zu: a tag isn't closed: it would take in what follows of the page",
			line_at(reading->html, reading->at));
	while (name_end < end && !is_blank(reading->html.data[name_end]) &&
		reading->html.data[name_end] != '/')
		name_end++;
	name = str_sub(reading->html, start, name_end);
	check_element(reading, name, closing);
	rest = str_sub(reading->html, name_end, end);
	for (struct str attribute; cut_attribute(&rest, &attribute, &value);)
		check_attribute(reading, name, attribute, value);
	reading->at = end + 1;
}

static void read_comment(struct reading *reading)
{
	const struct str html = reading->html;
	const size_t line = line_at(html, reading->at);
	size_t end = str_search(html, S("-->"), reading->at + 4);

	if (str_starts(str_sub(html, reading->at, html.len), S("<!--#")))
		problem_tell(reading->to, "line %zu: commands of SSI aren't run here", line);
	if (end >= html.len)
		problem_tell(reading->to, "line %zu: a comment isn't closed: it would take in the rest of the page", line);
	reading->at = end + 3;
}

static void check_text(struct str text, const struct problem_listener *to)
{
	if (str_starts(text, S("\xEF\xBB\xBF")))
		problem_tell(to, "line 1: begins with a byte order mark, which would stand in the page");
	if (!text_valid(text))
		problem_tell(to, "is not UTF-8");
}

void fragment_check(struct str html, const struct problem_listener *to)
{
	struct reading reading = { .html = html, .to = to };

	check_text(html, to);
	while ((reading.at = str_find(html, '<', reading.at)) < html.len) {
		struct str rest = str_sub(html, reading.at + 1, html.len);

		if (str_starts(rest, S("!--")))
			read_comment(&reading);
		else if (rest.len > 0 && (is_letter(rest.data[0]) ||
			(rest.len > 1 && rest.data[0] == '/' && is_letter(rest.data[1]))))
			read_tag(&reading);
		else
			reading.at++;
	}
	for (size_t i = 0; i < CLOSED_COUNT; i++)
		if (reading.open[i] != 0)
			problem_tell(to, "%d <%s> more %s than %s",
				reading.open[i] > 0 ? reading.open[i] : -reading.open[i],
				closed[i], reading.open[i] > 0 ? "opened" : "closed",
				reading.open[i] > 0 ? "closed" : "opened");
}

/* What stands in url(…) or behind @import: up to its quote, bracket or semicolon. */
static void check_style_url(struct str css, size_t at, const struct problem_listener *to)
{
	struct str url = str_trim(str_sub(css, at, at + URL_SHOWN));
	size_t end = 0;

	if (str_starts(url, S("\"")) || str_starts(url, S("'")))
		url = str_sub(url, 1, url.len);
	while (end < url.len && strchr("\"');", url.data[end]) == NULL)
		end++;
	if (is_abroad(url))
		problem_tell(to, "line %zu: \"%.*s\" is of another host and kept out: put the file into the portal's "
			"folder", line_at(css, at), (int)end, url.data);
}

void fragment_check_style(struct str css, const struct problem_listener *to)
{
	const struct str openings[] = { S("url("), S("@import ") };

	check_text(css, to);
	for (size_t i = 0; i < sizeof(openings) / sizeof(openings[0]); i++)
		for (size_t at = 0; (at = str_search(css, openings[i], at)) < css.len; at++)
			check_style_url(css, at + openings[i].len, to);
}
