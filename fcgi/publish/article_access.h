/*
 * article_access: whether someone may see an article, and which part of it.  The only place that decides it;
 * every page, list, feed and JSON twin asks here.  Pure functions.  Depends on: publish/article,
 * model/access.
 */
#ifndef PUBLISH_ARTICLE_ACCESS_H
#define PUBLISH_ARTICLE_ACCESS_H

#include "model/access.h"
#include "publish/article.h"

/* What the public finds at its address. */
enum article_opening {
	OPENS_NOTHING,	/* never published: 404 */
	OPENS_PAGE,
	OPENS_NOTICE,	/* its title and why it was taken off; the text no more */
	OPENS_EXPIRED,	/* the page, marked */
	OPENS_GONE,	/* 410 */
	OPENS_MOVED,	/* 301 to moved_to */
};
enum article_opening article_opens(const struct article *article);

/* Whether the public may read its text. */
bool article_readable(const struct article *article);

/* Drafts, earlier states, who did what: editors, reviewers, supervisors and admins. */
bool article_inside(const struct article *article, const struct viewer *viewer);

/*
 * Whether this member of staff may take the action on it as it stands: role, state, and that nobody reviews
 * what they wrote in, whatever their roles; a role given lately doesn't count as a second person's.
 */
bool article_may(const struct article *article, enum article_action action, const struct viewer *viewer);
/*
 * Whose documents this member of staff sees to it that somebody interprets: those of *dept, which is empty
 * for everybody's; false: nobody's.
 */
bool article_explains(const struct viewer *viewer, struct str *dept);
/* Whether its emergency publication waits for a review that this member of staff may do. */
bool article_reviews_emergency(const struct article *article, const struct viewer *viewer);
/* Whether they wrote in its draft since the last version. */
bool article_wrote(const struct article *article, struct str account);

#endif
