/*
 * held: comments and follow-ups that wait for a moderator, and comments that readers reported, in a hash of
 * their case and in the review queue.
 * Personal data is masked before it is stored.  Depends on: cases/commit, participation/comment_pages,
 * privacy/sealed.
 */
#ifndef PARTICIPATION_HELD_H
#define PARTICIPATION_HELD_H

#include "cases/commit.h"

struct photos;

#define HELD_REPORT "report"	/* the kind of a published comment that readers reported */

/* How many posts of a mark may wait at once. */
struct held_limit {
	struct str mark;	/* a member of the sorted set key_waiting; empty: no limit */
	int64_t most;
	enum status full;	/* what says that as many wait */
};
#define HELD_LIMITS 3

struct held_post {
	const char *kind;	/* "comment", "followup" or "reopening" */
	struct str text;	/* as typed */
	struct str dept;	/* of a comment that is a department's official one; else empty */
	struct str by;		/* the account that wrote an official one, for staff only; else empty */
	struct photos *photos;	/* or NULL */
	struct held_limit waiting[HELD_LIMITS];
};

/* The mark of a device or network, which is known by keyed hash only. */
struct str held_mark(struct casework *work, const char *kind, struct str who);
/* Refuses with a limit's status what would leave more waiting than may. */
enum status held_check(struct case_edit *edit, const struct held_post *post);
/* What a kind of post is called ("评论"). */
struct str held_label(struct str kind);
/* Masks the post and adds it to the commit, due as a new topic is. */
void held_add(struct case_edit *edit, const struct held_post *post);

/* Of one comment so many who reported it are remembered; more change nothing. */
#define HELD_REPORTERS 20
/*
 * A published comment waits under its id, once, however many report it; of the post only the limits count.
 * place: as in comments_find.  reporter: a mark of who reports it: ERR_ALREADY when that one did before.
 * Statuses of held_check.
 */
enum status held_report(struct case_edit *edit, const struct value *comment, int64_t place,
	const struct held_post *limits, struct str reporter);
/* How many reported the comment that this held post is; 0: it is a post that isn't published yet. */
int64_t held_reporters(const struct value *post);

/*
 * All held posts of a case, in any order: [{id, kind, at, text, photos, dept, by, marks, place, reporters}];
 * marks are those that it counts against.  Their number is bounded by limits.waiting_per_case, once for posts
 * and once for reports, and waiting_per_device for each clerk.
 */
enum status held_list(struct casework *work, uint64_t n, struct value **list);
/*
 * The same in two halves, for a batch of the caller's: two commands, and their results.  At most `some` of
 * the posts, oldest first, at the cost of these whatever *total is; the others move up once these are
 * decided.
 */
void held_ask(struct casework *work, struct batch *batch, uint64_t n, size_t some);
void held_take(struct casework *work, const struct result *results, size_t some, struct value **list,
	int64_t *total);
/* Whether the sender of its case wrote it. */
bool held_by_sender(const struct value *post);
/* Whether that entry of a thread is the note of such a one that was refused. */
bool held_refused(const struct value *entry);
/*
 * In a commit: all of the sender's that wait are gone, undecided; adds the ids of their photos to the list,
 * whose files the caller removes once it is committed.
 */
enum status held_forget_sender(struct case_edit *edit, struct value *photos);
/*
 * A moderator lets it into the thread (the further words masked, one a line) or refuses it with a reason
 * code.  A comment that was reported is kept, and can't be reported again, or taken off.
 * ERR_GONE when that one is no longer published: its reports are over, nothing else is done.
 */
enum status held_pass(struct casework *work, uint64_t n, int64_t id, const struct viewer *by,
	struct str mask);
enum status held_refuse(struct casework *work, uint64_t n, int64_t id, const struct viewer *by,
	struct str reason);

/* A comment that is published, reported or not: its id and place as the page of comments gave them. */
struct held_published {
	int64_t id;
	int64_t place;
};
/*
 * A moderator takes it off every page, with a reason code, and its reports end; also one that was kept.
 * ERR_NOT_FOUND when it is gone.
 */
enum status held_take_off(struct casework *work, uint64_t n, const struct held_published *comment,
	const struct viewer *by, struct str reason);

#endif
