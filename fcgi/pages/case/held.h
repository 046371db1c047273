/*
 * held: posts that wait for review, the contact data, and the lease on a case.  Handlers, as the route table names them.  Depends on: pages/site.
 */
#ifndef PAGES_CASE_HELD_H
#define PAGES_CASE_HELD_H

#include "web/route.h"

enum status staff_held_pass(struct exchange *exchange);
enum status staff_held_refuse(struct exchange *exchange);
enum status staff_contact(struct exchange *exchange);
enum status staff_claim(struct exchange *exchange);
enum status staff_unclaim(struct exchange *exchange);

#endif
