/*
 * upgrade: lets a running master replace itself by a new version of the program (by exec).  The process,
 * its listening socket and its workers stay; what the new program must know of them is in the environment.
 * Depends on: base/config, base/log.
 */
#ifndef WEB_UPGRADE_H
#define WEB_UPGRADE_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

/* First thing in main, before the folder is changed: keeps argv, and reads what the old program left. */
void upgrade_init(char **argv);

/*
 * The listening socket that the old program left, or −1; and its workers that live: their number, room at
 * most.
 */
int upgrade_socket(void);
size_t upgrade_workers(pid_t *pids, size_t room);

/* Whether another file is now at the path from which this program was started. */
bool upgrade_due(void);

/*
 * Replaces this program by that file, if it accepts the configuration ("--check" within 20 s): then this
 * doesn't return. Otherwise it logs why, and everything stays as it is.
 */
void upgrade(int fd, const pid_t *workers, size_t count);

#endif
