/* The admin's pages of accounts. */
#include "pages/staff/accounts.h"

#include "model/event.h"
#include "pages/respond.h"
#include "pages/site.h"
#include "pages/view/staff_view.h"
#include "staff/factor_rule.h"
#include "pages/staff/password.h"
#include "pages/staff/sessions.h"
#include "staff/password_rule.h"
#include "staff/second_factor.h"
#include "staff/separation.h"

#define PASSWORD_MAX 100
#define ACCOUNTS_A_PAGE 50

/* One checkbox a role, so that a wrong form keeps them ticked.  What is wrong with all of them stands at the first. */
#define ROLE_BOX(name, label) { "role_" name, label, FIELD_CHECK, false, 0, 1, NULL, NULL }
#define ROLES \
	ROLE_BOX("moderator", "角色"), ROLE_BOX("dispatcher", "交办员"), ROLE_BOX("clerk", "承办员"), \
	ROLE_BOX("approver", "审签人"), ROLE_BOX("supervisor", "督办员"), ROLE_BOX("editor", "信息编辑"), \
	ROLE_BOX("reviewer", "信息审核"), ROLE_BOX("admin", "管理员"), \
	ROLE_BOX("security", "安全管理员"), ROLE_BOX("auditor", "审计管理员")
#define PROFILE \
	{ "name", "姓名", FIELD_LINE, true, 1, 20, NULL, NULL }, \
	{ "dept", "部门", FIELD_LINE, false, 0, 32, NULL, NULL }, ROLES
#define PASSWORD { "password", "密码", FIELD_SECRET, true, PASSWORD_MIN, PASSWORD_MAX, NULL, NULL }
#define END { NULL, NULL, FIELD_LINE, false, 0, 0, NULL, NULL }

static const struct form_field add_fields[] = {
	{ "id", "账号", FIELD_LINE, true, 1, 32, NULL, NULL }, PROFILE, PASSWORD, END,
};
static const struct form add_form = { "staff", add_fields };
static const struct form_field change_fields[] = {
	PROFILE, { "disabled", "停用", FIELD_CHECK, false, 0, 1, NULL, NULL }, END,
};
static const struct form change_form = { "staff", change_fields };
static const struct form_field password_fields[] = { PASSWORD, END };
static const struct form password_form = { "staff", password_fields };
static const struct form_field factor_fields[] = { ROLES, END };
static const struct form factor_form = { "staff", factor_fields };

static void add_account(struct casework *work, const struct depts *depts, const struct account *account,
	struct value *map)
{
	struct value *labels = map_list(map, "role_labels");

	map_str(map, "id", account->id);
	map_str(map, "name", account->name);
	map_str(map, "roles", roles_print(work->arena, account->roles));
	for (unsigned i = 0; i < ROLE_STAFF_COUNT; i++)
		if ((account->roles & (1u << i)) != 0)
			list_str(labels, str_of(role_label((enum role)(1u << i))));
	map_str(map, "dept", account->dept);
	map_str(map, "dept_name",
		account->dept.len > 0 ? depts_name(depts, account->dept) : account->dept);
	map_bool(map, "disabled", account->disabled);
	map_bool(map, "totp", account->totp.len > 0);
	map_str(map, "last_login", account->last_login != 0 ? clock_minute(work->arena, account->last_login) :
		(struct str){ 0 });
	map_str(map, "fresh", roles_print(work->arena, account->fresh));
	map_str(map, "fresh_until",
		account->fresh != 0 ? clock_minute(work->arena, account->fresh_until) : (struct str){ 0 });
}

/* A box for each role, ticked for those of roles. */
static void add_boxes(struct exchange *exchange, const char *name, uint32_t roles)
{
	struct value *boxes = map_list(exchange->reply->frame, name);

	for (unsigned i = 0; i < ROLE_STAFF_COUNT; i++) {
		struct value *map = list_map(boxes);

		map_str(map, "box",
			arena_join(exchange->arena, S("role_"), str_of(role_name((enum role)(1u << i)))));
		map_str(map, "box_label", str_of(role_label((enum role)(1u << i))));
		map_bool(map, "ticked", (roles & (1u << i)) != 0);
	}
}

/* The choices of a form: roles as boxes, departments as a list; what was ticked or chosen stays so. */
static void add_choices(struct exchange *exchange, const struct depts *depts, uint32_t roles, struct str dept)
{
	struct value *options = map_list(exchange->reply->frame, "dept_options");

	add_boxes(exchange, "role_boxes", roles);
	for (size_t i = 0; i < depts->count; i++) {
		struct value *map = list_map(options);

		map_str(map, "option", depts->list[i].id);
		map_str(map, "option_label", depts->list[i].name);
		map_bool(map, "chosen", str_eq(depts->list[i].id, dept));
	}
}

static uint32_t roles_sent(struct arena *arena, const struct form_values *values)
{
	uint32_t roles = 0;

	for (unsigned i = 0; i < ROLE_STAFF_COUNT; i++) {
		struct str box = arena_join(arena, S("role_"), str_of(role_name((enum role)(1u << i))));

		if (form_get(values, arena_cstr(arena, box)).len > 0)
			roles |= 1u << i;
	}
	return roles;
}

static bool is_own(const struct exchange *exchange, struct str id)
{
	return str_eq(id, exchange->session->account.id);
}

static bool may(const struct exchange *exchange, uint32_t role)
{
	return (exchange->session->rights & role) != 0;
}

/*
 * Who makes accounts says their names, who gives rights their roles and departments: one person, unless
 * administrators are separated.
 */
static enum status check_profile(struct exchange *exchange, struct casework *work,
	struct form_values *values, struct account *account)
{
	struct dept dept;
	enum status status = OK;

	if (may(exchange, ROLE_ADMIN))
		account->name = form_get(values, "name");
	if (!may(exchange, ROLE_SECURITY))
		return OK;
	account->dept = form_get(values, "dept");
	account->roles = roles_sent(exchange->arena, values);
	if (roles_exclude(work->config, account->roles))
		form_fault(values, "role_moderator", S("管理员、安全管理员、审计管理员不能兼任，也不能再有别的角色"));
	if (account->roles == 0)
		form_fault(values, "role_moderator", S("请至少选一个角色"));
	if ((account->roles & ROLE_CLERK) != 0 && account->dept.len == 0)
		form_fault(values, "dept", S("承办员必须选择所在部门"));
	else if (account->dept.len > 0)
		status = dept_read(work, account->dept, &dept);
	if (status == ERR_NOT_FOUND)
		form_fault(values, "dept", S("没有这个部门，请从列表中选择"));
	return status == ERR_NOT_FOUND ? OK : status;
}

/* Which forms the page has, what a password needs, and whether something was just saved. */
static void add_frame(struct exchange *exchange)
{
	const int64_t kinds = exchange->site->config->staff.password_kinds;

	map_bool(exchange->reply->frame, "makes", may(exchange, ROLE_ADMIN));
	map_bool(exchange->reply->frame, "entitles", may(exchange, ROLE_SECURITY));
	map_int(exchange->reply->frame, "password_kinds", kinds > 1 ? kinds : 0);
	map_bool(exchange->reply->frame, "saved", field_get(exchange->request->query, "done").len > 0);
}

/* The list, with the form for a new account as it was sent (values NULL: empty). */
static enum status show_list(struct exchange *exchange, const struct form_values *values, enum status fault)
{
	struct casework work = site_work(exchange);
	struct str after = field_get(exchange->request->query, "after");
	struct account *accounts;
	uint32_t factor_roles;
	struct depts depts;
	struct value *rows;
	size_t count;

	TRY(depts_read(&work, &depts));
	TRY(factor_rule_read(&work, &factor_roles));
	TRY(account_list(&work, after, ACCOUNTS_A_PAGE + 1, &accounts, &count));
	TRY(respond_form(exchange, &(struct form_page){
		.template = "staff_accounts", .title = "账号", .menu = "accounts", .form = &add_form,
			.values = values,
		.fault = fault }));
	if (fault != OK && exchange->request->wants_json)
		return OK;
	rows = map_list(exchange->reply->view, "accounts");
	for (size_t i = 0; i < count && i < ACCOUNTS_A_PAGE; i++)
		add_account(&work, &depts, &accounts[i], list_map(rows));
	map_str(exchange->reply->view, "factor_roles", roles_print(exchange->arena, factor_roles));
	add_boxes(exchange, "factor_boxes", factor_roles);
	map_bool(exchange->reply->view, "later", after.len > 0);
	add_frame(exchange);
	map_str(exchange->reply->view, "next",
		count > ACCOUNTS_A_PAGE ? accounts[ACCOUNTS_A_PAGE - 1].id : (struct str){ 0 });
	add_choices(exchange, &depts, values != NULL ? roles_sent(exchange->arena, values) : 0,
		values != NULL ? form_get(values, "dept") : (struct str){ 0 });
	return OK;
}

enum status staff_accounts_list(struct exchange *exchange)
{
	return show_list(exchange, NULL, OK);
}

enum status staff_accounts_factors(struct exchange *exchange)
{
	struct casework work = site_work(exchange);
	struct form_values values;

	form_check(exchange->arena, &factor_form, exchange->request, &values);
	if (!values.ok)
		return show_list(exchange, NULL, ERR_INVALID);
	TRY(factor_rule_write(&work, roles_sent(exchange->arena, &values), exchange->session->account.id));
	map_bool(exchange->reply->view, "ok", true);
	respond_page(exchange, "staff_accounts", S(""), "accounts");
	return respond_done(exchange, S("/staff/accounts?done=1"), 200);
}

static enum status saved(struct exchange *exchange, struct str id, int http)
{
	map_str(exchange->reply->view, "account", id);
	respond_page(exchange, "staff_account", S(""), "accounts");
	return respond_done(exchange,
		arena_printf(exchange->arena, "/staff/accounts/%.*s?done=1", STR_ARG(id)), http);
}

enum status staff_accounts_add(struct exchange *exchange)
{
	struct casework work = site_work(exchange);
	struct account account = { 0 };
	struct form_values values;
	enum status status;

	form_check(exchange->arena, &add_form, exchange->request, &values);
	account.id = form_get(&values, "id");
	TRY(check_profile(exchange, &work, &values, &account));
	if (!dept_id_valid(account.id))
		form_fault(&values, "id", S("账号只能用小写字母、数字、“-”和“_”，最多 32 个"));
	else if (event_by_nobody(account.id))
		form_fault(&values, "id", S("这个名称由系统使用，请换一个"));
	if (values.ok)
		(void)staff_password_check(&work, &values);
	if (!values.ok)
		return show_list(exchange, &values, ERR_INVALID);
	status = account_add(&work, &account, form_get(&values, "password"), exchange->session->account.id);
	if (status == ERR_ALREADY) {
		form_fault(&values, "id", S("已经有这个账号了，请换一个"));
		return show_list(exchange, &values, ERR_INVALID);
	}
	TRY(status);
	return saved(exchange, account.id, 201);
}

/* One account with its forms; which of them was sent wrong is in form and values (NULL: none). */
static enum status show_one(struct exchange *exchange, const struct form *form,
	const struct form_values *values, enum status fault)
{
	struct casework work = site_work(exchange);
	struct value *prefill = value_map(exchange->arena);
	struct account account;
	struct depts depts;
	bool change = form == &change_form && values != NULL;

	TRY(account_read(&work, exchange->params[0], &account));
	TRY(depts_read(&work, &depts));
	map_str(prefill, "name", account.name);
	map_bool(prefill, "disabled", account.disabled);
	TRY(respond_form(exchange,
		&(struct form_page){ .template = "staff_account",
			.title = "账号",
			.menu = "accounts",
			.form = form != NULL ? form : &change_form,
			.values = values,
			.prefill = prefill,
			.fault = fault }));
	if (fault != OK && exchange->request->wants_json)
		return OK;
	add_account(&work, &depts, &account, map_map(exchange->reply->view, "account"));
	map_str(exchange->reply->frame, "name_typed", change ? form_get(values, "name") : account.name);
	map_bool(exchange->reply->frame, "shut",
		change ? form_get(values, "disabled").len > 0 : account.disabled);
	map_bool(exchange->reply->frame, "own_account", is_own(exchange, account.id));
	TRY(staff_sessions_view(exchange, &work, account.id));
	add_frame(exchange);
	add_choices(exchange, &depts, change ? roles_sent(exchange->arena, values) : account.roles,
		change ? form_get(values, "dept") : account.dept);
	return OK;
}

enum status staff_accounts_show(struct exchange *exchange)
{
	return show_one(exchange, NULL, NULL, OK);
}

/* Nobody can shut the door on themselves and leave the site without a keeper. */
static void check_self(struct exchange *exchange, struct form_values *values, const struct account *before,
	const struct account *account)
{
	if (!is_own(exchange, account->id))
		return;
	if (account->disabled)
		form_fault(values, "disabled", S("不能停用自己的账号"));
	if (exchange->site->config->staff.separate_admins && account->roles != before->roles)
		form_fault(values, "role_moderator", S("不能变更自己的角色"));
	else if ((before->roles & ~account->roles & ROLE_ADMIN) != 0)
		form_fault(values, "role_moderator", S("不能取消自己的管理员角色"));
}

/* Where administrators are separated, who gives roles can't leave the site without one of the others. */
static enum status check_last(struct exchange *exchange, struct casework *work, struct form_values *values,
	const struct account *before, const struct account *account)
{
	uint32_t gone = before->roles & ~account->roles & ROLE_ADMINISTRATORS;
	struct account *all;
	size_t count;

	if (!work->config->staff.separate_admins || gone == 0 || before->disabled ||
		roles_exclude(work->config, before->roles))
		return OK;
	TRY(account_list(work, S(""), ACCOUNTS_ALL, &all, &count));
	for (size_t i = 0; i < count; i++)
		if (all[i].roles == gone && !all[i].disabled && !str_eq(all[i].id, before->id))
			return OK;
	form_fault(values, "role_moderator", arena_printf(exchange->arena,
		"这是最后一个%s，请先把这个角色授予另一个账号", role_label((enum role)gone)));
	return OK;
}

/* Whom the one who makes accounts must not become, nor shut out: then one person would be all administrators. */
static bool is_apart(const struct exchange *exchange, const struct account *account)
{
	return exchange->site->config->staff.separate_admins &&
	       (account->roles & (ROLE_SECURITY | ROLE_AUDITOR)) != 0;
}

enum status staff_accounts_change(struct exchange *exchange)
{
	struct casework work = site_work(exchange);
	struct form_values values;
	struct account account;
	struct account before;
	unsigned parts = (may(exchange, ROLE_ADMIN) ? ACCOUNT_NAME | ACCOUNT_DISABLED : 0) |
			 (may(exchange, ROLE_SECURITY) ? ACCOUNT_ROLES : 0);

	TRY(account_read(&work, exchange->params[0], &before));
	account = before;
	form_check(exchange->arena, &change_form, exchange->request, &values);
	TRY(check_profile(exchange, &work, &values, &account));
	if (may(exchange, ROLE_ADMIN))
		account.disabled = form_get(&values, "disabled").len > 0;
	check_self(exchange, &values, &before, &account);
	TRY(check_last(exchange, &work, &values, &before, &account));
	if (account.disabled != before.disabled && is_apart(exchange, &before))
		form_fault(&values, "disabled", S("安全管理员、审计管理员的账号只能由运维人员停用或启用"));
	if (!values.ok)
		return show_one(exchange, &change_form, &values, ERR_INVALID);
	TRY(account_change(&work, &account, parts, exchange->session->account.id));
	return saved(exchange, account.id, 200);
}

enum status staff_accounts_password(struct exchange *exchange)
{
	struct casework work = site_work(exchange);
	struct form_values values;
	struct account account;

	TRY(account_read(&work, exchange->params[0], &account));
	form_check(exchange->arena, &password_form, exchange->request, &values);
	if (is_own(exchange, account.id))
		form_fault(&values, "password", S("自己的密码请在“我的账号”里修改"));
	if (is_apart(exchange, &account))
		form_fault(&values, "password", S("安全管理员、审计管理员的密码只能由运维人员重设"));
	if (values.ok)
		TRY(staff_password_set(&work, exchange->params[0], &values, exchange->session->account.id));
	if (!values.ok)
		return show_one(exchange, &password_form, &values, ERR_INVALID);
	return saved(exchange, exchange->params[0], 200);
}

enum status staff_accounts_totp_off(struct exchange *exchange)
{
	struct casework work = site_work(exchange);

	/* The own one goes by 我的账号, which asks for the password. */
	if (is_own(exchange, exchange->params[0]))
		return ERR_FORBIDDEN;
	TRY(second_factor_off(&work, exchange->params[0], exchange->session->account.id));
	return saved(exchange, exchange->params[0], 200);
}
