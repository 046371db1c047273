/*
 * verify: checking an answer's signature; the public keys and the chain of answers.  Handlers, as the route
 * table names them.  Depends on: pages/site.
 */
#ifndef PAGES_PUBLIC_VERIFY_H
#define PAGES_PUBLIC_VERIFY_H

#include "web/route.h"

enum status verify_show(struct exchange *exchange);
enum status verify_jwks(struct exchange *exchange);
enum status verify_chain(struct exchange *exchange);

#endif
