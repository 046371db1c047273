/* Finding cases again: by number, by the sender's phone, by words. */
#include "pages/staff/search.h"

#include "base/text.h"
#include "lists/search.h"
#include "pages/respond.h"
#include "pages/site.h"
#include "pages/view/staff_view.h"

/* One search being done. */
struct inquiry {
	struct exchange *exchange;
	struct casework work;
	struct str text;
	enum search_by by;
	struct search_page found;
};

static const struct viewer *me(const struct inquiry *inquiry)
{
	return &inquiry->exchange->session->viewer;
}

/* The text that was asked for, and as what it is meant: as it says, else as it looks. */
static void begin(struct exchange *exchange, struct inquiry *inquiry)
{
	const struct request *request = exchange->request;
	const struct field *fields = request->method == METHOD_POST ? request->form : request->query;

	*inquiry = (struct inquiry){ .exchange = exchange, .work = site_work(exchange) };
	inquiry->text = text_first(text_tidy(exchange->arena, field_get(fields, "q"), false),
		2 * SEARCH_WORD_MAX);
	if (!search_parse(field_get(fields, "by"), &inquiry->by))
		inquiry->by = search_guess(&inquiry->work, inquiry->text);
}

static enum status add_rows(struct inquiry *inquiry, struct value *view)
{
	struct value *rows = map_list(view, "rows");
	struct depts depts;

	TRY(depts_read(&inquiry->work, &depts));
	for (size_t i = 0; i < inquiry->found.count; i++) {
		const struct case_record *record = &inquiry->found.rows[i];
		struct value *map = list_map(rows);

		row_view(&inquiry->work, record, me(inquiry), &depts, map);
		staff_due_view(&inquiry->work, record->due, map);
	}
	return OK;
}

static enum status show(struct inquiry *inquiry, enum status fault, struct str why)
{
	struct exchange *exchange = inquiry->exchange;
	struct arena *arena = exchange->arena;
	struct value *view = exchange->reply->view;
	struct str token;

	if (fault != OK && exchange->request->wants_json)
		return respond_refuse(exchange, fault, why);
	exchange->reply->status = fault != OK ? status_http(fault) : 0;
	TRY(site_form_token(exchange, "staff", &token));
	map_str(view, "form", token);
	map_str(view, "q", inquiry->text);
	map_str(view, "by", str_of(search_name(inquiry->by)));
	map_bool(view, arena_printf(arena, "by_%s", search_name(inquiry->by)).data, true);
	map_str(view, "fault", why);
	map_bool(view, "searched", fault == OK && inquiry->text.len > 0);
	TRY(add_rows(inquiry, view));
	map_bool(view, "cut", inquiry->found.cut);
	map_int(view, "looked", (int64_t)inquiry->found.looked);
	map_int(view, "next", (int64_t)inquiry->found.next);
	map_str(view, "back_to",
		inquiry->found.next != 0 ? clock_date(arena, inquiry->found.back_to) : (struct str){ 0 });
	respond_page(exchange, "staff_search", S("查找"), "search");
	return OK;
}

static enum status by_word(struct inquiry *inquiry)
{
	size_t length = text_length(inquiry->text);
	uint64_t before = 0;
	struct str from = field_get(inquiry->exchange->request->query, "before");

	if (length < SEARCH_WORD_MIN || length > SEARCH_WORD_MAX)
		return show(inquiry, ERR_INVALID, S("请输入 2 到 50 个字，多个词语用空格隔开"));
	if (from.len > 0 && !str_to_u64(from, INT64_MAX, &before))
		return ERR_MALFORMED;
	TRY(search_word(&inquiry->work, me(inquiry), inquiry->text, before, &inquiry->found));
	return show(inquiry, OK, (struct str){ 0 });
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
	if (inquiry.text.len == 0)
		return show(&inquiry, OK, (struct str){ 0 });
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
	if (inquiry.by == SEARCH_PHONE && inquiry.text.len > 0)
		return by_phone(&inquiry);
	if (!exchange->request->wants_json)
		return respond_done(exchange,
			ARENA_GLUE(exchange->arena, S("/staff/search?q="),
				respond_escape_query(exchange->arena, inquiry.text), S("&by="),
				str_of(search_name(inquiry.by))),
			200);
	if (inquiry.text.len == 0)
		return show(&inquiry, OK, (struct str){ 0 });
	return inquiry.by == SEARCH_NUMBER ? by_number(&inquiry) : by_word(&inquiry);
}

enum status staff_search_caller(struct exchange *exchange)
{
	struct inquiry inquiry;

	begin(exchange, &inquiry);
	inquiry.text = text_tidy(exchange->arena, field_get(exchange->request->form, "phone"), false);
	inquiry.text = text_first(inquiry.text, SEARCH_WORD_MAX);
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
