/* Asking a question in public and writing a letter: the forms and what is particular to each. */
#include "model/application.h"
#include "model/lengths.h"
#include "pages/view/intake.h"
#include "pages/notice_fields.h"
#include "pages/public/similar.h"
#include "pages/view/photos.h"

static const struct choice categories[] = {
	{ "consult", "咨询" },
	{ "complaint", "投诉" },
	{ "suggestion", "建议" },
	{ "help", "求助" },
	{ "other", "其他" },
	{ NULL, NULL },
};

static const struct form_field ask_fields[] = {
	{ .name = "title", .label = "标题", .kind = FIELD_LINE, .required = true, .min = TITLE_MIN,
		.max = TITLE_MAX },
	{ .name = "body", .label = "内容", .kind = FIELD_TEXT, .required = true, .min = BODY_MIN,
		.max = BODY_MAX },
	{ .name = "category", .label = "分类", .kind = FIELD_CHOICE, .required = true,
		.choices = categories },
	{ .name = "area", .label = "发生在哪里", .kind = FIELD_LINE, .max = AREA_MAX },
	{ .name = "name", .label = "姓名", .kind = FIELD_LINE, .max = NAME_MAX },
	{ .name = "phone", .label = "手机号", .kind = FIELD_PHONE },
	NOTICES_SMS_FIELD,
	{ .name = "email", .label = "电子邮箱", .kind = FIELD_LINE, .max = EMAIL_MAX },
	{ .name = "anonymous", .label = "不显示姓氏", .kind = FIELD_CHECK },
	PHOTOS_FIELD,
	{ .name = NULL },
};

/*
 * A letter's name and phone are required and sealed; its publication is a choice of its own.  The addressee
 * comes first.
 */
static const struct form_field letter_fields[] = {
	{ .name = "addressee", .label = "写给谁", .kind = FIELD_CHOICE, .required = true },
	{ .name = "title", .label = "标题", .kind = FIELD_LINE, .required = true, .min = TITLE_MIN,
		.max = TITLE_MAX },
	{ .name = "body", .label = "内容", .kind = FIELD_TEXT, .required = true, .min = BODY_MIN,
		.max = BODY_MAX },
	{ .name = "category", .label = "分类", .kind = FIELD_CHOICE, .required = true,
		.choices = categories },
	{ .name = "area", .label = "发生在哪里", .kind = FIELD_LINE, .max = AREA_MAX },
	{ .name = "name", .label = "姓名", .kind = FIELD_LINE, .required = true, .min = NAME_MIN,
		.max = NAME_MAX },
	{ .name = "phone", .label = "手机号", .kind = FIELD_PHONE, .required = true },
	NOTICES_SMS_FIELD,
	{ .name = "email", .label = "电子邮箱", .kind = FIELD_LINE, .max = EMAIL_MAX },
	{ .name = "consent", .label = "同意公开", .kind = FIELD_CHECK },
	PHOTOS_FIELD,
	{ .name = NULL },
};

/* Names between commas as choices; the names are their own values. */
static const struct choice *named(struct exchange *exchange, const char *list)
{
	struct str names = str_of(list);
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

/* A form of so many fields with the site's own areas to pick from, if it names them, and addressees. */
static struct form *with_names(struct exchange *exchange, const struct form *form, size_t count)
{
	const struct config *config = exchange->site->config;
	struct form *out = ARENA_NEW(exchange->arena, struct form);
	struct form_field *fields = arena_array(exchange->arena, count, sizeof(*fields));

	memcpy(fields, form->fields, count * sizeof(*fields));
	for (size_t i = 0; fields[i].name != NULL; i++)
		if (strcmp(fields[i].name, "addressee") == 0) {
			fields[i].choices = named(exchange, config->letters.addressees);
		} else if (strcmp(fields[i].name, "area") == 0 && config->site.areas[0] != '\0') {
			fields[i].kind = FIELD_CHOICE;
			fields[i].choices = named(exchange, config->site.areas);
		}
	*out = (struct form){ form->name, fields };
	return out;
}

static enum status question_form(struct exchange *exchange, const struct form **out)
{
	*out = with_names(exchange, &intake_question.form, sizeof(ask_fields) / sizeof(ask_fields[0]));
	return OK;
}

static enum status letter_form(struct exchange *exchange, const struct form **out)
{
	*out = with_names(exchange, &intake_letter.form, sizeof(letter_fields) / sizeof(letter_fields[0]));
	return OK;
}

/* The choices of the field as a list of the page; an empty one for a field that is typed. */
static void show_names(struct exchange *exchange, const struct form *form, const struct form_values *values,
	const char *field, const char *key)
{
	struct value *list = map_list(exchange->reply->view, key);
	struct str chosen = values != NULL ? form_get(values, field) : (struct str){ 0 };
	const struct form_field *at = form->fields;

	while (strcmp(at->name, field) != 0)
		at++;
	if (at->kind != FIELD_CHOICE)
		return;
	for (const struct choice *choice = at->choices; choice->value != NULL; choice++) {
		struct value *map = list_map(list);

		map_str(map, "option", str_of(choice->value));
		map_bool(map, "option_chosen", str_eq(chosen, str_of(choice->value)));
	}
}

static void letter_show(struct exchange *exchange, const struct form *form, const struct form_values *values)
{
	show_names(exchange, form, values, "addressee", "addressees");
	show_names(exchange, form, values, "area", "areas");
	map_bool(exchange->reply->frame, "letter", true);
	notices_offer(exchange);
}

static void question_show(struct exchange *exchange, const struct form *form,
	const struct form_values *values)
{
	struct str token;

	show_names(exchange, form, values, "area", "areas");
	map_bool(exchange->reply->frame, "letter", false);
	/* For "that is my question", which supports the other one instead. */
	if (site_form_token(exchange, "support", &token) == OK)
		map_str(exchange->reply->frame, "support_form", token);
	notices_offer(exchange);
}

static void question_fill(struct exchange *exchange, struct form_values *values,
	struct submission *submission)
{
	category_parse(form_get(values, "category"), &submission->category);
	submission->area = form_get(values, "area");
	submission->anonymous = form_get(values, "anonymous").len > 0;
	notices_read(exchange, values, false, submission);
}

static void letter_fill(struct exchange *exchange, struct form_values *values, struct submission *submission)
{
	category_parse(form_get(values, "category"), &submission->category);
	submission->area = form_get(values, "area");
	submission->addressee = form_get(values, "addressee");
	submission->consent = form_get(values, "consent").len > 0;
	notices_read(exchange, values, false, submission);
}

const struct intake_channel intake_question = {
	.channel = CHANNEL_TOPIC, .path = "/topics", .template = "ask", .title = "我要提问", .menu = "ask",
	.form = { "ask", ask_fields }, .form_of = question_form, .fill = question_fill,
	.show = question_show,
	.already = similar_add,
};
const struct intake_channel intake_letter = {
	.channel = CHANNEL_LETTER, .path = "/letters", .template = "ask", .title = "写信", .menu = "letters",
	.form = { "letter", letter_fields }, .form_of = letter_form, .fill = letter_fill, .show = letter_show,
};
