#include "ctl/import/import_row.h"

#include "base/clock.h"
#include "base/text.h"
#include "model/lengths.h"
#include "law/outcome.h"

#define ID_MAX 64
#define PHONE_MAX 20
#define VIEWS_MAX 100000000
#define HOTLINE_TITLE 30	/* characters of the content that are the title where there is none */

static const struct text_rule id_rule = { "id", 1, ID_MAX, false };
static const struct text_rule title_rule = { "title", TITLE_MIN, TITLE_MAX, false };
static const struct text_rule body_rule = { "body", BODY_MIN, BODY_MAX, true };
static const struct text_rule area_rule = { "area", 0, AREA_MAX, false };
static const struct text_rule name_rule = { "name", 0, NAME_MAX, false };
static const struct text_rule phone_rule = { "phone", 0, PHONE_MAX, false };
static const struct text_rule addressee_rule = { "addressee", 0, NAME_MAX, false };
static const struct text_rule note_rule = { "note", 0, REASON_MAX, true };
static const struct text_rule label_rule = { "label", 0, NAME_MAX, false };
static const struct text_rule reply_rule = { "reply", ANSWER_MIN, ANSWER_MAX, true };

/* Texts and numbers both serve as ids. */
static bool take_id(struct import *import, const struct value *object, struct str *out)
{
	const struct value *member = map_get(object, "id");

	if (member == NULL || member->type != VALUE_INT)
		return import_take_text(import, object, &id_rule, out);
	*out = num(import->ctl->arena, member->integer);
	return true;
}

static bool take_time(struct import *import, const struct value *object, const char *name, int64_t *out)
{
	struct str text = map_get_str(object, name);

	if (!clock_parse(text, out))
		return import_bad(import, "%s is not a time such as 2026-11-23 09:05:00", name);
	if (*out <= 0 || *out > import->ctl->work.now)
		return import_bad(import, "%s lies in the future or before 1970", name);
	return true;
}

/* What the title says it is; a reviewer can correct it. */
static enum category guess_category(struct str title)
{
	static const struct {
		const char *word;
		enum category category;
	} words[] = {
		{ "投诉", CATEGORY_COMPLAINT },
		{ "举报", CATEGORY_COMPLAINT },
		{ "违规", CATEGORY_COMPLAINT },
		{ "建议", CATEGORY_SUGGESTION },
		{ "咨询", CATEGORY_CONSULT },
		{ "请问", CATEGORY_CONSULT },
		{ "何时", CATEGORY_CONSULT },
		{ "能否", CATEGORY_CONSULT },
		{ "求助", CATEGORY_HELP },
		{ "请求", CATEGORY_HELP },
		{ "希望", CATEGORY_HELP },
		{ "要求", CATEGORY_HELP },
	};

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (str_search(title, str_of(words[i].word), 0) < title.len)
			return words[i].category;
	return CATEGORY_OTHER;
}

static bool take_category(struct import *import, const struct value *object, struct submission *in)
{
	const struct value *member = map_get(object, "category");

	in->category = guess_category(in->title);
	if (member == NULL || member->type == VALUE_NULL)
		return true;
	return (member->type == VALUE_STR && category_parse(member->str, &in->category)) ||
	       import_bad(import, "category is none of consult, complaint, suggestion, help, other");
}

/* By --map, else a department of that name or id, else the one of --dept. */
static struct str owner_of(struct import *import, struct str label, bool *named)
{
	*named = true;
	for (size_t i = 0; i < import->owner_count; i++)
		if (str_eq(import->owners[i].label, label))
			return import->owners[i].dept;
	for (size_t i = 0; i < import->dept_count && label.len > 0; i++)
		if (!import->depts[i].closed &&
		    (str_eq(import->depts[i].name, label) || str_eq(import->depts[i].id, label)))
			return import->depts[i].id;
	*named = false;
	return import->dept;
}

static bool is_there(const struct value *object, const char *name)
{
	const struct value *member = map_get(object, name);

	return member != NULL && member->type != VALUE_NULL;
}

static bool take_outcome(struct import *import, const struct value *object, struct import_row *row)
{
	row->outcome = map_get_str(object, "outcome");
	return outcome_find(row->outcome) != NULL ||
	       import_bad(import, "has a reply, but outcome is none of the codes, such as granted");
}

/* What the caller said when he was called back, in the platform's words. */
static void take_callback(const struct value *object, struct import_row *row)
{
	static const char *const satisfied[] = { "很不满意", "不满意", "一般", "满意", "非常满意" };
	struct str result = map_get_str(object, "callback");
	struct str rating = map_get_str(object, "rating");

	for (size_t i = 0; i < CALLBACK_COUNT; i++)
		if (str_eq(result, str_of(callback_label((enum callback)i))) ||
			str_eq(result, str_of(callback_name((enum callback)i))))
			row->callback = str_of(callback_name((enum callback)i));
	if (str_eq(result, S("未解决")))
		row->callback = str_of(callback_name(CALLBACK_UNSOLVED));
	for (size_t i = 0; i < sizeof(satisfied) / sizeof(satisfied[0]); i++)
		if (str_eq(rating, str_of(satisfied[i])))
			row->rating = (int64_t)i + 1;
	if (str_eq(row->callback, str_of(callback_name(CALLBACK_UNREACHED))))
		row->rating = 0;
	if (row->rating != 0 && row->callback.len == 0)
		row->callback = str_of(callback_name(row->rating > 2 ? CALLBACK_SOLVED : CALLBACK_UNSOLVED));
}

static bool take_reply(struct import *import, const struct value *object, struct import_row *row)
{
	struct str label;
	bool named;

	if (!import_take_text(import, object, &label_rule, &label))
		return false;
	row->dept = owner_of(import, label, &named);
	row->handed = named && import->channel != CHANNEL_TOPIC;
	if (!is_there(object, "reply"))
		return true;
	if (!import_take_text(import, object, &reply_rule, &row->reply) ||
	    !take_time(import, object, "reply_time", &row->replied))
		return false;
	if (row->replied < row->in.at)
		return import_bad(import, "reply_time lies before time");
	if (import->channel == CHANNEL_REQUEST && !take_outcome(import, object, row))
		return false;
	return row->dept.len > 0 ||
		import_bad(import, "has a reply, but neither --dept nor --map says whose");
}

/* The end of the day that it names. */
static bool take_due(struct import *import, const struct value *object, struct submission *in)
{
	int64_t at;

	if (!is_there(object, "due"))
		return true;
	if (!clock_parse(map_get_str(object, "due"), &at))
		return import_bad(import, "due is not a day such as 2026-11-23");
	in->upstream_due = clock_day_start(clock_day(at) + 1) - 1;
	return in->upstream_due > in->at || import_bad(import, "due lies before time");
}

/* A work order often has no title of its own. */
static bool take_title(struct import *import, const struct value *object, struct submission *in)
{
	if (import->channel != CHANNEL_HOTLINE || is_there(object, "title"))
		return import_take_text(import, object, &title_rule, &in->title);
	in->title = text_tidy(import->ctl->arena, text_first(in->body, HOTLINE_TITLE), false);
	return true;
}

static bool take_letter(struct import *import, const struct value *object, struct submission *in)
{
	if (!import_take_text(import, object, &addressee_rule, &in->addressee))
		return false;
	if (in->addressee.len == 0)
		in->addressee = import->addressee;
	if (in->name.len == 0)
		return import_bad(import, "name is missing");
	return in->phone.len > 0 || import_bad(import, "phone is missing");
}

/* The name or the label of an applicant's kind; a person unless it is said. */
static bool take_request(struct import *import, const struct value *object, struct import_row *row)
{
	struct str kind = map_get_str(object, "applicant");

	row->application = (struct application){ .applicant = APPLICANT_PERSON, .received = row->in.at };
	row->in.application = &row->application;
	if (row->in.name.len == 0)
		return import_bad(import, "name is missing");
	if (!is_there(object, "applicant") || applicant_parse(kind, &row->application.applicant))
		return true;
	for (size_t i = 0; i < APPLICANT_COUNT; i++)
		if (str_eq(kind, str_of(applicant_label((enum applicant)i)))) {
			row->application.applicant = (enum applicant)i;
			return true;
		}
	return import_bad(import, "applicant is none of the kinds");
}

/* "是" and its like. */
static bool says_yes(struct str text)
{
	static const char *const words[] = { "是", "1", "true", "Y", "y", "需要", "要", "保密", "√" };

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (str_eq(text, str_of(words[i])))
			return true;
	return false;
}

/*
 * Words of the platform that have no counterpart here become the ordinary ones, so that no work order is
 * refused for them.
 */
static bool take_order(struct import *import, const struct value *object, struct import_row *row)
{
	struct work_order *order = &row->order;
	struct str urgency = map_get_str(object, "urgency");
	struct str via = map_get_str(object, "via");

	*order = (struct work_order){ .urgency = URGENCY_NORMAL, .via = VIA_PHONE };
	for (size_t i = 0; i < URGENCY_COUNT; i++)
		if (str_eq(urgency, str_of(urgency_label((enum urgency)i))))
			order->urgency = (enum urgency)i;
	for (size_t i = 0; i < VIA_COUNT; i++)
		if (str_eq(via, str_of(via_label((enum via)i))))
			order->via = (enum via)i;
	order->confidential = says_yes(map_get_str(object, "confidential"));
	order->reply_wanted = says_yes(map_get_str(object, "reply_wanted"));
	row->in.order = order;
	take_callback(object, row);
	return import_take_text(import, object, &note_rule, &order->note);
}

static bool take_views(struct import *import, const struct value *object, struct import_row *row)
{
	row->views = map_get_int(object, "views", 0);
	return (row->views >= 0 && row->views <= VIEWS_MAX) ||
		import_bad(import, "views is not a number up to %d", VIEWS_MAX);
}

static bool take_channel(struct import *import, const struct value *object, struct import_row *row)
{
	if (import->channel == CHANNEL_LETTER)
		return take_letter(import, object, &row->in);
	if (import->channel == CHANNEL_HOTLINE)
		return take_order(import, object, row);
	if (import->channel == CHANNEL_TOPIC)
		return take_views(import, object, row);
	return take_request(import, object, row);
}

bool import_row_read(struct import *import, const struct value *object, struct import_row *row)
{
	struct submission *in = &row->in;

	*row = (struct import_row){ .in = { .channel = import->channel, .source = str_of(import->source) } };
	return take_id(import, object, &in->upstream_no) && take_time(import, object, "time", &in->at) &&
	       import_take_text(import, object, &body_rule, &in->body) && take_title(import, object, in) &&
	       import_take_text(import, object, &area_rule, &in->area) &&
	       import_take_text(import, object, &name_rule, &in->name) &&
	       import_take_text(import, object, &phone_rule, &in->phone) &&
	       take_category(import, object, in) && take_due(import, object, in) &&
	       take_channel(import, object, row) && take_reply(import, object, row);
}
