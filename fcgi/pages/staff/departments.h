/*
 * departments: the departments.  Handlers, as the route table names them.  Depends on: pages/site.
 */
#ifndef PAGES_STAFF_DEPARTMENTS_H
#define PAGES_STAFF_DEPARTMENTS_H

#include "web/route.h"

enum status staff_departments_list(struct exchange *exchange);
enum status staff_departments_add(struct exchange *exchange);
enum status staff_departments_show(struct exchange *exchange);
enum status staff_departments_change(struct exchange *exchange);

#endif
