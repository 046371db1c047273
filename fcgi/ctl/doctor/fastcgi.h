/*
 * fastcgi: one GET over FastCGI, as a web server makes it.  Source: the FastCGI specification 1.0,
 * sections 3 to 6.  Depends on: base/arena.
 */
#ifndef CTL_DOCTOR_FASTCGI_H
#define CTL_DOCTOR_FASTCGI_H

#include "base/arena.h"

/*
 * Asks the worker that the socket is connected to, whose SO_RCVTIMEO limits each wait, for a path of
 * that host. The status of its answer, or 0 when there was none in time.
 */
int fastcgi_get(int fd, struct arena *arena, struct str path, struct str host);

#endif
