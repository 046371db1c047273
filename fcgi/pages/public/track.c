/* Finding one's own case by number and query code. */
#include "pages/public/track.h"

#include "base/buf.h"
#include "base/text.h"
#include "links/tracking.h"
#include "pages/remembered.h"
#include "pages/respond.h"
#include "pages/site.h"
#include "privacy/limit.h"

#define HTTP_OK 200
#define GUESSES 10
/* Wrong ones from one network, whatever the number: many people may share it. */
#define GUESSES_OF_NETWORK 200
#define GUESS_SECONDS 900

static const struct form_field query_fields[] = {
	{ .name = "number", .label = "编号", .kind = FIELD_LINE, .required = true, .max = 40 },
	{ .name = "code", .label = "查询码", .kind = FIELD_LINE, .required = true, .max = 20 },
	{ .name = NULL },
};
static const struct form query_form = { .name = "track", .fields = query_fields };

/* Of what is typed or pasted so much is looked at. */
#define PASTED_MOST 300

static bool is_word(char c)
{
	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z');
}

/* Query codes have neither 0 nor 1, so no part of a number looks like one. */
static bool is_code(struct str word)
{
	return word.len == QUERY_CODE_LENGTH && str_find(word, '0', 0) == word.len &&
		str_find(word, '1', 0) == word.len;
}

static struct str upper(struct arena *arena, struct str word)
{
	char *out = arena_alloc(arena, word.len + 1);

	for (size_t i = 0; i < word.len; i++)
		out[i] = (char)(word.data[i] >= 'a' ? word.data[i] - 'a' + 'A' : word.data[i]);
	return (struct str){ out, word.len };
}

static void set(struct field *fields, const char *name, struct str value)
{
	for (struct field *f = fields; f != NULL; f = f->next)
		if (str_eq(f->name, str_of(name)))
			f->value = value;
}

/* The words of a text that may be a number, joined, and the one that is a code; empty where there is none. */
static void split(struct arena *arena, struct str typed, struct str *number, struct str *code)
{
	struct str text = text_fold(arena, str_sub(typed, 0, PASTED_MOST));
	struct buf joined = buf_in(arena);

	*code = (struct str){ 0 };
	for (size_t at = 0, end; at < text.len; at = end + 1) {
		struct str word;

		for (end = at; end < text.len && is_word(text.data[end]);)
			end++;
		word = str_sub(text, at, end);
		if (is_code(word)) {
			*code = upper(arena, word);
		} else if (word.len > 0) {
			buf_add(&joined, joined.len > 0 ? S("-") : S(""));
			buf_add(&joined, upper(arena, word));
		}
	}
	*number = buf_str(&joined);
}

/*
 * What the receipt's button copies ("编号 YC20261123-00017 查询码 …"), pasted into either field, fills both,
 * whatever stands between; what can't be told apart stays as it was typed.
 */
static void untangle(struct exchange *exchange)
{
	struct field *form = exchange->request->form;
	struct str number, code, number_below, code_below;

	split(exchange->arena, field_get(form, "number"), &number, &code);
	split(exchange->arena, field_get(form, "code"), &number_below, &code_below);
	if (number.len == 0)
		number = number_below;
	if (code.len == 0)
		code = code_below;
	if (code.len == 0 || number.len == 0)
		return;
	set(form, "number", number);
	set(form, "code", code);
}

static enum status show_query(struct exchange *exchange, const struct form_values *values, enum status fault,
	struct str why)
{
	map_bool(exchange->reply->frame, "lost_offered", exchange->site->config->notices.sms);
	return respond_form(exchange, &(struct form_page){ .template = "track_query", .title = "查询进度",
		.menu = "track",
		.form = &query_form, .values = values, .fault = fault, .why = why });
}

enum status track_query(struct exchange *exchange)
{
	return show_query(exchange, NULL, OK, S(""));
}

enum status track_find_again(struct exchange *exchange)
{
	struct form_values values;

	form_check(exchange->arena, &query_form, exchange->request, &values);
	return show_query(exchange, &values, ERR_TOKEN, S(""));
}

/*
 * number empty: the case is named by n alone.
 *
 * Wrong guesses are counted for a network and number together, so that nobody can lock the asker out from
 * elsewhere, and for the network alone.  The number counts as it is read, not as it is typed.
 */
static enum status find_once(struct casework *work, uint64_t n, struct str number, struct str code,
	struct receipt *receipt)
{
	struct limit limits[2] = { limit_of_network(work, "track.a.", GUESSES_OF_NETWORK, GUESS_SECONDS) };
	enum status status;

	limits[1] = limit_of(work, "track.",
		ARENA_GLUE(work->arena, work->network, S(" "), num(work->arena, (int64_t)n)), GUESSES,
		GUESS_SECONDS);
	TRY(limit_check(work, limits, 2));
	status = number.len > 0 ? tracking_find(work, number, code, receipt) :
		tracking_find_short(work, n, code, receipt);
	if (status != ERR_NOT_FOUND)
		return status;
	TRY(limit_note(work, limits, 2));
	return ERR_NOT_FOUND;
}

static enum status find(struct exchange *exchange, const struct form_values *values, struct receipt *receipt)
{
	struct casework work = site_work(exchange);
	uint64_t n;

	if (!case_number_parse(&work, form_get(values, "number"), &n))
		return ERR_NOT_FOUND;
	return find_once(&work, n, form_get(values, "number"), form_get(values, "code"), receipt);
}

/* Whether a page of another site had the browser ask: https://www.w3.org/TR/fetch-metadata/. */
static bool sent_here(const struct request *request)
{
	return str_eq(request->fetch_site, S("cross-site")) || str_eq(request->fetch_site, S("same-site"));
}

enum status track_scanned(struct exchange *exchange)
{
	struct casework work = site_work(exchange);
	struct receipt receipt;
	enum status status;
	struct str code;
	uint64_t n;

	if (!tracking_short_parse(exchange->params[0], &n, &code))
		return ERR_NOT_FOUND;
	/* Such a page could use up its reader's guesses: nothing is looked for. */
	if (sent_here(exchange->request)) {
		reply_see(exchange->reply, S("/track"));
		return OK;
	}
	status = find_once(&work, n, (struct str){ 0 }, code, &receipt);
	if (status == ERR_TOO_MANY)
		return respond_refuse(exchange, status, S("查询的次数太多了，请过 15 分钟再查。"));
	TRY(status);
	reply_see(exchange->reply, arena_join(exchange->arena, S("/t/"), receipt.track));
	return OK;
}

enum status track_find(struct exchange *exchange)
{
	struct form_values values;
	struct receipt receipt;
	enum status status;

	untangle(exchange);
	form_check(exchange->arena, &query_form, exchange->request, &values);
	if (!values.ok)
		return show_query(exchange, &values, ERR_INVALID, S(""));
	status = find(exchange, &values, &receipt);
	if (status == ERR_NOT_FOUND) {
		form_fault(&values, "code", S("编号和查询码不匹配，请核对后再试"));
		return show_query(exchange, &values, ERR_INVALID, S(""));
	}
	if (status == ERR_TOO_MANY)
		return show_query(exchange, &values, status, S("查询的次数太多了，请过 15 分钟再查。"));
	TRY(status);
	TRY(remembered_add(exchange, &receipt));
	map_int(exchange->reply->view, "case", (int64_t)receipt.n);
	map_str(exchange->reply->view, "number", receipt.number);
	map_str(exchange->reply->view, "track", arena_join(exchange->arena, S("/t/"), receipt.track));
	return respond_done(exchange, arena_join(exchange->arena, S("/t/"), receipt.track), HTTP_OK);
}
