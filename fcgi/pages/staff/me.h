/*
 * me: one's own account.  Handlers, as the route table names them.  Depends on: pages/site.
 */
#ifndef PAGES_STAFF_ME_H
#define PAGES_STAFF_ME_H

#include "web/route.h"

enum status staff_me_show(struct exchange *exchange);
enum status staff_me_password(struct exchange *exchange);
enum status staff_me_totp_begin(struct exchange *exchange);
enum status staff_me_totp_confirm(struct exchange *exchange);
enum status staff_me_recovery(struct exchange *exchange);
enum status staff_me_totp_off(struct exchange *exchange);

#endif
