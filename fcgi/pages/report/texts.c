/* The words of a year's report: the topics of part one, parts five and six. */
#include "pages/report/texts.h"

#include "base/clock.h"
#include "pages/respond.h"
#include "pages/site.h"
#include "pages/view/staff_view.h"
#include "report/annual.h"
#include "report/narrative.h"

#define WORDS(name, label) { name, label, FIELD_TEXT, false, 0, REPORT_TEXT_MAX, NULL, NULL }

/* In the order of enum report_text. */
static const struct form_field fields[] = {
	WORDS("openness", "主动公开"),
	WORDS("requests", "依申请公开"),
	WORDS("management", "政府信息管理"),
	WORDS("platform", "平台建设"),
	WORDS("supervision", "监督保障"),
	WORDS("problems", "存在的主要问题及改进情况"),
	WORDS("other", "其他需要报告的事项"),
	{ NULL, NULL, FIELD_LINE, false, 0, 0, NULL, NULL },
};
static const struct form texts_form = { "staff", fields };

/* What was typed (values) beside what stands, when somebody else saved meanwhile. */
static void add_texts(struct casework *work, const struct annual *annual, const struct form_values *values,
	struct value *view)
{
	struct value *list = map_list(view, "texts");

	for (size_t i = 0; i < REPORT_TEXTS; i++) {
		struct value *map = list_map(list);
		struct str stands = annual->texts.words[i];
		struct str value = values != NULL ? values->values[i] : stands;

		map_str(map, "name", str_of(fields[i].name));
		map_str(map, "label", str_of(fields[i].label));
		map_bool(map, "topic", i < REPORT_TOPICS);
		map_str(map, "value", value);
		map_str(map, "error", values != NULL ? values->errors[i] : (struct str){ 0 });
		map_str(map, "stands", str_eq(value, stands) ? (struct str){ 0 } : stands);
		map_str(map, "figures", narrative_of(work->arena, annual, (enum report_text)i));
	}
}

static enum status show(struct exchange *exchange, const struct form_values *values, enum status fault,
	struct str version)
{
	struct casework work = site_work(exchange);
	struct annual *annual = ARENA_NEW(exchange->arena, struct annual);
	struct value *view;
	struct str by = { 0 };
	uint64_t year;

	if (!str_to_u64(exchange->params[0], INT32_MAX, &year))
		return ERR_NOT_FOUND;
	TRY(annual_read(&work, (int)year, annual));
	TRY(respond_form(exchange, &(struct form_page){ .template = "staff_report_texts",
		.title = "年度报告的文字部分", .menu = "reports", .form = &texts_form, .values = values,
		.fault = fault,
		.why = fault == ERR_CONFLICT ?
			S("刚才有人修改过文字部分。您填写的内容都还在；与已保存的不同的，下方附有已保存的文字。请核对后再保存。") :
			(struct str){ 0 } }));
	if (fault != OK && exchange->request->wants_json)
		return OK;
	view = exchange->reply->view;
	if (annual->texts.version > 0)
		TRY(staff_who_read(&work, annual->texts.by, &by));
	map_int(view, "year", annual->year);
	map_str(view, "version", version.len > 0 ? version : num(work.arena, annual->texts.version));
	map_str(view, "by_name", by);
	map_str(view, "at_text", clock_minute(work.arena, annual->texts.at));
	map_str(view, "done", field_get(exchange->request->query, "done"));
	add_texts(&work, annual, values, view);
	return OK;
}

enum status staff_texts_show(struct exchange *exchange)
{
	return show(exchange, NULL, OK, (struct str){ 0 });
}

enum status staff_texts_save(struct exchange *exchange)
{
	struct casework work = site_work(exchange);
	struct report_texts texts = { .by = exchange->session->account.id };
	struct str version = field_get(exchange->request->form, "version");
	struct form_values values;
	enum status status;
	uint64_t year;

	if (!str_to_i64(version, &texts.version))
		return ERR_MALFORMED;
	if (!str_to_u64(exchange->params[0], INT32_MAX, &year) || !yearly_valid(&work, (int)year))
		return ERR_NOT_FOUND;
	form_check(exchange->arena, &texts_form, exchange->request, &values);
	if (!values.ok)
		return show(exchange, &values, ERR_INVALID, version);
	for (size_t i = 0; i < REPORT_TEXTS; i++)
		texts.words[i] = values.values[i];
	status = texts_save(&work, (int)year, &texts);
	/* It goes on from what stands now: both are shown. */
	if (status == ERR_CONFLICT)
		return show(exchange, &values, status, (struct str){ 0 });
	TRY(status);
	map_int(exchange->reply->view, "version", texts.version + 1);
	return respond_done(exchange, ARENA_GLUE(exchange->arena, exchange->request->path, S("?done=saved")),
		200);
}

enum status staff_texts_again(struct exchange *exchange)
{
	struct form_values values;

	form_check(exchange->arena, &texts_form, exchange->request, &values);
	return show(exchange, &values, ERR_TOKEN, field_get(exchange->request->form, "version"));
}
