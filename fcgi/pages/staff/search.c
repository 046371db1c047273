/* Finding cases again: by number, by the sender's phone, by words. */
#include "pages/staff/search.h"

#include <inttypes.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/text.h"
#include "drafts/saved_search.h"
#include "lists/search.h"
#include "model/department.h"
#include "pages/found_texts.h"
#include "pages/respond.h"
#include "pages/site.h"
#include "pages/view/staff_view.h"
#include "search/inside.h"

#define FILTERS 6
static const char *const filters[FILTERS] = { "channel", "state", "dept", "from", "to", "sort" };
#define BEST S("best")

/* One search being done. */
struct inquiry {
	struct exchange *exchange;
	struct casework work;
	struct str text;
	enum search_by by;
	struct inside_asked asked;	/* by words */
	struct str wrong;	/* the first filter that is none, as a sentence */
	bool away;
	struct search_page found;
	const struct inside *texts;	/* of those found by words; else NULL */
	struct str name_error;		/* what is wrong with the name of a search to be put by */
	bool more;
	struct find_hit last;
};

static const struct field *fields_of(const struct exchange *exchange)
{
	const struct request *request = exchange->request;

	return request->method == METHOD_POST ? request->form : request->query;
}

static const struct viewer *me(const struct inquiry *inquiry)
{
	return &inquiry->exchange->session->viewer;
}

/* The text that was asked for, and as what it is meant: as it says, else as it looks. */
static void begin(struct exchange *exchange, struct inquiry *inquiry)
{
	const struct field *fields = fields_of(exchange);

	*inquiry = (struct inquiry){ .exchange = exchange, .work = site_work(exchange) };
	inquiry->text = text_first(text_tidy(exchange->arena, field_get(fields, "q"), false),
		QUERY_CHARACTERS + 1);
	if (!search_parse(field_get(fields, "by"), &inquiry->by))
		inquiry->by = search_guess(&inquiry->work, inquiry->text);
	/* Without a text the filters ask alone. */
	if (inquiry->text.len == 0)
		inquiry->by = SEARCH_WORD;
}

static void add_rows(struct inquiry *inquiry, const struct depts *depts, struct value *view)
{
	struct value *rows = map_list(view, "rows");

	for (size_t i = 0; i < inquiry->found.count; i++) {
		const struct case_record *record = &inquiry->found.rows[i];
		struct value *map = list_map(rows);

		row_view(&inquiry->work, record, me(inquiry), depts, map);
		if (inquiry->texts != NULL)
			found_texts_view(inquiry->work.arena, &inquiry->asked.query,
				inquiry->texts[i].texts, map);
		else
			map_list(map, "title_pieces");
		staff_due_view(&inquiry->work, record->due, map);
	}
}

/* "SCORE-ID" */
static bool parse_cursor(struct str text, struct inside_asked *asked)
{
	size_t dash = str_find(text, '-', 0);

	asked->after = text.len > 0;
	return text.len == 0 || (str_to_u64(str_sub(text, 0, dash), UINT64_MAX, &asked->cursor.score) &&
		str_to_u64(str_sub(text, dash + 1, text.len), UINT64_MAX, &asked->cursor.id));
}

/* The beginning of a day of the site, so many days later; empty: any. */
static bool parse_day(struct str text, int32_t later, int64_t *ms)
{
	struct date date;

	if (text.len == 0)
		return true;
	if (!date_parse(text, &date))
		return false;
	*ms = clock_day_start(day_of_date(date) + later);
	return true;
}

/* Told beside the field; the first above the form too. */
static void add_wrong(struct inquiry *inquiry, const char *field, const char *why)
{
	struct exchange *exchange = inquiry->exchange;

	if (inquiry->wrong.len == 0)
		inquiry->wrong = str_of(why);
	map_str(exchange->reply->frame, arena_printf(exchange->arena, "%s_error", field).data, str_of(why));
}

static bool dept_known(struct str id, const struct depts *depts)
{
	for (size_t i = 0; i < depts->count; i++)
		if (str_eq(depts->list[i].id, id))
			return true;
	return id.len == 0;
}

/* Empty is "any"; a word that isn't ours is an error, not a silent "any". */
static void take_filters(struct inquiry *inquiry, const struct depts *depts)
{
	const struct field *fields = fields_of(inquiry->exchange);
	struct inside_asked *asked = &inquiry->asked;
	struct str channel = field_get(fields, "channel");
	struct str state = field_get(fields, "state");

	*asked = (struct inside_asked){ .channel = CHANNEL_COUNT, .dept = field_get(fields, "dept"),
		.newest = !str_eq(field_get(fields, "sort"), BEST) };
	if (channel.len > 0 && !channel_parse(channel, &asked->channel))
		add_wrong(inquiry, "channel", "没有这个渠道，请重新选择。");
	if (state.len > 0 && !state_parse(state, &asked->state))
		add_wrong(inquiry, "state", "没有这种状态，请重新选择。");
	if (!dept_known(asked->dept, depts))
		add_wrong(inquiry, "dept", "没有这个部门，请重新选择。");
	if (!parse_day(field_get(fields, "from"), 0, &asked->from))
		add_wrong(inquiry, "from", "开始日期无法识别，请写成2026-03-02这样。");
	if (!parse_day(field_get(fields, "to"), 1, &asked->to))
		add_wrong(inquiry, "to", "结束日期无法识别，请写成2026-03-02这样。");
	if (inquiry->wrong.len == 0 && asked->from != 0 && asked->to != 0 && asked->from >= asked->to)
		add_wrong(inquiry, "to", "结束日期早于开始日期，请重新选择。");
	if (!parse_cursor(field_get(fields, "before"), asked))
		add_wrong(inquiry, "before", "翻页的网址不完整，请重新查找。");
}

/* "&channel=topic…": what is chosen, for addresses. */
static struct str filters_query(struct exchange *exchange)
{
	const struct field *fields = fields_of(exchange);
	struct buf out = buf_in(exchange->arena);

	for (size_t i = 0; i < FILTERS; i++) {
		struct str value = field_get(fields, filters[i]);

		if (value.len == 0 || (str_eq(str_of(filters[i]), S("sort")) && !str_eq(value, BEST)))
			continue;
		buf_printf(&out, "&%s=", filters[i]);
		buf_add(&out, respond_escape_query(exchange->arena, value));
	}
	return buf_str(&out);
}

static void add_choice(struct value *list, struct str option, struct str label, struct str asked)
{
	struct value *map = list_map(list);

	map_str(map, "option", option);
	map_str(map, "option_label", label);
	map_bool(map, "chosen", str_eq(option, asked));
}

static void add_choices(struct exchange *exchange, const struct depts *depts)
{
	const struct field *fields = fields_of(exchange);
	struct value *map = map_map(exchange->reply->view, "filter");
	struct value *list = map_list(map, "channels");

	for (enum channel i = 0; i < CHANNEL_COUNT; i++)
		add_choice(list, str_of(channel_name(i)), str_of(channel_label(i)),
			field_get(fields, "channel"));
	list = map_list(map, "states");
	for (enum state i = STATE_PENDING; i < STATE_COUNT; i++)
		add_choice(list, str_of(state_name(i)), str_of(state_label(i)), field_get(fields, "state"));
	list = map_list(map, "depts");
	for (size_t i = 0; i < depts->count; i++)
		add_choice(list, depts->list[i].id, depts->list[i].name, field_get(fields, "dept"));
	map_str(map, "from", field_get(fields, "from"));
	map_str(map, "to", field_get(fields, "to"));
	map_bool(map, "best", str_eq(field_get(fields, "sort"), BEST));
	map_bool(map, "on", filters_query(exchange).len > 0);
}

/* "q=…&by=word&channel=…": the whole search by words. */
static struct str word_query(const struct inquiry *inquiry)
{
	struct arena *arena = inquiry->exchange->arena;

	return ARENA_GLUE(arena, S("q="), respond_escape_query(arena, inquiry->text), S("&by=word"),
		filters_query(inquiry->exchange));
}

/* The account's searches, and whether this one can be one of them. */
static enum status add_saved(struct inquiry *inquiry, struct value *view)
{
	struct saved_search searches[SAVED_SEARCHES_MOST];
	struct value *list = map_list(view, "saved");
	struct value *map;
	size_t count;

	TRY(saved_search_read(&inquiry->work, me(inquiry)->id, searches, &count));
	for (size_t i = 0; i < count; i++) {
		map = list_map(list);
		map_str(map, "saved_name", searches[i].name);
		map_str(map, "saved_url",
			arena_join(inquiry->exchange->arena, S("/staff/search?"), searches[i].query));
	}
	if (inquiry->by != SEARCH_WORD || inquiry->wrong.len > 0 || !inside_asks(&inquiry->asked))
		return OK;
	map = map_map(inquiry->exchange->reply->frame, "savable");
	map_str(map, "name", field_get(inquiry->exchange->request->form, "name"));
	map_str(map, "name_error", inquiry->name_error);
	for (size_t i = 0; i < FILTERS; i++)
		map_str(map, filters[i], field_get(fields_of(inquiry->exchange), filters[i]));
	return OK;
}

static void add_next(const struct inquiry *inquiry, struct value *view)
{
	struct arena *arena = inquiry->exchange->arena;

	map_str(view, "next", inquiry->more ? arena_printf(arena, "%" PRIu64 "-%" PRIu64,
		inquiry->last.score, inquiry->last.id) : S(""));
	map_str(view, "next_url", inquiry->more ? arena_printf(arena,
		"/staff/search?%.*s&before=%" PRIu64 "-%" PRIu64, STR_ARG(word_query(inquiry)),
		inquiry->last.score, inquiry->last.id) : S(""));
}

static enum status show(struct inquiry *inquiry, enum status fault, struct str why)
{
	struct exchange *exchange = inquiry->exchange;
	struct value *view = exchange->reply->view;
	struct depts depts;
	struct str token;

	if (fault != OK && exchange->request->wants_json)
		return respond_refuse(exchange, fault, why);
	exchange->reply->status = fault != OK ? status_http(fault) : 0;
	TRY(site_form_token(exchange, "staff", &token));
	TRY(depts_read(&inquiry->work, &depts));
	map_str(view, "form", token);
	map_str(view, "q", inquiry->text);
	map_str(view, "by", str_of(search_name(inquiry->by)));
	for (enum search_by by = 0; by < SEARCH_BYS; by++)
		map_bool(view, arena_printf(exchange->arena, "by_%s", search_name(by)).data,
			by == inquiry->by);
	map_str(view, "fault", why);
	map_bool(view, "away", inquiry->away);
	map_bool(view, "searched", fault == OK && !inquiry->away &&
		(inquiry->text.len > 0 || inside_asks(&inquiry->asked)));
	add_rows(inquiry, &depts, view);
	add_choices(exchange, &depts);
	map_bool(view, "cut", inquiry->found.cut);
	add_next(inquiry, view);
	TRY(add_saved(inquiry, view));
	respond_page(exchange, "staff_search", S("查找"), "search");
	return OK;
}

/* The index away: numbers and phones are found without it. */
static enum status show_away(struct inquiry *inquiry)
{
	struct exchange *exchange = inquiry->exchange;

	inquiry->away = true;
	TRY(show(inquiry, OK, S("")));
	exchange->reply->status = status_http(ERR_AWAY);
	return OK;
}

/* The words and the filters; what is wrong with them comes to inquiry->wrong. */
static enum status read_asked(struct inquiry *inquiry)
{
	struct inside_asked *asked = &inquiry->asked;
	enum query_fault fault;
	struct depts depts;

	TRY(depts_read_lately(inquiry->exchange, &depts));
	take_filters(inquiry, &depts);
	fault = query_parse(inquiry->exchange->arena, inquiry->text, &asked->query);
	if (fault != QUERY_FINE)
		asked->query = (struct query){ 0 };
	if (fault != QUERY_FINE && fault != QUERY_EMPTY && inquiry->wrong.len == 0)
		inquiry->wrong = str_of(query_fault_text(fault));
	return OK;
}

static enum status by_word(struct inquiry *inquiry)
{
	struct inside_asked *asked = &inquiry->asked;
	struct index *index = inquiry->exchange->site->inside;
	struct inside_found *found = arena_array(inquiry->exchange->arena, 1, sizeof(*found));
	enum status status;

	TRY(read_asked(inquiry));
	if (inquiry->wrong.len > 0)
		return show(inquiry, ERR_INVALID, inquiry->wrong);
	if (!inside_asks(asked))
		return show(inquiry, OK, S(""));
	if (index_follow(index) != OK)
		return show_away(inquiry);
	status = inside_find(&inquiry->work, index, me(inquiry), asked, found);
	if (status == ERR_AWAY && index_follow(index) != OK)
		return show_away(inquiry);
	TRY(status);
	for (size_t i = 0; i < found->count; i++)
		inquiry->found.rows[inquiry->found.count++] = found->rows[i].record;
	inquiry->texts = found->rows;
	inquiry->more = found->more;
	inquiry->last = found->last;
	return show(inquiry, OK, S(""));
}

/* One case found by its number is what was meant. */
static enum status by_number(struct inquiry *inquiry)
{
	struct exchange *exchange = inquiry->exchange;

	TRY(search_number(&inquiry->work, me(inquiry), inquiry->text, &inquiry->found));
	if (inquiry->found.count == 1 && !exchange->request->wants_json)
		return respond_done(exchange, arena_printf(exchange->arena, "/staff/cases/%llu",
			(unsigned long long)inquiry->found.rows[0].n), 200);
	return show(inquiry, OK, (struct str){ 0 });
}

static enum status by_phone(struct inquiry *inquiry)
{
	enum status status = search_phone(&inquiry->work, me(inquiry), inquiry->text, &inquiry->found);

	if (status == ERR_FORBIDDEN)
		return show(inquiry, status, S("按电话查找只对审核、交办和承办人员开放。"));
	if (status == ERR_TOO_MANY)
		return show(inquiry, status, S("您这一小时按电话查找的次数太多了，请过一会儿再查。"));
	TRY(status);
	return show(inquiry, OK, (struct str){ 0 });
}

/* A phone number in an address would stay in browsers and logs: for one there is the form. */
enum status staff_search_show(struct exchange *exchange)
{
	struct inquiry inquiry;

	begin(exchange, &inquiry);
	if (inquiry.by == SEARCH_PHONE)
		return show(&inquiry, ERR_INVALID,
			S("要按电话查找，请按“查找”按钮。每次按电话查找都会记录。"));
	return inquiry.by == SEARCH_NUMBER ? by_number(&inquiry) : by_word(&inquiry);
}

/* What has an address of its own is sent there, so that people can go back to it. */
enum status staff_search_ask(struct exchange *exchange)
{
	struct inquiry inquiry;

	begin(exchange, &inquiry);
	if (inquiry.by == SEARCH_PHONE)
		return by_phone(&inquiry);
	if (!exchange->request->wants_json)
		return respond_done(exchange,
			ARENA_GLUE(exchange->arena, S("/staff/search?q="),
				respond_escape_query(exchange->arena, inquiry.text), S("&by="),
				str_of(search_name(inquiry.by)), filters_query(exchange)),
			200);
	return inquiry.by == SEARCH_NUMBER ? by_number(&inquiry) : by_word(&inquiry);
}

static struct str name_fault(struct arena *arena, struct str name)
{
	if (name.len == 0)
		return S("请给它起个名称。");
	if (text_length(name) > SAVED_NAME_MAX)
		return arena_printf(arena, "名称最多 %d 个字，请缩短。", SAVED_NAME_MAX);
	return S("");
}

static enum status show_unsaved(struct inquiry *inquiry, struct str why)
{
	struct exchange *exchange = inquiry->exchange;

	if (exchange->request->wants_json)
		return respond_refuse(exchange, ERR_INVALID, why);
	inquiry->name_error = why;
	TRY(by_word(inquiry));
	exchange->reply->status = status_http(ERR_INVALID);
	return OK;
}

/* One by words: a phone number is never put by. */
enum status staff_search_save(struct exchange *exchange)
{
	struct inquiry inquiry;
	struct saved_search search;
	struct str why;
	enum status status;

	begin(exchange, &inquiry);
	inquiry.by = SEARCH_WORD;
	search = (struct saved_search){ text_tidy(exchange->arena,
		field_get(exchange->request->form, "name"), false), word_query(&inquiry) };
	TRY(read_asked(&inquiry));
	if (inquiry.wrong.len > 0 || !inside_asks(&inquiry.asked))
		return by_word(&inquiry);
	why = name_fault(exchange->arena, search.name);
	if (why.len > 0)
		return show_unsaved(&inquiry, why);
	status = saved_search_put(&inquiry.work, me(&inquiry)->id, &search);
	if (status == ERR_TOO_MANY)
		return show_unsaved(&inquiry, arena_printf(exchange->arena,
			"已经保存了 %d 个，请先删除不用的。", SAVED_SEARCHES_MOST));
	TRY(status);
	return respond_done(exchange, arena_join(exchange->arena, S("/staff/search?"), search.query), 200);
}

enum status staff_search_forget(struct exchange *exchange)
{
	struct casework work = site_work(exchange);

	TRY(saved_search_drop(&work, exchange->session->viewer.id,
		field_get(exchange->request->form, "name")));
	return respond_done(exchange, S("/staff/search"), 200);
}

enum status staff_search_caller(struct exchange *exchange)
{
	struct inquiry inquiry;

	begin(exchange, &inquiry);
	inquiry.text = text_tidy(exchange->arena, field_get(exchange->request->form, "phone"), false);
	inquiry.text = text_first(inquiry.text, QUERY_CHARACTERS);
	inquiry.by = SEARCH_PHONE;
	if (inquiry.text.len == 0)
		return show(&inquiry, ERR_INVALID, S("请先填写来电号码，再查这个号码以前的来件。"));
	return by_phone(&inquiry);
}

enum status staff_search_again(struct exchange *exchange)
{
	struct inquiry inquiry;

	begin(exchange, &inquiry);
	return show(&inquiry, ERR_TOKEN, S("这个页面打开太久了，请再按一次“查找”。"));
}
