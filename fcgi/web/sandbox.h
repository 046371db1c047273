/*
 * sandbox: what a worker may ask of the kernel once it serves (seccomp): files, unix sockets, memory, and
 * starting wenzheng-photo and -attachment, which inherit all of it and lock themselves in further.  No
 * network unless Redis is on it, no other namespace, no tracing, no change of user.  What is not allowed
 * fails with ENOSYS, as on a kernel that doesn't have it.  Depends on: libseccomp.
 */
#ifndef WEB_SANDBOX_H
#define WEB_SANDBOX_H

#include <stdbool.h>

/*
 * network: connections by TCP are allowed, to a Redis on another machine.
 * Locks this process and all it will start in, for good; also sets no_new_privs.  False when the kernel
 * refuses.  Does nothing in a build with the address sanitizer, which traces its own process.
 */
bool sandbox_enter(bool network);

#endif
