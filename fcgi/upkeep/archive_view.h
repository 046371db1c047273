/*
 * archive_view: what the printed page of an archive package shows, from its tree (upkeep/archive_file): the
 * same rows, and each entry of the thread as a step with a row for each of its members, whatever its kind, so
 * that what a later version records is printed too.  Pure function.  Depends on: model/lifecycle,
 * outcome, consult, appeal.
 */
#ifndef UPKEEP_ARCHIVE_VIEW_H
#define UPKEEP_ARCHIVE_VIEW_H

#include "base/value.h"

/* The members of file, and "steps": [{"what", "when", "rows": [{"label", "text"}], "body"}]. */
struct value *archive_view(struct arena *arena, const struct value *file);

#endif
