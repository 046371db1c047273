#include "publish/article_access.h"

enum article_opening article_opens(const struct article *article)
{
	static const enum article_opening openings[TAKEDOWNS] = { [TAKEDOWN_NONE] = OPENS_PAGE,
		[TAKEDOWN_NOTICE] = OPENS_NOTICE, [TAKEDOWN_EXPIRED] = OPENS_EXPIRED,
		[TAKEDOWN_GONE] = OPENS_GONE, [TAKEDOWN_MOVED] = OPENS_MOVED };

	return article->versions > 0 ? openings[article->takedown] : OPENS_NOTHING;
}

bool article_readable(const struct article *article)
{
	enum article_opening opening = article_opens(article);

	return opening == OPENS_PAGE || opening == OPENS_EXPIRED;
}

/* Who looks after all that is published. */
#define INSIDE (ROLE_EDITOR | ROLE_REVIEWER | ROLE_SUPERVISOR | ROLE_ADMIN)

bool article_inside(const struct article *article, const struct viewer *viewer)
{
	return article->n != 0 && (viewer->roles & INSIDE) != 0;
}

bool article_explains(const struct viewer *viewer, struct str *dept)
{
	*dept = (viewer->roles & INSIDE) != 0 ? (struct str){ 0 } : viewer->dept;
	return (viewer->roles & INSIDE) != 0 || ((viewer->roles & ROLE_CLERK) != 0 && viewer->dept.len > 0);
}

bool article_wrote(const struct article *article, struct str account)
{
	return str_lists(article->editors, ',', account);
}

/* A role given lately doesn't count where two people must look. */
static bool is_reviewer(const struct viewer *viewer)
{
	return (viewer->roles & ~viewer->fresh & ROLE_REVIEWER) != 0;
}

bool article_reviews_emergency(const struct article *article, const struct viewer *viewer)
{
	return emergency_waits(&article->emergency) && is_reviewer(viewer) &&
		emergency_others(&article->emergency, viewer->id);
}

bool article_may(const struct article *article, enum article_action action, const struct viewer *viewer)
{
	const struct article_row *row = article_row(action);

	if ((viewer->roles & row->by) == 0 || (row->from & (1u << article->state)) == 0)
		return false;
	if (row->published && !article_listed(article))
		return false;
	if (action == ARTICLE_APPROVE)
		return is_reviewer(viewer) && !article_wrote(article, viewer->id);
	/* A yearly report is never so urgent. */
	if (action == ARTICLE_EMERGENCY)
		return !emergency_waits(&article->emergency) && article->report == 0;
	if (action == ARTICLE_CONFIRM)
		return article_reviews_emergency(article, viewer);
	return true;
}
