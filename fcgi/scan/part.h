/*
 * part: reads one XML file of a document piece by piece, and tells of what hides in it.  One with a document
 * type is refused, so that no entity grows.  Ends the process without memory.  Depends on: expat, scan/acts,
 * scan/report.
 */
#ifndef SCAN_PART_H
#define SCAN_PART_H

#include "scan/report.h"

struct part;

/* report->kind says which signs count; name is that of the file in the document. */
struct part *part_begin(struct report *report, struct str name);
/* False when it can't be read on; at most INT_MAX bytes. */
bool part_feed(struct part *part, struct str bytes);
/* Ends and frees it.  whole: all pieces were fed.  SCAN_ACTIVE when it acts. */
enum scan part_end(struct part *part, bool whole);

#endif
