/*
 * listen: the socket on which nginx reaches the workers.  Depends on: base/address, base/status,
 * helper/service.
 */
#ifndef WEB_LISTEN_H
#define WEB_LISTEN_H

#include <stdbool.h>

#include "base/status.h"

/*
 * Listens on a new unix socket at path with mode 0660.  A socket that nobody serves any more is replaced; a
 * live one, or anything that isn't a socket, is left alone: ERR_CONFLICT.  One that systemd kept through a
 * restart of this program is taken up.  ERR_INTERNAL for what the system
 * refuses.  On failure *problem says what is wrong, in English (static storage).
 */
enum status server_listen(const char *path, int backlog, int *fd, const char **problem);

/* The same on ADDRESS:PORT of IPv4, for web servers on other machines. */
enum status server_listen_far(const char *address, int backlog, int *fd, const char **problem);

/* Whether ADDRESS:PORT is of an address that this machine has. */
bool server_has_address(const char *address);

/* Whether fd is a unix socket, whatever the configuration has come to say since. */
bool server_is_near(int fd);

#endif
