/*
 * panel: the forms of the actions that this person may take on the case now, from the tables of
 * pages/case/forms and model/lifecycle.  Depends on: cases/act, pages/case/forms, pages/view/staff_view.
 */
#ifndef PAGES_CASE_PANEL_H
#define PAGES_CASE_PANEL_H

#include "drafts/autosave.h"
#include "pages/case/forms.h"
#include "pages/view/staff_view.h"
#include "web/fields.h"

/* What the forms are filled from. */
struct staff_panel {
	struct casework *work;
	const struct case_record *record;
	const struct viewer *viewer;
	const struct staff_names *names;
	struct str answer;	/* the text that a revision starts from */
	const struct autosave *saved;	/* what the viewer saved of an answer */
	const struct field *picked;	/* "dept" and "category" of a suggestion that was picked, or NULL */
	const struct action_form *form;		/* the one that was refused and is shown again, or NULL */
	const struct form_values *values;	/* as it was sent, or NULL */
};
/* Adds "actions": a map for each action that is allowed now, with its fields and their values. */
void staff_panel_view(const struct staff_panel *panel, struct value *view);

#endif
