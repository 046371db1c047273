/*
 * accounts: the accounts of staff.  Handlers, as the route table names them.  Depends on: pages/site.
 */
#ifndef PAGES_STAFF_ACCOUNTS_H
#define PAGES_STAFF_ACCOUNTS_H

#include "web/route.h"

enum status staff_accounts_list(struct exchange *exchange);
enum status staff_accounts_add(struct exchange *exchange);
/* Which roles must have a second factor. */
enum status staff_accounts_factors(struct exchange *exchange);
enum status staff_accounts_show(struct exchange *exchange);
enum status staff_accounts_change(struct exchange *exchange);
enum status staff_accounts_password(struct exchange *exchange);
enum status staff_accounts_totp_off(struct exchange *exchange);

#endif
