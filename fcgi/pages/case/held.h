/*
 * held: the handlers that publish or refuse a follow-up or comment that waits for review.  Depends on:
 * participation/held, pages/case/open.
 */
#ifndef PAGES_CASE_HELD_H
#define PAGES_CASE_HELD_H

#include "web/route.h"

enum status staff_held_pass(struct exchange *exchange);
enum status staff_held_refuse(struct exchange *exchange);

#endif
