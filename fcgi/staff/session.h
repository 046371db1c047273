/*
 * session: who is signed in.  A token in a cookie says who; the account's epoch in Redis says whether it
 * still holds.  Lasts 12 hours.  Depends on: crypt/token, staff/factor_rule.
 */
#ifndef STAFF_SESSION_H
#define STAFF_SESSION_H

#include "staff/account.h"
#include "model/access.h"

#define SESSION_COOKIE "wz_staff"
#define SESSION_MS (12 * MS_PER_HOUR)

struct session {
	struct account account;
	struct viewer viewer;	/* as the rules of casework see this person */
	bool must_enrol;	/* may do nothing but set up the second factor that a role needs */
};

enum status session_begin(struct casework *work, const struct account *account, struct str *token);
/* ERR_LOGIN unless the token is valid and the account's epoch is still that of the token. */
enum status session_read(struct casework *work, struct str token, struct session *out);
/*
 * Signs out: the token is no longer valid, also in a copy.  OK for a bad token, which is no session anyway.
 */
enum status session_end(struct casework *work, struct str token);

#endif
