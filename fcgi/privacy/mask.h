/*
 * mask: hides personal data before publication (PIPL; common practice of government boards): mobile and
 * landline numbers 138****1234, identity numbers 35*************123, bank cards, e-mail, WeChat and QQ
 * accounts, vehicle plates, door numbers below street level; full-width digits and separators count too. Pure
 * functions; results in the arena.  Depends on: base/text.
 */
#ifndef PRIVACY_MASK_H
#define PRIVACY_MASK_H

#include "base/value.h"

/*
 * The text with personal data starred.  *spans (may be NULL): [{kind, from, to}] in order, in bytes of the
 * original; kind is mobile, landline, id, card, email, account, plate or door.
 */
struct str mask_text(struct arena *arena, struct str text, struct value **spans);
/* Each line of words, where it occurs in text, becomes stars of the same length in characters. */
struct str mask_words(struct arena *arena, struct str text, struct str words);
/* "张三丰" → "张**", "欧阳修" → "欧阳*"; empty → "匿名网友". */
struct str mask_name(struct arena *arena, struct str name);

#endif
