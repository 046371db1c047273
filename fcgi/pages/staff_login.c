/* Signing in and out. */
#include "pages/site.h"
#include "pages/staff.h"

static const struct form_field login_fields[] = {
	{ "account", "账号", FIELD_LINE, true, 1, 32, NULL, NULL },
	{ "password", "密码", FIELD_SECRET, true, 0, 200, NULL, NULL },
	{ "code", "动态码", FIELD_LINE, false, 0, 12, NULL, NULL },
	{ "back", "返回的页面", FIELD_LINE, false, 0, 1000, NULL, NULL },
	{ NULL, NULL, FIELD_LINE, false, 0, 0, NULL, NULL },
};
static const struct form login_form = { "login", login_fields };

static enum status show(struct exchange *exchange, const struct form_values *values, enum status fault, struct str why)
{
	struct value *prefill = value_map(exchange->arena);

	map_str(prefill, "back", field_get(exchange->request->query, "back"));
	return site_show_form(exchange, &(struct site_form){
		.template = "staff_login",
		.title = "登录工作台",
		.form = &login_form,
		.values = values,
		.prefill = prefill,
		.fault = fault,
		.why = why,
	});
}

enum status staff_login_show(struct exchange *exchange)
{
	return show(exchange, NULL, OK, (struct str){ 0 });
}

enum status staff_login_again(struct exchange *exchange)
{
	struct form_values values;

	form_check(exchange->arena, &login_form, exchange->request, &values);
	return show(exchange, &values, ERR_TOKEN, S("这个页面打开太久了，请重新输入密码登录。"));
}

/* Only a page of the staff's; reply_see refuses what is no path of this site. */
static struct str landing(struct str back)
{
	return str_starts(back, S("/staff/")) && !str_starts(back, S("/staff/login")) ? back : S("/staff");
}

static enum status enter(struct exchange *exchange, struct casework *work, const struct account *account, struct str back)
{
	struct value *view = exchange->reply->view;
	struct str token;

	TRY(session_begin(work, account, &token));
	reply_cookie(exchange->reply, exchange->request, S(SESSION_COOKIE), token, "Strict", SESSION_MS / 1000);
	map_str(view, "account", account->id);
	map_str(view, "name", account->name);
	map_str(view, "roles", roles_print(exchange->arena, account->roles));
	map_str(view, "dept", account->dept);
	exchange->reply->template = "staff_login";
	return site_done(exchange, landing(back), 200);
}

enum status staff_login(struct exchange *exchange)
{
	struct casework work = site_work(exchange);
	struct form_values values;
	struct account account;
	enum status status;

	form_check(exchange->arena, &login_form, exchange->request, &values);
	if (!values.ok)
		return show(exchange, &values, ERR_INVALID, (struct str){ 0 });
	status = account_login(&work, form_get(&values, "account"), form_get(&values, "password"),
		form_get(&values, "code"), &account);
	if (status == ERR_LOGIN)
		return show(exchange, &values, status, S("账号、密码或动态码不对，请重新输入。没有启用动态码的，动态码留空。"));
	if (status == ERR_TOO_MANY)
		return show(exchange, &values, status, S("这个账号输错的次数太多了，请 15 分钟后再试，或联系管理员。"));
	if (status != OK)
		return status;
	return enter(exchange, &work, &account, form_get(&values, "back"));
}

enum status staff_logout(struct exchange *exchange)
{
	struct casework work = site_work(exchange);

	TRY(session_end(&work, field_get(exchange->request->cookies, SESSION_COOKIE)));
	reply_cookie(exchange->reply, exchange->request, S(SESSION_COOKIE), S(""), "Strict", 0);
	exchange->reply->template = "staff_login";
	return site_done(exchange, S("/staff/login"), 200);
}
