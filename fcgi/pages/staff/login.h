/*
 * login: signing in and out.  Handlers, as the route table names them.  Depends on: pages/site.
 */
#ifndef PAGES_STAFF_LOGIN_H
#define PAGES_STAFF_LOGIN_H

#include "web/route.h"

enum status staff_login_show(struct exchange *exchange);
enum status staff_login_send(struct exchange *exchange);
enum status staff_login_again(struct exchange *exchange);
/* A post whose session has ended: the page to sign in on, with status 401 and all that was posted. */
enum status staff_login_resubmit(struct exchange *exchange, struct str account);
enum status staff_login_logout(struct exchange *exchange);

#endif
