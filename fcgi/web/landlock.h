/*
 * landlock: which files a worker may reach once it serves, whatever account it runs as (landlock(7)): all
 * others look to it, and to the programs it starts, as if the file system refused them (EACCES).  What is
 * open already stays open; sockets aren't files here.  Depends on: Linux 5.19, else it does nothing.
 */
#ifndef WEB_LANDLOCK_H
#define WEB_LANDLOCK_H

#include <stdbool.h>
#include <stddef.h>

enum landlock_right {
	LANDLOCK_READ,
	LANDLOCK_RUN,	/* and read */
	LANDLOCK_WRITE,	/* and read, make, remove and rename, but for devices, sockets and links */
};

/* A file, or a folder and all below it; what isn't there at the time is left out. */
struct landlock_place {
	const char *path;
	enum landlock_right right;
};

/*
 * For good, also sets no_new_privs.  False when a kernel that knows Landlock refuses (logged).  Does nothing
 * in a build with the address sanitizer, whose reports are written to files anywhere.
 */
bool landlock_enter(const struct landlock_place *places, size_t count);

#endif
