/*
 * renew: lets a master become the program that was put in the place of its own, as an upgrade does.  The process, its
 * listening socket and its workers stay; what the next program must know goes through the environment.
 * Depends on: base/config, base/log.
 */
#ifndef WEB_RENEW_H
#define WEB_RENEW_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

/* First thing in main, before the folder is changed: keeps argv, and takes over what the program before left. */
void renew_begin(char **argv);

/* The listening socket that the program before left, or −1; and its workers that live: their number, room at most. */
int renew_socket(void);
size_t renew_workers(pid_t *pids, size_t room);

/* Whether another file stands where this program was started from. */
bool renew_due(void);

/*
 * Becomes that program, if it accepts the configuration ("--check" within 20 s): then this doesn't return.  Otherwise it
 * logs why, and everything is as before.
 */
void renew(int fd, const pid_t *workers, size_t count);

#endif
