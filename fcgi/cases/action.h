/*
 * action: an action on a case as its actor asks for it; each action of the lifecycle reads the fields that it
 * needs, and cases/act checks them.  Owns nothing.  Depends on: model/lifecycle, access.
 */
#ifndef CASES_ACTION_H
#define CASES_ACTION_H

#include "model/access.h"

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
	struct str mask;	/* accept: further words to hide, one a line */
	struct str keep;	/* accept: machine hits left in clear, as privacy/public_text names them */
	struct str category;	/* accept, assign: the reviewer may correct it; empty: as it is */
	int64_t due;		/* assign, reassign: another end of the time limit (ms); 0: by the rules */
	struct str outcome;	/* draft, revise of a request: a code of model/outcome */
	struct str consenter;	/* extend of a request: the head of the office who consented */
	struct str kind;	/* consult, appeal: of model/consult, model/appeal */
	struct str result;	/* reply, appeal: the same */
	int64_t on;		/* confirm, supplement: the day (ms) on which it was; 0: today */
	int64_t at;		/* 0: now; imports replay history */
};

#endif
