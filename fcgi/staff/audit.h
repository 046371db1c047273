/*
 * audit: what staff looked at and what was done to accounts, recorded in the events stream beside the
 * transitions (PIPL article 51: access to personal data leaves a trace).  Depends on: model/event.
 */
#ifndef STAFF_AUDIT_H
#define STAFF_AUDIT_H

#include "model/access.h"

/* The action of an event for a look at contact data. */
#define AUDIT_CONTACT "contact"

/* The action of an event for a search by phone number; its case is 0. */
#define AUDIT_SEARCH "search"

/*
 * The actions of events when a person got a copy of what is held on them, and had it erased; "d" is the
 * ground (law/personal).
 */
#define AUDIT_COPY "copy"
#define AUDIT_ERASURE "erasure"

/* The action of an event when a reviewer leaves hits of masking in clear; "d" are their kinds. */
#define AUDIT_UNMASK "unmask"

/*
 * The actions of events on accounts; their case is 0, "d" is the account, "f" and "t" are its roles before
 * and after.
 */
#define AUDIT_ACCOUNT "account-"
#define AUDIT_ACCOUNT_ADD AUDIT_ACCOUNT "add"
#define AUDIT_ACCOUNT_NAME AUDIT_ACCOUNT "name"
#define AUDIT_ACCOUNT_ROLES AUDIT_ACCOUNT "roles"
#define AUDIT_ACCOUNT_OFF AUDIT_ACCOUNT "off"
#define AUDIT_ACCOUNT_ON AUDIT_ACCOUNT "on"
#define AUDIT_ACCOUNT_PASSWORD AUDIT_ACCOUNT "password"
#define AUDIT_ACCOUNT_TOTP_ON AUDIT_ACCOUNT "totp-on"
#define AUDIT_ACCOUNT_TOTP_OFF AUDIT_ACCOUNT "totp-off"
/* Signed in by a recovery code; new ones were made. */
#define AUDIT_ACCOUNT_RECOVERED AUDIT_ACCOUNT "recovered"
#define AUDIT_ACCOUNT_RECOVERY AUDIT_ACCOUNT "recovery"
/* Which roles must have a second factor: of no account, "f" and "t" are these roles. */
#define AUDIT_ACCOUNT_REQUIRE AUDIT_ACCOUNT "require"

/*
 * The actions of events on signing in and out; their case is 0, "d" is the account, "t" the network it came
 * from.  Of a failure "by" is "public": who it was is not known.
 */
#define AUDIT_SIGNIN "signin-"
#define AUDIT_SIGNIN_DONE AUDIT_SIGNIN "done"
#define AUDIT_SIGNIN_FAILED AUDIT_SIGNIN "failed"
/* Further tries are refused for a while. */
#define AUDIT_SIGNIN_LOCKED AUDIT_SIGNIN "locked"
#define AUDIT_SIGNIN_OUT AUDIT_SIGNIN "out"
/* Sessions were ended by their owner or an administrator. */
#define AUDIT_SIGNIN_ENDED AUDIT_SIGNIN "ended"

/* The action of an event when the record was exported; its case is 0. */
#define AUDIT_EXPORT "export"

struct account_event {
	const char *action;
	struct str account;
	struct str by;		/* an account id, or "operator" */
	uint32_t before;	/* its roles */
	uint32_t after;
};

/* Adds the event to the changes of the account. */
void audit_account(struct casework *work, struct batch *changes, const struct account_event *event);

/* Adds an event on signing in to that account. */
void audit_signin(struct casework *work, struct batch *changes, const char *action, struct str account,
	struct str by);

/*
 * Records that this person saw the case's contact data.  Call before showing it: what can't be recorded is
 * not shown.
 */
enum status audit_contact(struct casework *work, const struct case_record *record,
	const struct viewer *viewer);

/* Records that the record is exported.  Call before: what can't be recorded is not exported. */
enum status audit_export(struct casework *work, struct str by);
/* Records that by gives the case's sender a copy of it, on that ground; likewise. */
enum status audit_copy(struct casework *work, const struct case_record *record, struct str by,
	struct str ground);

/*
 * Records that this person searches by a phone number (which one is not said).  Call before searching.
 * ERR_TOO_MANY past 60 in an hour: nobody's work needs to try out numbers.
 */
enum status audit_search(struct casework *work, const struct viewer *viewer);

#endif
