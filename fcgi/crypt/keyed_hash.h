/*
 * keyed_hash: a short name for a device, phone or address that can't be turned back without the site's
 * index key. Depends on: crypt/keyring, crypt/encode.
 */
#ifndef CRYPT_KEYED_HASH_H
#define CRYPT_KEYED_HASH_H

#include "base/arena.h"
#include "base/str.h"

struct keys;

/* HMAC-SHA-256 of text under the newest index key, base64url, its first 16 characters. */
struct str keys_index(struct arena *arena, const struct keys *keys, struct str text);
/* The same under each index key that isn't revoked, newest first, at most most of them: their number. */
size_t keys_indexes(struct arena *arena, const struct keys *keys, struct str text, struct str *out,
	size_t most);

#endif
