/*
 * What other programs read: an Atom feed of answered topics (RFC 4287) and site maps of all public pages with
 * their index (sitemaps.org 0.9).
 */
#include "pages/public/feeds.h"

#include "base/buf.h"
#include "lists/listing.h"
#include "model/answered.h"
#include "pages/feed.h"
#include "pages/site.h"
#include "pages/view/present.h"
#include "pages/view/channel_words.h"
#include "pages/publish/article_view.h"
#include "participation/enclosed_file.h"
#include "photos/enclosed.h"
#include "publish/article_access.h"
#include "publish/article_report.h"

#define FEED_ROWS 20
/* Cases or articles that one map covers; and maps in an index, by the protocol. */
#define MAP_ROWS 500
#define MAPS_MOST 50000
/* One a year. */
#define REPORTS_MOST 100

/* NULL: none. */
static const struct value *latest_answer(const struct case_record *record, const struct value *thread)
{
	for (const struct member *m = thread->first; m != NULL; m = m->next)
		if (str_eq(map_get_str(&m->value, "kind"), S("answer")) &&
		    map_get_int(&m->value, "version", 0) == record->answers)
			return &m->value;
	return NULL;
}

/* Adds the text and the files of what the public sees of a topic's thread. */
static void add_entry(struct exchange *exchange, const struct case_record *record, const struct value *said,
	struct feed *feed, struct feed_entry *entry)
{
	struct arena *arena = exchange->arena;
	struct feed_enclosure enclosures[ENCLOSED_FILES];
	const struct member *first = said != NULL ? photo_entry_files(said) : NULL;

	entry->content = said != NULL ? map_get_str(said, "text") : (struct str){ 0 };
	entry->enclosures = enclosures;
	for (const struct member *m = first; m != NULL && entry->enclosed < ENCLOSED_FILES; m = m->next) {
		struct enclosed_file file;

		if (!enclosed_file_read(&m->value, &file))
			continue;
		enclosures[entry->enclosed++] = (struct feed_enclosure){
			.url = ARENA_GLUE(arena, site_origin(exchange), S("/photos/"),
				num(arena, (int64_t)record->n), S("/"), file.file.id),
			.name = file.file.name, .size = file.file.size,
			.media = str_of(scan_kind_row(file.file.kind)->media) };
	}
	feed_entry(feed, entry);
}

static enum status add_feed_entry(struct exchange *exchange, const struct case_record *row,
	const struct depts *depts, struct feed *feed)
{
	struct casework work = site_work(exchange);
	struct arena *arena = work.arena;
	struct case_record record;
	struct value *thread;

	TRY(case_read(&work, row->n, &record, &thread, NULL));
	if (!case_visible(&record, &viewer_public))
		return OK;
	thread = thread_visible(arena, &record, thread, &viewer_public);
	add_entry(exchange, &record, latest_answer(&record, thread), feed, &(struct feed_entry){
		.title = record.title,
		.id = arena_printf(arena, "tag:%s,2026:%llu", work.config->site.id,
			(unsigned long long)record.n),
		.url = arena_join(arena, site_origin(exchange), channel_url(arena, row->channel, row->n)),
		.published = record.answered, .updated = answered_latest(&record),
		.author = depts_name(depts, record.dept) });
	return OK;
}

enum status feeds_atom(struct exchange *exchange)
{
	const struct listing listing = { .channel = CHANNEL_TOPIC, .tab = TAB_ANSWERED, .any_category = true,
		.limit = FEED_ROWS };
	struct casework work = site_work(exchange);
	struct listing_page page;
	struct depts depts;
	struct feed feed;

	TRY(depts_read_lately(exchange, &depts));
	TRY(listing_read(&work, &listing, &page));
	feed = feed_begin(exchange,
		arena_join(exchange->arena, str_of(work.config->site.name), S("：最新答复")),
		arena_printf(exchange->arena, "tag:%s,2026:answers", work.config->site.id));
	for (size_t i = 0; i < page.count; i++)
		TRY(add_feed_entry(exchange, &page.rows[i], &depts, &feed));
	return feed_end(exchange, &feed);
}

/* What is told of each kind of entry; of the others nothing. */
static const struct {
	const char *kind;
	const char *title;
} told[] = { { "answer", "答复" }, { "followup", "补充说明" }, { "comment", "评论" } };

static struct str author_of(const struct case_record *record, const struct value *entry,
	const struct depts *depts)
{
	struct str kind = map_get_str(entry, "kind");
	struct str name = map_get_str(entry, "name");

	if (str_eq(kind, S("answer")))
		return depts_name(depts, map_get_str(entry, "dept"));
	if (str_eq(kind, S("followup")))
		return record->asker;
	return name.len > 0 ? name : S("网友");
}

static void add_told(struct exchange *exchange, const struct case_record *record, const struct value *entry,
	const struct depts *depts, struct feed *feed)
{
	struct arena *arena = exchange->arena;
	struct str kind = map_get_str(entry, "kind");
	int64_t at = map_get_int(entry, "at", 0);
	size_t i = 0;

	while (i < sizeof(told) / sizeof(told[0]) && !str_eq(kind, str_of(told[i].kind)))
		i++;
	if (i == sizeof(told) / sizeof(told[0]))
		return;
	add_entry(exchange, record, entry, feed, &(struct feed_entry){
		.title = ARENA_GLUE(arena, str_of(told[i].title), S("："), record->title),
		.id = arena_printf(arena, "tag:%s,2026:%llu/%lld", exchange->site->config->site.id,
			(unsigned long long)record->n, (long long)map_get_int(entry, "id", 0)),
		.url = arena_join(arena, site_origin(exchange),
			channel_url(arena, record->channel, record->n)),
		.published = at, .updated = at,
		.author = author_of(record, entry, depts) });
}

enum status feeds_topic(struct exchange *exchange)
{
	struct casework work = site_work(exchange);
	const struct member *rows[FEED_ROWS];
	struct case_record record;
	struct value *thread;
	struct depts depts;
	struct feed feed;
	size_t count = 0;
	uint64_t n = 0;

	str_to_u64(exchange->params[0], INT64_MAX, &n);
	TRY(case_read(&work, n, &record, &thread, NULL));
	if (!case_visible(&record, &viewer_public) || record.channel != CHANNEL_TOPIC)
		return ERR_NOT_FOUND;
	TRY(depts_read_lately(exchange, &depts));
	thread = thread_visible(exchange->arena, &record, thread, &viewer_public);
	feed = feed_begin(exchange,
		ARENA_GLUE(exchange->arena, str_of(work.config->site.name), S("："), record.title),
		arena_printf(exchange->arena, "tag:%s,2026:topic/%llu", work.config->site.id,
			(unsigned long long)n));
	for (const struct member *m = thread->first; m != NULL; m = m->next)
		rows[count++ % FEED_ROWS] = m;
	for (size_t i = count; i > 0 && count - i < FEED_ROWS; i--)
		add_told(exchange, &record, &rows[(i - 1) % FEED_ROWS]->value, &depts, &feed);
	return feed_end(exchange, &feed);
}

static void add_place(struct buf *out, struct str origin, struct str path, struct str changed)
{
	buf_add(out, S("<url>"));
	xml_element(out, "loc", arena_join(out->arena, origin, path));
	if (changed.len > 0)
		xml_element(out, "lastmod", changed);
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
	xml_element(out, "loc", ARENA_GLUE(out->arena, origin, S("/sitemaps/"), name));
	buf_add(out, S("</sitemap>\n"));
}

static uint64_t maps_of(uint64_t last)
{
	return (last + MAP_ROWS - 1) / MAP_ROWS;
}

/* A map for the fixed pages, and one for each MAP_ROWS numbers: what was once in a map stays in it. */
enum status feeds_sitemap(struct exchange *exchange)
{
	struct casework work = site_work(exchange);
	struct str origin = site_origin(exchange);
	struct buf out = buf_in(exchange->arena);
	uint64_t articles;
	uint64_t last;

	TRY(case_last(&work, &last));
	TRY(article_last(&work, &articles));
	buf_add(&out, S("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n"
			"<sitemapindex xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n"));
	add_map(&out, origin, S("places"));
	for (uint64_t i = 1; i <= maps_of(last) && i < MAPS_MOST / 2; i++)
		add_map(&out, origin, num(exchange->arena, (int64_t)i));
	for (uint64_t i = 1; i <= maps_of(articles) && i < MAPS_MOST / 2; i++)
		add_map(&out, origin,
			arena_join(exchange->arena, S("articles/"), num(exchange->arena, (int64_t)i)));
	buf_add(&out, S("</sitemapindex>\n"));
	return send_xml(exchange, &out);
}

static enum status add_reports(struct exchange *exchange, struct buf *out)
{
	struct casework work = site_work(exchange);
	struct article *reports = arena_array(exchange->arena, REPORTS_MOST, sizeof(*reports));
	size_t count;

	TRY(article_report_years(&work, 0, REPORTS_MOST, reports, &count));
	for (size_t i = 0; i < count; i++)
		if (article_listed(&reports[i]))
			add_place(out, site_origin(exchange), ARENA_GLUE(exchange->arena, S("/reports/"),
				num(exchange->arena, reports[i].report)),
				clock_date(exchange->arena, article_latest(&reports[i])));
	return OK;
}

/* Fixed pages, columns (COLUMNS_MOST) and yearly reports. */
enum status feeds_sitemap_places(struct exchange *exchange)
{
	static const char *const places[] = { "/", "/topics", "/topics/new", "/letters", "/letters/new",
		"/requests", "/requests/new", "/requests/fees", "/track", "/stats",
		"/departments", "/columns", "/policies", "/reports", "/verify" };
	struct str origin = site_origin(exchange);
	struct buf out = buf_in(exchange->arena);
	struct columns columns;

	TRY(columns_read_lately(exchange, &columns));
	buf_add(&out, URLSET);
	for (size_t i = 0; i < sizeof(places) / sizeof(places[0]); i++)
		add_place(&out, origin, str_of(places[i]), (struct str){ 0 });
	for (size_t i = 0; i < columns.count; i++)
		add_place(&out, origin, arena_join(exchange->arena, S("/columns/"), columns.list[i].id),
			(struct str){ 0 });
	TRY(add_reports(exchange, &out));
	buf_add(&out, S("</urlset>\n"));
	return send_xml(exchange, &out);
}

/* The numbers that the map of the address covers; beyond the newest there is no map. */
static enum status map_numbers(struct exchange *exchange, uint64_t last, uint64_t numbers[MAP_ROWS])
{
	uint64_t map = 0;

	if (!str_to_u64(exchange->params[0], INT64_MAX, &map) || map == 0 || map > maps_of(last))
		return ERR_NOT_FOUND;
	for (size_t i = 0; i < MAP_ROWS; i++)
		numbers[i] = (map - 1) * MAP_ROWS + i + 1;
	return OK;
}

/* The public ones among the cases of one range of numbers. */
enum status feeds_sitemap_cases(struct exchange *exchange)
{
	struct casework work = site_work(exchange);
	struct str origin = site_origin(exchange);
	struct buf out = buf_in(exchange->arena);
	struct case_record *records = arena_array(exchange->arena, MAP_ROWS, sizeof(*records));
	uint64_t numbers[MAP_ROWS];
	uint64_t last;

	TRY(case_last(&work, &last));
	TRY(map_numbers(exchange, last, numbers));
	TRY(case_read_many(&work, numbers, MAP_ROWS, records));
	buf_add(&out, URLSET);
	for (size_t i = 0; i < MAP_ROWS; i++) {
		struct str path = channel_url(exchange->arena, records[i].channel, records[i].n);
		int64_t latest = answered_latest(&records[i]);
		int64_t at = latest != 0 ? latest : records[i].created;

		if (path.len > 0 && case_visible(&records[i], &viewer_public) &&
			records[i].state != STATE_MERGED)
			add_place(&out, origin, path, clock_date(exchange->arena, at));
	}
	buf_add(&out, S("</urlset>\n"));
	return send_xml(exchange, &out);
}

/* The same of articles. */
enum status feeds_sitemap_articles(struct exchange *exchange)
{
	struct casework work = site_work(exchange);
	struct str origin = site_origin(exchange);
	struct buf out = buf_in(exchange->arena);
	struct article *articles = arena_array(exchange->arena, MAP_ROWS, sizeof(*articles));
	uint64_t numbers[MAP_ROWS];
	uint64_t last;

	TRY(article_last(&work, &last));
	TRY(map_numbers(exchange, last, numbers));
	TRY(article_read_many(&work, numbers, MAP_ROWS, articles));
	buf_add(&out, URLSET);
	for (size_t i = 0; i < MAP_ROWS; i++)
		if (article_opens(&articles[i]) == OPENS_PAGE)
			add_place(&out, origin, article_url(exchange->arena, articles[i].n),
				clock_date(exchange->arena, article_latest(&articles[i])));
	buf_add(&out, S("</urlset>\n"));
	return send_xml(exchange, &out);
}
