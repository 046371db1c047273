/*
 * mask_number: the masking rule for numbers: phones, identity and bank cards, passports and the like.  Each
 * rule looks at one place of a text that was taken apart.  Depends on: privacy/mask_scan.
 */
#ifndef PRIVACY_MASK_NUMBER_H
#define PRIVACY_MASK_NUMBER_H

#include "privacy/mask_scan.h"

/* mask_rule: where what begins at i and is to be hidden ends, else i; *kind says what it is. */
size_t mask_rule_number(struct scan *scan, size_t i, enum mask_kind *kind);

#endif
