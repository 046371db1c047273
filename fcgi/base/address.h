/*
 * address: tells the internet's public addresses from internal ones: loopback, private, link-local,
 * multicast, reserved (RFC 6890 and the IANA special-purpose registries), also where IPv6 wraps an IPv4
 * address; says which addresses are one subscriber's; and reads an address with a port.  Pure.  Depends on:
 * base/arena.
 */
#ifndef BASE_ADDRESS_H
#define BASE_ADDRESS_H

#include <netinet/in.h>
#include <sys/socket.h>

#include "base/arena.h"

/* Whether it is a global unicast address of IPv4 or IPv6; of any other family it isn't. */
bool address_public(const struct sockaddr *address);

/*
 * What ceilings count an address by: an IPv4 address itself, also one wrapped in IPv6; of an IPv6 address its
 * /64, of which one subscriber has all (RFC 6177).  What is no address stays as it is.
 */
struct str address_network(struct arena *arena, struct str text);

/* Where a server listens. */
struct endpoint {
	char host[INET6_ADDRSTRLEN];	/* IPv4, or IPv6 without brackets */
	int port;
};

/*
 * Reads "10.0.0.1:6379" or "[fd00::1]:6379"; never a name: resolving one could take any time.  False, and
 * *out as it was, when the text is no such.
 */
bool endpoint_parse(struct str text, struct endpoint *out);
/* The same of an address and a port that stand apart. */
bool endpoint_of(struct str host, int64_t port, struct endpoint *out);
bool endpoint_same(const struct endpoint *one, const struct endpoint *other);

#endif
