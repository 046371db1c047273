/*
 * routes: the table of all addresses: method, pattern, handler, who may call it, which body it takes and how
 * the caller proves itself.  Depends on: the headers of all handlers.
 */
#ifndef PAGES_HTTP_ROUTES_H
#define PAGES_HTTP_ROUTES_H

#include "web/route.h"

extern const struct route routes[];
extern const size_t routes_count;

#endif
