/*
 * mask_kind: the kinds of personal data that masking knows, as a set of bits, and their names.  The public is
 * shown none of them; who works on a case is shown the kinds of MASK_PLACE, because they say where the matter
 * is (docs/privacy.md).  Owns nothing.
 */
#ifndef PRIVACY_MASK_KIND_H
#define PRIVACY_MASK_KIND_H

#include "base/str.h"

enum mask_kind {
	MASK_MOBILE,
	MASK_LANDLINE,
	MASK_ID,	/* identity number */
	MASK_CARD,	/* bank card */
	MASK_EMAIL,
	MASK_ACCOUNT,	/* WeChat, QQ */
	MASK_NAME,	/* the sender's own */
	MASK_PLATE,
	MASK_DOOR,	/* a house number, or a building with a stair or room */
	MASK_BUILDING,	/* a building alone */
	MASK_KINDS
};

#define MASK_BIT(kind) (1u << (kind))
/* What says where the matter is; a plate is the matter of a complaint about parking. */
#define MASK_PLACE (MASK_BIT(MASK_PLATE) | MASK_BIT(MASK_DOOR) | MASK_BIT(MASK_BUILDING))
/* What the public is not shown. */
#define MASK_PUBLIC (MASK_BIT(MASK_KINDS) - 1)

/* "mobile", and for people "手机号". */
const char *mask_kind_name(enum mask_kind kind);
const char *mask_kind_label(enum mask_kind kind);
bool mask_kind_parse(struct str name, enum mask_kind *kind);

#endif
