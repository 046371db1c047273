/*
 * dispatch: takes one request from its headers to the bytes of its reply: finds the route, checks role and
 * token, reads the body, calls the handler, turns any failure into a page.  Depends on: pages/http/routes,
 * pages/respond.
 */
#ifndef PAGES_HTTP_DISPATCH_H
#define PAGES_HTTP_DISPATCH_H

#include "pages/site.h"

/* The bytes of the reply, in arena.  Never fails: what goes wrong is a page with its HTTP status. */
struct str dispatch_request(struct site *site, struct arena *arena, const struct gateway *gateway);

#endif
