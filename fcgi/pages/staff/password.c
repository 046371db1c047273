#include "pages/staff/password.h"

#include "staff/password_rule.h"

bool staff_password_check(struct casework *work, struct form_values *values)
{
	if (password_fits(work->config, form_get(values, "password")))
		return true;
	form_fault(values, "password",
		ARENA_GLUE(work->arena, S("至少 "), num(work->arena, PASSWORD_MIN),
			S(" 个字符，小写字母、大写字母、数字、其他符号中至少有 "),
			num(work->arena, work->config->staff.password_kinds), S(" 种")));
	return false;
}

enum status staff_password_set(struct casework *work, struct str id, struct form_values *values,
	struct str by)
{
	enum status status;

	if (!staff_password_check(work, values))
		return OK;
	status = account_set_password(work, id, form_get(values, "password"), by);
	if (status != ERR_ALREADY)
		return status;
	form_fault(values, "password", S("这个密码最近用过，请换一个"));
	return OK;
}
