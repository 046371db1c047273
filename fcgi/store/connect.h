/*
 * connect: one connection to a Redis or a Sentinel, by unix socket or TCP, logged in.  What can't be reached,
 * doesn't answer in time or refuses the login gives NULL, with a line in the log.  The caller frees the
 * connection with redisFree.  Depends on: base, hiredis.
 */
#ifndef STORE_CONNECT_H
#define STORE_CONNECT_H

#include <stdbool.h>
#include <stddef.h>

struct redisContext;

/* An account there; the password file is read at each login. */
struct login {
	const char *user;
	const char *password_file;
	bool quiet;		/* what fails has been logged already */
};

/* Each step takes ms at most: to connect, to log in, and afterwards each reply. */
struct redisContext *connect_socket(const char *path, const struct login *login, int ms);
/* host is an address, IPv4 or IPv6, not a name: resolving names could take any time. */
struct redisContext *connect_tcp(const char *host, int port, const struct login *login, int ms);

/* From now on a reply may take so long. */
void connect_patience(struct redisContext *link, int ms);

/* Reads the first line of a password file into out, which the caller wipes. */
bool connect_password(const char *path, char *out, size_t size);

#endif
