/* The own account: password and second factor. */
#include "pages/staff/me.h"

#include "crypt/password.h"
#include "pages/respond.h"
#include "pages/site.h"
#include "pages/staff/password.h"
#include "pages/view/wording.h"
#include "web/qr.h"
#include "pages/staff/sessions.h"
#include "staff/password_rule.h"
#include "staff/second_factor.h"
#include "staff/separation.h"

#define PASSWORD_MAX 100

/* The first field of every form that the account's password proves; each has a name of its own on the page. */
#define CURRENT_PASSWORD(name) { name, "当前密码", FIELD_SECRET, true, 0, 200, NULL, NULL }

static const struct form_field me_fields[] = {
	CURRENT_PASSWORD("old"),
	{ "password", "新密码", FIELD_SECRET, true, PASSWORD_MIN, PASSWORD_MAX, NULL, NULL },
	{ "repeat", "确认新密码", FIELD_SECRET, true, 0, PASSWORD_MAX, NULL, NULL },
	{ NULL, NULL, FIELD_LINE, false, 0, 0, NULL, NULL },
};
static const struct form me_form = { "staff", me_fields };

static const struct form_field code_fields[] = {
	{ "code", "动态码", FIELD_LINE, true, 1, 12, NULL, NULL },
	{ NULL, NULL, FIELD_LINE, false, 0, 0, NULL, NULL },
};
static const struct form code_form = { "staff", code_fields };

static const struct form_field recovery_fields[] = {
	CURRENT_PASSWORD("password_codes"),
	{ NULL, NULL, FIELD_LINE, false, 0, 0, NULL, NULL },
};
static const struct form recovery_form = { "staff", recovery_fields };

static const struct form_field replace_fields[] = {
	CURRENT_PASSWORD("password_replace"),
	{ NULL, NULL, FIELD_LINE, false, 0, 0, NULL, NULL },
};
static const struct form replace_form = { "staff", replace_fields };

static const struct form_field off_fields[] = {
	CURRENT_PASSWORD("password_now"),
	{ NULL, NULL, FIELD_LINE, false, 0, 0, NULL, NULL },
};
static const struct form off_form = { "staff", off_fields };

/* "ABCD EFGH …": easier to type from the screen. */
static struct str in_fours(struct arena *arena, struct str secret)
{
	struct str out = { 0 };

	for (size_t at = 0; at < secret.len; at += 4)
		out = arena_printf(arena, "%.*s%s%.*s", STR_ARG(out), at > 0 ? " " : "",
			STR_ARG(str_sub(secret, at, at + 4)));
	return out;
}

static enum status add_enrolment(struct exchange *exchange, struct casework *work,
	const struct account *account)
{
	struct value *totp;
	struct str secret;
	struct str svg;

	if (account->totp_pending.len == 0)
		return OK;
	TRY(second_factor_pending(work, account, &secret));
	TRY(qr_svg(exchange->arena,
		totp_uri(exchange->arena, str_of(work->config->site.name), account->id, secret), &svg));
	totp = map_map(exchange->reply->view, "enrol");
	map_str(totp, "secret", secret);
	map_str(totp, "secret_text", in_fours(exchange->arena, secret));
	map_str(exchange->reply->frame, "totp_qr", svg);
	return OK;
}

/* How long the password may still be used. */
static void add_ageing(struct casework *work, const struct account *account, struct value *view)
{
	const int64_t left = password_days_left(work->config, &account->password, work->now);

	map_bool(view, "must_change", left < 0);
	map_bool(view, "password_ages", left >= 0 && left < PASSWORD_WARN_DAYS);
	if (left >= 0 && left < PASSWORD_WARN_DAYS)
		map_str(view, "password_until", wording_minute(work->arena,
			account->password.at + work->config->staff.password_days * MS_PER_DAY));
	map_int(view, "password_kinds",
		work->config->staff.password_kinds > 1 ? work->config->staff.password_kinds : 0);
}

/* The page with one of its forms as it was sent; form NULL: none was. */
static enum status show(struct exchange *exchange, const struct form *form, const struct form_values *values,
	enum status fault)
{
	struct casework work = site_work(exchange);
	const char *done = field_get(exchange->request->query, "done").len > 0 ? "已保存。" : "";
	struct account account;
	struct value *view;
	bool required;

	TRY(account_read(&work, exchange->session->account.id, &account));
	TRY(second_factor_required(&work, &account, &required));
	TRY(respond_form(exchange,
		&(struct form_page){ .template = "staff_me",
			.title = "我的账号",
			.form = form != NULL ? form : &me_form,
			.values = values,
			.fault = fault }));
	if (fault != OK && exchange->request->wants_json)
		return OK;
	view = exchange->reply->view;
	map_str(view, "id", account.id);
	map_str(view, "name", account.name);
	map_str(view, "roles", roles_print(exchange->arena, account.roles));
	map_str(view, "dept", account.dept);
	map_bool(view, "totp", account.totp.len > 0);
	map_bool(view, "totp_required", required);
	map_bool(view, "must_enrol", exchange->session->must_enrol);
	map_bool(view, "unseparated", roles_exclude(work.config, account.roles));
	add_ageing(&work, &account, view);
	map_int(view, "recovery_left", (int64_t)recovery_left(&account));
	map_str(view, "done", str_of(done));
	TRY(staff_sessions_view(exchange, &work, account.id));
	return add_enrolment(exchange, &work, &account);
}

enum status staff_me_show(struct exchange *exchange)
{
	return show(exchange, NULL, NULL, OK);
}

/* Reads a form that the account's password proves. */
static void check_proved(struct exchange *exchange, const struct form *form, struct form_values *values)
{
	const char *field = form->fields[0].name;

	form_check(exchange->arena, form, exchange->request, values);
	if (values->ok && !password_check(form_get(values, field), exchange->session->account.password.hash))
		form_fault(values, field, S("密码不对，请重新输入"));
}

/* A changed password ends every session, this one too, so a new one begins. */
static enum status begin_anew(struct exchange *exchange, struct casework *work)
{
	struct account account;
	struct str token;

	TRY(account_read(work, exchange->session->account.id, &account));
	TRY(session_begin(work, &account, &token));
	reply_cookie(exchange->reply, exchange->request, S(SESSION_COOKIE), token, "Strict",
		session_seconds(work->config));
	return OK;
}

static enum status saved(struct exchange *exchange)
{
	map_bool(exchange->reply->view, "ok", true);
	respond_page(exchange, "staff_me", S(""), NULL);
	return respond_done(exchange, S("/staff/me?done=1"), 200);
}

enum status staff_me_password(struct exchange *exchange)
{
	struct casework work = site_work(exchange);
	struct form_values values;

	check_proved(exchange, &me_form, &values);
	if (values.ok && !str_eq(form_get(&values, "password"), form_get(&values, "repeat")))
		form_fault(&values, "repeat", S("两次输入的新密码不一样"));
	if (values.ok)
		TRY(staff_password_set(&work, exchange->session->account.id, &values,
			exchange->session->account.id));
	if (!values.ok)
		return show(exchange, &me_form, &values, ERR_INVALID);
	TRY(begin_anew(exchange, &work));
	return saved(exchange);
}

/* Who finds a desk unattended can't put a phone of their own in place of the owner's. */
enum status staff_me_totp_begin(struct exchange *exchange)
{
	struct casework work = site_work(exchange);
	struct form_values values;
	struct str secret;

	if (exchange->session->account.totp.len > 0) {
		check_proved(exchange, &replace_form, &values);
		if (!values.ok)
			return show(exchange, &replace_form, &values, ERR_INVALID);
	}
	TRY(second_factor_begin(&work, exchange->session->account.id, &secret));
	map_str(exchange->reply->view, "secret", secret);
	respond_page(exchange, "staff_me", S(""), NULL);
	return respond_done(exchange, S("/staff/me"), 200);
}

/* The one time that new recovery codes are shown: nothing of them is kept but their hashes. */
static enum status show_codes(struct exchange *exchange, const struct str codes[RECOVERY_CODES])
{
	struct value *list = map_list(exchange->reply->view, "recovery_codes");

	map_bool(exchange->reply->view, "ok", true);
	map_str(exchange->reply->view, "account", exchange->session->account.id);
	for (size_t i = 0; i < RECOVERY_CODES; i++)
		list_str(list, codes[i]);
	respond_page(exchange, "staff_recovery", S("恢复码"), NULL);
	return OK;
}

enum status staff_me_totp_confirm(struct exchange *exchange)
{
	struct casework work = site_work(exchange);
	struct str codes[RECOVERY_CODES];
	struct form_values values;
	enum status status;

	form_check(exchange->arena, &code_form, exchange->request, &values);
	if (!values.ok)
		return show(exchange, &code_form, &values, ERR_INVALID);
	status = second_factor_confirm(&work, exchange->session->account.id, form_get(&values, "code"),
		exchange->session->account.id, codes);
	if (status == ERR_INVALID) {
		form_fault(&values, "code", S("动态码不对。请核对手机上的时间，输入最新的 6 位数字"));
		return show(exchange, &code_form, &values, ERR_INVALID);
	}
	TRY(status);
	return show_codes(exchange, codes);
}

enum status staff_me_recovery(struct exchange *exchange)
{
	struct casework work = site_work(exchange);
	struct str codes[RECOVERY_CODES];
	struct form_values values;

	check_proved(exchange, &recovery_form, &values);
	if (!values.ok)
		return show(exchange, &recovery_form, &values, ERR_INVALID);
	TRY(second_factor_renew(&work, exchange->session->account.id, exchange->session->account.id, codes));
	return show_codes(exchange, codes);
}

enum status staff_me_totp_off(struct exchange *exchange)
{
	struct casework work = site_work(exchange);
	struct form_values values;

	check_proved(exchange, &off_form, &values);
	if (!values.ok)
		return show(exchange, &off_form, &values, ERR_INVALID);
	TRY(second_factor_off(&work, exchange->session->account.id, exchange->session->account.id));
	return saved(exchange);
}
