/*
 * stopping: how a process of wenzhengctl that runs on is stopped, by SIGTERM or SIGINT, between two steps of
 * its work, and tells systemd that it goes on (sd_notify(3)).  Depends on: ctl/ctl, helper/service.
 */
#ifndef CTL_PROCESS_STOPPING_H
#define CTL_PROCESS_STOPPING_H

#include <signal.h>

#include "ctl/ctl.h"

/* Not 0 once a signal asked the process to stop. */
extern volatile sig_atomic_t stopping;

/*
 * From now on these signals set stopping; SIGPIPE is ignored, and the log is as [log] says.  The process
 * serves: systemd is told so.
 */
void stopping_begin(const struct ctl *ctl);

/* Tells systemd's watchdog that the process goes on: once between two steps. */
void stopping_alive(void);

/* The same, then waits so long, in steps of 100 ms, or until the process is to stop. */
void stopping_rest(int ms);

#endif
