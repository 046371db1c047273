/*
 * contact: sealed contact data.  AES-256-GCM (NIST SP 800-38D) with a random 96-bit nonce; the associated
 * data binds the sealed text to its place (such as "case:17"), so that it can't be moved to another.
 * Form: kid "." base64url(nonce ‖ ciphertext ‖ 128-bit tag).  Depends on: crypt/keys.
 */
#ifndef CRYPT_CONTACT_H
#define CRYPT_CONTACT_H

#include "crypt/keys.h"

enum status contact_seal(struct arena *arena, const struct keys *keys, struct str place, struct str plain,
	struct str *sealed);
/* ERR_TOKEN if it was altered, moved, or its key is revoked or gone. */
enum status contact_open(struct arena *arena, const struct keys *keys, struct str place, struct str sealed,
	struct str *plain);

#endif
