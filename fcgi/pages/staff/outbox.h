/*
 * outbox: messages that could not be delivered.  Handlers, as the route table names them.  Depends on:
 * pages/site.
 */
#ifndef PAGES_STAFF_OUTBOX_H
#define PAGES_STAFF_OUTBOX_H

#include "web/route.h"

enum status staff_outbox_show(struct exchange *exchange);
enum status staff_outbox_resend(struct exchange *exchange);

#endif
