/*
 * mask: hides personal data before publication (PIPL; common practice of government boards): mobile and
 * landline numbers 138****1234, identity numbers 35*************123, bank cards, e-mail, WeChat and QQ
 * accounts, vehicle plates, door numbers below street level; full-width digits and separators count too. Pure
 * functions; results in the arena.  Depends on: base/text, privacy/mask_kind.
 */
#ifndef PRIVACY_MASK_H
#define PRIVACY_MASK_H

#include "base/value.h"
#include "privacy/mask_kind.h"

/* Whose text it is, and what is to be hidden in it. */
struct masking {
	uint32_t kinds;			/* bits of enum mask_kind */
	struct str name;		/* the sender's; empty: not known, or no person's */
	const struct value *kept;	/* spans that stay although they are found, or NULL */
	const struct value *hidden;	/* spans that are starred whatever is found, but for line ends, or NULL */
};

/*
 * The text with personal data starred, character for character.  *spans (may be NULL): [{kind, from, to}] in
 * order, in bytes of the original, the kept and hidden ones left out; kind is a name of mask_kind.
 */
struct str mask_text(struct arena *arena, const struct masking *masking, struct str text,
	struct value **spans);
/*
 * masked is typed as masking and a reviewer left it; the result is masked with what masking->kinds has shown
 * as it was typed, and nothing else.  It is masked itself where the two don't match.
 */
struct str mask_reveal(struct arena *arena, const struct masking *masking, struct str typed,
	struct str masked);
/* Each line of words, where it occurs in text, becomes stars of the same length in characters. */
struct str mask_words(struct arena *arena, struct str text, struct str words);
/* "张三丰" → "张**", "欧阳修" → "欧阳*"; empty → "匿名网友". */
struct str mask_name(struct arena *arena, struct str name);

#endif
