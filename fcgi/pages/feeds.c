/* What other programs read: an Atom feed of answered topics (RFC 4287) and a site map of all public pages (sitemaps.org 0.9). */
#include "base/buf.h"
#include "cases/listing.h"
#include "pages/present.h"
#include "pages/public.h"

#define FEED_ROWS 20
#define MAP_PAGES 20
#define MAP_ROWS 50

/* Text in XML, within elements and attributes in double quotes. */
static void xml(struct buf *out, struct str s)
{
	for (size_t i = 0; i < s.len; i++) {
		unsigned char c = (unsigned char)s.data[i];

		if (c == '&')
			buf_add(out, S("&amp;"));
		else if (c == '<')
			buf_add(out, S("&lt;"));
		else if (c == '>')
			buf_add(out, S("&gt;"));
		else if (c == '"')
			buf_add(out, S("&quot;"));
		else if (c >= ' ' || c == '\n' || c == '\t')
			buf_byte(out, (char)c);
	}
}

static void element(struct buf *out, const char *name, struct str text)
{
	buf_printf(out, "<%s>", name);
	xml(out, text);
	buf_printf(out, "</%s>\n", name);
}

static struct str latest_answer(const struct case_record *record, const struct value *thread)
{
	for (const struct member *m = thread->first; m != NULL; m = m->next)
		if (str_eq(map_get_str(&m->value, "kind"), S("answer")) &&
		    map_get_int(&m->value, "version", 0) == record->answers)
			return map_get_str(&m->value, "text");
	return (struct str){ 0 };
}

static int64_t updated(const struct case_record *record)
{
	return record->revised > record->answered ? record->revised : record->answered;
}

/* Ids are tag URIs (RFC 4151), which stay the same wherever the site moves. */
static enum status add_feed_entry(struct casework *work, struct str origin, const struct case_record *row,
	const struct depts *depts, struct buf *out)
{
	struct arena *arena = work->arena;
	struct case_record record;
	struct value *thread;
	struct str url = arena_join(arena, origin, present_url(arena, row->channel, row->n));
	struct value *seen;

	TRY(case_read(work, row->n, &record, &thread, NULL));
	if (!case_visible(&record, &viewer_public))
		return OK;
	seen = thread_visible(arena, &record, thread, &viewer_public);
	buf_add(out, S("<entry>\n"));
	element(out, "title", record.title);
	element(out, "id", arena_printf(arena, "tag:%s,2026:%llu", work->config->site.id, (unsigned long long)record.n));
	buf_add(out, S("<link href=\""));
	xml(out, url);
	buf_add(out, S("\"/>\n"));
	element(out, "published", clock_rfc3339(arena, record.answered));
	element(out, "updated", clock_rfc3339(arena, updated(&record)));
	buf_add(out, S("<author>"));
	element(out, "name", dept_name(depts->list, depts->count, record.dept));
	buf_add(out, S("</author>\n"));
	element(out, "content", latest_answer(&record, seen));
	buf_add(out, S("</entry>\n"));
	return OK;
}

enum status feeds_atom(struct exchange *exchange)
{
	const struct listing listing = { .channel = CHANNEL_TOPIC, .tab = TAB_ANSWERED, .any_category = true,
		.limit = FEED_ROWS };
	struct casework work = site_work(exchange);
	struct str origin = site_origin(exchange);
	struct buf out = buf_in(exchange->arena);
	struct listing_page page;
	struct depts depts;
	int64_t newest = exchange->site->started;

	TRY(present_depts_lately(exchange, &depts));
	TRY(listing_read(&work, &listing, &page));
	for (size_t i = 0; i < page.count; i++)
		if (i == 0 || updated(&page.rows[i]) > newest)
			newest = updated(&page.rows[i]);
	buf_add(&out, S("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<feed xmlns=\"http://www.w3.org/2005/Atom\" "
			"xml:lang=\"zh-CN\">\n"));
	element(&out, "title", arena_join(exchange->arena, str_of(work.config->site.name), S("：最新答复")));
	element(&out, "id", arena_printf(exchange->arena, "tag:%s,2026:answers", work.config->site.id));
	element(&out, "updated", clock_rfc3339(exchange->arena, newest));
	buf_add(&out, S("<link rel=\"self\" href=\""));
	xml(&out, arena_join(exchange->arena, origin, S("/feed.atom")));
	buf_add(&out, S("\"/>\n"));
	for (size_t i = 0; i < page.count; i++)
		TRY(add_feed_entry(&work, origin, &page.rows[i], &depts, &out));
	buf_add(&out, S("</feed>\n"));
	exchange->reply->body = buf_str(&out);
	exchange->reply->type = S("application/atom+xml; charset=utf-8");
	exchange->reply->cacheable = true;
	return OK;
}

static void add_place(struct buf *out, struct str origin, struct str path, struct str changed)
{
	buf_add(out, S("<url>"));
	element(out, "loc", arena_join(out->arena, origin, path));
	if (changed.len > 0)
		element(out, "lastmod", changed);
	buf_add(out, S("</url>\n"));
}

static enum status add_cases(struct casework *work, enum channel channel, struct str origin, struct buf *out)
{
	struct listing listing = { .channel = channel, .tab = TAB_NEW, .any_category = true, .limit = MAP_ROWS };
	struct listing_page page;

	for (int i = 0; i < MAP_PAGES && (i == 0 || listing.before.len > 0); i++) {
		TRY(listing_read(work, &listing, &page));
		for (size_t row = 0; row < page.count; row++) {
			const struct case_record *record = &page.rows[row];
			int64_t at = updated(record) != 0 ? updated(record) : record->created;

			add_place(out, origin, present_url(work->arena, record->channel, record->n),
				clock_date(work->arena, at));
		}
		listing.before = page.next;
	}
	return OK;
}

enum status feeds_sitemap(struct exchange *exchange)
{
	static const char *const places[] = { "/", "/topics", "/topics/new", "/letters", "/letters/new", "/requests", "/requests/new",
		"/requests/fees", "/track", "/stats", "/digests",
		"/departments", "/verify" };
	struct casework work = site_work(exchange);
	struct str origin = site_origin(exchange);
	struct buf out = buf_in(exchange->arena);

	buf_add(&out, S("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n"
			"<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n"));
	for (size_t i = 0; i < sizeof(places) / sizeof(places[0]); i++)
		add_place(&out, origin, str_of(places[i]), (struct str){ 0 });
	TRY(add_cases(&work, CHANNEL_TOPIC, origin, &out));
	TRY(add_cases(&work, CHANNEL_LETTER, origin, &out));
	buf_add(&out, S("</urlset>\n"));
	exchange->reply->body = buf_str(&out);
	exchange->reply->type = S("application/xml; charset=utf-8");
	exchange->reply->cacheable = true;
	return OK;
}
