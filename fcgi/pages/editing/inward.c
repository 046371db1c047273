#include "pages/editing/inward.h"

#include <sys/stat.h>

#include "attachments/attachment.h"
#include "base/buf.h"
#include "pages/publish/article_view.h"
#include "pages/publish/markdown.h"
#include "pages/site.h"

/* A draft while its links are looked at. */
struct looking {
	struct exchange *exchange;
	struct str page;	/* the article's own path */
	bool report;		/* it is a yearly report */
	struct str html;	/* of its body */
	struct attachments attachments;
	struct article_findings *out;
};

static void add(struct looking *looking, struct str link, const char *why)
{
	article_findings_add(looking->out, (struct article_finding){ .kind = FINDING_LINK,
		.what = link.len > 0 ? link : S("[]()"), .why = str_of(why) });
}

/* An attribute's value as it was before cmark escaped it. */
static struct str unescape(struct arena *arena, struct str value)
{
	static const struct {
		struct str name;
		char c;
	} entities[] = { { S("&amp;"), '&' }, { S("&#x27;"), '\'' }, { S("&quot;"), '"' } };

	struct buf out = buf_in(arena);

	for (size_t i = 0; i < value.len; i++) {
		char c = value.data[i];

		for (size_t k = 0; k < sizeof(entities) / sizeof(entities[0]); k++)
			if (str_starts(str_sub(value, i, value.len), entities[k].name)) {
				c = entities[k].c;
				i += entities[k].name.len - 1;
				break;
			}
		buf_byte(&out, c);
	}
	return buf_str(&out);
}

static bool letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* "https" of "https://…" (RFC 3986, section 3.1); empty: the address has none. */
static struct str scheme(struct str link)
{
	size_t end = 0;

	while (end < link.len && (letter(link.data[end]) || (end > 0 &&
		strchr("0123456789+-.", link.data[end]) != NULL)))
		end++;
	return end > 0 && end < link.len && link.data[end] == ':' ? str_sub(link, 0, end) : (struct str){ 0 };
}

/* Without "." and "..", as a browser takes them out (RFC 3986, section 5.2.4). */
static struct str straight(struct arena *arena, struct str path)
{
	struct str rest = str_sub(path, 1, path.len);
	struct str out = { 0 };
	struct str piece;
	bool folder = false;

	while (str_cut(&rest, '/', &piece)) {
		folder = str_eq(piece, S(".")) || str_eq(piece, S(".."));
		if (str_eq(piece, S("..")))
			while (out.len > 0 && out.data[--out.len] != '/')
				;
		else if (!folder)
			out = ARENA_GLUE(arena, out, S("/"), piece);
	}
	return folder || str_ends(path, S("/")) || out.len == 0 ? arena_join(arena, out, S("/")) : out;
}

/*
 * The path and query at this site that a link leads to, without its fragment (RFC 3986, section 5.2); false:
 * it leads elsewhere.
 */
static bool resolve(const struct looking *looking, struct str link, struct str *uri)
{
	struct arena *arena = looking->exchange->arena;
	struct str way = scheme(link);
	struct str path, query;
	size_t question;

	if (way.len > 0 && !str_eq_nocase(way, S("http")) && !str_eq_nocase(way, S("https")))
		return false;
	if (way.len > 0)
		link = str_sub(link, way.len + 1, link.len);
	link = str_sub(link, 0, str_find(link, '#', 0));
	if (str_starts(link, S("//"))) {
		size_t host_end = str_find(link, '/', 2);

		host_end = str_find(str_sub(link, 0, host_end), '?', 2);
		if (!str_eq_nocase(str_sub(link, 2, host_end), site_authority(looking->exchange)))
			return false;
		link = str_sub(link, host_end, link.len);
		link = str_starts(link, S("/")) ? link : arena_join(arena, S("/"), link);
	}
	question = str_find(link, '?', 0);
	path = str_sub(link, 0, question);
	query = str_sub(link, question, link.len);
	if (path.len == 0)
		path = looking->page;
	else if (path.data[0] != '/')
		path = arena_join(arena, S("/articles/"), path);
	*uri = arena_join(arena, straight(arena, path), query);
	return true;
}

/* The place of the page that a fragment names; every page has its top and its main part. */
static bool has_place(const struct looking *looking, struct str fragment)
{
	struct arena *arena = looking->exchange->arena;
	struct str id = ARENA_GLUE(arena, S(" id=\""), fragment, S("\""));

	return fragment.len == 0 || str_eq_nocase(fragment, S("top")) || str_eq(fragment, S("main")) ||
		str_search(looking->html, id, 0) < looking->html.len;
}

/* A file that nginx serves out of htdocs/static, beside the templates. */
static bool has_file(const struct looking *looking, struct str path)
{
	struct str name = ARENA_GLUE(looking->exchange->arena,
		str_of(looking->exchange->site->config->paths.templates), S("/.."), path);
	struct stat info;

	return stat(arena_cstr(looking->exchange->arena, name), &info) == 0 && S_ISREG(info.st_mode);
}

static enum status look(struct looking *looking, struct str link)
{
	const struct exchange *exchange = looking->exchange;
	struct str files = ARENA_GLUE(exchange->arena, S("/attachments/"),
		str_sub(looking->page, S("/articles/").len, looking->page.len), S("/"));
	size_t hash = str_find(link, '#', 0);
	const char *why = NULL;
	struct str uri, path;

	/* libcmark leaves it empty where it is javascript:, data: and the like. */
	if (link.len == 0)
		add(looking, link, "没有填写网址，或者是不能用的网址");
	if (link.len == 0 || !resolve(looking, link, &uri))
		return OK;
	path = str_sub(uri, 0, str_find(uri, '?', 0));
	if (str_eq(uri, looking->page)) {
		if (!has_place(looking, str_sub(link, hash + 1, link.len)))
			add(looking, link, "本页没有这个位置");
		return OK;
	}
	/* The report's own page, which opens with it: the system wrote this text. */
	if (looking->report && str_starts(path, S("/reports/")))
		return OK;
	if (str_starts(path, files) && attachments_find(&looking->attachments,
		str_sub(path, files.len, path.len)) != NULL)
		return OK;
	if (str_starts(path, S("/static/"))) {
		if (!has_file(looking, path))
			add(looking, link, "没有这个文件");
		return OK;
	}
	TRY(exchange->site->opens(exchange, uri, &why));
	if (why != NULL)
		add(looking, link, why);
	return OK;
}

/* Looks at each different value of the attributes; counts them in *links. */
static enum status look_at_all(struct looking *looking, struct str attribute, struct str *links,
	size_t *count)
{
	struct str html = looking->html;

	for (size_t i = str_search(html, attribute, 0); i < html.len; i = str_search(html, attribute, i)) {
		struct str value;
		bool seen = false;

		i += attribute.len;
		value = unescape(looking->exchange->arena, str_sub(html, i, str_find(html, '"', i)));
		for (size_t k = 0; k < *count && !seen; k++)
			seen = str_eq(links[k], value);
		if (seen)
			continue;
		if (*count == INWARD_MOST) {
			add(looking, value, "链接太多，没有查完，请减少链接");
			return OK;
		}
		links[(*count)++] = value;
		TRY(look(looking, value));
	}
	return OK;
}

/* Whether a tag stands within a line, so that what is before and after it reads as one. */
static bool within_line(struct str tag)
{
	static const struct str names[] = { S("em"), S("strong"), S("code"), S("a") };
	struct str name = str_sub(tag, str_starts(tag, S("/")) ? 1 : 0, str_find(tag, ' ', 0));

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (str_eq(name, names[i]))
			return true;
	return false;
}

/* What is read of the HTML: without tags, a line for each block. */
static struct str words_of(struct arena *arena, struct str html)
{
	struct buf out = buf_in(arena);
	size_t end;

	for (size_t i = 0; i < html.len; i = end + 1) {
		end = str_find(html, '<', i);
		buf_add(&out, str_sub(html, i, end));
		i = end;
		end = str_find(html, '>', i);
		if (!within_line(str_sub(html, i + 1, end)))
			buf_byte(&out, '\n');
	}
	return unescape(arena, buf_str(&out));
}

enum status inward_check(struct exchange *exchange, uint64_t n, const struct article_text *text,
	struct article_findings *out)
{
	struct looking looking = { .exchange = exchange, .page = article_url(exchange->arena, n),
		.report = text->report.len > 0, .html = markdown_html(exchange->arena, text->body),
		.out = out };
	struct str *links = arena_array(exchange->arena, INWARD_MOST, sizeof(*links));
	const struct article_text shown = { .body = words_of(exchange->arena, looking.html) };
	struct casework work = site_work(exchange);
	size_t count = 0;

	*out = (struct article_findings){ .count = 0 };
	article_check_text(&work, &shown, out);
	attachments_parse(exchange->arena, text->attachments, &looking.attachments);
	/* In text a quote is escaped, so these are attributes. */
	TRY(look_at_all(&looking, S(" href=\""), links, &count));
	return look_at_all(&looking, S(" src=\""), links, &count);
}

enum status inward_place(struct exchange *exchange, uint64_t n, struct str place, struct str *why)
{
	struct article_findings found = { .count = 0 };
	struct looking looking = { .exchange = exchange, .page = article_url(exchange->arena, n),
		.out = &found };

	TRY(look(&looking, place));
	*why = found.count > 0 ? found.list[0].why : (struct str){ 0 };
	return OK;
}
