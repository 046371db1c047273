#include "pages/editing/digests.h"

#include "base/buf.h"
#include "base/clock.h"
#include "lists/listing.h"
#include "pages/editing/staff_article.h"
#include "pages/respond.h"
#include "pages/site.h"
#include "pages/view/row.h"
#include "pages/view/wording.h"
#include "publish/article_access.h"
#include "publish/digest.h"

#define ROWS PICKS_MOST
#define USUAL_DAYS 30

enum status digests_list(struct exchange *exchange)
{
	return respond_moved(exchange, exchange->request->wants_json ? S("/columns/" DIGEST_COLUMN ".json") :
		S("/columns/" DIGEST_COLUMN));
}

/* Topics being picked. */
struct picking {
	struct exchange *exchange;
	struct casework work;
	uint64_t article;	/* the draft that they are for; 0: a new one */
	int32_t from;		/* days, both included */
	int32_t to;
	struct picks picks;
	const char *fault;	/* what is wrong with the picks; NULL: nothing */
	const char *date_fault;
};

static struct str query(const struct picking *picking, const char *name)
{
	return field_get(picking->exchange->request->query, name);
}

static bool is_in(const struct picks *picks, uint64_t n)
{
	for (size_t i = 0; i < picks->count; i++)
		if (picks->list[i] == n)
			return true;
	return false;
}

/* Whether the box of case n is ticked. */
static bool ticked(const struct picking *picking, uint64_t n)
{
	uint64_t value;

	for (const struct field *f = picking->exchange->request->query; f != NULL; f = f->next)
		if (str_eq(f->name, S("pick")) && str_to_u64(f->value, INT64_MAX, &value) && value == n)
			return true;
	return false;
}

/* What was picked before, but for boxes of this page that are no longer ticked, and then the newly ticked. */
static void read_picks(struct picking *picking)
{
	struct picks before;
	struct picks seen;
	uint64_t n;

	picks_read(query(picking, "cases"), &before);
	picks_read(query(picking, "seen"), &seen);
	for (size_t i = 0; i < before.count; i++)
		if (!is_in(&seen, before.list[i]) || ticked(picking, before.list[i]))
			picks_add(&picking->picks, before.list[i]);
	for (const struct field *f = picking->exchange->request->query; f != NULL; f = f->next)
		if (str_eq(f->name, S("pick")) && str_to_u64(f->value, INT64_MAX, &n) &&
			!picks_add(&picking->picks, n))
			picking->fault = "最多选 20 个话题，请去掉一些。";
}

static void read_days(struct picking *picking)
{
	struct date from;
	struct date to;

	picking->to = clock_day(picking->work.now);
	picking->from = picking->to - USUAL_DAYS;
	if (query(picking, "from").len + query(picking, "to").len == 0)
		return;
	if (!date_parse(query(picking, "from"), &from) || !date_parse(query(picking, "to"), &to)) {
		picking->date_fault = "请按“2026-11-29”的格式填写日期。";
		return;
	}
	picking->from = day_of_date(from);
	picking->to = day_of_date(to);
	if (picking->from > picking->to)
		picking->date_fault = "开始日期不能晚于结束日期。";
}

/* Of a draft at first what it lists. */
static enum status read_article(struct picking *picking)
{
	struct article_text text;
	struct article article;

	if (query(picking, "article").len == 0)
		return OK;
	if (!str_to_u64(query(picking, "article"), INT64_MAX, &picking->article) || picking->article == 0)
		return ERR_NOT_FOUND;
	TRY(article_read_text(&picking->work, picking->article, &article, &text));
	if (!article_may(&article, ARTICLE_EDIT, &picking->exchange->session->viewer))
		return ERR_NOT_NOW;
	if (query(picking, "seen").len == 0 && query(picking, "cases").len == 0)
		picks_read(text.cases, &picking->picks);
	return OK;
}

static struct str day_text(struct arena *arena, int32_t day)
{
	return clock_date(arena, clock_day_start(day));
}

/* On to the form that these topics are for. */
static enum status write_on(struct picking *picking)
{
	struct arena *arena = picking->exchange->arena;
	struct str cases = picks_print(arena, &picking->picks);

	if (picking->article != 0)
		return respond_done(picking->exchange, ARENA_GLUE(arena, S("/staff/articles/"),
			num(arena, (int64_t)picking->article), S("/edit?cases="), cases), 200);
	return respond_done(picking->exchange, ARENA_GLUE(arena,
		S("/staff/articles/new?column=" DIGEST_COLUMN "&cases="), cases, S("&from="),
		day_text(arena, picking->from), S("&to="), day_text(arena, picking->to)), 200);
}

static enum status add_topics(struct picking *picking, struct str before)
{
	const struct listing listing = { .channel = CHANNEL_TOPIC, .tab = TAB_ANSWERED, .any_category = true,
		.before = before, .limit = ROWS, .from = clock_day_start(picking->from),
		.until = clock_day_start(picking->to + 1) };
	struct value *view = picking->exchange->reply->view;
	struct value *list = map_list(view, "topics");
	struct picks shown = { .count = 0 };
	struct listing_page page;
	struct depts depts;

	if (picking->date_fault != NULL)
		return OK;
	TRY(depts_read_lately(picking->exchange, &depts));
	TRY(listing_read(&picking->work, &listing, &page));
	for (size_t i = 0; i < page.count; i++) {
		struct value *row = list_map(list);

		picks_add(&shown, page.rows[i].n);
		row_view(&picking->work, &page.rows[i], &viewer_public, &depts, row);
		map_bool(row, "chosen", is_in(&picking->picks, page.rows[i].n) ||
			ticked(picking, page.rows[i].n));
	}
	map_str(view, "seen", picks_print(picking->exchange->arena, &shown));
	map_str(view, "next", page.next);
	return OK;
}

static enum status show(struct picking *picking)
{
	struct exchange *exchange = picking->exchange;
	struct value *view = exchange->reply->view;
	struct str typed_from = query(picking, "from");
	bool on = str_eq(query(picking, "go"), S("next")) && picking->fault == NULL;
	struct str before = query(picking, on ? "next" : "before");

	map_str(view, "from", picking->date_fault != NULL ? typed_from :
		day_text(exchange->arena, picking->from));
	map_str(view, "to", picking->date_fault != NULL ? query(picking, "to") :
		day_text(exchange->arena, picking->to));
	map_str(view, "cases", picks_print(exchange->arena, &picking->picks));
	map_int(view, "picked", (int64_t)picking->picks.count);
	map_int(view, "article", (int64_t)picking->article);
	map_str(view, "before", before);
	map_str(view, "fault", picking->fault != NULL ? str_of(picking->fault) : S(""));
	map_str(view, "date_fault", picking->date_fault != NULL ? str_of(picking->date_fault) : S(""));
	TRY(add_topics(picking, before));
	respond_page(exchange, "staff_digests", S("选编微问政消息"), "articles");
	if (picking->fault != NULL || picking->date_fault != NULL)
		exchange->reply->status = 422;
	return OK;
}

enum status staff_digests_pick(struct exchange *exchange)
{
	struct picking picking = { .exchange = exchange, .work = site_work(exchange) };
	bool write = str_eq(field_get(exchange->request->query, "go"), S("write"));

	read_days(&picking);
	read_picks(&picking);
	TRY(read_article(&picking));
	if (write && picking.fault == NULL && picking.picks.count == 0)
		picking.fault = "请至少选一个话题。";
	if (write && picking.fault == NULL && picking.date_fault == NULL)
		return write_on(&picking);
	return show(&picking);
}

/* "11月1日至11月29日", of one day "11月20日". */
static struct str days_words(struct arena *arena, int32_t from, int32_t to)
{
	struct date first = date_of_day(from);
	struct date last = date_of_day(to);
	struct buf out = buf_in(arena);

	buf_printf(&out, "%d月%d日", first.month, first.day);
	if (from != to)
		buf_printf(&out, "至%d月%d日", last.month, last.day);
	return buf_str(&out);
}

static enum status write_opening(struct exchange *exchange, int32_t from, int32_t to,
	struct article_text *text)
{
	struct casework work = site_work(exchange);
	struct str days = days_words(exchange->arena, from, to);
	struct buf out = buf_in(exchange->arena);
	struct digest_sums sums;

	text->title = arena_printf(exchange->arena, "微问政消息（%d年%.*s）", date_of_day(from).year,
		STR_ARG(days));
	TRY(digest_sums_read(&work, from, to, &sums));
	if (sums.in + sums.leads + sums.done == 0)
		return OK;
	buf_printf(&out, "%.*s，%s收到话题%lld个，交办%lld个，答复%lld个", STR_ARG(days),
		work.config->site.name, (long long)sums.in, (long long)sums.leads, (long long)sums.done);
	if (sums.done > 0)
		buf_printf(&out, "，其中按时答复%lld个", (long long)sums.on_time);
	buf_add(&out, S("。部分话题的办理情况如下。"));
	text->body = buf_str(&out);
	return OK;
}

enum status digests_prefill(struct exchange *exchange, struct article_text *text)
{
	const struct field *fields = exchange->request->query;
	struct picks picks;
	struct date from;
	struct date to;

	if (field_get(fields, "cases").len == 0)
		return OK;
	picks_read(field_get(fields, "cases"), &picks);
	text->cases = picks_print(exchange->arena, &picks);
	if (text->title.len > 0 || !date_parse(field_get(fields, "from"), &from) ||
		!date_parse(field_get(fields, "to"), &to))
		return OK;
	return write_opening(exchange, day_of_date(from), day_of_date(to), text);
}
