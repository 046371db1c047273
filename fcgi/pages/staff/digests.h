/*
 * digests: the dailies, edited and published.  Handlers, as the route table names them.  Depends on: pages/site.
 */
#ifndef PAGES_STAFF_DIGESTS_H
#define PAGES_STAFF_DIGESTS_H

#include "web/route.h"

enum status staff_digests(struct exchange *exchange);
enum status staff_digest(struct exchange *exchange);
enum status staff_digest_edit(struct exchange *exchange);
enum status staff_digest_edit_again(struct exchange *exchange);
enum status staff_digest_publish(struct exchange *exchange);
enum status staff_digest_withdraw(struct exchange *exchange);

#endif
