/* The admin's pages of departments and their standard phrases. */
#include "pages/staff/departments.h"

#include "law/remedy.h"
#include "pages/respond.h"
#include "pages/site.h"
#include "pages/view/staff_view.h"

#define PROFILE \
	{ "name", "名称", FIELD_LINE, true, 2, 30, NULL, NULL }, \
	{ "phone", "联系电话", FIELD_LINE, false, 0, 30, NULL, NULL }, \
	{ "phrases", "常用语", FIELD_TEXT, false, 0, 5000, NULL, NULL }, \
	{ "number_pattern", "文号格式", FIELD_LINE, false, 0, DEPT_PATTERN_MAX, NULL, NULL }, \
	{ "review_body", "复议机关", FIELD_LINE, false, DEPT_BODY_MIN, DEPT_BODY_MAX, NULL, NULL }, \
	{ "review_url", "网上申请复议的网址", FIELD_LINE, false, 0, DEPT_URL_MAX, NULL, NULL }, \
	{ "court", "管辖法院", FIELD_LINE, false, DEPT_BODY_MIN, DEPT_BODY_MAX, NULL, NULL }
#define END { NULL, NULL, FIELD_LINE, false, 0, 0, NULL, NULL }

static const struct form_field add_fields[] = {
	{ "id", "代号", FIELD_LINE, true, 1, 32, NULL, NULL }, PROFILE, END,
};
static const struct form add_form = { "staff", add_fields };
static const struct form_field change_fields[] = {
	PROFILE, { "closed", "不再交办新件", FIELD_CHECK, false, 0, 1, NULL, NULL }, END,
};
static const struct form change_form = { "staff", change_fields };

/* What is shown of it as it stands in its form. */
static void add_profile(const struct dept *dept, struct value *map)
{
	map_str(map, "name", dept->name);
	map_str(map, "phone", dept->phone);
	map_bool(map, "closed", dept->closed);
	map_str(map, "number_pattern", dept->number_pattern);
	map_str(map, "review_body", dept->review_body);
	map_str(map, "review_url", dept->review_url);
	map_str(map, "court", dept->court);
}

static void add_dept(const struct dept *dept, struct value *map)
{
	map_str(map, "id", dept->id);
	add_profile(dept, map);
	staff_phrases(dept->phrases, map_list(map, "phrases"));
}

static enum status show_list(struct exchange *exchange, const struct form_values *values, enum status fault)
{
	struct casework work = site_work(exchange);
	struct depts depts;
	struct value *rows;

	TRY(depts_read(&work, &depts));
	TRY(respond_form(exchange, &(struct form_page){
		.template = "staff_departments", .title = "部门", .menu = "departments", .form = &add_form,
			.values = values,
		.fault = fault }));
	map_str(exchange->reply->frame, "reviewers", remedy_reviewers());
	if (fault != OK && exchange->request->wants_json)
		return OK;
	rows = map_list(exchange->reply->view, "departments");
	for (size_t i = 0; i < depts.count; i++)
		add_dept(&depts.list[i], list_map(rows));
	return OK;
}

enum status staff_departments_list(struct exchange *exchange)
{
	return show_list(exchange, NULL, OK);
}

static void take_profile(const struct form_values *values, struct dept *dept)
{
	dept->name = form_get(values, "name");
	dept->phone = form_get(values, "phone");
	dept->phrases = form_get(values, "phrases");
	dept->number_pattern = form_get(values, "number_pattern");
	dept->review_body = form_get(values, "review_body");
	dept->review_url = form_get(values, "review_url");
	dept->court = form_get(values, "court");
}

/* What the form table can't check. */
static void check_letters(struct form_values *values)
{
	if (!dept_pattern_valid(form_get(values, "number_pattern")))
		form_fault(values, "number_pattern",
			S("文号格式要写上{year}和{n}各一次，两者不相连、旁边没有数字，例如：云住建公开〔{year}〕{n}号"));
	if (!dept_url_valid(form_get(values, "review_url")))
		form_fault(values, "review_url", S("网址应以 https:// 或 http:// 开头，没有空格"));
}

/* Another department may have taken the pattern. */
static bool pattern_taken(struct form_values *values, enum status status)
{
	if (status == ERR_NOT_NOW)
		form_fault(values, "number_pattern", S("别的部门正在用或用过这个格式，文号会重复，请换一个"));
	return status == ERR_NOT_NOW;
}

static enum status saved(struct exchange *exchange, const struct dept *dept, int http)
{
	map_str(exchange->reply->view, "dept", dept->id);
	respond_page(exchange, "staff_department", S(""), "departments");
	return respond_done(exchange, S("/staff/departments"), http);
}

enum status staff_departments_add(struct exchange *exchange)
{
	struct casework work = site_work(exchange);
	struct dept dept = { 0 };
	struct dept existing;
	struct form_values values;
	enum status status;

	form_check(exchange->arena, &add_form, exchange->request, &values);
	dept.id = form_get(&values, "id");
	status = dept_read(&work, dept.id, &existing);
	if (status == OK)
		form_fault(&values, "id", S("已经有这个代号了，请换一个"));
	else if (status != ERR_NOT_FOUND)
		return status;
	else if (!dept_id_valid(dept.id))
		form_fault(&values, "id", S("代号只能用小写字母、数字、“-”和“_”，最多 32 个，例如 zjj"));
	check_letters(&values);
	if (!values.ok)
		return show_list(exchange, &values, ERR_INVALID);
	take_profile(&values, &dept);
	status = dept_add(&work, &dept, exchange->session->account.id);
	if (pattern_taken(&values, status))
		return show_list(exchange, &values, ERR_INVALID);
	TRY(status);
	return saved(exchange, &dept, 201);
}

static enum status show_one(struct exchange *exchange, const struct form_values *values, enum status fault)
{
	struct casework work = site_work(exchange);
	struct value *prefill = value_map(exchange->arena);
	struct dept dept;

	TRY(dept_read(&work, exchange->params[0], &dept));
	add_profile(&dept, prefill);
	map_str(prefill, "phrases", dept.phrases);
	TRY(respond_form(exchange, &(struct form_page){
		.template = "staff_department", .title = "部门", .menu = "departments", .form = &change_form,
		.values = values, .prefill = prefill, .fault = fault }));
	map_str(exchange->reply->frame, "reviewers", remedy_reviewers());
	if (fault != OK && exchange->request->wants_json)
		return OK;
	add_dept(&dept, map_map(exchange->reply->view, "department"));
	return OK;
}

enum status staff_departments_show(struct exchange *exchange)
{
	return show_one(exchange, NULL, OK);
}

enum status staff_departments_change(struct exchange *exchange)
{
	struct casework work = site_work(exchange);
	struct form_values values;
	struct dept dept;
	enum status status;

	TRY(dept_read(&work, exchange->params[0], &dept));
	form_check(exchange->arena, &change_form, exchange->request, &values);
	check_letters(&values);
	if (!values.ok)
		return show_one(exchange, &values, ERR_INVALID);
	dept.closed = form_get(&values, "closed").len > 0;
	take_profile(&values, &dept);
	status = dept_change(&work, &dept, exchange->session->account.id);
	if (pattern_taken(&values, status))
		return show_one(exchange, &values, ERR_INVALID);
	TRY(status);
	return saved(exchange, &dept, 200);
}
