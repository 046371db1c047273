/*
 * token: signed tokens in JOSE's compact form (JWS, RFC 7515), HS256 for what we issue to ourselves,
 * ES256 for the seals on answers and archives (RFC 7518; ECDSA P-256, deterministic, RFC 6979).  Every token
 * has "typ" (what it is for) in its header, checked on reading, so one kind never passes for another; the
 * algorithm is fixed by the kind, never read from the token.  Claims are a flat map of strings and integers.
 * Depends on: crypt/keys.
 */
#ifndef CRYPT_TOKEN_H
#define CRYPT_TOKEN_H

#include "crypt/keys.h"

/* Longest token that is looked at, in bytes. */
#define TOKEN_MAX 2048

enum token_kind { TOKEN_SESSION, TOKEN_ANSWER_LINK, TOKEN_TRACKING, TOKEN_FORM, TOKEN_DEVICE,
	TOKEN_REVIEW_LINK, TOKEN_MINE };

/*
 * Signs claims with the newest active key.  exp (ms since 1970, 0 for none) is added as the claim "exp"
 * in whole seconds, rounded up (RFC 7519 section 4.1.4).  Fails only when no key is active (ERR_INTERNAL).
 */
enum status token_sign(struct arena *arena, const struct keys *keys, enum token_kind kind,
	const struct value *claims, int64_t exp, struct str *token);

/*
 * ERR_TOKEN for anything but a token of this kind, by a key that isn't revoked, not expired at now (ms).
 * The claims come without "exp".
 */
enum status token_verify(struct arena *arena, const struct keys *keys, enum token_kind kind,
	struct str token, int64_t now, struct value **claims);

/* What others check too: published answers, archived requests, published articles, files of old events. */
enum seal_kind { SEAL_ANSWER, SEAL_ARCHIVE, SEAL_ARTICLE, SEAL_EVENTS };

/* ES256, header {"alg","kid","typ":"answer+jws" or "archive+jws"}; payload is the claims as given. */
enum status seal_sign(struct arena *arena, const struct keys *keys, enum seal_kind kind,
	const struct value *claims, struct str *jws);
/* Verifies with the answer keys of keys.  ERR_TOKEN if the signature, form, kind or key is wrong. */
enum status seal_verify(struct arena *arena, const struct keys *keys, enum seal_kind kind, struct str jws,
	struct value **claims);
/* The same with a downloaded JWK set, for the verifier that has no keys folder. */
enum status seal_verify_jwks(struct arena *arena, const struct value *jwks, enum seal_kind kind,
	struct str jws, struct value **claims);

/*
 * The key that verified last, kept for the next seal: its tables take longer to make than a seal takes to
 * verify.  Begins as { 0 }; the caller frees it.
 */
struct seal_kept {
	struct p256 *key;
	char kid[64];
};
/* seal_verify_jwks for many seals, all with the same set. */
enum status seal_verify_kept(struct arena *arena, const struct value *jwks, struct seal_kept *kept,
	enum seal_kind kind, struct str jws, struct value **claims);
void seal_kept_free(struct seal_kept *kept);

#endif
