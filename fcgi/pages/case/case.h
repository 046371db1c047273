/*
 * case: the page that shows everything about one case and what may be done with it; also shown again, with
 * what was typed, when an action was refused.  Depends on: the other modules of pages/case that add a part of
 * the page.
 */
#ifndef PAGES_CASE_CASE_H
#define PAGES_CASE_CASE_H

#include "privacy/sealed.h"
#include "pages/case/autosave_view.h"
#include "pages/case/forms.h"
#include "pages/site.h"

struct staff_case_page {
	uint64_t n;
	/* An action that was refused: its form as sent, why, and a sentence (empty: the fault's own). */
	const struct action_form *form;
	const struct form_values *values;
	enum status fault;
	struct str why;
	/* Photos and files that were taken in all the same, or NULL. */
	const struct autosave_enclosing *just;
	/* Contact data that was just unsealed, or NULL. */
	const struct sealed_contact *contact;
};

/* ERR_NOT_FOUND unless the case is this person's business.  On a fault the reply has its HTTP status. */
enum status staff_case_page(struct exchange *exchange, const struct staff_case_page *page);

/* The handlers, as the route table names them. */
enum status staff_case_show(struct exchange *exchange);
/*
 * The page with the contact data unsealed; leaves an event.  ERR_FORBIDDEN where the person may not see it.
 */
enum status staff_case_contact(struct exchange *exchange);

#endif
