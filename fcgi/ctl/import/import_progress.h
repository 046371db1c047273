/*
 * import_progress: one run of "wenzhengctl import" or "import-articles": its options, its lines one by one,
 * the counts so far, and its messages on standard error.  Depends on: model/department, ctl/lines.
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
	const char *away;	/* what doesn't answer when it isn't Redis; NULL: it is */
	bool drawn;		/* progress stands on a terminal's last line */
};

/* Says "FILE:17: …" and counts the line as bad; always false, for the caller to return. */
bool import_bad(struct import *import, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* The same without counting it. */
void import_note(struct import *import, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* What a text member of a line's object may be; min 0: it may be absent. */
struct text_rule {
	const char *name;
	size_t min;	/* characters */
	size_t max;
	bool lines;	/* it may have line ends */
};
/* Takes it, tidied and measured; false after a message. */
bool import_take_text(struct import *import, const struct value *object, const struct text_rule *rule,
	struct str *out);

/* Takes in one line's object; OK also after import_bad. */
typedef enum status (*import_line_function)(struct import *import, const struct value *object);
/*
 * Passes every line on, naming bad ones and showing progress.  CTL_FAILED, after a message, when the site is
 * away or the file can't be read to its end.
 */
int import_each_line(struct import *import, import_line_function take_in);

#endif
