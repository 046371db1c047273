/*
 * comment: a person comments on a public case, PERSON_COMMENTS_MOST times at most, or the department in
 * charge does officially.  The comment is masked, then held for review.  A reader who reports a published one
 * puts it before the reviewer once more.  Depends on: participation/person, participation/held.
 */
#ifndef PARTICIPATION_COMMENT_H
#define PARTICIPATION_COMMENT_H

#include "model/access.h"

/*
 * once: idempotency key, or empty; a comment sent twice from the same form is one.  ERR_ALREADY past what a
 * person may; ERR_NOT_FOUND unless the public sees the case; ERR_TOO_MANY when this person or network sent
 * too many or has too many waiting, ERR_NOT_NOW when too many wait on this case.
 */
enum status case_comment(struct casework *work, uint64_t n, struct str person, struct str body,
	struct str once);

/* Whether this clerk's department may comment officially: it is in charge, and the topic is public. */
bool comment_may_official(const struct case_record *record, const struct viewer *viewer);
/*
 * The account that writes it is kept with the comment, for staff alone, and in the event "official".
 * once: of the form, or empty; the same reply sent twice from it is one.  ERR_FORBIDDEN unless it may;
 * ERR_TOO_MANY when too many of this account wait.
 */
enum status case_comment_official(struct casework *work, uint64_t n, const struct viewer *by,
	struct str body, struct str once);

/* Whether readers may report the published comment: not what was kept, nor what a department says. */
bool comment_reportable(const struct value *comment);
/*
 * id and place: as the page of comments gave them.  ERR_ALREADY when this person reported it before,
 * ERR_CONFLICT unless it is reportable, ERR_NOT_NOW when too many reports wait on this case; ERR_NOT_FOUND
 * when it is gone, or the case isn't public; ERR_TOO_MANY past the limits of comments, which reports have for
 * themselves.
 */
enum status case_comment_report(struct casework *work, uint64_t n, int64_t id, int64_t place,
	struct str person);

#endif
