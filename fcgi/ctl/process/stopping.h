/*
 * stopping: how a process of wenzhengctl that runs on is stopped: by SIGTERM or SIGINT, between two steps of
 * its work.  Depends on: nothing.
 */
#ifndef CTL_PROCESS_STOPPING_H
#define CTL_PROCESS_STOPPING_H

#include <signal.h>

/* Not 0 once a signal asked the process to stop. */
extern volatile sig_atomic_t stopping;

/* From now on these signals set stopping; SIGPIPE is ignored. */
void stopping_begin(void);

/* Waits so long, in steps of 100 ms, or until the process is to stop. */
void stopping_rest(int ms);

#endif
