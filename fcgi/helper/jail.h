/*
 * jail: how a program of its own locks itself in before it decodes what a stranger sent: few resources, and
 * system calls for computing and for writing to files that are open already; nothing can be opened, started
 * or connected.  Depends on: libseccomp.
 */
#ifndef HELPER_JAIL_H
#define HELPER_JAIL_H

#include <stdbool.h>
#include <stddef.h>

struct jail {
	size_t memory;	/* bytes of address space */
	size_t file;	/* bytes of a file that it writes */
	unsigned seconds;	/* of processor time */
};

/* Also ends with its parent, and gives way to others.  False when the kernel refuses. */
bool jail_limit(const struct jail *jail);
/* For good; every other call fails with EPERM.  False when the kernel refuses. */
bool jail_lock(void);

#endif
