/* wenzhengctl staff, dept, key. */
#include <stdio.h>

#include "cases/dept.h"
#include "ctl/ctl.h"
#include "staff/account.h"

static bool is(const char *a, const char *b)
{
	return strcmp(a, b) == 0;
}

/* Takes the sub-command off the arguments; "" if there is none. */
static const char *subcommand(struct ctl *ctl)
{
	const char *name = ctl->argc > 0 ? ctl->argv[0] : "";

	if (ctl->argc > 0) {
		ctl->argv++;
		ctl->argc--;
	}
	return name;
}

static int staff_list(struct ctl *ctl)
{
	struct account *accounts;
	size_t count;

	if (!ctl_arguments(ctl, 0))
		return CTL_USAGE;
	if (account_all(&ctl->work, &accounts, &count) != OK)
		return ctl_fail("Redis can't be reached");
	for (size_t i = 0; i < count; i++) {
		struct str roles = roles_print(ctl->work.arena, accounts[i].roles);

		printf("%.*s\t%.*s\t%.*s\t%.*s\t%s%s\n", STR_ARG(accounts[i].id), STR_ARG(accounts[i].name), STR_ARG(roles),
			STR_ARG(accounts[i].dept), accounts[i].disabled ? "disabled" : "active",
			accounts[i].totp.len > 0 ? ",totp" : "");
	}
	return CTL_DONE;
}

static bool read_password(struct ctl *ctl, struct str *password)
{
	if (!ctl_flag(ctl, "--password-stdin")) {
		ctl_fail("the password is read from standard input: give --password-stdin");
		return false;
	}
	if (!ctl_read_line(ctl->work.arena, password)) {
		ctl_fail("standard input has no password");
		return false;
	}
	return true;
}

static int staff_add(struct ctl *ctl)
{
	const char *name = ctl_option(ctl, "--name");
	const char *roles = ctl_option(ctl, "--roles");
	const char *dept = ctl_option(ctl, "--dept");
	struct account account = { .name = str_of(name), .dept = str_of(dept) };
	struct str password;
	enum status status;

	if (!read_password(ctl, &password) || !ctl_arguments(ctl, 1))
		return CTL_USAGE;
	account.id = str_of(ctl->argv[0]);
	if (roles == NULL || !roles_parse(str_of(roles), &account.roles))
		return ctl_fail("--roles names no roles, or one that isn't there");
	status = account_add(&ctl->work, &account, password);
	if (status == ERR_ALREADY)
		return ctl_fail("there is an account %s already", ctl->argv[0]);
	if (status == ERR_INVALID)
		return ctl_fail("refused: an id has 1-32 of a-z 0-9 - _, a password at least 10 characters, a clerk a department");
	return ctl_status(status, "staff add");
}

static int staff_able(struct ctl *ctl, bool disabled)
{
	struct account account;
	enum status status;

	if (!ctl_arguments(ctl, 1))
		return CTL_USAGE;
	status = account_read(&ctl->work, str_of(ctl->argv[0]), &account);
	if (status == ERR_NOT_FOUND)
		return ctl_fail("there is no account %s", ctl->argv[0]);
	account.disabled = disabled;
	if (status == OK)
		status = account_change(&ctl->work, &account);
	return ctl_status(status, "staff");
}

static int staff_passwd(struct ctl *ctl)
{
	struct str password;
	enum status status;

	if (!read_password(ctl, &password) || !ctl_arguments(ctl, 1))
		return CTL_USAGE;
	status = account_set_password(&ctl->work, str_of(ctl->argv[0]), password);
	if (status == ERR_NOT_FOUND)
		return ctl_fail("there is no account %s", ctl->argv[0]);
	if (status == ERR_INVALID)
		return ctl_fail("a password has at least 10 characters");
	return ctl_status(status, "staff passwd");
}

static int staff_totp(struct ctl *ctl)
{
	enum status status;

	if (!ctl_arguments(ctl, 2) || !is(ctl->argv[1], "off"))
		return CTL_USAGE;
	status = account_totp_off(&ctl->work, str_of(ctl->argv[0]));
	return status == ERR_NOT_FOUND ? ctl_fail("there is no account %s", ctl->argv[0]) : ctl_status(status, "staff totp");
}

int ctl_staff(struct ctl *ctl)
{
	const char *what = subcommand(ctl);

	if (is(what, "add"))
		return staff_add(ctl);
	if (is(what, "list"))
		return staff_list(ctl);
	if (is(what, "disable") || is(what, "enable"))
		return staff_able(ctl, is(what, "disable"));
	if (is(what, "passwd"))
		return staff_passwd(ctl);
	if (is(what, "totp"))
		return staff_totp(ctl);
	return CTL_USAGE;
}

static int dept_list(struct ctl *ctl)
{
	struct dept *depts;
	size_t count;

	if (!ctl_arguments(ctl, 0))
		return CTL_USAGE;
	if (dept_all(&ctl->work, &depts, &count) != OK)
		return ctl_fail("Redis can't be reached");
	for (size_t i = 0; i < count; i++)
		printf("%.*s\t%.*s\t%.*s\t%s\n", STR_ARG(depts[i].id), STR_ARG(depts[i].name), STR_ARG(depts[i].phone),
			depts[i].closed ? "closed" : "open");
	return CTL_DONE;
}

static int dept_add(struct ctl *ctl)
{
	const char *phone = ctl_option(ctl, "--phone");
	struct dept dept = { 0 };
	enum status status;

	if (!ctl_arguments(ctl, 2))
		return CTL_USAGE;
	if (dept_read(&ctl->work, str_of(ctl->argv[0]), &dept) == OK)
		return ctl_fail("there is a department %s already", ctl->argv[0]);
	dept = (struct dept){ .id = str_of(ctl->argv[0]), .name = str_of(ctl->argv[1]), .phone = str_of(phone) };
	status = dept_write(&ctl->work, &dept);
	return status == ERR_INVALID ? ctl_fail("an id has 1-32 of a-z 0-9 - _, a name is needed") :
		ctl_status(status, "dept add");
}

static int dept_able(struct ctl *ctl, bool closed)
{
	struct dept dept;
	enum status status;

	if (!ctl_arguments(ctl, 1))
		return CTL_USAGE;
	status = dept_read(&ctl->work, str_of(ctl->argv[0]), &dept);
	if (status == ERR_NOT_FOUND)
		return ctl_fail("there is no department %s", ctl->argv[0]);
	dept.closed = closed;
	if (status == OK)
		status = dept_write(&ctl->work, &dept);
	return ctl_status(status, "dept");
}

int ctl_dept(struct ctl *ctl)
{
	const char *what = subcommand(ctl);

	if (is(what, "add"))
		return dept_add(ctl);
	if (is(what, "list"))
		return dept_list(ctl);
	if (is(what, "close") || is(what, "open"))
		return dept_able(ctl, is(what, "close"));
	return CTL_USAGE;
}

static int key_print(struct ctl *ctl)
{
	struct value *list = keys_list(ctl->work.arena, ctl->work.keys);

	if (!ctl_arguments(ctl, 0))
		return CTL_USAGE;
	for (const struct member *m = list->first; m != NULL; m = m->next) {
		struct str made = clock_minute(ctl->work.arena, map_get_int(&m->value, "created", 0));

		printf("%.*s\t%.*s\t%.*s\t%.*s\n", STR_ARG(map_get_str(&m->value, "kid")),
			STR_ARG(map_get_str(&m->value, "use")), STR_ARG(map_get_str(&m->value, "state")), STR_ARG(made));
	}
	return CTL_DONE;
}

static int key_make(struct ctl *ctl)
{
	const char *problem = "";
	enum key_use use;
	struct str kid;

	if (!ctl_arguments(ctl, 1))
		return CTL_USAGE;
	if (!key_use_parse(str_of(ctl->argv[0]), &use))
		return ctl_fail("there is no key use %s", ctl->argv[0]);
	if (key_new(ctl->work.config->paths.keys, use, ctl->work.arena, &kid, &problem) != OK)
		return ctl_fail("%s", problem);
	printf("%.*s\n", STR_ARG(kid));
	return CTL_DONE;
}

static int key_move(struct ctl *ctl, enum key_state state)
{
	const char *problem = "";

	if (!ctl_arguments(ctl, 1))
		return CTL_USAGE;
	if (key_set_state(ctl->work.config->paths.keys, str_of(ctl->argv[0]), state, &problem) != OK)
		return ctl_fail("%s", problem);
	return CTL_DONE;
}

int ctl_key(struct ctl *ctl)
{
	const char *what = subcommand(ctl);

	if (is(what, "new"))
		return key_make(ctl);
	if (is(what, "list"))
		return key_print(ctl);
	if (is(what, "retire"))
		return key_move(ctl, KEY_RETIRED);
	if (is(what, "revoke"))
		return key_move(ctl, KEY_REVOKED);
	return CTL_USAGE;
}
