#include "crypt/challenge.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/buf.h"
#include "base/json.h"
#include "crypt/encode.h"
#include "crypt/keyring.h"
#include "crypt/random.h"
#include "crypt/sha256.h"

#define ALGORITHM "PBKDF2/SHA-256"
#define DERIVED_SIZE SHA256_SIZE
#define PREFIX_SIZE 16
#define NONCE_SIZE 16
#define SALT_SIZE 16
/* The widget's field is about 800 bytes. */
#define FIELD_MAX 4096
/* The widget tries counters upwards from 0; the answer is one of the COUNTER_SPAN from COUNTER_LEAST on. */
#define COUNTER_LEAST 200
#define COUNTER_SPAN 400

/* The members of "parameters"; text fields are hex but for the algorithm. */
struct parameters {
	int64_t cost;
	int64_t expires;	/* seconds since 1970 */
	struct str prefix;
	struct str key_signature;
	struct str nonce;
	struct str salt;
};

/* The first half of a pow key's secret signs the parameters, the second the solution. */
static struct str parameters_key(const struct key *key)
{
	return str_sub(key_secret(key), 0, key->secret_len / 2);
}

static struct str solution_key(const struct key *key)
{
	return str_sub(key_secret(key), key->secret_len / 2, key->secret_len);
}

static void must(int result)
{
	if (result != 0) {
		fprintf(stderr, "<2>challenge: mbedTLS failed with -0x%x\n", (unsigned)-result);
		abort();
	}
}

/* SHA-256 of a block of HMAC padding (RFC 2104) over a key no longer than the block, still open. */
static void pad_start(mbedtls_sha256_context *state, const unsigned char *key, size_t len, unsigned char pad)
{
	unsigned char block[64];

	memset(block, pad, sizeof(block));
	for (size_t i = 0; i < len; i++)
		block[i] = (unsigned char)(block[i] ^ key[i]);
	mbedtls_sha256_init(state);
	must(mbedtls_sha256_starts(state, 0));
	must(mbedtls_sha256_update(state, block, sizeof(block)));
}

/* Continues the hash from a copy of state. */
static void hash_on(const mbedtls_sha256_context *state, const unsigned char *bytes, size_t len,
	unsigned char out[SHA256_SIZE])
{
	mbedtls_sha256_context own;

	mbedtls_sha256_clone(&own, state);
	must(mbedtls_sha256_update(&own, bytes, len));
	must(mbedtls_sha256_finish(&own, out));
}

/*
 * PBKDF2 (RFC 8018 section 5.2) of nonce ‖ counter as a big-endian uint32; the derived key is one hash long.
 * mbedtls_pkcs5_pbkdf2_hmac hashes the two paddings anew in every round and takes nearly twice as long.
 */
static struct str derive(struct arena *arena, const char *nonce, const char *salt, uint32_t counter, int cost)
{
	unsigned char password[NONCE_SIZE + 4];
	unsigned char round[SALT_SIZE + 4] = { [SALT_SIZE + 3] = 1 };
	unsigned char hash[SHA256_SIZE];
	unsigned char *derived = arena_alloc(arena, DERIVED_SIZE);
	mbedtls_sha256_context inner;
	mbedtls_sha256_context outer;

	memcpy(password, nonce, NONCE_SIZE);
	for (int i = 0; i < 4; i++)
		password[NONCE_SIZE + i] = (unsigned char)(counter >> (24 - 8 * i));
	memcpy(round, salt, SALT_SIZE);
	pad_start(&inner, password, sizeof(password), 0x36);
	pad_start(&outer, password, sizeof(password), 0x5c);
	hash_on(&inner, round, sizeof(round), hash);
	hash_on(&outer, hash, sizeof(hash), hash);
	memcpy(derived, hash, DERIVED_SIZE);
	for (int i = 1; i < cost; i++) {
		hash_on(&inner, hash, sizeof(hash), hash);
		hash_on(&outer, hash, sizeof(hash), hash);
		for (size_t at = 0; at < DERIVED_SIZE; at++)
			derived[at] = (unsigned char)(derived[at] ^ hash[at]);
	}
	mbedtls_sha256_free(&inner);
	mbedtls_sha256_free(&outer);
	return (struct str){ (char *)derived, DERIVED_SIZE };
}

static struct value *parameters_value(struct arena *arena, const struct parameters *p)
{
	struct value *map = value_map(arena);

	map_str(map, "algorithm", S(ALGORITHM));
	map_int(map, "cost", p->cost);
	map_int(map, "expiresAt", p->expires);
	map_int(map, "keyLength", DERIVED_SIZE);
	map_str(map, "keyPrefix", p->prefix);
	map_str(map, "keySignature", p->key_signature);
	map_str(map, "nonce", p->nonce);
	map_str(map, "salt", p->salt);
	return map;
}

/*
 * HMAC of the parameters as ALTCHA's libraries write them: compact JSON, keys sorted, '/' not escaped, so
 * that any of them could check our challenges.  Hex and numbers need no escapes.
 */
static struct str parameters_signature(struct arena *arena, const struct key *key, const struct parameters *p)
{
	struct buf text = buf_in(arena);

	buf_printf(&text, "{\"algorithm\":\"" ALGORITHM "\",\"cost\":%lld,\"expiresAt\":%lld",
		(long long)p->cost, (long long)p->expires);
	buf_printf(&text, ",\"keyLength\":%d,\"keyPrefix\":\"%.*s\",\"keySignature\":\"%.*s\"", DERIVED_SIZE,
		STR_ARG(p->prefix), STR_ARG(p->key_signature));
	buf_printf(&text, ",\"nonce\":\"%.*s\",\"salt\":\"%.*s\"}", STR_ARG(p->nonce), STR_ARG(p->salt));
	return hex(arena, hmac_sha256(arena, parameters_key(key), buf_str(&text)));
}

enum status challenge_new(struct arena *arena, const struct keys *keys, int cost, int64_t expires,
	struct value **challenge)
{
	const struct key *key = keys_newest(keys, KEY_POW);
	struct parameters p = { .cost = cost, .expires = (expires + 999) / 1000 };
	char nonce[NONCE_SIZE];
	char salt[SALT_SIZE];
	struct str derived;
	struct value *made;

	if (key == NULL)
		return ERR_INTERNAL;
	random_bytes(nonce, sizeof(nonce));
	random_bytes(salt, sizeof(salt));
	derived = derive(arena, nonce, salt, COUNTER_LEAST + random_below(COUNTER_SPAN), cost);
	p.prefix = hex(arena, str_sub(derived, 0, PREFIX_SIZE));
	p.key_signature = hex(arena, hmac_sha256(arena, solution_key(key), derived));
	p.nonce = hex(arena, (struct str){ nonce, sizeof(nonce) });
	p.salt = hex(arena, (struct str){ salt, sizeof(salt) });
	made = value_map(arena);
	map_value(made, "parameters", parameters_value(arena, &p));
	map_str(made, "signature", parameters_signature(arena, key, &p));
	*challenge = made;
	return OK;
}

/* Exactly our eight members: what isn't signed mustn't be there. */
static bool parameters_read(const struct value *map, struct parameters *p)
{
	p->cost = map_get_int(map, "cost", -1);
	p->expires = map_get_int(map, "expiresAt", -1);
	p->prefix = map_get_str(map, "keyPrefix");
	p->key_signature = map_get_str(map, "keySignature");
	p->nonce = map_get_str(map, "nonce");
	p->salt = map_get_str(map, "salt");
	return map != NULL && map->count == 8 && str_eq(map_get_str(map, "algorithm"), S(ALGORITHM)) &&
	       map_get_int(map, "keyLength", 0) == DERIVED_SIZE;
}

/* Whether key signed these parameters and the solution is theirs. */
static bool solved(struct arena *arena, const struct key *key, const struct parameters *p,
	struct str signature, struct str derived)
{
	return same_secret(signature, parameters_signature(arena, key, p)) &&
	       same_secret(p->key_signature, hex(arena, hmac_sha256(arena, solution_key(key), derived)));
}

enum status challenge_check(struct arena *arena, const struct keys *keys, struct str field, int64_t now,
	struct str *nonce)
{
	const struct value *challenge;
	struct value *tree;
	struct parameters p;
	struct str signature;
	struct str derived;
	struct str text;

	if (field.len > FIELD_MAX || !base64_decode(arena, field, &text) ||
	    json_parse_foreign(arena, text, &tree) != OK)
		return ERR_TOKEN;
	challenge = map_get(tree, "challenge");
	signature = map_get_str(challenge, "signature");
	if (!parameters_read(map_get(challenge, "parameters"), &p) || p.expires <= now / 1000 ||
	    !hex_decode(arena, map_get_str(map_get(tree, "solution"), "derivedKey"), &derived))
		return ERR_TOKEN;
	for (const struct key *key = keys_each(keys, KEY_POW, NULL); key != NULL;
	     key = keys_each(keys, KEY_POW, key)) {
		if (solved(arena, key, &p, signature, derived)) {
			*nonce = p.nonce;
			return OK;
		}
	}
	return ERR_TOKEN;
}
