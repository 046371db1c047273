/* The admin's pages of departments and their standard phrases. */
#include "pages/staff/departments.h"

#include "pages/respond.h"
#include "pages/site.h"
#include "pages/view/staff_view.h"

#define PROFILE \
	{ "name", "名称", FIELD_LINE, true, 2, 30, NULL, NULL }, \
	{ "phone", "联系电话", FIELD_LINE, false, 0, 30, NULL, NULL }, \
	{ "phrases", "常用语", FIELD_TEXT, false, 0, 5000, NULL, NULL }
#define END { NULL, NULL, FIELD_LINE, false, 0, 0, NULL, NULL }

static const struct form_field add_fields[] = {
	{ "id", "代号", FIELD_LINE, true, 1, 32, NULL, NULL }, PROFILE, END,
};
static const struct form add_form = { "staff", add_fields };
static const struct form_field change_fields[] = {
	PROFILE, { "closed", "不再交办新件", FIELD_CHECK, false, 0, 1, NULL, NULL }, END,
};
static const struct form change_form = { "staff", change_fields };

static void add_dept(const struct dept *dept, struct value *map)
{
	map_str(map, "id", dept->id);
	map_str(map, "name", dept->name);
	map_str(map, "phone", dept->phone);
	map_bool(map, "closed", dept->closed);
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
	if (!values.ok)
		return show_list(exchange, &values, ERR_INVALID);
	take_profile(&values, &dept);
	TRY(dept_add(&work, &dept, exchange->session->account.id));
	return saved(exchange, &dept, 201);
}

static enum status show_one(struct exchange *exchange, const struct form_values *values, enum status fault)
{
	struct casework work = site_work(exchange);
	struct value *prefill = value_map(exchange->arena);
	struct dept dept;

	TRY(dept_read(&work, exchange->params[0], &dept));
	map_str(prefill, "name", dept.name);
	map_str(prefill, "phone", dept.phone);
	map_str(prefill, "phrases", dept.phrases);
	map_bool(prefill, "closed", dept.closed);
	TRY(respond_form(exchange, &(struct form_page){
		.template = "staff_department", .title = "部门", .menu = "departments", .form = &change_form,
		.values = values, .prefill = prefill, .fault = fault }));
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

	TRY(dept_read(&work, exchange->params[0], &dept));
	form_check(exchange->arena, &change_form, exchange->request, &values);
	if (!values.ok)
		return show_one(exchange, &values, ERR_INVALID);
	dept.closed = form_get(&values, "closed").len > 0;
	take_profile(&values, &dept);
	TRY(dept_change(&work, &dept, exchange->session->account.id));
	return saved(exchange, &dept, 200);
}
