/*
 * import: what the two halves of "wenzhengctl import" share: import_message.c reads one line into a message, import.c takes
 * it in.  Depends on: cases/act, ctl/lines.
 */
#ifndef CTL_IMPORT_H
#define CTL_IMPORT_H

#include "cases/action.h"
#include "model/submission.h"
#include "model/department.h"
#include "model/work_order.h"
#include "model/application.h"
#include "ctl/ctl.h"
#include "ctl/lines.h"

#define SOURCE_MAX 64
#define MAP_MAX 64

/* Whose the messages of a label are. */
struct owner {
	struct str label;
	struct str dept;
};

struct import {
	struct ctl *ctl;
	struct lines *lines;
	enum channel channel;
	char source[SOURCE_MAX + 16];
	struct owner owners[MAP_MAX];
	size_t owner_count;
	struct dept *depts;	/* all there are */
	size_t dept_count;
	struct str dept;	/* of all other labels; empty: none given */
	struct str addressee;	/* of letters that name none */
	bool publish;
	uint64_t fresh, repeated, updated, completed, bad;
	int64_t told;		/* when progress was last shown */
	bool drawn;		/* progress stands on a terminal's last line */
};

/* One line as it should become a case. */
struct import_row {
	struct submission in;
	struct application application;	/* of a request */
	struct work_order order;	/* of a hotline item */
	struct str reply;
	struct str outcome;	/* of a request with a reply */
	struct str callback;	/* of a hotline item with a reply; empty: not called back */
	int64_t rating;		/* what the caller said then; 0: nothing */
	struct str dept;	/* whose the reply is, or in charge; may be empty */
	bool handed;		/* the line itself names that department */
	int64_t replied;
};

/* Says "FILE:17: …" and counts the line as bad; always false, for the caller to pass on. */
bool import_bad(struct import *import, const char *format, ...) __attribute__((format(printf, 2, 3)));

/*
 * Reads a line's object by the rules of its channel's form; *message refers to the object and to itself.  False, and said,
 * when something is wrong with it.
 */
bool import_read(struct import *import, const struct value *object, struct import_row *message);

#endif
