/*
 * topics: the public lists and pages: topics, letters, departments.  Handlers, as the route table names them.
 * Depends on: pages/site.
 */
#ifndef PAGES_PUBLIC_TOPICS_H
#define PAGES_PUBLIC_TOPICS_H

#include "web/route.h"

enum status topics_list(struct exchange *exchange);
enum status topics_show(struct exchange *exchange);
enum status letters_list(struct exchange *exchange);
enum status letters_show(struct exchange *exchange);
enum status departments_list(struct exchange *exchange);
enum status departments_show(struct exchange *exchange);

#endif
