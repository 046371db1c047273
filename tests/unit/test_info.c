/* What Redis says of itself: store/info. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "store/info.h"

static void a_field_is_found_by_its_whole_name(void **state)
{
	const struct str info = S("# Memory\r\nused_memory_human:1.5M\r\nused_memory:1572864\r\nempty:\r\nlast:-1");

	(void)state;
	assert_true(str_eq(info_field(info, "used_memory_human"), S("1.5M")));
	assert_int_equal(info_number(info, "used_memory", 0), 1572864);
	assert_int_equal(info_number(info, "last", 0), -1);
	assert_int_equal(info_field(info, "empty").len, 0);
	assert_int_equal(info_field(info, "memory").len, 0);
	assert_int_equal(info_number(info, "used_memory_human", 7), 7);
	assert_int_equal(info_number(info, "nothing", 7), 7);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_field_is_found_by_its_whole_name),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
