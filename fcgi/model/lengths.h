/*
 * lengths: how short and how long a text of a case may be, whatever form, file or program it came by.
 * In characters (Unicode code points).  Only constants.
 */
#ifndef MODEL_LENGTHS_H
#define MODEL_LENGTHS_H

enum {
	TITLE_MIN = 4, TITLE_MAX = 60,
	BODY_MIN = 10, BODY_MAX = 5000,
	AREA_MAX = 30, NAME_MIN = 2, NAME_MAX = 20,
	ANSWER_MIN = 10, ANSWER_MAX = 10000,
	REASON_MAX = 500,
	OPINION_MIN = 2, OPINION_MAX = 2000,
	TOLD_MIN = 10, TOLD_MAX = 500,	/* what a third party that isn't followed is told */
	GROUNDS_MAX = 200,	/* the codes of what it rests on */
	ADDITION_MIN = 2, ADDITION_MAX = 5000,
	POST_MIN = 2, POST_MAX = 500,	/* comments and follow-ups */
};

#endif
