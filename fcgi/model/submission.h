/*
 * submission: what somebody sends in, before it is a case: a question on the board, a letter, a hotline item
 * or a request for information.  Owns nothing; its texts belong to the caller.  Depends on:
 * model/application, work_order.
 */
#ifndef MODEL_SUBMISSION_H
#define MODEL_SUBMISSION_H

#include "model/record.h"

struct photos;

/* Already checked against the limits of its form. */
struct submission {
	enum channel channel;
	enum category category;
	struct str title;
	struct str body;
	struct str area;
	struct str name;	/* may be empty, but not of a letter or request */
	struct str phone;	/* may be empty, but not of a letter */
	int64_t told;		/* how the sender wants to be told of its steps: bits of enum told */
	struct str email;	/* for that; empty: none, or the application's */
	struct str addressee;	/* of a letter: whom it is for */
	const struct application *application;	/* of a request; else NULL */
	const struct work_order *order;	/* of a hotline item; NULL: nothing is known beyond the question */
	bool consent;		/* of a letter: its sender agrees to its being published */
	bool anonymous;		/* show "匿名网友" instead of the masked name */
	bool unverified;
	bool proven;		/* a proof of work came with it: the ceiling of its network doesn't hold it */
	struct str device;	/* the device's random id, or empty */
	bool device_own;	/* it is one that the site gave, not address and browser, which many may share */
	struct str by;		/* the member of staff who writes it down for the sender; empty: the sender */
	struct str once;	/* idempotency key: a repeated one gives the first case */
	struct str source;
	struct str upstream_no;	/* with source: a repeated one gives the first case */
	int64_t upstream_due;	/* with source: when it wants the case done; 0: says nothing */
	int64_t at;		/* 0: now */
	struct photos *photos;	/* or NULL; they become the case's, or are removed if nothing is taken in */
};

/* Whether it has all that its channel asks for. */
bool submission_complete(const struct submission *submission);

/*
 * A keyed hash over all that the submission says, kept with the case: it tells whether a later submission of
 * the same number says the same, without unsealing anything.  Empty for a topic, whose import is done once,
 * and without source.
 */
struct str submission_mark(struct casework *work, const struct submission *submission);

#endif
