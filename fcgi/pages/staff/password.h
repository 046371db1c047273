/*
 * password: a new password as a form has it.  Depends on: staff/password_rule, web/form.
 */
#ifndef PAGES_STAFF_PASSWORD_H
#define PAGES_STAFF_PASSWORD_H

#include "staff/account.h"
#include "web/form.h"

/* Sets the field "password" for the account; a fault in the form, and nothing set, when the rules refuse it. */
enum status staff_password_set(struct casework *work, struct str id, struct form_values *values,
	struct str by);
/* Whether the field "password" fits; else a fault in the form. */
bool staff_password_check(struct casework *work, struct form_values *values);

#endif
