/*
 * examine: runs wenzheng-attachment, the separate program that looks into a file, and says in Chinese what it
 * found.  Trusts nothing of what it says beyond names and words.  Depends on: helper/helper, scan/hidden,
 * base/json_print.
 */
#ifndef ATTACHMENTS_EXAMINE_H
#define ATTACHMENTS_EXAMINE_H

#include "attachments/attachment.h"

/*
 * Of the open file in.  SCAN_OK: *kind, and *found is what hides in it, a JSON list of {finding, what}, empty
 * when nothing does.
 */
enum scan examine(struct arena *arena, int in, int wait_ms, enum scan_kind *kind, struct str *found);

/* Why it can't be taken, as a sentence; of SCAN_OK NULL. */
const char *examine_fault(enum scan scan);

#endif
