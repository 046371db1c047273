/*
 * access: whether someone may see a case, and which parts.  The only place that decides it; every page, list,
 * feed and JSON twin asks here.  Pure functions.  Depends on: model/record.
 */
#ifndef MODEL_ACCESS_H
#define MODEL_ACCESS_H

#include "model/record.h"

struct viewer {
	uint32_t roles;		/* bits of enum role; ROLE_PUBLIC for anybody */
	uint32_t fresh;		/* of these, roles given too lately to count where two people must look */
	struct str id;		/* account id, "asker", "link:<dept>" … */
	struct str dept;	/* a clerk's or link's department */
	uint64_t case_n;	/* the case a tracking or answer link is for */
};

extern const struct viewer viewer_public;

/*
 * Public: a topic once accepted or assigned and not hidden, but never one that was merged before its review;
 * other channels only when published.  A clerk: what the own department is in charge of or assists with.
 */
bool case_visible(const struct case_record *record, const struct viewer *viewer);
/* Whether a member of staff has business with it; its being public alone is not enough. */
bool case_inside(const struct case_record *record, const struct viewer *viewer);
/*
 * Whether someone at target sees number and title of what was merged into it: whoever sees that case, and, of
 * a topic that was merged before its review, whoever works on the target.
 */
bool source_visible(const struct case_record *source, const struct case_record *target,
	const struct viewer *viewer);
/* Whether this entry of a case that the viewer may see is shown to the viewer. */
bool entry_visible(const struct case_record *record, const struct value *entry, const struct viewer *viewer);
/* The entries the viewer may see, in order; who acted ("by") is left out for those outside. */
struct value *thread_visible(struct arena *arena, const struct case_record *record,
	const struct value *thread, const struct viewer *viewer);
/* Posts that wait for review: staff whose business the case is. */
bool held_visible(const struct case_record *record, const struct viewer *viewer);
/*
 * Where the matter is, down to the door, which the public isn't shown: staff whose business the case is, and
 * the holder of its answer link.  A caller who stays unnamed hides the person, not the place.
 */
bool place_visible(const struct case_record *record, const struct viewer *viewer);
/*
 * What goes with an answer that is still being written: staff whose business the case is, and the holder of
 * its answer link.
 */
bool enclosed_visible(const struct case_record *record, const struct viewer *viewer);
/* Whether the viewer may blur or remove it: who approves answers, and the clerks of the department in charge. */
bool enclosed_mends(const struct case_record *record, const struct viewer *viewer);
/*
 * Sealed contact data: only staff who work on it (moderator, dispatcher, clerk of the department in charge,
 * admin).
 */
bool contact_visible(const struct case_record *record, const struct viewer *viewer);

#endif
