/*
 * mask_place: the masking rules for addresses of all kinds: e-mail, accounts, number plates, doors.  Each
 * rule looks at one place of a text that was taken apart.  Depends on: privacy/mask_scan.
 */
#ifndef PRIVACY_MASK_PLACE_H
#define PRIVACY_MASK_PLACE_H

#include "privacy/mask_scan.h"

/* mask_rule: where what begins at i and is to be hidden ends, else i; *kind says what it is. */
size_t mask_rule_email(struct scan *scan, size_t i, enum mask_kind *kind);
size_t mask_rule_account(struct scan *scan, size_t i, enum mask_kind *kind);
size_t mask_rule_plate(struct scan *scan, size_t i, enum mask_kind *kind);
size_t mask_rule_door(struct scan *scan, size_t i, enum mask_kind *kind);

#endif
