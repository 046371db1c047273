/*
 * print: a case as printed.  Handlers, as the route table names them.  Depends on: pages/site.
 */
#ifndef PAGES_CASE_PRINT_H
#define PAGES_CASE_PRINT_H

#include "web/route.h"

enum status staff_print_show(struct exchange *exchange);

#endif
