/*
 * import_row: one line of an import, read and checked by the rules of its channel's form.
 * Depends on: cases/action, model, ctl/import_progress.
 */
#ifndef CTL_IMPORT_ROW_H
#define CTL_IMPORT_ROW_H

#include "cases/action.h"
#include "model/department.h"
#include "model/work_order.h"
#include "model/application.h"
#include "model/submission.h"
#include "ctl/import/import_progress.h"

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
	int64_t views;		/* of a topic: how often it was read */
};

/*
 * Reads a line's object by the rules of its channel's form; *row refers to the object and to itself.
 * False, after a message, when something is wrong with it.
 */
bool import_row_read(struct import *import, const struct value *object, struct import_row *row);

#endif
