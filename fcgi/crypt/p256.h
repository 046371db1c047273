/*
 * p256: ECDSA on the curve P-256 with SHA-256 (FIPS 186-4; RFC 7518 section 3.4).  Signatures are
 * deterministic (RFC 6979) and raw: r ‖ s, 64 bytes.  A struct p256 keeps the curve's tables between
 * calls, so one is made per key, not per signature; it owns and wipes the private number.
 * Depends on: crypt/random, mbedTLS.
 */
#ifndef CRYPT_P256_H
#define CRYPT_P256_H

#include "base/str.h"

#define P256_SECRET_SIZE 32
#define P256_COORDINATE_SIZE 32
#define P256_SIGNATURE_SIZE 64

struct p256;

/* A new private number, uniform in the curve's range. */
void p256_make_secret(unsigned char secret[P256_SECRET_SIZE]);

/* A key that signs and verifies.  NULL if secret isn't in the curve's range. */
struct p256 *p256_private(const unsigned char secret[P256_SECRET_SIZE]);
/* A key that only verifies.  NULL unless x and y have 32 bytes each and lie on the curve. */
struct p256 *p256_public(struct str x, struct str y);
void p256_free(struct p256 *key);

/* The public point's coordinates. */
void p256_point(const struct p256 *key, unsigned char x[P256_COORDINATE_SIZE],
	unsigned char y[P256_COORDINATE_SIZE]);

/* Signs the SHA-256 digest (32 bytes) with a private key. */
void p256_sign(struct p256 *key, struct str digest, unsigned char signature[P256_SIGNATURE_SIZE]);
/* Whether signature (of any length) is right for the digest. */
bool p256_verify(struct p256 *key, struct str digest, struct str signature);

#endif
