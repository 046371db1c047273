/*
 * login: the handlers that sign staff in and out, and the login page for a post whose session has ended.
 * Depends on: pages/respond, staff/login, pages/view/resubmit.
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
