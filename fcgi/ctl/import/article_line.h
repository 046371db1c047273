/*
 * article_line: one line of an import of articles, read and checked by the rules of the editors' form.
 * Depends on: ctl/import/column_map, ctl/import/import_progress, publish/article_origin.
 */
#ifndef CTL_ARTICLE_LINE_H
#define CTL_ARTICLE_LINE_H

#include "ctl/import/column_map.h"
#include "ctl/import/import_progress.h"
#include "publish/article_origin.h"

/* One line as it should become an article. */
struct article_line {
	struct article_text text;
	struct article_origin origin;
	struct str dept;	/* whose it is; may be empty */
};

struct article_import {
	struct import import;	/* first: import_each_line passes it on */
	struct column_map map;
	uint64_t last;		/* number of the newest article that this run made; 0: none yet */
	struct str answered;	/* kinds of findings (publish/article_check) that the operator answers for */
};

/*
 * Reads a line's object; *row refers to it.  False, after a message, when something is wrong with it; then
 * *status is OK, or ERR_AWAY and its like without a message.
 */
bool article_line_read(struct article_import *in, const struct value *object, struct article_line *row,
	enum status *status);

#endif
