/*
 * receipt: the receipt of a case that staff wrote down.  Handlers, as the route table names them.  Depends
 * on: pages/site.
 */
#ifndef PAGES_CASE_RECEIPT_H
#define PAGES_CASE_RECEIPT_H

#include "web/route.h"

enum status staff_receipt_show(struct exchange *exchange);

#endif
