#include "base/address.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

struct block {
	unsigned char bytes[16];
	int bits;
};

static const struct block inside4[] = {
	{ { 0 }, 8 },			/* this network */
	{ { 10 }, 8 },			/* private */
	{ { 100, 64 }, 10 },		/* carriers' own */
	{ { 127 }, 8 },			/* loopback */
	{ { 169, 254 }, 16 },		/* link-local, the clouds' metadata among them */
	{ { 172, 16 }, 12 },		/* private */
	{ { 192, 0, 0 }, 24 },		/* protocol assignments */
	{ { 192, 0, 2 }, 24 },		/* documentation */
	{ { 192, 88, 99 }, 24 },	/* 6to4 relays */
	{ { 192, 168 }, 16 },		/* private */
	{ { 198, 18 }, 15 },		/* benchmarks */
	{ { 198, 51, 100 }, 24 },	/* documentation */
	{ { 203, 0, 113 }, 24 },	/* documentation */
	{ { 224 }, 3 },			/* multicast, reserved, broadcast */
};

/* Of IPv6 only 2000::/3 is global unicast; these parts of it aren't. */
static const struct block global6 = { { 0x20 }, 3 };
static const struct block inside6[] = {
	{ { 0x20, 0x01, 0x00 }, 23 },			/* protocol assignments, Teredo */
	{ { 0x20, 0x01, 0x0d, 0xb8 }, 32 },		/* documentation */
	{ { 0x20, 0x02 }, 16 },				/* 6to4: an IPv4 address inside */
	{ { 0x3f, 0xff }, 20 },				/* documentation */
};
static const struct block mapped4 = { { [10] = 0xff, [11] = 0xff }, 96 };

static bool within(const unsigned char *address, const struct block *block)
{
	int whole = block->bits / 8;
	int rest = block->bits % 8;

	if (memcmp(address, block->bytes, (size_t)whole) != 0)
		return false;
	return rest == 0 || ((address[whole] ^ block->bytes[whole]) >> (8 - rest)) == 0;
}

static bool in_any(const unsigned char *address, const struct block *blocks, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (within(address, &blocks[i]))
			return true;
	return false;
}

static bool public4(const unsigned char *address)
{
	return !in_any(address, inside4, sizeof(inside4) / sizeof(inside4[0]));
}

bool address_public(const struct sockaddr *address)
{
	unsigned char bytes[16];

	if (address->sa_family == AF_INET) {
		memcpy(bytes, &((const struct sockaddr_in *)address)->sin_addr, 4);
		return public4(bytes);
	}
	if (address->sa_family != AF_INET6)
		return false;
	memcpy(bytes, &((const struct sockaddr_in6 *)address)->sin6_addr, sizeof(bytes));
	if (within(bytes, &mapped4))
		return public4(bytes + 12);
	return within(bytes, &global6) && !in_any(bytes, inside6, sizeof(inside6) / sizeof(inside6[0]));
}

struct str address_network(struct arena *arena, struct str text)
{
	char plain[INET6_ADDRSTRLEN];
	unsigned char bytes[16];

	if (inet_pton(AF_INET6, arena_cstr(arena, text), bytes) != 1)
		return text;
	if (within(bytes, &mapped4)) {
		inet_ntop(AF_INET, bytes + 12, plain, sizeof(plain));
		return arena_str(arena, str_of(plain));
	}
	memset(bytes + 8, 0, 8);
	inet_ntop(AF_INET6, bytes, plain, sizeof(plain));
	return arena_printf(arena, "%s/64", plain);
}

bool endpoint_of(struct str host, int64_t port, struct endpoint *out)
{
	struct endpoint endpoint = { .port = (int)port };
	struct in6_addr ignored;

	if (port < 1 || port > 65535 || host.len >= sizeof(endpoint.host))
		return false;
	snprintf(endpoint.host, sizeof(endpoint.host), "%.*s", STR_ARG(host));
	if (inet_pton(AF_INET, endpoint.host, &ignored) != 1 &&
		inet_pton(AF_INET6, endpoint.host, &ignored) != 1)
		return false;
	*out = endpoint;
	return true;
}

bool endpoint_parse(struct str text, struct endpoint *out)
{
	size_t colon = text.len;
	struct str host;
	bool brackets;
	int64_t port;

	while (colon > 0 && text.data[colon - 1] != ':')
		colon--;
	if (colon < 2 || text.len - colon > 5 ||
		!str_to_i64((struct str){ text.data + colon, text.len - colon }, &port))
		return false;
	host = (struct str){ text.data, colon - 1 };
	brackets = host.len > 1 && host.data[0] == '[' && host.data[host.len - 1] == ']';
	if (brackets)
		host = (struct str){ host.data + 1, host.len - 2 };
	/* The colons of an IPv6 address and that before the port would not be told apart without. */
	if (brackets != (host.len > 0 && memchr(host.data, ':', host.len) != NULL))
		return false;
	return endpoint_of(host, port, out);
}

bool endpoint_same(const struct endpoint *one, const struct endpoint *other)
{
	return one->port == other->port && strcmp(one->host, other->host) == 0;
}
