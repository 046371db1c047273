/* Which addresses lead inside, at both ends of each range. */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/address.h"

static bool is_public(const char *text)
{
	struct sockaddr_in6 six = { .sin6_family = AF_INET6 };
	struct sockaddr_in four = { .sin_family = AF_INET };

	if (inet_pton(AF_INET, text, &four.sin_addr) == 1)
		return address_public((const struct sockaddr *)&four);
	assert_int_equal(inet_pton(AF_INET6, text, &six.sin6_addr), 1);
	return address_public((const struct sockaddr *)&six);
}

static void what_leads_inside_is_told_from_the_internet(void **state)
{
	static const struct {
		const char *address;
		bool public;
	} rows[] = {
		{ "0.0.0.0", false },
		{ "0.255.255.255", false },
		{ "1.0.0.0", true },
		{ "8.8.8.8", true },
		{ "9.255.255.255", true },
		{ "10.0.0.0", false },
		{ "10.255.255.255", false },
		{ "11.0.0.0", true },
		{ "100.63.255.255", true },
		{ "100.64.0.0", false },
		{ "100.127.255.255", false },
		{ "100.128.0.0", true },
		{ "126.255.255.255", true },
		{ "127.0.0.1", false },
		{ "127.255.255.255", false },
		{ "128.0.0.0", true },
		{ "169.253.255.255", true },
		{ "169.254.169.254", false },
		{ "169.255.0.0", true },
		{ "172.15.255.255", true },
		{ "172.16.0.0", false },
		{ "172.31.255.255", false },
		{ "172.32.0.0", true },
		{ "192.0.0.8", false },
		{ "192.0.1.0", true },
		{ "192.0.2.1", false },
		{ "192.88.99.1", false },
		{ "192.167.255.255", true },
		{ "192.168.0.0", false },
		{ "192.168.255.255", false },
		{ "192.169.0.0", true },
		{ "198.17.255.255", true },
		{ "198.18.0.0", false },
		{ "198.19.255.255", false },
		{ "198.20.0.0", true },
		{ "198.51.100.7", false },
		{ "203.0.113.7", false },
		{ "223.255.255.255", true },
		{ "224.0.0.1", false },
		{ "239.255.255.255", false },
		{ "240.0.0.1", false },
		{ "255.255.255.255", false },
		{ "::", false },
		{ "::1", false },
		{ "::ffff:127.0.0.1", false },
		{ "::ffff:10.1.2.3", false },
		{ "::ffff:8.8.8.8", true },
		{ "::8.8.8.8", false },
		{ "64:ff9b::10.0.0.1", false },
		{ "100::1", false },
		{ "2001::1", false },
		{ "2001:1ff::1", false },
		{ "2001:200::1", true },
		{ "2001:db8::1", false },
		{ "2002:7f00:1::", false },
		{ "2400:3200::1", true },
		{ "3fff:fff::1", false },
		{ "3fff:1000::1", true },
		{ "4000::1", false },
		{ "fc00::1", false },
		{ "fdff::1", false },
		{ "fe80::1", false },
		{ "fec0::1", false },
		{ "ff02::1", false },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (is_public(rows[i].address) != rows[i].public)
			fail_msg("%s is taken for %s", rows[i].address, rows[i].public ? "inside" : "public");
}

static void no_other_kind_of_socket_is_public(void **state)
{
	const struct sockaddr local = { .sa_family = AF_UNIX };

	(void)state;
	assert_false(address_public(&local));
}

static void one_subscriber_is_one_network(void **state)
{
	static const struct {
		const char *address;
		const char *network;
	} rows[] = {
		{ "203.0.113.7", "203.0.113.7" },
		{ "::ffff:203.0.113.7", "203.0.113.7" },
		{ "2400:3200:1:2:3:4:5:6", "2400:3200:1:2::/64" },
		{ "2400:3200:1:2:ffff:ffff:ffff:ffff", "2400:3200:1:2::/64" },
		{ "2400:3200:1:3::1", "2400:3200:1:3::/64" },
		{ "::1", "::/64" },
		{ "unix:", "unix:" },
		{ "", "" },
	};
	struct arena *arena = arena_new(4096);

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		assert_string_equal(arena_cstr(arena, address_network(arena, str_of(rows[i].address))),
			rows[i].network);
	arena_free(arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_leads_inside_is_told_from_the_internet),
		cmocka_unit_test(no_other_kind_of_socket_is_public),
		cmocka_unit_test(one_subscriber_is_one_network),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
