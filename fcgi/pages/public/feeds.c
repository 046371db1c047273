/*
 * What other programs read: an Atom feed of answered topics (RFC 4287) and site maps of all public pages with
 * their index (sitemaps.org 0.9).
 */
#include "pages/public/feeds.h"

#include "base/buf.h"
#include "lists/listing.h"
#include "pages/site.h"
#include "pages/view/present.h"
#include "pages/view/channel_words.h"

#define FEED_ROWS 20
/* Cases that one map covers; and maps in an index, by the protocol. */
#define MAP_CASES 500
#define MAPS_MOST 50000

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
	struct str url = arena_join(arena, origin, channel_url(arena, row->channel, row->n));
	struct value *seen;

	TRY(case_read(work, row->n, &record, &thread, NULL));
	if (!case_visible(&record, &viewer_public))
		return OK;
	seen = thread_visible(arena, &record, thread, &viewer_public);
	buf_add(out, S("<entry>\n"));
	element(out, "title", record.title);
	element(out, "id",
		arena_printf(arena, "tag:%s,2026:%llu", work->config->site.id, (unsigned long long)record.n));
	buf_add(out, S("<link href=\""));
	xml(out, url);
	buf_add(out, S("\"/>\n"));
	element(out, "published", clock_rfc3339(arena, record.answered));
	element(out, "updated", clock_rfc3339(arena, updated(&record)));
	buf_add(out, S("<author>"));
	element(out, "name", depts_name(depts, record.dept));
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

	TRY(depts_read_lately(exchange, &depts));
	TRY(listing_read(&work, &listing, &page));
	for (size_t i = 0; i < page.count; i++)
		if (i == 0 || updated(&page.rows[i]) > newest)
			newest = updated(&page.rows[i]);
	buf_add(&out,
		S("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<feed xmlns=\"http://www.w3.org/2005/Atom\" "
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

static enum status send_xml(struct exchange *exchange, const struct buf *out)
{
	exchange->reply->body = buf_str(out);
	exchange->reply->type = S("application/xml; charset=utf-8");
	exchange->reply->cacheable = true;
	return OK;
}

#define URLSET \
	S("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n")

static void add_map(struct buf *out, struct str origin, struct str name)
{
	buf_add(out, S("<sitemap>"));
	element(out, "loc", ARENA_GLUE(out->arena, origin, S("/sitemaps/"), name));
	buf_add(out, S("</sitemap>\n"));
}

/* A map for the fixed pages, and one for each MAP_CASES numbers: what was once in a map stays in it. */
enum status feeds_sitemap(struct exchange *exchange)
{
	struct casework work = site_work(exchange);
	struct str origin = site_origin(exchange);
	struct buf out = buf_in(exchange->arena);
	uint64_t last;

	TRY(case_last(&work, &last));
	buf_add(&out, S("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n"
			"<sitemapindex xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n"));
	add_map(&out, origin, S("places"));
	for (uint64_t i = 1; i <= (last + MAP_CASES - 1) / MAP_CASES && i < MAPS_MOST; i++)
		add_map(&out, origin, num(exchange->arena, (int64_t)i));
	buf_add(&out, S("</sitemapindex>\n"));
	return send_xml(exchange, &out);
}

enum status feeds_sitemap_places(struct exchange *exchange)
{
	static const char *const places[] = { "/", "/topics", "/topics/new", "/letters", "/letters/new",
		"/requests", "/requests/new", "/requests/fees", "/track", "/stats", "/digests",
		"/departments", "/verify" };
	struct str origin = site_origin(exchange);
	struct buf out = buf_in(exchange->arena);

	buf_add(&out, URLSET);
	for (size_t i = 0; i < sizeof(places) / sizeof(places[0]); i++)
		add_place(&out, origin, str_of(places[i]), (struct str){ 0 });
	buf_add(&out, S("</urlset>\n"));
	return send_xml(exchange, &out);
}

/* The public ones among the cases of one range of numbers; beyond the newest there is no map. */
enum status feeds_sitemap_cases(struct exchange *exchange)
{
	struct casework work = site_work(exchange);
	struct str origin = site_origin(exchange);
	struct buf out = buf_in(exchange->arena);
	struct case_record *records = arena_array(exchange->arena, MAP_CASES, sizeof(*records));
	uint64_t numbers[MAP_CASES];
	uint64_t map = 0;
	uint64_t last;

	TRY(case_last(&work, &last));
	if (!str_to_u64(exchange->params[0], INT64_MAX, &map) || map == 0 ||
		map > (last + MAP_CASES - 1) / MAP_CASES)
		return ERR_NOT_FOUND;
	for (size_t i = 0; i < MAP_CASES; i++)
		numbers[i] = (map - 1) * MAP_CASES + i + 1;
	TRY(case_read_many(&work, numbers, MAP_CASES, records));
	buf_add(&out, URLSET);
	for (size_t i = 0; i < MAP_CASES; i++) {
		struct str path = channel_url(exchange->arena, records[i].channel, records[i].n);
		int64_t at = updated(&records[i]) != 0 ? updated(&records[i]) : records[i].created;

		if (path.len > 0 && case_visible(&records[i], &viewer_public) &&
			records[i].state != STATE_MERGED)
			add_place(&out, origin, path, clock_date(exchange->arena, at));
	}
	buf_add(&out, S("</urlset>\n"));
	return send_xml(exchange, &out);
}
