/* wenzhengctl dept: departments. */
#include "ctl/dept.h"

#include "model/department.h"

#include <stdio.h>

#include "base/text.h"
#include "staff/account.h"

#define NAME_MOST 40

/* The settings of its letters that the command was given; the others stay. */
static int take_settings(struct ctl *ctl, struct dept *dept)
{
	const struct {
		const char *option;
		struct str *setting;
	} settings[] = {
		{ "phone", &dept->phone },
		{ "number-pattern", &dept->number_pattern },
		{ "review-body", &dept->review_body },
		{ "review-url", &dept->review_url },
		{ "court", &dept->court },
	};

	for (size_t i = 0; i < sizeof(settings) / sizeof(settings[0]); i++) {
		const char *value = ctl_value(ctl, settings[i].option);

		if (value == NULL)
			continue;
		if (!text_valid(str_of(value)) || text_length(str_of(value)) > DEPT_URL_MAX)
			return ctl_fail("--%s is not UTF-8 or too long", settings[i].option);
		*settings[i].setting = str_of(value);
	}
	if (!dept_pattern_valid(dept->number_pattern))
		return ctl_fail("--number-pattern needs {year} and {n} once each, apart and not beside a digit, in at most %d characters",
			DEPT_PATTERN_MAX);
	if (!dept_body_valid(dept->review_body) || !dept_body_valid(dept->court))
		return ctl_fail("--review-body and --court are one line of %d to %d characters", DEPT_BODY_MIN,
			DEPT_BODY_MAX);
	if (!dept_url_valid(dept->review_url))
		return ctl_fail("--review-url begins with https:// or http:// and has no blanks");
	return CTL_DONE;
}

static int fail_change(struct ctl *ctl, enum status status)
{
	if (status == ERR_NOT_NOW)
		return ctl_fail("another department has that --number-pattern: numbers would repeat");
	return ctl_fail_status(ctl, ctl->words[0], status);
}

static int add(struct ctl *ctl)
{
	struct dept dept = { .id = str_of(ctl->words[0]) };
	enum status status;
	int taken = take_settings(ctl, &dept);

	if (taken != CTL_DONE)
		return taken;

	dept.name = str_of(ctl->words[1]);
	if (!dept_id_valid(dept.id))
		return ctl_fail("%s: an id has 1 to 32 of a-z, 0-9, '-' and '_'", ctl->words[0]);
	if (!text_valid(dept.name) || !text_valid(dept.phone))
		return ctl_fail("the name or phone is not UTF-8");
	dept.name = text_tidy(ctl->arena, dept.name, false);
	if (dept.name.len == 0 || text_length(dept.name) > NAME_MOST || !text_plain(dept.name, false))
		return ctl_fail("a department's name has 1 to %d characters", NAME_MOST);
	status = dept_add(&ctl->work, &dept, S(ACCOUNT_OPERATOR));
	return status == OK ? CTL_DONE : fail_change(ctl, status);
}

static int set(struct ctl *ctl)
{
	struct dept dept;
	enum status status = dept_read(&ctl->work, str_of(ctl->words[0]), &dept);
	int taken;

	if (status != OK)
		return ctl_fail_status(ctl, ctl->words[0], status);
	taken = take_settings(ctl, &dept);
	if (taken != CTL_DONE)
		return taken;
	status = dept_change(&ctl->work, &dept, S(ACCOUNT_OPERATOR));
	return status == OK ? CTL_DONE : fail_change(ctl, status);
}

static int set_closed(struct ctl *ctl, bool closed)
{
	struct dept dept;
	enum status status = dept_read(&ctl->work, str_of(ctl->words[0]), &dept);

	dept.closed = closed;
	if (status == OK)
		status = dept_change(&ctl->work, &dept, S(ACCOUNT_OPERATOR));
	return status == OK ? CTL_DONE : ctl_fail_status(ctl, ctl->words[0], status);
}

static int close_dept(struct ctl *ctl)
{
	return set_closed(ctl, true);
}

static int open_dept(struct ctl *ctl)
{
	return set_closed(ctl, false);
}

static int list(struct ctl *ctl)
{
	struct dept *depts;
	size_t count;
	enum status status = dept_all(&ctl->work, &depts, &count);

	if (status != OK)
		return ctl_fail_status(ctl, "the departments", status);
	for (size_t i = 0; i < count; i++)
		printf("%.*s\t%.*s\t%.*s\t%s\n", STR_ARG(depts[i].id), STR_ARG(depts[i].name),
			STR_ARG(depts[i].phone.len > 0 ? depts[i].phone : S("-")),
			depts[i].closed ? "closed" : "open");
	return CTL_DONE;
}

#define SETTINGS \
	{ "phone", "PHONE", "its public telephone" }, \
	{ "number-pattern", "PATTERN", "of its letters' numbers (文号), with {year} and {n}" }, \
	{ "review-body", "NAME", "who reviews its decisions (复议机关)" }, \
	{ "review-url", "URL", "where a review is applied for online" }, \
	{ "court", "NAME", "where its decisions are sued against" }

const struct ctl_command ctl_dept[] = {
	{ "dept add", "ID NAME", 2, 2, CTL_SITE, add, "Make a department", NULL, { SETTINGS } },
	{ "dept set", "ID", 1, 1, CTL_SITE, set, "Change a department's telephone and what its letters need",
		"Options that are not given stay as they are.\n", { SETTINGS } },
	{ "dept list", "", 0, 0, CTL_SITE, list, "List the departments",
		"Columns, tabs between: id, name, telephone, open or closed to new cases.\n", { { 0 } } },
	{ "dept close", "ID", 1, 1, CTL_SITE, close_dept, "Let a department take no new cases", NULL,
		{ { 0 } } },
	{ "dept open", "ID", 1, 1, CTL_SITE, open_dept, "Let it take new cases again", NULL, { { 0 } } },
	{ 0 },
};
