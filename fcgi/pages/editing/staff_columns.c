/* The admin's pages of columns. */
#include "pages/editing/staff_columns.h"

#include "model/department.h"
#include "pages/respond.h"
#include "pages/site.h"
#include "pages/editing/article_forms.h"
#include "publish/column.h"
#include "staff/account.h"

#define LISTS_MAX 4000	/* characters of all ids of a list */
#define ORDER_MAX 99999

/* The values, and at a new one's form also the id, stand in the form as in struct column. */
#define PROFILE \
	{ "name", "名称", FIELD_LINE, true, 1, COLUMN_NAME_MAX, NULL, NULL }, \
	{ "parent", "上级栏目", FIELD_LINE, false, 0, 32, NULL, NULL }, \
	{ "type", "栏目类别", FIELD_LINE, true, 1, COLUMN_NAME_MAX, NULL, NULL }, \
	{ "order", "排序号", FIELD_NUMBER, false, 0, ORDER_MAX, NULL, NULL }, \
	{ "days", "更新期限", FIELD_NUMBER, false, 0, COLUMN_DAYS_MAX, NULL, NULL }, \
	{ "depts", "可以发布的部门", FIELD_CHECKS, false, 0, LISTS_MAX, NULL, NULL }, \
	{ "accounts", "可以发布的账号", FIELD_LINE, false, 0, LISTS_MAX, NULL, NULL }, \
	{ "required", "必填项", FIELD_CHECKS, false, 0, LISTS_MAX, NULL, NULL }, \
	{ "description", "栏目描述", FIELD_LINE, true, 1, COLUMN_TEXT_MAX, NULL, NULL }, \
	{ "keywords", "关键词", FIELD_LINE, false, 0, COLUMN_TEXT_MAX, NULL, NULL }
#define END { NULL, NULL, FIELD_LINE, false, 0, 0, NULL, NULL }

static const struct form_field add_fields[] = {
	{ "id", "代码", FIELD_LINE, true, 1, 32, NULL, NULL }, PROFILE, END,
};
static const struct form add_form = { "staff", add_fields };
static const struct form_field change_fields[] = {
	PROFILE, { "closed", "不再发布新信息", FIELD_CHECK, false, 0, 1, NULL, NULL }, END,
};
static const struct form change_form = { "staff", change_fields };

/* What an article may be asked for: fields of the draft's form that it doesn't always ask for. */
static bool can_ask(const struct form_field *field)
{
	return !field->required && strcmp(field->name, "note") != 0 && strcmp(field->name, "publish_at") != 0;
}

static struct str labels_of(struct arena *arena, struct str members)
{
	struct str out = { 0 };

	for (const struct form_field *field = article_draft_form.fields; field->name != NULL; field++)
		if (str_lists(members, ',', str_of(field->name)))
			out = ARENA_GLUE(arena, out, out.len > 0 ? S("、") : S(""), str_of(field->label));
	return out;
}

static struct str names_of(struct arena *arena, const struct depts *depts, const struct column *column)
{
	struct str rest = column->depts;
	struct str id;
	struct str out = { 0 };

	while (str_cut(&rest, ',', &id))
		out = ARENA_GLUE(arena, out, out.len > 0 ? S("、") : S(""), depts_name(depts, id));
	rest = column->accounts;
	while (str_cut(&rest, ',', &id))
		out = ARENA_GLUE(arena, out, out.len > 0 ? S("、") : S(""), id);
	return out;
}

/* A column as it stands in its form; for people also with the names of what it lists. */
static void add_column(struct arena *arena, const struct columns *columns, const struct depts *depts,
	const struct column *column, struct value *map)
{
	const struct column *parent = columns_find(columns, column->parent);

	map_str(map, "id", column->id);
	map_int(map, "version", column->version);
	map_str(map, "name", column->name);
	map_str(map, "parent", column->parent);
	map_str(map, "type", column->type);
	map_int(map, "order", column->order);
	map_int(map, "days", column->days);
	map_str(map, "depts", column->depts);
	map_str(map, "accounts", column->accounts);
	map_str(map, "required", column->required);
	map_str(map, "description", column->description);
	map_str(map, "keywords", column->keywords);
	map_bool(map, "closed", column->closed);
	map_str(map, "parent_name", parent != NULL ? parent->name : S(""));
	map_str(map, "who", names_of(arena, depts, column));
	map_str(map, "required_labels", labels_of(arena, column->required));
}

/* A level as blanks before a name in a list of choices. */
static struct str indent(size_t level)
{
	return str_sub(S("　　　　"), 0, (level - 1) * S("　").len);
}

enum status staff_columns_list(struct exchange *exchange)
{
	struct casework work = site_work(exchange);
	struct value *list = map_list(exchange->reply->view, "columns");
	struct columns columns;
	struct depts depts;

	TRY(columns_read(&work, &columns));
	TRY(depts_read(&work, &depts));
	for (size_t i = 0; i < columns.count; i++) {
		const struct column *trail[COLUMN_DEPTH];
		size_t level = columns_trail(&columns, &columns.list[i], trail);
		struct value *map = list_map(list);

		add_column(exchange->arena, &columns, &depts, &columns.list[i], map);
		map_int(map, "level", (int64_t)level);
	}
	respond_page(exchange, "staff_columns", S("栏目"), "columns");
	return OK;
}

/* Where it may be put: everywhere but in itself and below. */
static void add_parents(struct exchange *exchange, const struct columns *columns, struct str own,
	struct str chosen)
{
	struct value *list = map_list(exchange->reply->frame, "parent_options");

	for (size_t i = 0; i < columns->count; i++) {
		const struct column *trail[COLUMN_DEPTH];
		size_t level = columns_trail(columns, &columns->list[i], trail);
		bool below = level == COLUMN_DEPTH;
		struct value *map;

		for (size_t k = 0; k < level; k++)
			below = below || str_eq(trail[k]->id, own);
		if (below)
			continue;
		map = list_map(list);
		map_str(map, "option", columns->list[i].id);
		map_str(map, "option_label", columns->list[i].name);
		map_str(map, "indent", indent(level));
		map_bool(map, "chosen", str_eq(columns->list[i].id, chosen));
	}
}

static void add_box(struct value *list, struct str id, struct str label, struct str ticked)
{
	struct value *map = list_map(list);

	map_str(map, "box", id);
	map_str(map, "box_label", label);
	map_bool(map, "ticked", str_lists(ticked, ',', id));
}

/* The choices of the form, with what column says chosen; own: the id of the one that is changed. */
static void add_choices(struct exchange *exchange, const struct columns *columns, const struct depts *depts,
	struct str own, const struct column *column)
{
	struct value *frame = exchange->reply->frame;
	struct value *types = map_list(frame, "type_options");
	struct value *list = map_list(frame, "dept_boxes");

	add_parents(exchange, columns, own, column->parent);
	for (size_t i = 0; i < columns->count; i++) {
		bool repeated = columns->list[i].type.len == 0;

		for (size_t k = 0; k < i; k++)
			repeated = repeated || str_eq(columns->list[k].type, columns->list[i].type);
		if (!repeated)
			map_str(list_map(types), "option", columns->list[i].type);
	}
	for (size_t i = 0; i < depts->count; i++)
		add_box(list, depts->list[i].id, depts->list[i].name, column->depts);
	list = map_list(frame, "required_boxes");
	for (const struct form_field *field = article_draft_form.fields; field->name != NULL; field++)
		if (can_ask(field))
			add_box(list, str_of(field->name), str_of(field->label), column->required);
}

static void take(const struct form_values *values, struct column *column)
{
	column->name = form_get(values, "name");
	column->parent = form_get(values, "parent");
	column->type = form_get(values, "type");
	column->order = form_number(values, "order", 0);
	column->days = form_number(values, "days", 0);
	column->depts = form_get(values, "depts");
	column->accounts = form_get(values, "accounts");
	column->required = form_get(values, "required");
	column->description = form_get(values, "description");
	column->keywords = form_get(values, "keywords");
}

/* own: the column that is changed, as it lies; NULL: a new one.  values: as sent; fault: why it is shown. */
static enum status show_form(struct exchange *exchange, const struct column *own,
	const struct form_values *values, enum status fault, struct str why)
{
	struct casework work = site_work(exchange);
	struct value *prefill = value_map(exchange->arena);
	struct column shown = { .parent = field_get(exchange->request->query, "parent") };
	struct columns columns;
	struct depts depts;

	TRY(columns_read(&work, &columns));
	TRY(depts_read(&work, &depts));
	if (own != NULL)
		shown = *own;
	/* A number that isn't set is an empty field; the first value of a name counts. */
	if (own == NULL)
		map_str(prefill, "order", S(""));
	if (shown.days == 0)
		map_str(prefill, "days", S(""));
	add_column(exchange->arena, &columns, &depts, &shown, prefill);
	TRY(respond_form(exchange, &(struct form_page){ .template = "staff_column",
		.title = own != NULL ? "修改栏目" : "新增栏目", .menu = "columns",
		.form = own != NULL ? &change_form : &add_form, .values = values, .prefill = prefill,
		.fault = fault, .why = why }));
	if (fault != OK && exchange->request->wants_json)
		return OK;
	map_bool(exchange->reply->frame, "new", own == NULL);
	if (own != NULL)
		add_column(exchange->arena, &columns, &depts, own,
			map_map(exchange->reply->view, "existing"));
	if (own != NULL && fault == ERR_CONFLICT)
		add_column(exchange->arena, &columns, &depts, own,
			map_map(exchange->reply->view, "other"));
	if (values != NULL)
		take(values, &shown);
	add_choices(exchange, &columns, &depts, shown.id, &shown);
	return OK;
}

enum status staff_columns_new(struct exchange *exchange)
{
	return show_form(exchange, NULL, NULL, OK, (struct str){ 0 });
}

enum status staff_columns_show(struct exchange *exchange)
{
	struct casework work = site_work(exchange);
	struct column column;

	TRY(column_read(&work, exchange->params[0], &column));
	return show_form(exchange, &column, NULL, OK, (struct str){ 0 });
}

/* Account ids as people write a list: commas of both kinds, enumeration commas or blanks between them. */
static struct str list_of(struct arena *arena, struct str typed)
{
	static const char *const marks[] = { "，", "、", "；", ";", " ", "," };
	struct str out = { 0 };
	size_t from = 0;

	for (size_t i = 0; i <= typed.len; i++)
		for (size_t k = 0; k < sizeof(marks) / sizeof(marks[0]); k++) {
			struct str one = str_sub(typed, from, i);

			if (i < typed.len && !str_starts(str_sub(typed, i, typed.len), str_of(marks[k])))
				continue;
			if (one.len > 0 && !str_lists(out, ',', one))
				out = out.len > 0 ? ARENA_GLUE(arena, out, S(","), one) : one;
			from = i + strlen(marks[k]);
			break;
		}
	return out;
}

/* Everything that the lists name must be there. */
static enum status check_lists(struct exchange *exchange, struct form_values *values, struct column *column)
{
	struct casework work = site_work(exchange);
	struct account account;
	struct depts depts;
	struct str rest = column->depts;
	struct str id;

	TRY(depts_read(&work, &depts));
	while (str_cut(&rest, ',', &id))
		if (depts_find(&depts, id) == NULL)
			form_fault(values, "depts", arena_join(exchange->arena, S("没有这个部门："), id));
	rest = column->accounts = list_of(exchange->arena, column->accounts);
	while (str_cut(&rest, ',', &id)) {
		enum status status = account_read(&work, id, &account);

		if (status == ERR_NOT_FOUND)
			form_fault(values, "accounts",
				arena_join(exchange->arena, S("没有这个账号："), id));
		else
			TRY(status);
	}
	rest = column->required;
	while (str_cut(&rest, ',', &id))
		if (labels_of(exchange->arena, id).len == 0)
			form_fault(values, "required", S("请从下面勾选。"));
	return OK;
}

static enum status saved(struct exchange *exchange, const struct column *column, int http)
{
	map_str(exchange->reply->view, "column", column->id);
	map_int(exchange->reply->view, "version", column->version + 1);
	return respond_done(exchange, S("/staff/columns"), http);
}

/* Without a number a new one stands behind its siblings. */
static enum status order_last(struct casework *work, struct column *column)
{
	struct columns columns;

	TRY(columns_read(work, &columns));
	for (size_t i = 0; i < columns.count; i++)
		if (str_eq(columns.list[i].parent, column->parent) && columns.list[i].order >= column->order)
			column->order = columns.list[i].order + COLUMN_ORDER_STEP;
	return OK;
}

enum status staff_columns_add(struct exchange *exchange)
{
	struct casework work = site_work(exchange);
	struct form_values values;
	struct column column = { 0 };
	struct str wrong;
	enum status status;

	form_check(exchange->arena, &add_form, exchange->request, &values);
	take(&values, &column);
	column.id = form_get(&values, "id");
	TRY(check_lists(exchange, &values, &column));
	if (str_eq(column.id, S("new")))
		form_fault(&values, "id", S("这个代码另有用途，请换一个"));
	else if (column.id.len > 0 && !column_id_valid(column.id))
		form_fault(&values, "id", S("代码只能用小写字母、数字、“-”和“_”，例如 plans"));
	if (!values.ok)
		return show_form(exchange, NULL, &values, ERR_INVALID, (struct str){ 0 });
	if (form_get(&values, "order").len == 0)
		TRY(order_last(&work, &column));
	status = column_put(&work, &column, exchange->session->account.id, &wrong);
	if (status == ERR_ALREADY)
		form_fault(&values, "id", S("已经有这个代码了，请换一个"));
	else if (status == ERR_INVALID)
		form_fault(&values, "parent", wrong);
	else
		return status != OK ? status : saved(exchange, &column, 201);
	return show_form(exchange, NULL, &values, ERR_INVALID, (struct str){ 0 });
}

enum status staff_columns_add_again(struct exchange *exchange)
{
	struct form_values values;

	form_check(exchange->arena, &add_form, exchange->request, &values);
	return show_form(exchange, NULL, &values, ERR_TOKEN, (struct str){ 0 });
}

enum status staff_columns_change(struct exchange *exchange)
{
	struct casework work = site_work(exchange);
	struct form_values values;
	struct column existing;
	struct column column;
	struct str wrong;
	enum status status;

	TRY(column_read(&work, exchange->params[0], &existing));
	column = existing;
	form_check(exchange->arena, &change_form, exchange->request, &values);
	take(&values, &column);
	column.closed = form_get(&values, "closed").len > 0;
	if (!str_to_i64(field_get(exchange->request->form, "version"), &column.version) ||
		column.version <= 0)
		return ERR_MALFORMED;
	TRY(check_lists(exchange, &values, &column));
	if (!values.ok)
		return show_form(exchange, &existing, &values, ERR_INVALID, (struct str){ 0 });
	status = column_put(&work, &column, exchange->session->account.id, &wrong);
	if (status == ERR_INVALID)
		form_fault(&values, "parent", wrong);
	if (status == ERR_INVALID || status == ERR_CONFLICT)
		return show_form(exchange, &existing, &values, status, status == ERR_CONFLICT ?
			S("这个栏目刚才被别人改过。您填写的内容都在下面，请对照最新的设置再保存。") : wrong);
	TRY(status);
	return saved(exchange, &column, 200);
}

enum status staff_columns_change_again(struct exchange *exchange)
{
	struct casework work = site_work(exchange);
	struct form_values values;
	struct column column;

	TRY(column_read(&work, exchange->params[0], &column));
	form_check(exchange->arena, &change_form, exchange->request, &values);
	return show_form(exchange, &column, &values, ERR_TOKEN, (struct str){ 0 });
}
