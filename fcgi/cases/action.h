/*
 * action: an action on a case as its actor asks for it; each action of the lifecycle reads the fields that it
 * needs, and cases/act checks them.  Owns nothing.  Depends on: model/lifecycle, access.
 */
#ifndef CASES_ACTION_H
#define CASES_ACTION_H

#include "model/access.h"

struct case_edit;

struct act {
	enum action action;
	const struct viewer *by;
	int64_t version;	/* the version the actor saw; 0: whatever it is */
	struct str reason;	/* decline: a code */
	struct str note;
	struct str dept;	/* assign, reassign, assist, release; opinion: whose it is when no clerk gives it */
	struct str text;
	struct str comment;	/* of a rating */
	int64_t days;
	int64_t rating;
	/* supervise: the card that the actor means to show, 2 yellow or 3 red; 0: the next */
	int64_t level;
	uint64_t into;
	uint64_t other;		/* decline of a request as a duplicate: the one that it repeats; 0: not named */
	struct str mask;	/* accept: further words to hide, one a line */
	struct str keep;	/* accept: machine hits left in clear, as privacy/public_text names them */
	struct str hide;	/* accept: places to hide, as privacy/public_text names them */
	struct str category;	/* accept, assign: the reviewer may correct it; empty: as it is */
	/* assign, reassign, defer: another end of the time limit (ms); 0: by the rules */
	int64_t due;
	/* draft, revise: enclosed_mark of what its writer saw go with the answer; empty: whatever does */
	struct str enclosed;
	bool looked;		/* the same: its writer has read what hides in its files, if anything does */
	struct str outcome;	/* draft, revise of a request: a code of law/outcome */
	struct str more;	/* the same: what its outcome must say besides, 2–300 characters */
	struct str told;	/* the same, when a third party that objected isn't followed: what it is told */
	struct str grounds;	/* the same: what it rests on, codes of law/outcome joined by commas */
	struct str consenter;	/* extend of a request: the head of the office who consented */
	struct str kind;	/* consult, appeal: of model/consult, model/appeal; charge: fee_basis */
	struct str result;	/* reply, appeal: the same */
	struct str party;	/* consult: whom the letter goes to */
	int64_t letter;		/* serve: id of the letter in the thread */
	struct str way;		/* serve: of model/letter's enum service; empty: opened by the asker */
	struct str mail;	/* serve by post: its number at the post */
	int64_t signed_on;	/* serve by post: the day (ms) on which it was signed for; 0: not known */
	int64_t count;		/* charge: items or pages of this application */
	int64_t earlier;	/* charge by items: those of the month before this application */
	/* confirm, supplement, serve, pay: the day (ms) on which it was; 0: today */
	int64_t on;
	struct str to;		/* give: account or name of the colleague */
	/* Of a step that changes no version: by what the same form sent again is known; empty: by nothing. */
	struct str once;
	int64_t at;		/* 0: now; imports replay history */
	/* What a room above adds to the same transaction, once the action is done; NULL: nothing. */
	enum status (*also)(const struct act *act, struct case_edit *edit);
	/* Out, may be NULL: the form's field that a refusal is about, where it isn't the action's usual one. */
	const char **wrong;
};

#endif
