/* Asking a question in public and writing a letter: the forms, their challenge, the posts. */
#include "base/json.h"
#include "cases/act.h"
#include "cases/proof.h"
#include "crypt/challenge.h"
#include "pages/photos.h"
#include "pages/public.h"
#include "pages/site.h"

#define HTTP_CREATED 201

static const struct choice categories[] = {
	{ "consult", "咨询" },
	{ "complaint", "投诉" },
	{ "suggestion", "建议" },
	{ "help", "求助" },
	{ "other", "其他" },
	{ NULL, NULL },
};

static const struct form_field ask_fields[] = {
	{ .name = "title", .label = "标题", .kind = FIELD_LINE, .required = true, .min = TITLE_MIN, .max = TITLE_MAX },
	{ .name = "body", .label = "内容", .kind = FIELD_TEXT, .required = true, .min = BODY_MIN, .max = BODY_MAX },
	{ .name = "category", .label = "类别", .kind = FIELD_CHOICE, .required = true, .choices = categories },
	{ .name = "area", .label = "发生在哪里", .kind = FIELD_LINE, .max = AREA_MAX },
	{ .name = "name", .label = "姓名", .kind = FIELD_LINE, .max = NAME_MAX },
	{ .name = "phone", .label = "手机号", .kind = FIELD_PHONE },
	{ .name = "anonymous", .label = "不显示姓氏", .kind = FIELD_CHECK },
	PHOTOS_FIELD,
	{ .name = NULL },
};

/* A letter's name and phone are required and sealed; its publication is a choice of its own.  The addressee comes first. */
static const struct form_field letter_fields[] = {
	{ .name = "addressee", .label = "写给谁", .kind = FIELD_CHOICE, .required = true },
	{ .name = "title", .label = "标题", .kind = FIELD_LINE, .required = true, .min = TITLE_MIN, .max = TITLE_MAX },
	{ .name = "body", .label = "内容", .kind = FIELD_TEXT, .required = true, .min = BODY_MIN, .max = BODY_MAX },
	{ .name = "category", .label = "类别", .kind = FIELD_CHOICE, .required = true, .choices = categories },
	{ .name = "area", .label = "发生在哪里", .kind = FIELD_LINE, .max = AREA_MAX },
	{ .name = "name", .label = "姓名", .kind = FIELD_LINE, .required = true, .min = NAME_MIN, .max = NAME_MAX },
	{ .name = "phone", .label = "手机号", .kind = FIELD_PHONE, .required = true },
	{ .name = "consent", .label = "同意公开", .kind = FIELD_CHECK },
	PHOTOS_FIELD,
	{ .name = NULL },
};
#define LETTER_FIELDS (sizeof(letter_fields) / sizeof(letter_fields[0]))

/* The ways to write in. */
static const struct way {
	enum channel channel;
	struct form form;
	const char *path;	/* where the form is posted */
	const char *title;
	const char *menu;
} question = { CHANNEL_TOPIC, { "ask", ask_fields }, "/topics", "我要提问", "ask" },
	letter = { CHANNEL_LETTER, { "letter", letter_fields }, "/letters", "写信", "letters" };

/* The configured names as choices; the names are their own values. */
static const struct choice *addressees(struct exchange *exchange)
{
	struct str names = str_of(exchange->site->config->letters.addressees);
	struct choice *choices = arena_array(exchange->arena, names.len + 2, sizeof(*choices));
	struct str name;
	size_t count = 0;

	while (str_cut(&names, ',', &name)) {
		choices[count].value = arena_cstr(exchange->arena, str_trim(name));
		choices[count].label = choices[count].value;
		count++;
	}
	choices[count] = (struct choice){ NULL, NULL };
	return choices;
}

/* The way's form; that of letters with the site's own addressees. */
static const struct form *form_of(struct exchange *exchange, const struct way *way)
{
	struct form *form;
	struct form_field *fields;

	if (way->channel != CHANNEL_LETTER)
		return &way->form;
	form = ARENA_NEW(exchange->arena, struct form);
	fields = arena_array(exchange->arena, LETTER_FIELDS, sizeof(*fields));
	memcpy(fields, letter_fields, sizeof(letter_fields));
	fields[0].choices = addressees(exchange);
	*form = (struct form){ way->form.name, fields };
	return form;
}

static void add_addressees(struct exchange *exchange, const struct form *form, const struct form_values *values)
{
	struct value *list = map_list(exchange->reply->view, "addressees");
	struct str chosen = values != NULL ? form_get(values, "addressee") : (struct str){ 0 };

	for (const struct choice *choice = form->fields[0].choices; choice->value != NULL; choice++) {
		struct value *map = list_map(list);

		map_str(map, "option", str_of(choice->value));
		map_bool(map, "option_chosen", str_eq(chosen, str_of(choice->value)));
	}
}

static enum status show(struct exchange *exchange, const struct way *way, const struct form_values *values,
	enum status fault, struct str why)
{
	const struct config *config = exchange->site->config;
	const struct form *form = values != NULL ? values->form : form_of(exchange, way);

	TRY(site_show_form(exchange, &(struct site_form){ .template = "ask", .title = way->title, .menu = way->menu,
		.form = form, .values = values, .fault = fault, .why = why }));
	if (fault != OK && exchange->request->wants_json)
		return OK;
	if (way->channel == CHANNEL_LETTER)
		add_addressees(exchange, form, values);
	map_bool(exchange->reply->frame, "letter", way->channel == CHANNEL_LETTER);
	map_str(exchange->reply->frame, "post_path", str_of(way->path));
	map_bool(exchange->reply->frame, "challenge", config->limits.pow_cost > 0);
	map_int(exchange->reply->frame, "review_days", config->cases.review_days);
	map_int(exchange->reply->frame, "retention_years", config->cases.retention_days / 365);
	return OK;
}

static enum status show_again(struct exchange *exchange, const struct way *way)
{
	struct form_values values;

	form_check(exchange->arena, form_of(exchange, way), exchange->request, &values);
	return show(exchange, way, &values, ERR_TOKEN, (struct str){ 0 });
}

static enum status submit(struct exchange *exchange, const struct way *way, const struct form_values *values,
	struct photos *photos, struct receipt *receipt)
{
	struct casework work = site_work(exchange);
	struct submission submission = {
		.channel = way->channel,
		.title = form_get(values, "title"),
		.body = form_get(values, "body"),
		.area = form_get(values, "area"),
		.name = form_get(values, "name"),
		.phone = form_get(values, "phone"),
.device = site_visitor(exchange),
		.once = exchange->form_nonce,
		.photos = photos,
	};
	bool good = true;

	category_parse(form_get(values, "category"), &submission.category);
	if (way->channel == CHANNEL_LETTER) {
		submission.addressee = form_get(values, "addressee");
		submission.consent = form_get(values, "consent").len > 0;
	} else {
		submission.anonymous = form_get(values, "anonymous").len > 0;
	}
	if (exchange->site->config->limits.pow_cost > 0)
		TRY(proof_use(&work, field_get(exchange->request->form, "altcha"), &good));
	submission.unverified = !good;
	return case_submit(&work, &submission, receipt);
}

static enum status take(struct exchange *exchange, const struct way *way)
{
	struct value *view = exchange->reply->view;
	struct form_values values;
	struct receipt receipt = { 0 };
	struct photos photos;
	enum status status;

	form_check(exchange->arena, form_of(exchange, way), exchange->request, &values);
	if (!values.ok)
		return show(exchange, way, &values, ERR_INVALID, (struct str){ 0 });
	status = photos_receive(exchange, &values, &photos);
	if (status != OK)
		return show(exchange, way, &values, status, (struct str){ 0 });
	status = submit(exchange, way, &values, &photos, &receipt);
	if (status == ERR_TOO_MANY)
		return show(exchange, way, &values, status, receipt.why);
	if (status == ERR_AWAY)
		return show(exchange, way, &values, status, S("系统正忙，刚才没有提交成功。您填写的内容都还在，请过一会儿再按“提交”。"));
	if (status != OK)
		return status;
	map_int(view, "case", (int64_t)receipt.n);
	map_str(view, "number", receipt.number);
	map_str(view, "track", arena_join(exchange->arena, S("/t/"), receipt.track));
	map_str(view, "code", receipt.code);
	return site_done(exchange, arena_printf(exchange->arena, "/t/%.*s?new=1", STR_ARG(receipt.track)),
		receipt.repeated ? 200 : HTTP_CREATED);
}

enum status ask_show(struct exchange *exchange)
{
	return show(exchange, &question, NULL, OK, (struct str){ 0 });
}

enum status ask_again(struct exchange *exchange)
{
	return show_again(exchange, &question);
}

enum status ask_submit(struct exchange *exchange)
{
	return take(exchange, &question);
}

enum status letter_show(struct exchange *exchange)
{
	return show(exchange, &letter, NULL, OK, (struct str){ 0 });
}

enum status letter_again(struct exchange *exchange)
{
	return show_again(exchange, &letter);
}

enum status letter_submit(struct exchange *exchange)
{
	return take(exchange, &letter);
}

enum status ask_challenge(struct exchange *exchange)
{
	struct value *challenge;

	TRY(challenge_new(exchange->arena, exchange->site->keys, exchange->site->config->limits.pow_cost,
		exchange->request->now + PROOF_MS, &challenge));
	exchange->reply->body = json_print(exchange->arena, challenge);
	exchange->reply->type = S("application/json; charset=utf-8");
	return OK;
}
