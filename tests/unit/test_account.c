/* The accounts of the house, against a real Redis. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "casework_rig.h"
#include "staff/login.h"
#include "staff/second_factor.h"
#include "store/keys.h"

#define HOUSE 120

static void fill_house(void)
{
	struct batch batch = batch_in(rig.arena);

	for (int i = HOUSE; i > 0; i--) {
		struct str id = arena_printf(rig.arena, "a%03d", i);

		BATCH(&batch, S("HSET"), key_staff(rig.store, rig.arena, id), S("name"), id, S("roles"),
			S("clerk"));
		BATCH(&batch, S("SADD"), key_staff_all(rig.store, rig.arena), id);
	}
	assert_int_equal(store_commit(rig.store, &batch, NULL), OK);
}

static void accounts_come_in_order_of_id_a_page_at_a_time(void **state)
{
	struct account *list;
	size_t count;

	(void)state;
	fill_house();
	assert_int_equal(account_list(&rig, S(""), 50, &list, &count), OK);
	assert_int_equal(count, 50);
	assert_true(str_eq(list[0].id, S("a001")));
	assert_true(str_eq(list[49].id, S("a050")));
	assert_int_equal(account_list(&rig, list[49].id, 50, &list, &count), OK);
	assert_true(str_eq(list[0].id, S("a051")));
	assert_int_equal(account_list(&rig, S("a1005"), 50, &list, &count), OK);
	assert_int_equal(count, 20);
	assert_true(str_eq(list[0].id, S("a101")));
	assert_int_equal(account_list(&rig, S("a120"), 50, &list, &count), OK);
	assert_int_equal(count, 0);
	assert_int_equal(account_list(&rig, S(""), ACCOUNTS_ALL, &list, &count), OK);
	assert_int_equal(count, HOUSE);
}

#define ALL_PARTS (ACCOUNT_NAME | ACCOUNT_ROLES | ACCOUNT_DISABLED)

static void every_change_leaves_an_event(void **state)
{
	struct account account = { .id = S("mod9"), .name = S("审核员乙"), .roles = ROLE_MODERATOR };
	const struct account unknown = { .id = S("nobody"), .name = S("无"), .roles = ROLE_ADMIN };
	const struct account operator = { .id = S(ACCOUNT_OPERATOR), .name = S("无"), .roles = ROLE_ADMIN };
	const struct str chief = S("chief");

	(void)state;
	assert_int_equal(account_add(&rig, &account, S("korrekt-pferd-9"), S(ACCOUNT_OPERATOR)), OK);
	assert_int_equal(account_add(&rig, &account, S("korrekt-pferd-9"), chief), ERR_ALREADY);
	assert_int_equal(account_add(&rig, &operator, S("korrekt-pferd-9"), chief), ERR_INVALID);
	assert_int_equal(account_change(&rig, &account, ALL_PARTS, chief), OK);
	account.name = S("审核员丙");
	assert_int_equal(account_change(&rig, &account, ALL_PARTS, chief), OK);
	account.roles = ROLE_MODERATOR | ROLE_EDITOR;
	assert_int_equal(account_change(&rig, &account, ALL_PARTS, chief), OK);
	account.disabled = true;
	assert_int_equal(account_change(&rig, &account, ALL_PARTS, chief), OK);
	assert_int_equal(account_set_password(&rig, account.id, S("korrekt-pferd-8"), chief), OK);
	assert_int_equal(second_factor_off(&rig, account.id, chief), OK);
	assert_int_equal(account_change(&rig, &unknown, ACCOUNT_NAME, chief), ERR_NOT_FOUND);
	assert_true(str_eq(rig_events("account-"), S("account-add operator mod9; account-name chief mod9; "
		"account-roles chief mod9; account-off chief mod9; account-password chief mod9; "
		"account-totp-off chief mod9")));
	assert_recount_agrees();
}

static void a_second_factor_counts_once_a_code_confirmed_it(void **state)
{
	const struct account account = { .id = S("mod9"), .name = S("审核员乙"), .roles = ROLE_MODERATOR };
	struct login login = { account.id, S("korrekt-pferd-9"), S(""), S("") };
	struct str codes[RECOVERY_CODES];
	struct account out;
	struct str secret;
	struct str shown;

	(void)state;
	rig_config.limits.login_failures = rig_config.limits.login_failures_account = 100;
	assert_int_equal(account_add(&rig, &account, login.password, S(ACCOUNT_OPERATOR)), OK);
	assert_int_equal(second_factor_begin(&rig, account.id, &secret), OK);
	assert_int_equal(second_factor_confirm(&rig, account.id, S("000000x"), account.id, codes),
		ERR_INVALID);
	assert_int_equal(login_check(&rig, &login, &out), OK);
	assert_int_equal(second_factor_pending(&rig, &out, &shown), OK);
	assert_true(str_eq(shown, secret));
	assert_int_equal(second_factor_off(&rig, account.id, account.id), OK);
	assert_int_equal(second_factor_confirm(&rig, account.id, S("000000"), account.id, codes),
		ERR_NOT_NOW);
	login.password = S("falsch");
	assert_int_equal(login_check(&rig, &login, &out), ERR_LOGIN);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(accounts_come_in_order_of_id_a_page_at_a_time, rig_clean),
		cmocka_unit_test_setup(every_change_leaves_an_event, rig_clean),
		cmocka_unit_test_setup(a_second_factor_counts_once_a_code_confirmed_it, rig_clean),
	};

	return cmocka_run_group_tests(tests, rig_start, rig_stop);
}
