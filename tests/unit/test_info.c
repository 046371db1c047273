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

static void the_slowest_command_is_the_one_of_the_largest_p99(void **state)
{
	const struct str latencies = S("# Latencystats\r\n"
		"latency_percentiles_usec_get:p50=1.003,p99=20.991,p99.9=90000.0\r\n"
		"latency_percentiles_usec_slowlog|len:p50=3.007,p99=1504.255,p99.9=1507.000\r\n"
		"latency_percentiles_usec_ping:p50=2.007,p99=3.007,p99.9=3.007\r\n");
	struct str command;

	(void)state;
	assert_int_equal(info_slowest(latencies, &command), 1504);
	assert_true(str_eq(command, S("slowlog|len")));
	assert_int_equal(info_slowest(S("# Latencystats\r\n"), &command), 0);
	assert_int_equal(command.len, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_field_is_found_by_its_whole_name),
		cmocka_unit_test(the_slowest_command_is_the_one_of_the_largest_p99),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
