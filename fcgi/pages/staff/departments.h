/*
 * departments: the departments.  Handlers, as the route table names them.  Depends on: pages/site.
 */
#ifndef PAGES_STAFF_DEPARTMENTS_H
#define PAGES_STAFF_DEPARTMENTS_H

#include "web/route.h"

enum status staff_departments(struct exchange *exchange);
enum status staff_departments_add(struct exchange *exchange);
enum status staff_department(struct exchange *exchange);
enum status staff_department_change(struct exchange *exchange);

#endif
