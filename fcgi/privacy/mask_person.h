/*
 * mask_person: the masking rule for the sender's own name, whole or as others say it (王先生, 王某, 小王).
 * Depends on: privacy/mask_scan.
 */
#ifndef PRIVACY_MASK_PERSON_H
#define PRIVACY_MASK_PERSON_H

#include "privacy/mask_scan.h"

/* Characters of the family name: two when it is one of the compound ones and a given name follows. */
size_t name_family(struct str name);
/* mask_rule; all of the name goes, of 王先生 the 王. */
size_t mask_rule_name(struct scan *scan, size_t i, enum mask_kind *kind);

#endif
