/*
 * held: comments and follow-ups that wait for a moderator, in a hash of their case and in the review queue.
 * Personal data is masked before it is stored.  Depends on: cases/commit, participation/comment_pages,
 * privacy/sealed.
 */
#ifndef PARTICIPATION_HELD_H
#define PARTICIPATION_HELD_H

#include "cases/commit.h"

struct photos;

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

/*
 * All held posts of a case, in any order: [{id, kind, at, text, photos, marks}]; marks are those that it
 * counts against. limits.waiting_per_case bounds their number.
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
/*
 * A moderator lets it into the thread (the further words masked, one a line) or refuses it with a reason
 * code.
 */
enum status held_pass(struct casework *work, uint64_t n, int64_t id, const struct viewer *by,
	struct str mask);
enum status held_refuse(struct casework *work, uint64_t n, int64_t id, const struct viewer *by,
	struct str reason);

#endif
