/* Who is signed in, how long a password may be used, and who administers: against a real Redis. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "casework_rig.h"
#include "staff/login.h"
#include "staff/password_rule.h"
#include "staff/separation.h"
#include "staff/session.h"

#define FIRST "korrekt-pferd-0"

static int set_up(void **state)
{
	const struct account account = { .id = S("mod9"), .name = S("审核员乙"), .roles = ROLE_MODERATOR };
	int result = rig_clean(state);

	rig_config.staff.separate_admins = false;
	rig_config.staff.password_days = 0;
	rig_config.staff.password_kinds = 1;
	rig_config.staff.sessions_most = 20;
	rig_config.limits.login_failures = 3;
	rig_config.limits.login_failures_account = 100;
	return result != 0 ? result :
		account_add(&rig, &account, S(FIRST), S(ACCOUNT_OPERATOR)) != OK;
}

static struct str begin(void)
{
	struct account account;
	struct str token;

	assert_int_equal(account_read(&rig, S("mod9"), &account), OK);
	assert_int_equal(session_begin(&rig, &account, &token), OK);
	return token;
}

static enum status look(struct str token, bool active, struct session *session)
{
	return session_read(&rig, token, active, session);
}

static void a_session_ends_without_requests_and_in_any_case(void **state)
{
	const int64_t began = rig.now;
	struct session session;
	struct str token = begin();

	(void)state;
	/* Pages that ask by themselves don't count. */
	rig.now = began + 119 * MS_PER_MINUTE;
	assert_int_equal(look(token, false, &session), OK);
	assert_int_equal(look(token, true, &session), OK);
	rig.now = began + 238 * MS_PER_MINUTE;
	assert_int_equal(look(token, false, &session), OK);
	rig.now = began + 240 * MS_PER_MINUTE;
	assert_int_equal(look(token, true, &session), ERR_LOGIN);
	token = begin();
	for (int minutes = 0; minutes < 12 * 60; minutes += 60) {
		rig.now = began + (240 + minutes) * MS_PER_MINUTE;
		assert_int_equal(look(token, true, &session), OK);
	}
	rig.now = began + (240 + 12 * 60) * MS_PER_MINUTE + 1;
	assert_int_equal(look(token, true, &session), ERR_LOGIN);
}

static void the_session_that_was_idle_longest_gives_way(void **state)
{
	struct session_open *list;
	struct session session;
	struct str first;
	struct str second;
	struct str third;
	size_t count;

	(void)state;
	rig_config.staff.sessions_most = 2;
	first = begin();
	rig.now += MS_PER_MINUTE;
	second = begin();
	rig.now += MS_PER_MINUTE;
	assert_int_equal(look(first, true, &session), OK);
	rig.now += MS_PER_MINUTE;
	third = begin();
	assert_int_equal(look(first, false, &session), OK);
	assert_int_equal(look(second, false, &session), ERR_LOGIN);
	assert_int_equal(look(third, false, &session), OK);
	assert_int_equal(session_list(&rig, S("mod9"), &list, &count), OK);
	assert_int_equal(count, 2);
	assert_true(str_eq(list[0].id, session.id));
	assert_int_equal(list[1].began, rig.now - 3 * MS_PER_MINUTE);
	assert_int_equal(list[1].seen, rig.now - MS_PER_MINUTE);
}

static void sessions_are_ended_one_by_one_or_all_others(void **state)
{
	struct session session;
	struct str own = begin();
	struct str other = begin();
	struct str third = begin();

	(void)state;
	assert_int_equal(look(other, false, &session), OK);
	assert_int_equal(session_close(&rig, S("mod9"), session.id, S(""), S("mod9")), OK);
	assert_int_equal(look(other, false, &session), ERR_LOGIN);
	assert_int_equal(look(own, false, &session), OK);
	assert_int_equal(session_close(&rig, S("mod9"), S(""), session.id, S("mod9")), OK);
	assert_int_equal(look(third, false, &session), ERR_LOGIN);
	assert_int_equal(look(own, false, &session), OK);
	assert_int_equal(session_close(&rig, S("mod9"), S(""), S(""), S("chief")), OK);
	assert_int_equal(look(own, false, &session), ERR_LOGIN);
	assert_true(str_eq(rig_events("signin-"), S("signin-ended mod9 mod9; signin-ended mod9 mod9; "
		"signin-ended chief mod9")));
}

static void sign_ins_and_failures_are_recorded_and_told(void **state)
{
	struct login login = { S("mod9"), S("falsch"), S(""), S("") };
	struct account account;

	(void)state;
	assert_int_equal(login_check(&rig, &login, &account), ERR_LOGIN);
	assert_int_equal(login_check(&rig, &login, &account), ERR_LOGIN);
	login.password = S(FIRST);
	assert_int_equal(login_check(&rig, &login, &account), OK);
	assert_int_equal(account.failed_before, 2);
	rig.now += MS_PER_DAY;
	assert_int_equal(login_check(&rig, &login, &account), OK);
	assert_int_equal(account.failed_before, 0);
	assert_int_equal(account.login_before, rig.now - MS_PER_DAY);
	login.password = S("falsch");
	for (int i = 0; i < 3; i++)
		assert_int_equal(login_check(&rig, &login, &account), ERR_LOGIN);
	for (int i = 0; i < 3; i++)
		assert_int_equal(login_check(&rig, &login, &account), ERR_TOO_MANY);
	/* Whoever isn't an account is not told of: what was typed may be a password. */
	login.id = S("nobody");
	assert_int_equal(login_check(&rig, &login, &account), ERR_LOGIN);
	assert_true(str_eq(rig_events("signin-"), S("signin-failed public mod9; signin-failed public mod9; "
		"signin-done mod9 mod9; signin-done mod9 mod9; signin-failed public mod9; "
		"signin-failed public mod9; signin-failed public mod9; signin-locked public mod9")));
	assert_recount_agrees();
}

static int64_t days_left(void)
{
	struct account account;

	assert_int_equal(account_read(&rig, S("mod9"), &account), OK);
	return password_days_left(&rig_config, &account.password, rig.now);
}

static void a_password_ages_and_doesnt_come_back_soon(void **state)
{
	static const char *const words[] = { "korrekt-pferd-1", "korrekt-pferd-2", "korrekt-pferd-3",
		"korrekt-pferd-4", "korrekt-pferd-5" };
	const struct str me = S("mod9");
	struct session session;
	struct str token = begin();

	(void)state;
	assert_true(days_left() == INT64_MAX);
	rig_config.staff.password_days = 90;
	assert_true(days_left() < 0);
	assert_int_equal(look(token, false, &session), OK);
	assert_true(session.must_change);
	assert_int_equal(account_set_password(&rig, me, S(FIRST), me), ERR_ALREADY);
	for (size_t i = 0; i < 5; i++) {
		assert_int_equal(account_set_password(&rig, me, str_of(words[i]), me), OK);
		assert_int_equal(account_set_password(&rig, me, str_of(words[0]), me), ERR_ALREADY);
	}
	assert_int_equal(days_left(), 90);
	assert_int_equal(account_set_password(&rig, me, S(FIRST), me), OK);
	rig.now += 90 * MS_PER_DAY;
	assert_int_equal(days_left(), 0);
	rig.now += 1;
	assert_true(days_left() < 0);
	assert_int_equal(account_set_password(&rig, me, S("von-anderen-gesetzt"), S("chief")), OK);
	assert_true(days_left() < 0);
}

static void a_password_has_the_kinds_of_characters_that_are_asked_for(void **state)
{
	(void)state;
	rig_config.staff.password_kinds = 3;
	assert_false(password_fits(&rig_config, S("only-small-letters")));
	assert_true(password_fits(&rig_config, S("Not-only-small")));
	assert_true(password_fits(&rig_config, S("small-and-2026")));
	assert_false(password_fits(&rig_config, S("Sh0rt-one")));
	assert_int_equal(account_set_password(&rig, S("mod9"), S("only-small-letters"), S("chief")),
		ERR_INVALID);
}

static void administrators_are_one_person_or_three(void **state)
{
	struct account account = { .id = S("chief"), .name = S("管理员甲"),
		.roles = ROLE_ADMIN | ROLE_AUDITOR };
	const uint32_t two = ROLE_ADMIN | ROLE_SECURITY;

	(void)state;
	assert_int_equal(roles_rights(&rig_config, ROLE_ADMIN), ROLE_ADMINISTRATORS | ROLE_SOLE_ADMIN);
	assert_int_equal(roles_rights(&rig_config, ROLE_AUDITOR), ROLE_AUDITOR);
	assert_int_equal(account_add(&rig, &account, S(FIRST), S(ACCOUNT_OPERATOR)), OK);
	rig_config.staff.separate_admins = true;
	assert_int_equal(roles_rights(&rig_config, ROLE_ADMIN), ROLE_ADMIN);
	assert_int_equal(roles_rights(&rig_config, two), 0);
	assert_int_equal(roles_rights(&rig_config, ROLE_CLERK | ROLE_ADMIN), ROLE_CLERK);
	assert_int_equal(roles_in_casework(&rig_config, ROLE_ADMIN), 0);
	assert_true(roles_exclude(&rig_config, ROLE_AUDITOR | ROLE_EDITOR));
	assert_false(roles_exclude(&rig_config, ROLE_MODERATOR | ROLE_EDITOR));
	assert_false(roles_exclude(&rig_config, ROLE_AUDITOR));
	/* It may be disabled, and get no other such pair. */
	account.disabled = true;
	assert_int_equal(account_change(&rig, &account, ACCOUNT_DISABLED, S("chief")), OK);
	account.roles = ROLE_AUDITOR | ROLE_EDITOR;
	assert_int_equal(account_change(&rig, &account, ACCOUNT_ROLES, S("chief")), ERR_INVALID);
	account.disabled = false;
	account.id = S("fresh");
	account.roles = 0;
	assert_int_equal(account_add(&rig, &account, S(FIRST), S("chief")), OK);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(a_session_ends_without_requests_and_in_any_case, set_up),
		cmocka_unit_test_setup(the_session_that_was_idle_longest_gives_way, set_up),
		cmocka_unit_test_setup(sessions_are_ended_one_by_one_or_all_others, set_up),
		cmocka_unit_test_setup(sign_ins_and_failures_are_recorded_and_told, set_up),
		cmocka_unit_test_setup(a_password_ages_and_doesnt_come_back_soon, set_up),
		cmocka_unit_test_setup(a_password_has_the_kinds_of_characters_that_are_asked_for, set_up),
		cmocka_unit_test_setup(administrators_are_one_person_or_three, set_up),
	};

	return cmocka_run_group_tests(tests, rig_start, rig_stop);
}
