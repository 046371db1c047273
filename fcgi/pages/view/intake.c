#include "pages/view/intake.h"

#include "base/json_print.h"
#include "cases/submit.h"
#include "privacy/proof.h"
#include "crypt/challenge.h"
#include "pages/remembered.h"
#include "pages/respond.h"
#include "pages/typed.h"
#include "pages/view/photos.h"

#define HTTP_OK 200
#define HTTP_CREATED 201

const struct intake_channel *const intake_channels[] = { &intake_question, &intake_letter, &intake_request,
	&intake_request_entry, &intake_hotline };
const size_t intake_channels_count = sizeof(intake_channels) / sizeof(intake_channels[0]);

void intake_entries(const struct exchange *exchange, struct value *list)
{
	for (size_t i = 0; i < intake_channels_count; i++) {
		struct value *map;

		if ((intake_channels[i]->roles & exchange->session->account.roles) == 0)
			continue;
		map = list_map(list);
		map_str(map, "entry_url",
			ARENA_GLUE(exchange->arena, str_of(intake_channels[i]->path), S("/new")));
		map_str(map, "entry_title", str_of(intake_channels[i]->title));
	}
}

static enum status form_of(struct exchange *exchange, const struct intake_channel *way,
	const struct form **form)
{
	*form = &way->form;
	return way->form_of != NULL ? way->form_of(exchange, form) : OK;
}

/*
 * Whether what was already asked is to be shown before the form is taken in: it says so itself, and no longer
 * once that was shown.
 */
static bool shall_look(const struct exchange *exchange, const struct form_values *values)
{
	const struct value *shown = map_get(exchange->reply->view, "similar");

	return values == NULL || ((shown == NULL || shown->count == 0) &&
		str_eq(field_get(exchange->request->form, "look"), S("1")));
}

/* values NULL: the form as it is before anything was sent. */
static enum status show(struct exchange *exchange, const struct intake_channel *way,
	const struct form_values *values, enum status fault, struct str why)
{
	const struct config *config = exchange->site->config;
	const struct form *form;

	TRY(form_of(exchange, way, &form));
	if (values != NULL)
		form = values->form;
	TRY(respond_form(exchange, &(struct form_page){ .template = way->template, .title = way->title,
		.menu = way->menu,
		.form = form, .values = values, .fault = fault, .why = why,
		.prefill = way->prefill != NULL ? way->prefill(exchange) : NULL }));
	if (fault != OK && exchange->request->wants_json)
		return OK;
	if (way->show != NULL)
		way->show(exchange, form, values);
	map_str(exchange->reply->frame, "rules",
		json_print(exchange->arena, form_rules(exchange->arena, form)));
	map_str(exchange->reply->frame, "post_path", str_of(way->path));
	map_bool(exchange->reply->frame, "look", way->already != NULL && shall_look(exchange, values));
	map_str(exchange->reply->frame, "upload_path",
		ARENA_GLUE(exchange->arena, str_of(way->path), S("/photos")));
	map_bool(exchange->reply->frame, "challenge", site_challenged(exchange));
	map_int(exchange->reply->frame, "review_days", config->cases.review_days);
	map_int(exchange->reply->frame, "retention_years", config->cases.retention_days / 365);
	return OK;
}

/* Checks the form as sent; what the table can't say is checked by the way itself. */
static enum status read(struct exchange *exchange, const struct intake_channel *way,
	struct form_values *values, struct submission *submission)
{
	const struct form *form;

	TRY(form_of(exchange, way, &form));
	form_check(exchange->arena, form, exchange->request, values);
	*submission = (struct submission){
		.channel = way->channel,
		.title = form_get(values, "title"),
		.body = form_get(values, "body"),
		.name = form_get(values, "name"),
		.phone = form_get(values, "phone"),
	};
	if (exchange->session != NULL)
		submission->by = exchange->session->account.id;
	else
		submission->device = site_visitor(exchange);
	submission->device_own = exchange->session == NULL && site_device(exchange).len > 0;
	way->fill(exchange, values, submission);
	submission->once = site_once(exchange, values);
	return OK;
}

enum status intake_again(struct exchange *exchange)
{
	struct submission submission;
	struct form_values values;
	const struct intake_channel *way = exchange->route->data;

	TRY(read(exchange, way, &values, &submission));
	return show(exchange, way, &values, ERR_TOKEN, (struct str){ 0 });
}

/* Programs that send a case mean it; so do people whose browser asked while they wrote. */
static enum status look_first(struct exchange *exchange, const struct intake_channel *way,
	const struct form_values *values, bool *already)
{
	*already = false;
	if (way->already == NULL || exchange->request->wants_json || !shall_look(exchange, values))
		return OK;
	return way->already(exchange, values, already);
}

/* What a form said that was refused, or held to be compared with what was already asked, at its own address. */
static enum status show_typed(struct exchange *exchange, const struct intake_channel *way)
{
	struct submission submission;
	struct form_values values;
	struct str photo_fault;
	bool already;
	enum status status = typed_open(exchange, &photo_fault);

	if (status == ERR_NOT_FOUND) {
		map_bool(exchange->reply->frame, "typed_gone", true);
		return show(exchange, way, NULL, OK,
			S("刚才填写的内容没有保留：可能已经提交，也可能超过了半小时"));
	}
	TRY(status);
	TRY(read(exchange, way, &values, &submission));
	if (photo_fault.len > 0)
		form_fault(&values, "photo", photo_fault);
	if (values.ok)
		TRY(look_first(exchange, way, &values, &already));
	TRY(show(exchange, way, &values, values.ok ? OK : ERR_INVALID, (struct str){ 0 }));
	exchange->reply->status = HTTP_OK;
	map_bool(exchange->reply->frame, "typed_again", true);
	return OK;
}

enum status intake_show(struct exchange *exchange)
{
	const struct intake_channel *way = exchange->route->data;

	if (typed_asked(exchange))
		return show_typed(exchange, way);
	return show(exchange, way, NULL, OK, (struct str){ 0 });
}

/* Sends people to the form as they filled it; where that can't be, it is the answer itself. */
static enum status show_again(struct exchange *exchange, const struct intake_channel *way,
	const struct form_values *values)
{
	struct str page = ARENA_GLUE(exchange->arena, str_of(way->path), S("/new"));

	if (typed_keep(exchange, values, page) == OK)
		return OK;
	return show(exchange, way, values, values->ok ? OK : ERR_INVALID, (struct str){ 0 });
}

static enum status submit(struct exchange *exchange, struct submission *submission, struct receipt *receipt)
{
	struct casework work = site_work(exchange);

	if (site_challenged(exchange)) {
		TRY(proof_use(&work, field_get(exchange->request->form, "altcha"), exchange->form_nonce,
			submission->once, &submission->proven));
		submission->unverified = !submission->proven;
	}
	return case_submit(&work, submission, receipt);
}

/*
 * Residents get their link; staff the sheet that they print for whom they wrote, or the case that was there
 * already.
 */
static struct str receipt_path(const struct exchange *exchange, const struct receipt *receipt, bool known)
{
	if (exchange->session != NULL && known)
		return arena_printf(exchange->arena, "/staff/cases/%llu", (unsigned long long)receipt->n);
	if (exchange->session != NULL)
		return arena_printf(exchange->arena, "/staff/cases/%llu/receipt",
			(unsigned long long)receipt->n);
	return arena_printf(exchange->arena, "/t/%.*s?new=1%s", STR_ARG(receipt->track),
		receipt->repeated ? "&again=1" : "");
}

static enum status done(struct exchange *exchange, const struct receipt *receipt, bool known)
{
	struct value *view = exchange->reply->view;

	map_int(view, "case", (int64_t)receipt->n);
	map_str(view, "number", receipt->number);
	map_str(view, "track", arena_join(exchange->arena, S("/t/"), receipt->track));
	map_str(view, "code", receipt->code);
	TRY(remembered_add(exchange, receipt));
	photos_end(exchange);
	typed_end(exchange);
	return respond_done(exchange, receipt_path(exchange, receipt, known),
		receipt->repeated ? HTTP_OK : HTTP_CREATED);
}

/*
 * Photos cost much to take in, so only those of a form that would be taken in itself are looked at.
 * receipt->repeated: it has been already.
 */
static enum status take_photos(struct exchange *exchange, struct form_values *values,
	struct submission *submission, struct photos *photos, struct receipt *receipt)
{
	struct casework work = site_work(exchange);

	*photos = (struct photos){ 0 };
	if (!photos_came(exchange))
		return OK;
	TRY(case_submit_look(&work, submission, receipt));
	if (receipt->repeated)
		return OK;
	submission->photos = photos;
	return photos_receive(exchange, values, photos);
}

enum status intake_already(struct exchange *exchange)
{
	const struct intake_channel *way = exchange->route->data;
	struct submission submission;
	struct form_values values;
	bool any;

	TRY(read(exchange, way, &values, &submission));
	TRY(way->already(exchange, &values, &any));
	if (exchange->request->wants_json)
		return respond_done(exchange, str_of(way->path), HTTP_OK);
	return show(exchange, way, &values, OK, (struct str){ 0 });
}

enum status intake_take(struct exchange *exchange)
{
	struct submission submission;
	struct form_values values;
	struct receipt receipt = { 0 };
	const struct intake_channel *way = exchange->route->data;
	struct photos photos;
	enum status status;
	bool already;

	TRY(read(exchange, way, &values, &submission));
	if (!values.ok)
		return show_again(exchange, way, &values);
	TRY(look_first(exchange, way, &values, &already));
	if (already)
		return show_again(exchange, way, &values);
	status = take_photos(exchange, &values, &submission, &photos, &receipt);
	if (status == ERR_INVALID)
		return show_again(exchange, way, &values);
	if (status == ERR_AWAY && !values.ok)
		return show(exchange, way, &values, status, (struct str){ 0 });
	if (status == OK && !receipt.repeated)
		status = submit(exchange, &submission, &receipt);
	if (status == ERR_TOO_MANY)
		return show(exchange, way, &values, status, receipt.why);
	if (status == ERR_AWAY)
		return show(exchange, way, &values, status,
			S("系统正忙，刚才没有提交成功。您填写的内容都还在，请过一会儿再按“提交”。"));
	TRY(status);
	return done(exchange, &receipt, receipt.repeated && submission.upstream_no.len > 0);
}

enum status intake_challenge(struct exchange *exchange)
{
	struct value *challenge;

	TRY(challenge_new(exchange->arena, exchange->site->keys, exchange->site->config->limits.pow_cost,
		exchange->request->now + PROOF_MS, &challenge));
	exchange->reply->body = json_print(exchange->arena, challenge);
	exchange->reply->type = S("application/json; charset=utf-8");
	return OK;
}
