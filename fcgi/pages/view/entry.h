/*
 * entry: one entry of a case's thread (question, answer, event, comment …) as a view tree, without what goes
 * with it (pages/view/photos).  Depends on: pages/view/row.
 */
#ifndef PAGES_VIEW_ENTRY_H
#define PAGES_VIEW_ENTRY_H

#include "pages/view/row.h"

/*
 * Fills map: {id, kind, at, at_text ("2026年11月20日 10:00"), day_text, text,
 * is_question/is_followup/is_comment/is_event/ is_note/is_answer: true; who; of an answer: version, reason,
 * seal, seal_url, dept_name, current: true for the one in force, earlier: true for those before it,
 * reworked: whether it is in force only until the case, which was opened again, is answered anew, parts: its
 * text with its telephone numbers told apart (pages/view/tel); of an
 * event: action, by; of a note (what was written with the event before it): action}.  entry: as the viewer
 * may see it.
 */
void entry_view(struct casework *work, const struct case_record *record, const struct value *entry,
	const struct depts *depts, struct value *map);

/* The text of the last answer in a thread; empty: none is. */
struct str entry_latest_answer(const struct value *thread);

#endif
