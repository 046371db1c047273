#include "pages/staff/login.h"

#include "pages/respond.h"
#include "pages/site.h"
#include "pages/view/resubmit.h"
#include "pages/view/staff_view.h"
#include "photos/enclosed.h"
#include "staff/login.h"
#include "staff/separation.h"

static const struct form_field login_fields[] = {
	{ "account", "账号", FIELD_LINE, true, 1, 32, NULL, NULL },
	{ "password", "密码", FIELD_SECRET, true, 0, 200, NULL, NULL },
	{ "code", "动态码", FIELD_LINE, false, 0, 30, NULL, NULL },
	{ "back", "返回的页面", FIELD_LINE, false, 0, 1000, NULL, NULL },
	{ NULL, NULL, FIELD_LINE, false, 0, 0, NULL, NULL },
};
static const struct form login_form = { "login", login_fields };

/*
 * What was posted without a session goes through the login sealed, in this field.  False when none came or
 * none of ours.
 */
static bool resubmit_came(struct exchange *exchange, struct str *sealed, struct resubmit *kept)
{
	*sealed = field_get(exchange->request->form, "kept");
	return sealed->len > 0 && resubmit_open(exchange, *sealed, kept) == OK;
}

static void add_kept(struct exchange *exchange, const struct resubmit *kept, struct str sealed)
{
	resubmit_view(kept, NULL, exchange->reply->frame);
	map_str(exchange->reply->frame, "kept", sealed);
}

static enum status show(struct exchange *exchange, const struct form_values *values, enum status fault,
	struct str why)
{
	struct value *prefill = value_map(exchange->arena);
	struct resubmit kept;
	struct str sealed;

	map_str(prefill, "back", field_get(exchange->request->query, "back"));
	TRY(respond_form(exchange, &(struct form_page){
		.template = "staff_login",
		.title = "登录工作台",
		.form = &login_form,
		.values = values,
		.prefill = prefill,
		.fault = fault,
		.why = why,
	}));
	if (resubmit_came(exchange, &sealed, &kept))
		add_kept(exchange, &kept, sealed);
	return OK;
}

enum status staff_login_show(struct exchange *exchange)
{
	bool lost = field_get(exchange->request->query, "lost").len > 0;

	return show(exchange, NULL, OK,
		lost ? S("登录已经过期，刚才提交的没有保存。请重新登录后再做一次。") : (struct str){ 0 });
}

enum status staff_login_again(struct exchange *exchange)
{
	struct form_values values;

	form_check(exchange->arena, &login_form, exchange->request, &values);
	return show(exchange, &values, ERR_TOKEN, S("这个页面打开太久了，请重新输入密码登录。"));
}

enum status staff_login_resubmit(struct exchange *exchange, struct str account)
{
	const struct resubmit kept = resubmit_of(exchange->request, exchange->request->path, account);
	struct value *prefill = value_map(exchange->arena);
	struct str sealed;

	/* Another account could not send what was posted. */
	map_str(prefill, "account", account);
	TRY(respond_form(exchange, &(struct form_page){
		.template = "staff_login",
		.title = "登录工作台",
		.form = &login_form,
		.prefill = prefill,
		.fault = ERR_LOGIN,
		.why = S("登录已经过期，请重新登录。您刚才填写的内容没有丢，登录后可以继续提交。"),
	}));
	TRY(resubmit_seal(exchange, &kept, &sealed));
	add_kept(exchange, &kept, sealed);
	return OK;
}

/* Where somebody with nothing but one desk works. */
static struct str home_of(const struct config *config, struct arena *arena,
	const struct account *account)
{
	if (account->roles == ROLE_AUDITOR)
		return S("/staff/events");
	if (roles_rights(config, account->roles) == 0)
		return S("/staff/me");
	if (account->roles == ROLE_SECURITY ||
		(account->roles == ROLE_ADMIN && config->staff.separate_admins))
		return S("/staff/accounts");
	if (account->roles == ROLE_MODERATOR)
		return S("/staff/queues/review");
	if (account->roles == ROLE_APPROVER)
		return S("/staff/queues/approve");
	if (account->roles == ROLE_CLERK && account->dept.len > 0)
		return arena_join(arena, S("/staff/queues/dept:"), account->dept);
	if ((account->roles & ~(uint32_t)(ROLE_EDITOR | ROLE_REVIEWER)) == 0 && account->roles != 0)
		return S("/staff/articles");
	return S("/staff");
}

/* Only a page of the staff's; reply_see refuses what is no path of this site. */
static struct str landing(const struct exchange *exchange, const struct account *account,
	struct str back)
{
	return str_starts(back, S("/staff/")) && !str_starts(back, S("/staff/login")) ? back :
		home_of(exchange->site->config, exchange->arena, account);
}

/* The last part of an address. */
static struct str last_part(struct str url)
{
	size_t at = url.len;

	while (at > 0 && url.data[at - 1] != '/')
		at--;
	return str_sub(url, at, url.len);
}

/* What the post was to do, if it was a step of a case or saved what is written, as its button said. */
static struct str step_of(const struct resubmit *kept)
{
	struct str step = last_part(kept->url);
	enum action action;

	if (str_eq(step, S("save")))
		return field_get(kept->fields, "drop").len > 0 ? S("移除") :
			kept->file || kept->photos ? S("添加") : S("保存草稿");
	return action_parse(step, &action) ? str_of(lifecycle_row(action)->label) : (struct str){ 0 };
}

static void add_name(struct buf *out, struct str name)
{
	buf_add(out, ARENA_GLUE(out->arena, out->len > 0 ? S("、“") : S("附件“"), name, S("”")));
}

/* What goes with the answer that was posted, and what of it was to be taken out, in words. */
static void add_enclosed(struct arena *arena, const struct value *enclosed, struct str drop,
	struct value *view)
{
	struct buf stays = buf_in(arena);
	struct buf goes = buf_in(arena);
	int64_t photos = 0;

	for (const struct member *m = photo_entry_files(enclosed); m != NULL; m = m->next)
		add_name(str_eq(map_get_str(&m->value, "id"), drop) ? &goes : &stays,
			map_get_str(&m->value, "name"));
	for (const struct member *m = photo_entry_first(enclosed); m != NULL; m = m->next) {
		if (str_eq(map_get_str(&m->value, "id"), drop))
			buf_add(&goes, S("1 张照片"));
		else
			photos++;
	}
	if (photos > 0)
		buf_add(&stays, ARENA_GLUE(arena, stays.len > 0 ? S("，") : S(""), num(arena, photos),
			S(" 张照片")));
	map_str(view, "resumed_enclosed", buf_str(&stays));
	map_str(view, "resumed_drop", buf_str(&goes));
}

/* Adds which case the post is about, as far as this person has business with it, and what goes along. */
static enum status add_case(struct exchange *exchange, struct casework *work, const struct resubmit *kept)
{
	const struct str cases = S("/staff/cases/");
	struct value *view = exchange->reply->view;
	struct str step = last_part(kept->url);
	bool sends = str_eq(step, S("draft")) || str_eq(step, S("revise"));
	struct case_record record;
	struct value *thread;
	enum status status;
	uint64_t n;

	if (!str_starts(kept->url, cases) ||
		!str_to_u64(str_sub(kept->url, cases.len, str_find(kept->url, '/', cases.len)), INT64_MAX,
			&n))
		return OK;
	status = case_read(work, n, &record, &thread, NULL);
	if (status != OK || !staff_may_open(&record, &exchange->session->viewer))
		return status == ERR_NOT_FOUND ? OK : status;
	map_str(view, "resumed_number", case_number(work, &record));
	map_str(view, "resumed_title", record.title);
	if (sends && (kept->file || kept->photos))
		map_str(view, "resumed_save", arena_printf(exchange->arena, "/staff/cases/%llu/save",
			(unsigned long long)n));
	if ((sends || str_eq(step, S("save"))) && enclosed_visible(&record, &exchange->session->viewer))
		add_enclosed(exchange->arena, enclosed_read(exchange->arena, &record, thread),
			field_get(kept->fields, "drop"), view);
	return OK;
}

/*
 * Signed in again: what was posted before is shown with a token of the new session, for its sender to look at
 * and send.
 */
static enum status resume(struct exchange *exchange, struct casework *work, const struct resubmit *kept,
	struct str session_token)
{
	struct session *session = ARENA_NEW(exchange->arena, struct session);
	struct depts depts;
	struct str token;

	TRY(session_read(work, session_token, true, session));
	exchange->session = session;
	TRY(site_form_token(exchange, "staff", &token));
	map_str(exchange->reply->view, "form", token);
	map_str(exchange->reply->view, "resumed", step_of(kept));
	TRY(add_case(exchange, work, kept));
	TRY(depts_read(work, &depts));
	resubmit_view(kept, &depts, exchange->reply->frame);
	respond_page(exchange, "staff_resume", S("继续提交"), "desk");
	return OK;
}

static enum status enter(struct exchange *exchange, struct casework *work, const struct account *account,
	struct str back)
{
	struct value *view = exchange->reply->view;
	struct resubmit kept;
	struct str sealed;
	struct str token;

	TRY(session_begin(work, account, &token));
	reply_cookie(exchange->reply, exchange->request, S(SESSION_COOKIE), token, "Strict",
		session_seconds(work->config));
	map_str(view, "account", account->id);
	map_str(view, "name", account->name);
	map_str(view, "roles", roles_print(exchange->arena, account->roles));
	map_str(view, "dept", account->dept);
	exchange->reply->template = "staff_login";
	if (!exchange->request->wants_json && resubmit_came(exchange, &sealed, &kept) &&
		str_eq(kept.account, account->id))
		return resume(exchange, work, &kept, token);
	return respond_done(exchange, landing(exchange, account, back), 200);
}

enum status staff_login_send(struct exchange *exchange)
{
	struct casework work = site_work(exchange);
	struct form_values values;
	struct account account;
	enum status status;

	form_check(exchange->arena, &login_form, exchange->request, &values);
	if (!values.ok)
		return show(exchange, &values, ERR_INVALID, (struct str){ 0 });
	status = login_check(&work,
		&(struct login){ form_get(&values, "account"), form_get(&values, "password"),
			form_get(&values, "code"), exchange->device },
		&account);
	if (status == ERR_LOGIN || status == ERR_TOO_MANY)
		counters_login_failed(exchange->site->counters);
	if (status == ERR_LOGIN)
		return show(exchange, &values, status,
			S("账号、密码或动态码（恢复码）不对，请重新输入。未启用动态码的，动态码不填。"));
	if (status == ERR_TOO_MANY)
		return show(exchange, &values, status,
			S("这个账号输错的次数太多了，请 15 分钟后再试。如果不是您输错的，可以在平时登录用的设备上登录。"));
	if (status != OK)
		return status;
	return enter(exchange, &work, &account, form_get(&values, "back"));
}

enum status staff_login_logout(struct exchange *exchange)
{
	struct casework work = site_work(exchange);

	TRY(session_end(&work, field_get(exchange->request->cookies, SESSION_COOKIE)));
	reply_cookie(exchange->reply, exchange->request, S(SESSION_COOKIE), S(""), "Strict", 0);
	exchange->reply->template = "staff_login";
	return respond_done(exchange, S("/staff/login"), 200);
}
