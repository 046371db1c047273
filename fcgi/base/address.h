/*
 * address: tells the internet's addresses from those that lead inside: loopback, private, link-local, multicast, reserved
 * (RFC 6890 and the IANA special-purpose registries), also where IPv6 wraps an IPv4 address.  Pure.
 */
#ifndef BASE_ADDRESS_H
#define BASE_ADDRESS_H

#include <stdbool.h>
#include <sys/socket.h>

/* Whether it is a global unicast address of IPv4 or IPv6; of any other family it isn't. */
bool address_public(const struct sockaddr *address);

#endif
