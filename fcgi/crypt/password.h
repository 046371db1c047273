/*
 * password: yescrypt hashes by crypt_r (cost 5, about 30 ms), and TOTP second factors (RFC 6238, SHA-1,
 * 6 digits, 30 s, by liboath).  Secrets are wiped after use.
 */
#ifndef CRYPT_PASSWORD_H
#define CRYPT_PASSWORD_H

#include "base/arena.h"
#include "base/status.h"

/* A "$y$" hash; ERR_INTERNAL if crypt_r gives anything else. */
enum status password_hash(struct arena *arena, struct str password, struct str *hash);
/* False unless hash begins "$y$" and fits.  With an empty hash it does the same work and says false. */
bool password_check(struct str password, struct str hash);

/* A new 160-bit secret in base32 (RFC 4648), as authenticator apps take it. */
struct str totp_secret(struct arena *arena);
/*
 * Whether code is right at now (ms), one step of 30 s either way, and of a step later than last_step (RFC
 * 6238 section 5.2: no code twice); *step is then the step to store.
 */
bool totp_check(struct str secret, struct str code, int64_t now, int64_t last_step, int64_t *step);
/* otpauth://totp/… for the QR code (Key URI format). */
struct str totp_uri(struct arena *arena, struct str issuer, struct str account, struct str secret);

#endif
