/*
 * ini_file: an INI file, read by libinih, of which everything that is wrong is told with its line.
 * Depends on: ini/problem, libinih.
 */
#ifndef INI_INI_FILE_H
#define INI_INI_FILE_H

#include <stdbool.h>
#include <stdio.h>

#include "ini/problem.h"

/* Room for a line with its end and a NUL. */
#define INI_LINE 2048

/* One that is being read: the caller sets the first members, and leaves the others zero. */
struct ini_reading {
	const char *name;		/* of the file, for what is told */
	FILE *file;
	const struct problem_listener *to;
	/* Called for each "key = value", in order. */
	void (*take)(struct ini_reading *reading, const char *section, const char *key, const char *value);
	void *context;
	int line;	/* the one read last, from 1 */
	bool wrong;	/* something was told */
	bool owed;
};

/* Reads all of it; false when anything was told.  The caller closes the file. */
bool ini_read(struct ini_reading *reading);
/* Tells what is wrong on the line that was read last; take goes on after it. */
void ini_refuse(struct ini_reading *reading, const char *format, ...) __attribute__((format(printf, 2, 3)));

#endif
