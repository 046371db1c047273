/*
 * key: what a key of the site is for, and its state.  Depends on: base/str.
 */
#ifndef CRYPT_KEY_H
#define CRYPT_KEY_H

#include "base/str.h"

enum key_use { KEY_SIGN, KEY_ANSWER, KEY_SEAL, KEY_POW, KEY_INDEX, KEY_PUSH, KEY_USE_COUNT };
enum key_state { KEY_ACTIVE, KEY_RETIRED, KEY_REVOKED };

/* "sign", "answer", … and back; false for an unknown name. */
const char *key_use_name(enum key_use use);
bool key_use_parse(struct str name, enum key_use *out);
/* Whether it is a key pair of the curve P-256. */
static inline bool key_on_curve(enum key_use use)
{
	return use == KEY_ANSWER || use == KEY_PUSH;
}
const char *key_state_name(enum key_state state);

#endif
