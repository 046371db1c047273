#include "ctl/import/body_links.h"

#include "base/buf.h"

/* The host of an address; empty: it has none. */
static struct str host_of(struct str address)
{
	size_t scheme = str_search(address, S("://"), 0);
	size_t from = scheme + S("://").len;

	return scheme == address.len ? (struct str){ 0 } :
		str_sub(address, from, str_find(address, '/', from));
}

/* A path without "." and ".." (RFC 3986 section 5.2.4). */
static struct str without_dots(struct arena *arena, struct str path)
{
	struct str rest = str_sub(path, 1, path.len);
	struct buf out = buf_in(arena);
	struct str part;

	while (str_cut(&rest, '/', &part)) {
		bool folder = str_eq(part, S(".")) || str_eq(part, S(".."));

		while (str_eq(part, S("..")) && out.len > 0 && out.data[--out.len] != '/')
			;
		if (!folder)
			buf_printf(&out, "/%.*s", STR_ARG(part));
	}
	if (str_ends(path, S("/")) || out.len == 0)
		buf_byte(&out, '/');
	return buf_str(&out);
}

/* The address on the old portal that a link of the page at base means; empty: it leads elsewhere. */
static struct str old_address(struct arena *arena, struct str base, struct str path, struct str link)
{
	struct str host = host_of(link);
	size_t slash = path.len;
	size_t query = str_find(link, '?', 0);

	if (host.len > 0)
		return str_eq_nocase(host, host_of(base)) && !str_starts(link, S("mailto:")) ?
			article_origin_address(arena, link) : (struct str){ 0 };
	if (link.len == 0 || link.data[0] == '#' || str_starts(link, S("//")) ||
		str_find(str_sub(link, 0, query), ':', 0) < query)
		return (struct str){ 0 };
	if (link.data[0] == '/')
		return article_origin_address(arena, link);
	path = str_sub(path, 0, str_find(path, '?', 0));
	slash = path.len;
	while (slash > 0 && path.data[slash - 1] != '/')
		slash--;
	return article_origin_address(arena, ARENA_GLUE(arena, without_dots(arena,
		ARENA_GLUE(arena, str_sub(path, 0, slash), str_sub(link, 0, query))),
		str_sub(link, query, link.len)));
}

/* What it becomes; the link itself when it isn't known, or leads elsewhere. */
static enum status turn(struct article_import *in, const struct article_line *row, uint64_t n,
	struct str link, struct str *out)
{
	struct arena *arena = in->import.ctl->arena;
	struct str old = old_address(arena, row->base, row->origin.address, link);
	uint64_t other = 0;

	*out = link;
	if (old.len == 0)
		return OK;
	for (size_t i = 0; i < row->files.about.count; i++)
		if (str_eq(row->files.addresses[i], old)) {
			*out = ARENA_GLUE(arena, S("/attachments/"), num(arena, (int64_t)n), S("/"),
				row->files.about.list[i].id);
			return OK;
		}
	TRY(article_origin_taken(&in->import.ctl->work, old, &other));
	if (other != 0)
		*out = ARENA_GLUE(arena, S("/articles/"), num(arena, (int64_t)other));
	else if (address_set_has(&in->brought, old))
		*out = old;
	else
		import_note(&in->import, "%.*s leads to nothing that the import brings, and stays",
			STR_ARG(link));
	return OK;
}

enum status body_links_turn(struct article_import *in, struct article_line *row, uint64_t n)
{
	struct str body = row->text.body;
	struct buf out = buf_in(in->import.ctl->arena);
	size_t done = 0;

	for (size_t i = str_search(body, S("]("), 0); i < body.len; i = str_search(body, S("]("), done)) {
		size_t from = i + S("](").len;
		bool angled = str_starts(str_sub(body, from, body.len), S("<"));
		size_t to;
		struct str turned;

		from += angled;
		to = from;
		while (to < body.len && strchr(angled ? ">\n" : " )\n", body.data[to]) == NULL)
			to++;
		TRY(turn(in, row, n, str_sub(body, from, to), &turned));
		buf_add(&out, str_sub(body, done, from));
		buf_add(&out, turned);
		done = to;
	}
	buf_add(&out, str_sub(body, done, body.len));
	row->text.body = buf_str(&out);
	return OK;
}
