/*
 * article_forms: the forms of the editors' pages, and what their values mean: a draft, an action with its
 * reason.  Depends on: publish/article_change, web/form.
 */
#ifndef PAGES_EDITING_ARTICLE_FORMS_H
#define PAGES_EDITING_ARTICLE_FORMS_H

#include "publish/article_change.h"
#include "web/form.h"
#include "web/route.h"

extern const struct form article_draft_form;	/* the members of article_text */
extern const struct form article_review_form;	/* the same, sent from a review link */
extern const struct form article_action_form;	/* reason, takedown, moved_to, the reviewer's four checks */

/* Checks a draft as it was sent; look at values->ok. */
void article_draft_check(struct exchange *exchange, struct form_values *values, struct article_text *text);
/*
 * Checks what change->action needs and fills it in: of an approval, also an afterwards one, the hash of the
 * bytes that were shown and all four checks; of a rejection or an emergency publication a reason; of a
 * take-down a reason and the way.
 */
void article_action_check(struct exchange *exchange, struct form_values *values,
	struct article_change *change);
/* Whether article_action_form has that field. */
bool article_action_has(const char *name);

#endif
