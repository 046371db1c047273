/*
 * waiting: checks how many held posts wait of each case, device and address (key_waiting) against the posts themselves,
 * which name in their marks what they count for.  A count too high refuses posts too early, one too low too late; holding
 * a post and deciding on it keep both in one commit, so they part only when somebody edits or restores Redis by hand.
 * Depends on: upkeep/finding.
 */
#ifndef UPKEEP_WAITING_H
#define UPKEEP_WAITING_H

#include "upkeep/finding.h"

/*
 * Compares, and mends if the check does.  Its memory grows with the posts that wait, not with cases: some 500 bytes
 * each; scratch is for what a chunk of them takes.  Posts of a version without marks count for nothing.  ERR_NOT_NOW when what it
 * found wrong changed while it looked, again and again.
 */
enum status waiting_check(struct check *check, struct arena *scratch);

#endif
