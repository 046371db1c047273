/*
 * article_line: one line of an import of articles, read and checked by the rules of the editors' form.
 * Depends on: ctl/import/line_files, publish/article_origin.
 */
#ifndef CTL_ARTICLE_LINE_H
#define CTL_ARTICLE_LINE_H

#include "ctl/import/line_files.h"
#include "publish/article_origin.h"

/* One line as it should become an article. */
struct article_line {
	struct article_text text;
	struct article_origin origin;
	struct line_files files;	/* not yet inspected */
	struct str base;	/* its address as the line has it, perhaps with a host */
	struct str answered;	/* what the operator and the line itself answer for */
	struct str dept;	/* whose it is; may be empty */
};

/*
 * Reads a line's object; *row refers to it.  False, after a message, when something is wrong with it; then
 * *status is OK, or ERR_AWAY and its like without a message.
 */
bool article_line_read(struct article_import *in, const struct value *object, struct article_line *row,
	enum status *status);

#endif
