/*
 * fuzz_token: whatever a stranger may hand in as a token, a seal, a JWK set, a solved challenge or sealed
 * contact data.  The first byte (0 to 6) picks the reader; nothing but what we signed may pass, and nothing
 * may crash. Every input is also given a right signature, so that the parsers behind the signature are
 * reached too.
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/json.h"
#include "crypt/challenge.h"
#include "crypt/contact.h"
#include "crypt/encode.h"
#include "crypt/keyring.h"
#include "crypt/token.h"

#define NOW INT64_C(1780000000000)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct arena *arena;
static struct keys *keys;

/* Keys that never change, so that a crash can be repeated from its input; each kid is its use's name. */
static void write_key(const char *dir, enum key_use use)
{
	static const char secret
		[] = "QQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQ";
	const char *name = key_use_name(use);
	struct str path = arena_printf(arena, "%s/%s-%s.json", dir, name, name);
	int file = open(path.data, O_WRONLY | O_CREAT | O_EXCL, 0600);

	if (file < 0 || dprintf(file, "{\"kid\":\"%s\",\"use\":\"%s\",\"state\":\"active\",\"created\":1,"
		"\"secret\":\"%.*s\"}", name, name, use == KEY_POW ? 86 : 43, secret) < 0)
		abort();
	close(file);
}

static void start(void)
{
	char dir[] = "/tmp/wenzheng-fuzz-XXXXXX";
	const char *problem = "mkdtemp";
	const struct value *list;

	arena = arena_new((size_t)64 * 1024 * 1024);
	if (mkdtemp(dir) == NULL)
		abort();
	for (enum key_use use = 0; use < KEY_USE_COUNT; use++)
		write_key(dir, use);
	if (keys_load(dir, &keys, &problem) != OK) {
		fprintf(stderr, "fuzz_token: %s\n", problem);
		abort();
	}
	list = keys_list(arena, keys);
	for (const struct member *m = list->first; m != NULL; m = m->next)
		unlink(arena_cstr(arena, map_get_str(&m->value, "file")));
	unlink(arena_cstr(arena, arena_printf(arena, "%s/.lock", dir)));
	rmdir(dir);
	arena_reset(arena);
}

/* A stranger's text passed for ours: the worst that can happen. */
static void never(bool passed)
{
	if (passed)
		abort();
}

/* A token with our kid and signature over the stranger's payload. */
static struct str rightly_signed(struct str payload)
{
	const struct key *key = keys_newest(keys, KEY_SIGN);
	struct str header = arena_printf(arena, "{\"alg\":\"HS256\",\"kid\":\"%s\",\"typ\":\"form+jwt\"}",
		key->kid);
	struct str head = arena_join(arena, base64url(arena, header), S("."));
	struct str input = arena_join(arena, head, base64url(arena, payload));
	struct str mac = base64url(arena, hmac_sha256(arena, key_secret(key), input));

	return arena_join(arena, arena_join(arena, input, S(".")), mac);
}

static void try_token(struct str text)
{
	struct value *claims;

	never(token_verify(arena, keys, TOKEN_FORM, text, NOW, &claims) == OK);
	if (token_verify(arena, keys, TOKEN_FORM, rightly_signed(text), NOW, &claims) == OK)
		never(claims->type != VALUE_MAP || map_get(claims, "exp") != NULL);
}

static void try_header(struct str text)
{
	const struct key *key = keys_newest(keys, KEY_SIGN);
	struct str input = arena_join(arena, base64url(arena, text), S(".e30"));
	struct str mac = base64url(arena, hmac_sha256(arena, key_secret(key), input));
	struct str token = arena_join(arena, arena_join(arena, input, S(".")), mac);
	struct value *header;
	struct value *claims;

	if (token_verify(arena, keys, TOKEN_FORM, token, NOW, &claims) == OK)
		never(json_parse(arena, text, &header) != OK ||
		      !str_eq(map_get_str(header, "alg"), S("HS256")) ||
		      !str_eq(map_get_str(header, "typ"), S("form+jwt")));
}

static void try_seal(struct str text)
{
	struct value *claims;

	never(seal_verify(arena, keys, SEAL_ANSWER, text, &claims) == OK);
}

/* A JWK set of the stranger's may hold only keys of the stranger's: ours can't be made from it. */
static void try_jwks(struct str text)
{
	struct value *nothing = value_map(arena);
	struct value *claims;
	struct value *set;
	struct str jws;

	if (json_parse(arena, text, &set) == OK && seal_sign(arena, keys, SEAL_ANSWER, nothing, &jws) == OK)
		never(seal_verify_jwks(arena, set, SEAL_ANSWER, jws, &claims) == OK);
}

static void try_challenge(struct str text)
{
	struct str nonce;

	never(challenge_check(arena, keys, text, NOW, &nonce) == OK);
}

static void try_contact(struct str text)
{
	const struct key *key = keys_newest(keys, KEY_SEAL);
	struct str sealed;
	struct str plain;

	never(contact_open(arena, keys, S("case:1"), text, &plain) == OK);
	never(contact_open(arena, keys, S("case:1"), arena_printf(arena, "%s.%.*s", key->kid, STR_ARG(text)),
		&plain) == OK);
	never(contact_seal(arena, keys, S("case:1"), text, &sealed) != OK ||
	      contact_open(arena, keys, S("case:1"), sealed, &plain) != OK || !str_eq(plain, text));
}

static void try_encodings(struct str text)
{
	struct str bytes;

	never(base64url_decode(arena, text, &bytes) && !str_eq(base64url(arena, bytes), text));
	never(hex_decode(arena, text, &bytes) && !str_eq(hex(arena, bytes), text));
	never(base64_decode(arena, text, &bytes) && text.len != (bytes.len + 2) / 3 * 4);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static void (*const readers[])(struct str) = {
		try_token, try_header, try_seal, try_jwks, try_challenge, try_contact, try_encodings,
	};

	if (arena == NULL)
		start();
	if (size > 0)
		readers[(uint8_t)(data[0] - '0') % (sizeof(readers) / sizeof(readers[0]))](
			(struct str){ (const char *)data + 1, size - 1 });
	arena_reset(arena);
	return 0;
}
