/*
 * session: who is signed in.  A token in a cookie says who and in which session; the session must be among
 * those of the account in Redis, and the account's epoch the token's.  It ends by signing out, from another
 * session or by an administrator, [staff] idle_minutes after the last request and session_hours after it
 * began (GB/T 22239-2019, 8.1.4.1 b).  Depends on: crypt/token, staff/factor_rule, staff/separation.
 */
#ifndef STAFF_SESSION_H
#define STAFF_SESSION_H

#include "staff/account.h"
#include "model/access.h"

#define SESSION_COOKIE "wz_staff"
/* Of one account, at the most that [staff] sessions_most may be. */
#define SESSIONS_MAX 100

struct session {
	struct account account;
	uint32_t rights;	/* on the staff's pages (staff/separation) */
	struct viewer viewer;	/* as the rules of casework see this person */
	bool must_enrol;	/* may do nothing but set up the second factor that a role needs */
	bool must_change;	/* may do nothing but choose a new password */
	struct str id;
};

/* One of an account's sessions that goes on. */
struct session_open {
	struct str id;
	int64_t began;		/* ms */
	int64_t seen;		/* the last request, to a minute, ms */
	struct str network;	/* that it was begun from */
};

/* Also ends the session that was longest without a request when there are [staff] sessions_most. */
enum status session_begin(struct casework *work, const struct account *account, struct str *token);
/* Seconds that a session lasts at most, for its cookie. */
int session_seconds(const struct config *config);
/*
 * ERR_LOGIN unless the token is valid, its session goes on, and the account's epoch is still that of the
 * token.  active: somebody does something, so that the time without a request begins anew.
 */
enum status session_read(struct casework *work, struct str token, bool active, struct session *out);
/*
 * Signs out: the token is no longer valid, also in a copy.  OK for a bad token, which is no session anyway.
 */
enum status session_end(struct casework *work, struct str token);

/* Those of an account that go on, the latest request first; at most SESSIONS_MAX. */
enum status session_list(struct casework *work, struct str account, struct session_open **out, size_t *count);
/*
 * Ends one session of an account, or with an empty id all but `but` (empty: all), which is an event; by is an
 * account's id.  OK when there is none to end.
 */
enum status session_close(struct casework *work, struct str account, struct str id, struct str but,
	struct str by);

#endif
