#include "token_rig.h"

#include "crypt_fixture.h"
#include "base/json.h"
#include "crypt/encode.h"
#include "crypt/token.h"

struct value *claims_of(struct fixture *f)
{
	struct value *claims = value_map(f->arena);

	map_str(claims, "sub", S("zhang"));
	map_int(claims, "epoch", 3);
	return claims;
}

struct str sign(struct fixture *f, enum token_kind kind, int64_t exp)
{
	struct str token;

	assert_int_equal(token_sign(f->arena, f->keys, kind, claims_of(f), exp, &token), OK);
	return token;
}

struct str seal(struct fixture *f)
{
	struct str jws;

	assert_int_equal(seal_sign(f->arena, f->keys, SEAL_ANSWER, claims_of(f), &jws), OK);
	return jws;
}

enum status verify_at(struct fixture *f, struct str token, int64_t now)
{
	static struct value untouched;
	struct value *claims = &untouched;
	enum status status = token_verify(f->arena, f->keys, TOKEN_SESSION, token, now, &claims);

	assert_true((status == OK) == (claims != &untouched));
	return status;
}

void assert_refused(struct fixture *f, struct str token)
{
	assert_int_equal(verify_at(f, token, NOW), ERR_TOKEN);
}

enum status open_seal(struct fixture *f, struct str jws)
{
	struct value *claims = NULL;
	struct value *same = NULL;
	struct seal_kept kept = { 0 };
	enum status status = seal_verify(f->arena, f->keys, SEAL_ANSWER, jws, &claims);

	/* The verifier without the folder must say the same. */
	assert_int_equal(seal_verify_jwks(f->arena, keys_jwks(f->arena, f->keys), SEAL_ANSWER, jws,
		&same), status);
	assert_int_equal(seal_verify_kept(f->arena, keys_jwks(f->arena, f->keys), &kept, SEAL_ANSWER, jws,
		&same), status);
	assert_int_equal(seal_verify_kept(f->arena, keys_jwks(f->arena, f->keys), &kept, SEAL_ANSWER, jws,
		&same), status);
	seal_kept_free(&kept);
	assert_true((status == OK) == (claims != NULL));
	assert_true((status == OK) == (same != NULL));
	return status;
}

struct str secret_of(struct fixture *f, const char *use)
{
	const char *kid = arena_cstr(f->arena, fixture_kid(f, use, "active"));
	struct str path = arena_printf(f->arena, "%s/%s-%s.json", f->dir, use, kid);
	FILE *file = fopen(path.data, "r");
	char text[1024];
	struct value *tree;
	struct str secret;
	size_t len;

	assert_non_null(file);
	len = fread(text, 1, sizeof(text), file);
	fclose(file);
	assert_int_equal(json_parse(f->arena, (struct str){ text, len }, &tree), OK);
	assert_true(base64url_decode(f->arena, map_get_str(tree, "secret"), &secret));
	return secret;
}

struct str forge(struct fixture *f, struct str header, struct str payload, struct str secret)
{
	struct str head = arena_join(f->arena, base64url(f->arena, header), S("."));
	struct str input = arena_join(f->arena, head, base64url(f->arena, payload));
	struct str mac = base64url(f->arena, hmac_sha256(f->arena, secret, input));

	return arena_printf(f->arena, "%.*s.%.*s", STR_ARG(input), STR_ARG(mac));
}

struct str header_of(struct fixture *f, const char *alg, const char *use, const char *type)
{
	return arena_printf(f->arena, "{\"alg\":\"%s\",\"kid\":\"%.*s\",\"typ\":\"%s\"}", alg,
		STR_ARG(fixture_kid(f, use, "active")), type);
}
