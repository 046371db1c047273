/* In which slot of a Redis Cluster a key lies: store/slot. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/clock.h"
#include "store/slot.h"

/* CRC16 of "123456789" stands in the specification; what CLUSTER KEYSLOT of Redis 7.0.15 said of the others. */
static void a_key_has_the_slot_of_its_hash_tag(void **state)
{
	static const struct {
		const char *key;
		int slot;
	} rows[] = {
		{ "123456789", 0x31c3 },
		{ "", 0 },
		{ "foo", 12182 },
		{ "somekey", 11058 },
		{ "foo{hash_tag}", 2515 },
		{ "{user1000}.following", 3443 },
		{ "{user1000}.followers", 3443 },
		{ "user1000", 3443 },
		{ "foo{}{bar}", 8363 },
		{ "foo{{bar}}zap", 4015 },
		{ "foo{bar}{zap}", 5061 },
		{ "{foo", 13308 },
		{ "{yunchuan}:seq", 9964 },
		{ "{yunchuan}:case:1", 9964 },
		{ "{xian-nlc}:seq", 9964 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		assert_int_equal(slot_of(str_of(rows[i].key)), rows[i].slot);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(a_key_has_the_slot_of_its_hash_tag) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
