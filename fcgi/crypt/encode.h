/*
 * encode: base64url without padding (RFC 4648 section 5), hex, SHA-256, HMAC-SHA-256 and constant-time
 * comparison.  Results live in the caller's arena.  Depends on: base/arena, mbedTLS.
 */
#ifndef CRYPT_ENCODE_H
#define CRYPT_ENCODE_H

#include "base/arena.h"

#define SHA256_SIZE 32

struct str base64url(struct arena *arena, struct str bytes);
/* The standard one with padding (RFC 4648 section 4), as mail wants it. */
struct str base64(struct arena *arena, struct str bytes);
/* False if text has any other character, padding, or bits left over that aren't zero. */
bool base64url_decode(struct arena *arena, struct str text, struct str *bytes);
/* Standard base64 with padding (RFC 4648 section 4), as browsers' btoa writes it. */
bool base64_decode(struct arena *arena, struct str text, struct str *bytes);

struct str hex(struct arena *arena, struct str bytes);
bool hex_decode(struct arena *arena, struct str text, struct str *bytes);

/* 32 raw bytes. */
struct str sha256(struct arena *arena, struct str bytes);
/* The same of what comes in pieces; its memory is the arena's, what else it holds ends with sha256_end. */
struct sha256_run;
struct sha256_run *sha256_begin(struct arena *arena);
void sha256_add(struct sha256_run *run, struct str bytes);
struct str sha256_end(struct arena *arena, struct sha256_run *run);
struct str hmac_sha256(struct arena *arena, struct str key, struct str bytes);

/* Compares in a time that depends on the lengths only. */
bool same_secret(struct str a, struct str b);

#endif
