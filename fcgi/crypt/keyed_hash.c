#include "crypt/keyed_hash.h"

#include "crypt/encode.h"
#include "crypt/keyring.h"

#define HASH_LENGTH 16

static struct str index_under(struct arena *arena, const struct key *key, struct str text)
{
	return str_sub(base64url(arena, hmac_sha256(arena, key_secret(key), text)), 0, HASH_LENGTH);
}

struct str keys_index(struct arena *arena, const struct keys *keys, struct str text)
{
	return index_under(arena, keys_newest(keys, KEY_INDEX), text);
}

size_t keys_indexes(struct arena *arena, const struct keys *keys, struct str text, struct str *out,
	size_t most)
{
	size_t count = 0;

	for (const struct key *key = keys_each(keys, KEY_INDEX, NULL); key != NULL && count < most;
	     key = keys_each(keys, KEY_INDEX, key))
		out[count++] = index_under(arena, key, text);
	return count;
}
