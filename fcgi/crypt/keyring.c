#include "crypt/keyring.h"

#include "crypt/encode.h"

#define INDEX_LENGTH 16

static const char *const use_names[KEY_USE_COUNT] = {
	[KEY_SIGN] = "sign",
	[KEY_ANSWER] = "answer",
	[KEY_SEAL] = "seal",
	[KEY_POW] = "pow",
	[KEY_INDEX] = "index",
};

static const char *const state_names[] = {
	[KEY_ACTIVE] = "active",
	[KEY_RETIRED] = "retired",
	[KEY_REVOKED] = "revoked",
};

const char *key_use_name(enum key_use use)
{
	return use_names[use];
}

bool key_use_parse(struct str name, enum key_use *out)
{
	for (enum key_use use = 0; use < KEY_USE_COUNT; use++) {
		if (str_eq(name, str_of(use_names[use]))) {
			*out = use;
			return true;
		}
	}
	return false;
}

const char *key_state_name(enum key_state state)
{
	return state_names[state];
}

const struct key *keys_newest(const struct keys *keys, enum key_use use)
{
	for (size_t i = keys->count; i-- > 0;)
		if (keys->list[i].use == use && keys->list[i].state == KEY_ACTIVE)
			return &keys->list[i];
	return NULL;
}

const struct key *keys_find(const struct keys *keys, enum key_use use, struct str kid)
{
	for (const struct key *key = keys_each(keys, use, NULL); key != NULL; key = keys_each(keys, use, key))
		if (str_eq(str_of(key->kid), kid))
			return key;
	return NULL;
}

const struct key *keys_each(const struct keys *keys, enum key_use use, const struct key *after)
{
	size_t i = after == NULL ? keys->count : (size_t)(after - keys->list);

	while (i-- > 0)
		if (keys->list[i].use == use && keys->list[i].state != KEY_REVOKED)
			return &keys->list[i];
	return NULL;
}

struct value *keys_list(struct arena *arena, const struct keys *keys)
{
	struct value *list = value_list(arena);

	for (size_t i = 0; i < keys->count; i++) {
		const struct key *key = &keys->list[i];
		struct value *entry = list_map(list);

		map_str(entry, "kid", arena_str(arena, str_of(key->kid)));
		map_str(entry, "use", str_of(key_use_name(key->use)));
		map_str(entry, "state", str_of(key_state_name(key->state)));
		map_int(entry, "created", key->created);
		map_str(entry, "file", arena_printf(arena, "%s/%s-%s.json", keys->dir, key_use_name(key->use),
			key->kid));
	}
	return list;
}

static struct str coordinate(struct arena *arena, const unsigned char *bytes)
{
	return base64url(arena, (struct str){ (const char *)bytes, P256_COORDINATE_SIZE });
}

struct value *keys_jwks(struct arena *arena, const struct keys *keys)
{
	struct value *set = value_map(arena);
	struct value *list = map_list(set, "keys");

	for (const struct key *key = keys_each(keys, KEY_ANSWER, NULL); key != NULL;
	     key = keys_each(keys, KEY_ANSWER, key)) {
		unsigned char x[P256_COORDINATE_SIZE];
		unsigned char y[P256_COORDINATE_SIZE];
		struct value *jwk = list_map(list);

		p256_point(key->p256, x, y);
		map_str(jwk, "kty", S("EC"));
		map_str(jwk, "crv", S("P-256"));
		map_str(jwk, "x", coordinate(arena, x));
		map_str(jwk, "y", coordinate(arena, y));
		map_str(jwk, "kid", arena_str(arena, str_of(key->kid)));
		map_str(jwk, "use", S("sig"));
		map_str(jwk, "alg", S("ES256"));
	}
	return set;
}

static struct str index_under(struct arena *arena, const struct key *key, struct str text)
{
	return str_sub(base64url(arena, hmac_sha256(arena, key_secret(key), text)), 0, INDEX_LENGTH);
}

struct str keys_index(struct arena *arena, const struct keys *keys, struct str text)
{
	return index_under(arena, keys_newest(keys, KEY_INDEX), text);
}

size_t keys_indexes(struct arena *arena, const struct keys *keys, struct str text, struct str *out, size_t most)
{
	size_t count = 0;

	for (const struct key *key = keys_each(keys, KEY_INDEX, NULL); key != NULL && count < most;
	     key = keys_each(keys, KEY_INDEX, key))
		out[count++] = index_under(arena, key, text);
	return count;
}
