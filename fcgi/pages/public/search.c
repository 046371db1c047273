#include "pages/public/search.h"

#include <inttypes.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/text.h"
#include "model/answered.h"
#include "model/department.h"
#include "pages/feed.h"
#include "pages/found_texts.h"
#include "pages/publish/article_view.h"
#include "pages/respond.h"
#include "pages/site.h"
#include "pages/view/channel_words.h"
#include "pages/view/row.h"
#include "pages/view/wording.h"
#include "search/meant.h"
#include "search/source.h"

#define ROWS 10
#define FEED_ROWS 20
#define SUMMARY_CHARACTERS 200
#define AREA_CHARACTERS 40
#define YEAR_FIRST 1949
#define YEAR_LAST 2199
/* Years that the form offers: this one and those before. */
#define YEARS_OFFERED 8
#define RETRY_SECONDS 60

static const char *const filters[] = { "kind", "category", "dept", "area", "year", "state" };

static const struct {
	const char *name;
	const char *label;
} states[] = { [FIND_ANY] = { "", "不限" }, [FIND_OPEN] = { "open", "办理中" },
	[FIND_ANSWERED] = { "answered", "已答复" } };

#define STATES (sizeof(states) / sizeof(states[0]))

/* What the address asks for. */
struct asked {
	struct str text;
	struct query query;
	enum query_fault fault;
	struct find find;
};

/* "SCORE-ID" */
static bool parse_cursor(struct str text, struct find *find)
{
	size_t dash = str_find(text, '-', 0);

	find->after = text.len > 0;
	return text.len == 0 || (str_to_u64(str_sub(text, 0, dash), UINT64_MAX, &find->cursor.score) &&
		str_to_u64(str_sub(text, dash + 1, text.len), UINT64_MAX, &find->cursor.id));
}

static bool parse_kind(struct str name, struct find_filter *filter)
{
	return name.len == 0 || doc_kind_parse(name, &filter->kind);
}

static bool parse_category(struct str name, struct find_filter *filter)
{
	enum category category;

	if (name.len == 0)
		return true;
	filter->by_category = category_parse(name, &category);
	if (filter->by_category)
		filter->category = (uint8_t)category;
	return filter->by_category;
}

static bool parse_year(struct str text, struct find_filter *filter)
{
	uint64_t n;

	if (text.len == 0)
		return true;
	if (!str_to_u64(text, YEAR_LAST, &n) || n < YEAR_FIRST)
		return false;
	filter->year = (uint16_t)n;
	return true;
}

static bool parse_state(struct str name, struct find_filter *filter)
{
	for (size_t i = 0; i < STATES; i++)
		if (str_eq(name, str_of(states[i].name))) {
			filter->state = (enum find_state)i;
			return true;
		}
	return false;
}

/* The one that has this id; a filter by an id that nobody has would find nothing and say so of the words. */
static bool parse_dept(struct str id, const struct depts *depts, struct find_filter *filter)
{
	for (size_t i = 0; i < depts->count && id.len > 0; i++)
		if (str_eq(depts->list[i].id, id))
			filter->dept = id;
	return id.len == filter->dept.len;
}

/* Beside the field, and for programs. */
static void add_error(struct exchange *exchange, struct value *errors, const char *field, const char *why)
{
	map_str(errors, field, str_of(why));
	map_str(exchange->reply->frame, arena_printf(exchange->arena, "%s_error", field).data, str_of(why));
}

/*
 * Empty is "any"; a word that isn't ours is an error, not a silent "any".  What is wrong is told and left
 * out: the other filters and the words stay.
 */
static bool take_filters(struct exchange *exchange, const struct depts *depts, struct find *find)
{
	const struct field *query = exchange->request->query;
	struct find_filter *filter = &find->filter;
	struct value *errors = map_map(exchange->reply->view, "errors");

	*find = (struct find){ .limit = ROWS, .filter = { .kind = DOC_KINDS,
		.area = text_tidy(exchange->arena, field_get(query, "area"), false) } };
	if (!parse_kind(field_get(query, "kind"), filter))
		add_error(exchange, errors, "kind", "没有这个种类，请重新选择。");
	if (!parse_category(field_get(query, "category"), filter))
		add_error(exchange, errors, "category", "没有这个分类，请重新选择。");
	if (!parse_dept(field_get(query, "dept"), depts, filter))
		add_error(exchange, errors, "dept", "没有这个部门，请重新选择。");
	if (text_length(filter->area) > AREA_CHARACTERS)
		add_error(exchange, errors, "area", "地点最多 40 个字，请缩短。");
	if (!parse_year(field_get(query, "year"), filter))
		add_error(exchange, errors, "year", "年份无法识别，请重新选择。");
	if (!parse_state(field_get(query, "state"), filter))
		add_error(exchange, errors, "state", "没有这种进展，请重新选择。");
	if (!parse_cursor(field_get(query, "before"), find))
		add_error(exchange, errors, "before", "翻页的网址不完整，请重新搜索。");
	map_str(exchange->reply->frame, "wrong", errors->first == NULL ? S("") :
		map_get_str(errors, "before").len > 0 ? map_get_str(errors, "before") :
		S("“缩小范围”里有需要修改的，请看下方的提示，改好后再搜。"));
	return errors->first == NULL;
}

static void add_option(struct value *list, struct str name, struct str label, bool chosen)
{
	struct value *map = list_map(list);

	map_str(map, "option_id", name);
	map_str(map, "option_name", label);
	map_bool(map, "option_chosen", chosen);
}

/* The site's areas, if it names them, and one that is asked for though it isn't among them. */
static void add_areas(struct exchange *exchange, struct str chosen)
{
	struct value *list = map_list(exchange->reply->frame, "area_options");
	struct str names = str_of(exchange->site->config->site.areas);
	bool named = names.len > 0;
	bool found = chosen.len == 0;
	struct str name;

	while (str_cut(&names, ',', &name)) {
		name = str_trim(name);
		add_option(list, name, name, str_eq(name, chosen));
		found = found || str_eq(name, chosen);
	}
	if (named && !found)
		add_option(list, chosen, chosen, true);
}

/* The choices of the form, with what is chosen. */
static void add_choices(struct exchange *exchange, const struct depts *depts,
	const struct find_filter *filter)
{
	struct value *frame = exchange->reply->frame;
	int year = date_of_day(clock_day(exchange->request->now)).year;
	struct value *list = map_list(frame, "kind_options");

	for (enum doc_kind kind = 0; kind < DOC_KINDS; kind++)
		add_option(list, str_of(doc_kind_name(kind)), str_of(doc_kind_label(kind)),
			kind == filter->kind);
	list = map_list(frame, "category_options");
	for (enum category category = 0; category < CATEGORY_COUNT; category++)
		add_option(list, str_of(category_name(category)), str_of(category_label(category)),
			filter->by_category && filter->category == category);
	list = map_list(frame, "state_options");
	for (size_t i = FIND_OPEN; i < STATES; i++)
		add_option(list, str_of(states[i].name), str_of(states[i].label), i == filter->state);
	list = map_list(frame, "year_options");
	for (int i = 0; i < YEARS_OFFERED; i++)
		add_option(list, num(exchange->arena, year - i),
			arena_printf(exchange->arena, "%d年", year - i), year - i == filter->year);
	if (filter->year != 0 && (filter->year > year || filter->year <= year - YEARS_OFFERED))
		add_option(list, num(exchange->arena, filter->year),
			arena_printf(exchange->arena, "%d年", filter->year), true);
	list = map_list(frame, "dept_options");
	for (size_t i = 0; i < depts->count; i++)
		add_option(list, depts->list[i].id, depts->list[i].name,
			str_eq(depts->list[i].id, filter->dept));
	add_areas(exchange, filter->area);
}

/* "/search/feed.atom?q=…&kind=…": the feed of what is asked for. */
static struct str feed_path(struct arena *arena, const struct value *asked)
{
	struct buf out = buf_in(arena);

	buf_add(&out, S("/search/feed.atom?q="));
	buf_add(&out, respond_escape_query(arena, map_get_str(asked, "q")));
	for (size_t i = 0; i < sizeof(filters) / sizeof(filters[0]); i++) {
		struct str value = map_get_str(asked, filters[i]);

		if (value.len == 0)
			continue;
		buf_printf(&out, "&%s=", filters[i]);
		buf_add(&out, respond_escape_query(arena, value));
	}
	return buf_str(&out);
}

static const struct value *add_asked(struct exchange *exchange, const struct asked *asked)
{
	const struct find_filter *filter = &asked->find.filter;
	struct value *map = map_map(exchange->reply->view, "asked");

	map_str(map, "q", asked->text);
	map_str(map, "kind", filter->kind != DOC_KINDS ? str_of(doc_kind_name(filter->kind)) : S(""));
	map_str(map, "category",
		filter->by_category ? str_of(category_name((enum category)filter->category)) : S(""));
	map_str(map, "dept", filter->dept);
	map_str(map, "area", filter->area);
	map_str(map, "year", filter->year != 0 ? num(exchange->arena, filter->year) : S(""));
	map_str(map, "state", str_of(states[filter->state].name));
	map_bool(map, "narrowed", filter->kind != DOC_KINDS || filter->by_category || filter->dept.len > 0 ||
		filter->area.len > 0 || filter->year != 0 || filter->state != FIND_ANY);
	return map;
}

/* One that was merged is shown as the one that it leads to, with its own words. */
static void add_row(struct casework *work, const struct query *query, const struct source *source,
	const struct depts *depts, struct value *map)
{
	enum doc_kind kind = source_kind(source);
	struct str texts[SECTIONS];

	source_texts(work->arena, source, texts);
	if ((source->id & SOURCE_ARTICLE) != 0)
		article_row_view(work->arena, &source->article, map);
	else
		row_view(work, source->into.n != 0 ? &source->into : &source->record, &viewer_public, depts,
			map);
	map_int(map, "merged", source->into.n != 0 ? (int64_t)source->record.n : 0);
	if (source->into.n != 0) {
		texts[SECTION_BODY] = ARENA_GLUE(work->arena, texts[SECTION_TITLE], S("\n"),
			texts[SECTION_BODY]);
		texts[SECTION_TITLE] = source->into.title;
	}
	map_bool(map, "is_case", (source->id & SOURCE_ARTICLE) == 0);
	map_str(map, "kind", str_of(doc_kind_name(kind)));
	map_str(map, "kind_label", str_of(doc_kind_label(kind)));
	found_texts_view(work->arena, query, texts, map);
}

/* Whether a merged one leads to what stands on the page already. */
static bool shown_before(const struct source *sources, size_t i, size_t count)
{
	uint64_t into = sources[i].into.n;

	for (size_t k = 0; k < count && into != 0; k++)
		if (k != i && sources[k].visible &&
			(sources[k].id == source_case(into) || (k < i && sources[k].into.n == into)))
			return true;
	return false;
}

/* Each row is asked again whether the public may see it: the index may be behind by a moment. */
static enum status add_found(struct exchange *exchange, const struct asked *asked, const struct found *found)
{
	struct casework work = site_work(exchange);
	struct value *view = exchange->reply->view;
	struct value *list = map_list(view, "results");
	struct source sources[ROWS];
	uint64_t ids[ROWS];
	struct depts depts;
	uint64_t total = found->total;

	TRY(depts_read_lately(exchange, &depts));
	for (size_t i = 0; i < found->count; i++)
		ids[i] = found->hits[i].id;
	TRY(source_read(&work, ids, found->count, sources));
	TRY(source_lead(&work, sources, found->count));
	for (size_t i = 0; i < found->count; i++)
		if (sources[i].visible && !shown_before(sources, i, found->count))
			add_row(&work, &asked->query, &sources[i], &depts, list_map(list));
		else
			total--;
	map_int(view, "total", (int64_t)total);
	map_bool(view, "total_or_more", found->total == FIND_COUNTED);
	map_str(view, "next", found->more ? arena_printf(exchange->arena, "%" PRIu64 "-%" PRIu64,
		found->hits[found->count - 1].score, found->hits[found->count - 1].id) : S(""));
	map_bool(view, "later", asked->find.after);
	return OK;
}

/* Words that sound like what was typed, when it finds nothing. */
static void add_meant(struct exchange *exchange, const struct asked *asked, const struct found *found)
{
	struct value *list = map_list(exchange->reply->view, "meant");
	struct meant meant;

	if (found->total > 0)
		return;
	meant_find(exchange->arena, exchange->site->index, &asked->query, asked->text, &meant);
	for (size_t i = 0; i < meant.count; i++) {
		struct value *map = list_map(list);

		map_str(map, "word", meant.words[i].text);
		map_int(map, "finds", (int64_t)meant.words[i].total);
	}
}

static enum status search(struct exchange *exchange, struct asked *asked, bool fine)
{
	struct value *view = exchange->reply->view;
	struct found found;

	if (!fine)
		exchange->reply->status = status_http(ERR_INVALID);
	if (asked->fault != QUERY_FINE) {
		map_str(view, "fault", asked->text.len > 0 ? str_of(query_fault_text(asked->fault)) : S(""));
		if (asked->fault != QUERY_EMPTY)
			exchange->reply->status = status_http(ERR_INVALID);
		return OK;
	}
	map_str(view, "fault", S(""));
	if (!fine)
		return OK;
	asked->find.query = &asked->query;
	if (index_follow(exchange->site->index) != OK ||
		find_docs(exchange->site->index, &asked->find, &found) != OK) {
		map_bool(view, "away", true);
		exchange->reply->status = status_http(ERR_AWAY);
		exchange->reply->retry_after = RETRY_SECONDS;
		return OK;
	}
	map_bool(view, "searched", true);
	add_meant(exchange, asked, &found);
	return add_found(exchange, asked, &found);
}

enum status search_public(struct exchange *exchange)
{
	struct asked asked = { .text = field_get(exchange->request->query, "q") };
	const struct value *shown;
	struct depts depts;
	bool fine;

	TRY(depts_read_lately(exchange, &depts));
	fine = take_filters(exchange, &depts, &asked.find);
	asked.fault = query_parse(exchange->arena, asked.text, &asked.query);
	shown = add_asked(exchange, &asked);
	if (fine && asked.fault == QUERY_FINE)
		map_str(exchange->reply->frame, "search_feed", feed_path(exchange->arena, shown));
	add_choices(exchange, &depts, &asked.find.filter);
	TRY(search(exchange, &asked, fine));
	reply_header(exchange->reply, S("X-Robots-Tag"), S("noindex"));
	respond_page(exchange, "search", S("搜索"), NULL);
	return OK;
}

static void add_feed_entry(struct exchange *exchange, const struct source *source, const struct depts *depts,
	struct feed *feed)
{
	struct arena *arena = exchange->arena;
	const struct case_record *record = &source->record;
	const struct article *article = &source->article;
	bool is_case = (source->id & SOURCE_ARTICLE) == 0;
	struct str path = is_case ? channel_url(arena, record->channel, record->n) :
		article_url(arena, article->n);
	int64_t answered = is_case ? answered_latest(record) : 0;
	struct str texts[SECTIONS];

	source_texts(arena, source, texts);
	feed_entry(feed, &(struct feed_entry){ .title = texts[SECTION_TITLE],
		.id = is_case ? arena_printf(arena, "tag:%s,2026:%" PRIu64, exchange->site->config->site.id,
			record->n) : arena_printf(arena, "tag:%s,2026:articles/%" PRIu64,
			exchange->site->config->site.id, article->n),
		.url = arena_join(arena, site_origin(exchange), path),
		.published = is_case ? record->created : article->published,
		.updated = !is_case ? article_latest(article) : answered != 0 ? answered : record->created,
		.author = !is_case ? str_of(exchange->site->config->site.host) : record->dept.len > 0 ?
			depts_name(depts, record->dept) : str_of(exchange->site->config->site.name),
		.summary = text_first(texts[SECTION_BODY], SUMMARY_CHARACTERS) });
}

/* What was merged is told as what it was merged into, if that is found. */
static enum status send_feed(struct exchange *exchange, const struct asked *asked, const struct found *found,
	const struct depts *depts)
{
	struct casework work = site_work(exchange);
	struct str path = feed_path(exchange->arena, map_get(exchange->reply->view, "asked"));
	struct source sources[FEED_ROWS];
	uint64_t ids[FEED_ROWS];
	struct feed feed;

	for (size_t i = 0; i < found->count; i++)
		ids[i] = found->hits[i].id;
	TRY(source_read(&work, ids, found->count, sources));
	feed = feed_begin(exchange, ARENA_GLUE(exchange->arena, str_of(work.config->site.name), S("：搜索“"),
		asked->text, S("”")), ARENA_GLUE(exchange->arena, S("tag:"),
		str_of(work.config->site.id), S(",2026:"), str_sub(path, 1, path.len)));
	feed.path = path;
	for (size_t i = 0; i < found->count; i++)
		if (sources[i].visible && sources[i].record.state != STATE_MERGED)
			add_feed_entry(exchange, &sources[i], depts, &feed);
	TRY(feed_end(exchange, &feed));
	/* No cache keeps what somebody typed. */
	exchange->reply->cacheable = false;
	reply_header(exchange->reply, S("X-Robots-Tag"), S("noindex"));
	return OK;
}

enum status search_feed(struct exchange *exchange)
{
	struct asked asked = { .text = field_get(exchange->request->query, "q") };
	struct depts depts;
	struct found found;

	TRY(depts_read_lately(exchange, &depts));
	if (!take_filters(exchange, &depts, &asked.find))
		return ERR_MALFORMED;
	asked.fault = query_parse(exchange->arena, asked.text, &asked.query);
	if (asked.fault != QUERY_FINE)
		return respond_refuse(exchange, ERR_INVALID, str_of(query_fault_text(asked.fault)));
	add_asked(exchange, &asked);
	asked.find.query = &asked.query;
	asked.find.limit = FEED_ROWS;
	asked.find.newest = true;
	TRY(index_follow(exchange->site->index));
	TRY(find_docs(exchange->site->index, &asked.find, &found));
	return send_feed(exchange, &asked, &found, &depts);
}
