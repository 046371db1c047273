/*
 * import_progress: one run of "wenzhengctl import": its options, the counts so far, and its messages on
 * standard error.  Depends on: model/department, ctl/lines.
 */
#ifndef CTL_IMPORT_PROGRESS_H
#define CTL_IMPORT_PROGRESS_H

#include "ctl/ctl.h"
#include "ctl/lines.h"
#include "model/department.h"
#include "model/lifecycle.h"

#define SOURCE_MAX 64
#define MAP_MAX 64

/* Which department has the messages of a label. */
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

/* Says "FILE:17: …" and counts the line as bad; always false, for the caller to return. */
bool import_bad(struct import *import, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Shows the counts, a few times a second on a terminal, else every so many lines. */
void import_tell_progress(struct import *import);
/* Ends the line that progress is drawn on. */
void import_end_progress(struct import *import);

#endif
