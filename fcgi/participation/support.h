/*
 * support: "我也关心": a person supports a public case, once.  Depends on: participation/person.
 */
#ifndef PARTICIPATION_SUPPORT_H
#define PARTICIPATION_SUPPORT_H

#include "model/record.h"

/*
 * *supports: how many support the case then.  ERR_ALREADY the second time (the count is still given);
 * ERR_NOT_FOUND unless the public sees the case; ERR_TOO_MANY past the limit of the network.
 */
enum status case_support(struct casework *work, uint64_t n, struct str person, int64_t *supports);

#endif
