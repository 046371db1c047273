/*
 * parts: what the case page and its printed form show alike: the history, the contact data.
 * Depends on: pages/view/staff_view, privacy/sealed.
 */
#ifndef PAGES_CASE_PARTS_H
#define PAGES_CASE_PARTS_H

#include "privacy/sealed.h"
#include "pages/view/staff_view.h"

/*
 * Adds "history": every step with who took it [{event, event_label, event_by, event_who, event_hands,
 * event_dept, event_detail, event_at, event_at_text}]; what was written with a step stands in a row of its
 * own after it [{event_note, event_label, photos}], and so does an answer that was drafted and dropped
 * [{event_draft, event_who, event_dept}].
 */
void staff_history_view(struct casework *work, const struct case_record *record,
	const struct staff_names *names, const struct value *thread, struct value *view);

/*
 * Adds "mended" when done is the name of the step by which a photo was blurred or removed, or a file removed,
 * and this person took it: what was done, in words.
 */
void staff_mended_view(struct arena *arena, const struct value *thread, const struct viewer *viewer,
	struct str done, struct value *view);

/*
 * Adds "extension" to an assigned case of which one is asked for or was refused: asked_days (0: refused),
 * extension_why, asked_until.
 */
void staff_extension_view(struct casework *work, const struct case_record *record, const struct value *thread,
	struct value *view);

/*
 * Adds "contact": contact_name, contact_phone, contact_title, contact_body, contact_area; of a request more.
 */
void staff_contact_view(const struct case_record *record, const struct sealed_contact *contact,
	struct value *view);

#endif
