/*
 * waiting: checks the counts of held posts by case, device and address (key_waiting) against the posts
 * themselves, whose marks name what they count for.  A count too high refuses posts too early, one too low
 * refuses them too late.  Posts and counts change in one transaction, so they differ only when somebody
 * edited or restored Redis by hand.
 * Depends on: upkeep/finding.
 */
#ifndef UPKEEP_WAITING_H
#define UPKEEP_WAITING_H

#include "upkeep/finding.h"

/*
 * Compares, and corrects if the check does.  Memory grows with the posts that wait, about 500 bytes each, not
 * with cases; scratch is for one chunk of them.  Posts of a version without marks count for nothing.
 * ERR_NOT_NOW when what was wrong changed during each try.
 */
enum status waiting_check(struct check *check, struct arena *scratch);

#endif
