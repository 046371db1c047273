/*
 * case: the page that shows everything about one case and what may be done with it; also shown again, with what
 * was typed, when an action was refused.  Depends on: pages/view/staff_view, pages/case/forms.
 */
#ifndef PAGES_CASE_CASE_H
#define PAGES_CASE_CASE_H

#include "cases/merge.h"
#include "cases/autosave.h"
#include "privacy/sealed.h"
#include "lists/similar.h"
#include "pages/case/forms.h"
#include "pages/view/staff_view.h"

struct staff_case_page {
	uint64_t n;
	/* An action that was refused: its form as sent, why, and a sentence (empty: the fault's own). */
	const struct action_form *form;
	const struct form_values *values;
	enum status fault;
	struct str why;
	/* Contact data that was just unsealed, or NULL. */
	const struct sealed_contact *contact;
};

/* ERR_NOT_FOUND unless the case is this person's business.  On a fault the reply has its HTTP status. */
enum status staff_case_show(struct exchange *exchange, const struct staff_case_page *page);

/* Adds "review" to view: the title and question as typed, in pieces that tell what will be hidden and what the word list marks. */
enum status staff_review_view(struct casework *work, const struct case_record *record, const struct value *thread,
	struct value *view);

/*
 * Adds "merged_from" [{source_n, source_number, source_title, source_url, source_state, source_state_label, source_supports, source_comments}]: what was merged
 * into case n and this person may see, and "merged_unseen": how many more there are.
 */
void staff_merged_view(const struct merged_part *merged, const struct case_record *record, const struct viewer *viewer,
	struct value *view);

/* Adds "similar" (rows as above): topics that the case may duplicate. */
void staff_similar_view(const struct similar_part *similar, const struct viewer *viewer, struct value *view);

/* What the action forms are drawn with. */
struct staff_panel {
	struct casework *work;
	const struct case_record *record;
	const struct viewer *viewer;
	const struct staff_names *names;
	struct str answer;	/* the text that a revision starts from */
	const struct saved *saved;	/* what the viewer saved of an answer */
	const struct staff_case_page *page;
};
/* Adds "actions": a map for each action that is allowed now, with its fields and their values. */
void staff_panel_view(const struct staff_panel *panel, struct value *view);

/* The handlers, as the route table names them. */
enum status staff_case(struct exchange *exchange);

#endif
