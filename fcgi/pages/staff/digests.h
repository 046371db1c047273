/*
 * digests: the dailies, edited and published.  Handlers, as the route table names them.  Depends on:
 * pages/site.
 */
#ifndef PAGES_STAFF_DIGESTS_H
#define PAGES_STAFF_DIGESTS_H

#include "web/route.h"

enum status staff_digests_list(struct exchange *exchange);
enum status staff_digests_show(struct exchange *exchange);
enum status staff_digests_edit(struct exchange *exchange);
enum status staff_digests_edit_again(struct exchange *exchange);
enum status staff_digests_publish(struct exchange *exchange);
enum status staff_digests_withdraw(struct exchange *exchange);

#endif
