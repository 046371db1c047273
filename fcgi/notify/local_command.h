/*
 * local_command: runs a local command with a message on its standard input, without a shell, waiting for
 * none.  It gets no descriptor of ours but standard error, and its whole process group ends when its time is
 * over.  Depends on: base.
 */
#ifndef NOTIFY_LOCAL_COMMAND_H
#define NOTIFY_LOCAL_COMMAND_H

#include <sys/types.h>

#include "base/str.h"

struct local_command {
	pid_t pid;
	int64_t deadline;	/* ms of clock_steady() */
};

/* Starts it; false if it can't be. */
bool local_command_start(char *const *argv, struct str input, int64_t deadline,
	struct local_command *program);

enum local_command_state { PROGRAM_RUNS, PROGRAM_DONE, PROGRAM_FAILED, PROGRAM_LATE };

/*
 * How it stands; one that is past its deadline is ended here.  *code is its exit status, or 128 and the
 * signal.
 */
enum local_command_state local_command_look(const struct local_command *program, int64_t now, int *code);

#endif
