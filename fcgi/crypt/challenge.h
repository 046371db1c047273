/*
 * challenge: the proof-of-work challenge of the public forms, in the form that the ALTCHA widget (npm
 * altcha 3) solves: PBKDF2/SHA-256.  Keeps no state: the caller refuses a replay by the nonce it gets back.
 * Depends on: crypt/keys.
 */
#ifndef CRYPT_CHALLENGE_H
#define CRYPT_CHALLENGE_H

#include "crypt/keys.h"

/* {"parameters":{…},"signature"}: what the widget fetches.  cost: PBKDF2 rounds; good until expires (ms). */
enum status challenge_new(struct arena *arena, const struct keys *keys, int cost, int64_t expires,
	struct value **challenge);
/*
 * Checks the widget's form field (base64 of JSON) at now.  ERR_TOKEN if malformed, forged, expired or
 * unsolved. *nonce names the challenge, to be used once.
 */
enum status challenge_check(struct arena *arena, const struct keys *keys, struct str field, int64_t now,
	struct str *nonce);

#endif
