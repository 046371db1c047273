/*
 * service: what a process tells systemd, which started it, and what that keeps for it; nothing at all where
 * another started it (sd_notify(3)).  Depends on: libsystemd.
 */
#ifndef HELPER_SERVICE_H
#define HELPER_SERVICE_H

#include <stdbool.h>
#include <sys/socket.h>

/* The process serves. */
void service_ready(void);

/* It goes on: told more often than WatchdogSec of its unit, or it is killed and started again. */
void service_alive(void);

/* Lets systemd keep the listening socket through a restart (FDSTORE): nobody is refused meanwhile. */
void service_keep(int fd);
/* Nothing will be served: whoever connects is refused, instead of waiting at a socket that systemd keeps. */
void service_give_up(void);

/*
 * The socket at the address that service_keep() gave away before a restart, or -1: those of other addresses,
 * or whose file is gone, are closed.  Asked once.
 */
int service_kept(const struct sockaddr *address, socklen_t len);

#endif
