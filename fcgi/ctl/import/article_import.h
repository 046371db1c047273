/*
 * article_import: one run of "wenzhengctl import-articles", which the modules that look at its lines share.
 * Depends on: ctl/import/address_set, ctl/import/column_map,
 * ctl/import/import_progress.
 */
#ifndef CTL_ARTICLE_IMPORT_H
#define CTL_ARTICLE_IMPORT_H

#include "ctl/import/address_set.h"
#include "ctl/import/column_map.h"
#include "ctl/import/import_progress.h"

struct article_import {
	struct import import;	/* first: import_each_line passes it on */
	struct column_map map;
	struct str answered;	/* what the operator answers for: kinds of publish/article_check, and ANSWERS_HIDDEN */
	bool trial;		/* --dry-run: nothing is stored */
	struct address_set tried;	/* addresses of the lines that a trial would have taken in */
	struct address_set brought;	/* addresses of all lines */
	int folder;		/* of the lines' file, open: attachments lie below it */
};
#define ANSWERS_HIDDEN "hidden"

#endif
