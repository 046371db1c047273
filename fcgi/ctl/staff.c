/* wenzhengctl staff: accounts; wenzhengctl audit: the record of what was done. */
#include "ctl/staff.h"

#include <inttypes.h>
#include <stdio.h>

#include "base/clock.h"
#include "base/csv_print.h"
#include "base/json_print.h"
#include "lists/event_log.h"
#include "model/department.h"
#include "crypt/password.h"
#include "staff/account.h"
#include "staff/audit.h"
#include "staff/second_factor.h"
#include "staff/separation.h"

#define PASSWORD_RULE "a password has at least %d characters of %d kinds ([staff] password_kinds)"

static struct str optional(const struct ctl *ctl, const char *option)
{
	return str_of(ctl_value(ctl, option));
}

/* Says which of the rules of account_add was broken; they are the same wherever accounts are made. */
static int explain_invalid(struct ctl *ctl, const struct account *account)
{
	struct dept dept;

	if (!dept_id_valid(account->id))
		return ctl_fail("%s: an id has 1 to 32 of a-z, 0-9, '-' and '_'", ctl->words[0]);
	if (account->dept.len > 0 && dept_read(&ctl->work, account->dept, &dept) != OK)
		return ctl_fail("%.*s: there is no such department", STR_ARG(account->dept));
	if ((account->roles & ROLE_CLERK) != 0 && account->dept.len == 0)
		return ctl_fail("a clerk needs a department: --dept ID");
	if (roles_exclude(ctl->config, account->roles))
		return ctl_fail("[staff] separate_admins: admin, security and auditor go with no other role");
	return ctl_fail("a name has 1 to 20 characters, " PASSWORD_RULE, PASSWORD_MIN,
		ctl->config->staff.password_kinds);
}

static int print_made(struct str id, struct str password, bool made)
{
	if (made)
		printf("%.*s\tpassword (shown only now): %.*s\n", STR_ARG(id), STR_ARG(password));
	return CTL_DONE;
}

static int add(struct ctl *ctl)
{
	struct account account = { .id = str_of(ctl->words[0]), .name = optional(ctl, "name"),
		.dept = optional(ctl, "dept") };
	struct str password;
	bool made;
	enum status status;

	if (!roles_parse(optional(ctl, "roles"), &account.roles) || account.roles == 0)
		return ctl_fail(
			"--roles takes one or more of moderator, dispatcher, clerk, approver, supervisor, editor, "
			"reviewer, admin, security, auditor, with commas between");
	if (ctl_password(ctl, &password, &made) != CTL_DONE)
		return CTL_FAILED;
	status = account_add(&ctl->work, &account, password, S(ACCOUNT_OPERATOR));
	if (status == ERR_INVALID)
		return explain_invalid(ctl, &account);
	if (status != OK)
		return ctl_fail_status(ctl, ctl->words[0], status);
	return print_made(account.id, password, made);
}

static int list(struct ctl *ctl)
{
	struct account *accounts;
	size_t count;
	enum status status = account_list(&ctl->work, (struct str){ 0 }, ACCOUNTS_ALL, &accounts, &count);

	if (status != OK)
		return ctl_fail_status(ctl, "the accounts", status);
	for (size_t i = 0; i < count; i++) {
		const struct account *a = &accounts[i];
		struct str seen = a->last_login != 0 ? clock_minute(ctl->arena, a->last_login) : S("never");

		printf("%.*s\t%.*s\t%.*s\t%.*s\t%s\t%s\t%.*s\n", STR_ARG(a->id), STR_ARG(a->name),
			STR_ARG(roles_print(ctl->arena, a->roles)),
			STR_ARG(a->dept.len > 0 ? a->dept : S("-")), a->disabled ? "disabled" : "active",
			a->totp.len > 0 ? "totp" : "-", STR_ARG(seen));
	}
	return CTL_DONE;
}

static int set_disabled(struct ctl *ctl, bool disabled)
{
	struct account account;
	enum status status = account_read(&ctl->work, str_of(ctl->words[0]), &account);

	account.disabled = disabled;
	if (status == OK)
		status = account_change(&ctl->work, &account, ACCOUNT_DISABLED, S(ACCOUNT_OPERATOR));
	return status == OK ? CTL_DONE : ctl_fail_status(ctl, ctl->words[0], status);
}

static int disable(struct ctl *ctl)
{
	return set_disabled(ctl, true);
}

static int enable(struct ctl *ctl)
{
	return set_disabled(ctl, false);
}

static int passwd(struct ctl *ctl)
{
	struct str id = str_of(ctl->words[0]);
	struct str password;
	bool made;
	enum status status;

	if (ctl_password(ctl, &password, &made) != CTL_DONE)
		return CTL_FAILED;
	status = account_set_password(&ctl->work, id, password, S(ACCOUNT_OPERATOR));
	if (status == ERR_INVALID)
		return ctl_fail(PASSWORD_RULE, PASSWORD_MIN, ctl->config->staff.password_kinds);
	if (status == ERR_ALREADY)
		return ctl_fail("%s: that password was used before", ctl->words[0]);
	return status == OK ? print_made(id, password, made) : ctl_fail_status(ctl, ctl->words[0], status);
}

static int begin_totp(struct ctl *ctl, struct str id)
{
	struct str secret;
	struct str uri;
	enum status status = second_factor_begin(&ctl->work, id, &secret);

	if (status != OK)
		return ctl_fail_status(ctl, ctl->words[0], status);
	uri = totp_uri(ctl->arena, str_of(ctl->config->site.name), id, secret);
	printf("secret\t%.*s\nuri\t%.*s\n", STR_ARG(secret), STR_ARG(uri));
	fprintf(stderr, "It counts once a code was given: wenzhengctl staff totp %s --code CODE\n",
		ctl->words[0]);
	return CTL_DONE;
}

static int totp(struct ctl *ctl)
{
	struct str id = str_of(ctl->words[0]);
	struct str codes[RECOVERY_CODES];
	const char *code = ctl_value(ctl, "code");
	enum status status;

	if (ctl_flag(ctl, "off"))
		status = second_factor_off(&ctl->work, id, S(ACCOUNT_OPERATOR));
	else if (code != NULL)
		status = second_factor_confirm(&ctl->work, id, str_of(code), S(ACCOUNT_OPERATOR), codes);
	else
		return begin_totp(ctl, id);
	if (status == ERR_INVALID)
		return ctl_fail("%s: that is not the present code", ctl->words[0]);
	if (status == ERR_NOT_NOW)
		return ctl_fail("%s: no secret waits for its first code", ctl->words[0]);
	if (status != OK)
		return ctl_fail_status(ctl, ctl->words[0], status);
	for (size_t i = 0; !ctl_flag(ctl, "off") && i < RECOVERY_CODES; i++)
		printf("recovery code (shown only now)\t%.*s\n", STR_ARG(codes[i]));
	return CTL_DONE;
}

/* The instant at which the option's day begins, or `days` later; missing: when nothing is asked. */
static bool read_day(const struct ctl *ctl, const char *option, int days, int64_t missing, int64_t *out)
{
	struct date date;

	*out = missing;
	if (ctl_value(ctl, option) == NULL)
		return true;
	if (!date_parse(optional(ctl, option), &date))
		return false;
	*out = clock_day_start(day_of_date(date) + days);
	return true;
}

/* context: whether as JSON. */
static void print_event(void *context, struct arena *arena, const struct value *event)
{
	static const char *const fields[] = { "action", "by", "from", "to", "dept" };
	const bool *json = context;
	struct buf row = buf_in(arena);

	if (*json) {
		buf_add(&row, json_print(arena, event));
		buf_add(&row, S("\n"));
	} else {
		csv_text(&row, map_get_str(event, "id"));
		csv_text(&row, clock_rfc3339(arena, map_get_int(event, "at", 0)));
		csv_int(&row, map_get_int(event, "case", 0));
		for (size_t i = 0; i < sizeof(fields) / sizeof(fields[0]); i++)
			csv_text(&row, map_get_str(event, fields[i]));
		csv_end_row(&row);
	}
	fwrite(buf_str(&row).data, 1, buf_str(&row).len, stdout);
}

static int export_audit(struct ctl *ctl)
{
	struct buf head = buf_in(ctl->arena);
	bool json = str_eq(optional(ctl, "format"), S("ndjson"));
	struct str before = S("");
	enum status status;
	bool lost = false;
	int64_t since;
	int64_t until;

	if (!json && ctl_value(ctl, "format") != NULL && !str_eq(optional(ctl, "format"), S("csv")))
		return ctl_fail("--format is csv or ndjson");
	if (!read_day(ctl, "from", 0, 0, &since) || !read_day(ctl, "to", 1, 0, &until))
		return ctl_fail("--from and --to take a day like 2026-12-01");
	if (until != 0)
		before = arena_printf(ctl->arena, "%" PRId64 "-0", until);
	status = audit_export(&ctl->work, S(ACCOUNT_OPERATOR));
	csv_begin(&head);
	buf_add(&head, S("id,at,case,action,by,from,to,about\r\n"));
	if (!json)
		fwrite(buf_str(&head).data, 1, buf_str(&head).len, stdout);
	if (status == OK)
		status = event_log_walk(&ctl->work, before, since, print_event, &json, &lost);
	if (status != OK)
		return ctl_fail_status(ctl, "the record", status);
	return lost ? ctl_fail("a part of the record can't be read and is missing: see above") : CTL_DONE;
}

#define PASSWORD_STDIN \
	{ \
		"password-stdin", NULL, "read it from standard input; else one is made and shown once" \
	}

const struct ctl_command ctl_staff[] = {
	{ "staff add", "ID", 1, 1, CTL_SITE, add, "Make an account", NULL,
		{ { "name", "NAME", "the person's name, 1 to 20 characters" },
			{ "roles", "ROLES",
				"moderator, dispatcher, clerk, approver, supervisor, editor, reviewer, admin, "
				"security, auditor" },
			{ "dept", "DEPT", "a clerk's department" }, PASSWORD_STDIN } },
	{ "staff list", "", 0, 0, CTL_SITE, list, "List the accounts",
		"Columns, tabs between: id, name, roles, department, active or disabled, totp, last login.\n",
		{ { 0 } } },
	{ "staff disable", "ID", 1, 1, CTL_SITE, disable, "Shut an account and end its sessions", NULL,
		{ { 0 } } },
	{ "staff enable", "ID", 1, 1, CTL_SITE, enable, "Open it again", NULL, { { 0 } } },
	{ "staff passwd", "ID", 1, 1, CTL_SITE, passwd, "Set a new password and end the sessions", NULL,
		{ PASSWORD_STDIN } },
	{ "staff totp", "ID", 1, 1, CTL_SITE, totp,
		"Make a second factor's secret, confirm it, or take it off", NULL,
		{ { "code", "CODE", "the first code of the secret that waits: switches it on" },
			{ "off", NULL, "no second factor any more" } } },
	{ "audit export", "", 0, 0, CTL_SITE, export_audit, "Print the record of what was done, newest first",
		"One event a row: sign-ins and failures, rights, looks at contact data, every step of casework.\n"
		"As NDJSON the department, account or article is named dept.  The export is an event itself.\n",
		{ { "from", "DAY", "the first day, like 2026-12-01; else from the beginning" },
			{ "to", "DAY", "the last day; else today" },
			{ "format", "FORMAT", "csv (with a byte order mark, for spreadsheets) or ndjson; csv" } } },
	{ 0 },
};
