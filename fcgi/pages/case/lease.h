/*
 * lease: the handlers by which a clerk takes a case to work on, so that no colleague writes the same answer,
 * and drops it again.  Depends on: drafts/lease, pages/case/open.
 */
#ifndef PAGES_CASE_LEASE_H
#define PAGES_CASE_LEASE_H

#include "web/route.h"

enum status staff_lease_take(struct exchange *exchange);
enum status staff_lease_drop(struct exchange *exchange);

#endif
