/* Who is signed in to an account, and ending that: on the own page and on the administrators'. */
#ifndef PAGES_STAFF_SESSIONS_H
#define PAGES_STAFF_SESSIONS_H

#include "pages/site.h"

/* Adds the account's sessions to a page's view, as "sessions"; the one that asks is marked. */
enum status staff_sessions_view(struct exchange *exchange, struct casework *work, struct str account);
/* POST /staff/me/sessions: ends the one in the field "session", or all others. */
enum status staff_sessions_mine(struct exchange *exchange);
/* POST /staff/accounts/:id/sessions: ends all of that account. */
enum status staff_sessions_close(struct exchange *exchange);

#endif
