/*
 * texts: the form for the words of a year's report.  Handlers, as the route table names them.
 * Depends on: pages/site.
 */
#ifndef PAGES_REPORT_TEXTS_H
#define PAGES_REPORT_TEXTS_H

#include "web/route.h"

enum status staff_texts_show(struct exchange *exchange);
enum status staff_texts_save(struct exchange *exchange);
enum status staff_texts_again(struct exchange *exchange);

#endif
