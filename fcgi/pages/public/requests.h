/*
 * requests: what requests for information are, and what one may cost.  Handlers, as the route table names
 * them.  Depends on: pages/site.
 */
#ifndef PAGES_PUBLIC_REQUESTS_H
#define PAGES_PUBLIC_REQUESTS_H

#include "web/route.h"

enum status requests_guide(struct exchange *exchange);
enum status requests_fees(struct exchange *exchange);

#endif
