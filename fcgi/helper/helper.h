/*
 * helper: runs a program that lies beside this one and locks itself in (helper/jail), to look at what
 * somebody sent.  Waits for it for a limited time, and passes on what it says for the caller to distrust.
 * Depends on: base/clock, base/log.
 */
#ifndef HELPER_HELPER_H
#define HELPER_HELPER_H

#include <stdbool.h>
#include <stddef.h>

/* Open files beside the first that a helper may get. */
#define HELPER_FILES 2
#define HELPER_PATH 4096	/* bytes of a path, its NUL too */

struct helper_task {
	const char *program;	/* its file's name */
	char *const *words;	/* of its command line, the first is its name; ends with NULL */
	int in;			/* becomes its standard input */
	int files[HELPER_FILES];	/* become 3, 4 … */
	int count;
	int wait_ms;
};

enum helper_end {
	HELPER_ENDED,	/* *status is its exit status */
	HELPER_COSTLY,	/* it used up its time, or said too much, and was ended */
	HELPER_DIED,	/* by a signal */
	HELPER_FAILED,	/* it could not be started (logged) */
};

/* The path of a program beside this one's; false when it isn't known. */
bool helper_path(const char *program, char path[HELPER_PATH]);

/*
 * report gets what it said, less than room - 1 bytes, and a NUL.  Takes wait_ms at most, whatever the program
 * does.
 */
enum helper_end helper_run(const struct helper_task *task, char *report, size_t room, int *status);

#endif
