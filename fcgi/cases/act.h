/*
 * act: submitting and moving cases.  Each call is one optimistic commit: the case, queues, lists, tallies
 * and event together, or nothing.  Depends on: model/lifecycle, record, deadline, mask, answer.
 */
#ifndef CASES_ACT_H
#define CASES_ACT_H

#include "model/access.h"

struct photos;

/* Lengths in characters. */
enum {
	TITLE_MIN = 4, TITLE_MAX = 60,
	BODY_MIN = 10, BODY_MAX = 5000,
	AREA_MAX = 30, NAME_MIN = 2, NAME_MAX = 20,
	ANSWER_MIN = 10, ANSWER_MAX = 10000,
	REASON_MAX = 500,
	OPINION_MIN = 2, OPINION_MAX = 2000,
	ADDITION_MIN = 2, ADDITION_MAX = 5000,
	POST_MIN = 2, POST_MAX = 500,	/* comments and follow-ups */
};

/* What a resident or operator sends in; already checked against the form's limits. */
struct submission {
	enum channel channel;
	enum category category;
	struct str title;
	struct str body;
	struct str area;
	struct str name;	/* may be empty, but not of a letter or request */
	struct str phone;	/* may be empty, but not of a letter */
	struct str addressee;	/* of a letter: whom it is for */
	const struct application *application;	/* of a request; else NULL */
	const struct work_order *order;	/* of a hotline item; NULL: nothing is known beyond the question */
	bool consent;		/* of a letter: its sender agrees to its being published */
	bool anonymous;		/* show "匿名网友" instead of the masked name */
	bool unverified;
	bool proven;		/* a proof of work came with it: the ceiling of its network doesn't hold it */
	struct str device;	/* the device's random id, or empty */
	struct str by;		/* the member of staff who writes it down for the sender; empty: the sender */
	struct str once;	/* idempotency key: a repeated one gives the first case */
	struct str source;
	struct str upstream_no;	/* with source: a repeated one gives the first case */
	int64_t upstream_due;	/* with source: when it wants the case done; 0: says nothing */
	int64_t at;		/* 0: now */
	struct photos *photos;	/* or NULL; they become the case's, or are removed if nothing is taken in */
};

struct receipt {
	uint64_t n;
	struct str number;
	struct str code;
	struct str track;	/* tracking token, to be put after /t/ */
	bool repeated;		/* this was the first case again */
	struct str why;		/* on ERR_TOO_MANY: which limit, as a sentence for the sender; else empty */
};

/*
 * ERR_TOO_MANY past the device's, phone's or network's limit, of which a letter has one more: one a phone in 24 hours (none with a
 * source or by staff).  ERR_INVALID: a letter without name, phone or addressee; a request without application or name; one
 * without source that lacks the number of a paper, or both phone and address.  ERR_AWAY: nothing was kept, no receipt.
 */
enum status case_submit(struct casework *work, const struct submission *submission, struct receipt *receipt);
/* Whether it would be taken in: ERR_TOO_MANY, or OK, with the receipt when it would be the first case again. */
enum status case_submit_look(struct casework *work, const struct submission *submission, struct receipt *receipt);
/* The receipt of an existing case, made again. */
enum status case_receipt(struct casework *work, const struct case_record *record, struct receipt *receipt);

/*
 * Opens a tracking link: the case, its thread (may be NULL) and its asker as a viewer.  ERR_TOKEN if the token is not
 * one of ours, ERR_NOT_FOUND if the case is gone.
 */
enum status case_open_track(struct casework *work, struct str token, struct case_record *record, struct value **thread,
	struct viewer *viewer);
/* The same from number and query code: ERR_NOT_FOUND whichever of the two is wrong. */
enum status case_find_track(struct casework *work, struct str number, struct str code, struct receipt *receipt);

struct act {
	enum action action;
	const struct viewer *by;
	int64_t version;	/* the version the actor saw; 0: whatever it is */
	struct str reason;	/* decline: a code */
	struct str note;
	struct str dept;	/* assign, assist, release; opinion: whose it is when no clerk gives it */
	struct str text;
	struct str comment;	/* of a rating */
	int64_t days;
	int64_t rating;
	int64_t level;		/* supervise: the card that the actor means to show, 2 yellow or 3 red; 0: the next */
	uint64_t into;
	struct str mask;	/* accept: further words to hide, one a line */
	struct str category;	/* accept, assign: the reviewer may correct it; empty: as it is */
	int64_t due;		/* assign: another end of the time limit (ms); 0: by the rules */
	struct str outcome;	/* draft, revise of a request: a code of model/outcome */
	struct str consenter;	/* extend of a request: the head of the office who consented */
	struct str kind;	/* consult, appeal: of model/consult, model/appeal */
	struct str result;	/* reply, appeal: the same */
	int64_t on;		/* confirm, supplement: the day (ms) on which it was; 0: today */
	int64_t at;		/* 0: now; imports replay history */
};

/*
 * Does it, with every rule: the lifecycle table, department, "nobody approves an own draft", the claim of a colleague, limits.
 * ERR_FORBIDDEN, ERR_NOT_NOW, ERR_NOT_FOUND (also when the actor may not see it), ERR_INVALID, or
 * ERR_CONFLICT when someone was first.  *after is the case as it is now, also on ERR_CONFLICT and ERR_NOT_NOW.
 * *why is a Chinese sentence for the actor on any failure of the rules (empty else).
 */
enum status case_act(struct casework *work, uint64_t n, const struct act *act, struct case_record *after,
	struct str *why);

/* Whether these roles could do it now: what buttons are drawn for. */
bool case_may(const struct casework *work, const struct case_record *record, enum action action,
	const struct viewer *viewer);
/* Why what the viewer's role, the department and the state allow is refused now all the same, as a sentence; else empty. */
struct str case_obstacle(const struct casework *work, const struct case_record *record, enum action action,
	const struct viewer *viewer);
/* 指定承办: the case was returned as often as it may be; whichever department the dispatcher gives it to keeps it. */
bool case_designated(const struct casework *work, const struct case_record *record);

#endif
