/*
 * comment_pages: the published comments of a case, in pages, newest first.  They, and the refused ones, are
 * stored in lists of their own, so that a thread stays as short as the work on its case.  An older thread has
 * its first comments in itself; these come last.  Depends on: cases/commit, model/access.
 */
#ifndef PARTICIPATION_COMMENT_PAGES_H
#define PARTICIPATION_COMMENT_PAGES_H

#include "cases/commit.h"
#include "store/rounds.h"

#define COMMENTS_A_PAGE 20
/* Refused ones that staff are shown, the newest. */
#define REFUSED_SHOWN 50

struct comments_page {
	/* the page begins below the comment of this place, counted from the oldest; 0: with the newest */
	int64_t before;
	int64_t older;	/* before of the next page; 0: there is none */
};

/* Adds a published comment, or the note of a refused one, to the commit. */
void comments_add(struct case_edit *edit, const struct value *entry);
void comments_add_refused(struct case_edit *edit, const struct value *note);

/* A page of comments as a part of what is read together; one round. */
struct comments_part {
	struct casework *work;
	const struct case_record *record;	/* NULL: not yet known, nothing is read */
	const struct viewer *viewer;
	struct value **thread;
	struct comments_page *page;
	bool done;
};
void comments_ask(void *self, struct batch *batch);
enum status comments_take(void *self, const struct result *results);

/*
 * Makes *thread what a page of the case shows: all but comments, in order, with the newest refused ones for
 * those inside; then the page's comments.  At most one round trip; the cost is what is shown.
 */
enum status comments_join(struct casework *work, const struct case_record *record,
	const struct viewer *viewer, struct value **thread, struct comments_page *page);

#endif
