/* The accounts of the house, against a real Redis. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "casework_rig.h"
#include "staff/account.h"
#include "store/keys.h"

#define HOUSE 120

static void fill_house(void)
{
	struct batch batch = batch_in(rig.arena);

	for (int i = HOUSE; i > 0; i--) {
		struct str id = arena_printf(rig.arena, "a%03d", i);

		BATCH(&batch, S("HSET"), key_staff(rig.store, rig.arena, id), S("name"), id, S("roles"), S("clerk"));
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

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(accounts_come_in_order_of_id_a_page_at_a_time, rig_clean),
	};

	return cmocka_run_group_tests(tests, rig_start, rig_stop);
}
