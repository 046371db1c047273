#include "crypt/vapid.h"

#include "base/json_print.h"
#include "crypt/encode.h"
#include "crypt/keyring.h"

/* Before the coordinates of a point that is not compressed (SEC 1, section 2.3.3). */
#define UNCOMPRESSED 4

static struct str point_of(struct arena *arena, const struct key *key)
{
	unsigned char point[1 + 2 * P256_COORDINATE_SIZE] = { UNCOMPRESSED };

	p256_point(key->p256, point + 1, point + 1 + P256_COORDINATE_SIZE);
	return base64url(arena, (struct str){ (const char *)point, sizeof(point) });
}

enum status vapid_public(struct arena *arena, const struct keys *keys, struct str *point, struct str *kid)
{
	const struct key *key = keys_newest(keys, KEY_PUSH);

	if (key == NULL)
		return ERR_INTERNAL;
	*point = point_of(arena, key);
	*kid = arena_str(arena, str_of(key->kid));
	return OK;
}

bool vapid_known(const struct keys *keys, struct str kid)
{
	return keys_find(keys, KEY_PUSH, kid) != NULL;
}

static struct str part(struct arena *arena, const struct value *map)
{
	return base64url(arena, json_print(arena, map));
}

enum status vapid_header(struct arena *arena, const struct keys *keys, struct str kid, struct str origin,
	struct str contact, int64_t now, struct str *header)
{
	const struct key *key = keys_find(keys, KEY_PUSH, kid);
	struct value *head = value_map(arena);
	struct value *claims = value_map(arena);
	unsigned char signature[P256_SIGNATURE_SIZE];
	struct str input;

	if (key == NULL)
		return ERR_TOKEN;
	map_str(head, "typ", S("JWT"));
	map_str(head, "alg", S("ES256"));
	map_str(claims, "aud", origin);
	map_int(claims, "exp", now / 1000 + VAPID_SECONDS);
	map_str(claims, "sub", contact);
	input = ARENA_GLUE(arena, part(arena, head), S("."), part(arena, claims));
	p256_sign(key->p256, sha256(arena, input), signature);
	*header = ARENA_GLUE(arena, S("vapid t="), input, S("."),
		base64url(arena, (struct str){ (const char *)signature, sizeof(signature) }), S(", k="),
		point_of(arena, key));
	return OK;
}
