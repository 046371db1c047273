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
/* So many comments below one may be taken off before it is looked for again. */
#define COMMENTS_MOVED 200
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

/* A published comment as it lies in its list. */
struct comment_found {
	int64_t at;	/* its place, from the oldest, which is 0 */
	struct value *entry;
};
/*
 * The comment was at this place ("place" of what comments_take gives) and may have moved
 * down since, at most by COMMENTS_MOVED.  ERR_NOT_FOUND when it isn't there.
 */
enum status comments_read(struct casework *work, uint64_t n, int64_t id, int64_t place,
	struct comment_found *found);
/* The same in a commit, which fails if the list changes meanwhile. */
enum status comments_find(struct case_edit *edit, int64_t id, int64_t place, struct comment_found *found);
/* Looks through the whole list when it isn't where it was: the cost is the number of comments of the case. */
enum status comments_seek(struct case_edit *edit, int64_t id, int64_t place, struct comment_found *found);
/* The comment found stays, and says that it was kept; or it is no longer published. */
void comments_keep(struct case_edit *edit, const struct comment_found *found);
void comments_take_off(struct case_edit *edit, const struct comment_found *found);

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
