/*
 * personal: on which ground of 个人信息保护法 somebody gets a copy of what is held on them, or has it erased:
 * what the operator types, what the record keeps, and the words.  Depends on: base.
 * Source: 个人信息保护法 (2021), articles 45 and 47.
 */
#ifndef LAW_PERSONAL_H
#define LAW_PERSONAL_H

#include "base/str.h"

struct personal_ground {
	const char *name;	/* "consent"; "" for the one of a copy */
	const char *code;	/* "pipl47.3", as the record has it */
	const char *words;	/* in Chinese */
};

/* Article 45. */
extern const struct personal_ground personal_copy;
/* Those of article 47; NULL: there is none of that name. */
const struct personal_ground *personal_erasure(struct str name);
/* What a code of either article says; empty for what is none. */
struct str personal_words(struct str code);

#endif
