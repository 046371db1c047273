/*
 * departments: what the staff's case page says of the departments on a case: who helps, by when an opinion is
 * owed, what they were asked and answered, who had it when, and whose it may be.  Depends on:
 * pages/view/staff_view, model/assist, suggest/models.
 */
#ifndef PAGES_CASE_DEPARTMENTS_H
#define PAGES_CASE_DEPARTMENTS_H

#include "pages/view/staff_view.h"
#include "suggest/models.h"

/* Who is shown guesses, and the departments there are. */
struct staff_guesser {
	const struct viewer *viewer;
	const struct staff_names *names;
};

/*
 * Adds to view, drawn from what the viewer may see of the thread:
 *   assists      [{assist_dept, assist_name, assist_owed, assist_given, wait_due, wait_at, wait_text,
 * wait_colour}] assist_talk  [{is_ask or is_opinion: true, talk_dept, talk_name, talk_who, talk_at,
 * talk_at_text, talk_text}]: what passed between departments, oldest first transfers    [{stay_dept,
 * stay_name, stay_lead, stay_from, stay_from_text, stay_to, stay_to_text, stay_why, stay_note}]: which
 *                department had it from when to when (stay_to empty: has it still), and why it went
 *   transferred  more than one department had it, or one had it twice
 */
void staff_depts_view(struct casework *work, const struct case_record *record, const struct value *thread,
	const struct staff_names *names, struct value *view);

/*
 * Adds "guesses": what the models take for its department and category, where they are sure and this person
 * decides it: [{guess_field ("dept" or "category"), guess_label, guess_value, guess_name, guess_words}].
 */
void staff_guesses_view(struct casework *work, struct models *models, const struct case_record *record,
	const struct value *thread, const struct staff_guesser *guesser, struct value *view);

#endif
