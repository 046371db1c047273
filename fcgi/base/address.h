/*
 * address: tells the internet's public addresses from internal ones: loopback, private, link-local,
 * multicast, reserved (RFC 6890 and the IANA special-purpose registries), also where IPv6 wraps an IPv4
 * address; and says which addresses are one subscriber's.  Pure.  Depends on: base/arena.
 */
#ifndef BASE_ADDRESS_H
#define BASE_ADDRESS_H

#include <sys/socket.h>

#include "base/arena.h"

/* Whether it is a global unicast address of IPv4 or IPv6; of any other family it isn't. */
bool address_public(const struct sockaddr *address);

/*
 * What ceilings count an address by: an IPv4 address itself, also one wrapped in IPv6; of an IPv6 address its
 * /64, of which one subscriber has all (RFC 6177).  What is no address stays as it is.
 */
struct str address_network(struct arena *arena, struct str text);

#endif
