/*
 * voice: what others and the asker add to a case: "我也关心", comments, follow-ups, view counts.  Text is held
 * for a moderator first; each person supports and comments once a case.  A person is a device (or, without
 * one, an address and browser), known by keyed hash only.  Depends on: cases/act.
 */
#ifndef CASES_VOICE_H
#define CASES_VOICE_H

#include "model/access.h"

struct photos;

/*
 * ERR_ALREADY the second time (the count is still given); ERR_NOT_FOUND unless the public sees the case; ERR_TOO_MANY past the
 * ceiling of the network.
 */
enum status case_support(struct casework *work, uint64_t n, struct str person, int64_t *supports);
/* Whether this person has supported and commented. */
enum status case_voiced(struct casework *work, uint64_t n, struct str person, bool *supported, bool *commented);

/*
 * Masked, then held for review.  ERR_ALREADY, ERR_NOT_FOUND; ERR_TOO_MANY when this person or network sent too many or
 * has too many waiting, ERR_NOT_NOW when too many wait on this case.
 */
enum status case_comment(struct casework *work, uint64_t n, struct str person, struct str body);
/*
 * The asker's follow-up: held for review.  ERR_NOT_NOW once declined, merged or withdrawn; ERR_TOO_MANY with five waiting.
 * Its photos (may be NULL) become the case's, or are removed if it isn't taken.
 */
enum status case_followup(struct casework *work, uint64_t n, struct str once, struct str body, struct photos *photos);

/*
 * A held post: {"id","kind","at","text"} and "marks", what it counts against: [the case's or sender's members of the
 * sorted set key_waiting].  All of a case, in any order: limits.waiting_per_case bounds them.
 */
enum status held_list(struct casework *work, uint64_t n, struct value **list);
/*
 * `some` of them, oldest first, at the cost of these, whatever their number, which is *total; the others move up once
 * these are decided.  Two commands, and what their results say.
 */
void held_ask(struct casework *work, struct batch *batch, uint64_t n, size_t some);
void held_take(struct casework *work, const struct result *results, size_t some, struct value **list, int64_t *total);
/* A moderator lets it into the thread (the further words masked, one a line) or refuses it with a reason code. */
enum status held_pass(struct casework *work, uint64_t n, int64_t id, const struct viewer *by, struct str mask);
enum status held_refuse(struct casework *work, uint64_t n, int64_t id, const struct viewer *by, struct str reason);

/* Counts one view of a case that the public may see. */
enum status case_viewed(struct casework *work, uint64_t n);
/* Adds views counted elsewhere, without that check: for loading data.  In the statistics they are of work->now. */
enum status case_views_add(struct casework *work, uint64_t n, int64_t views);

#endif
