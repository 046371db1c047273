/* Which key signs a token and which one verifies it: crypt/token with crypt/keys. */
#include "crypt_fixture.h"

#include "base/json_print.h"
#include "crypt/encode.h"
#include "crypt/token.h"
#include "token_rig.h"

static void a_kid_of_another_use_signs_nothing(void **state)
{
	static const char *const uses[] = { "answer", "seal", "pow", "index" };
	struct fixture *f = *state;

	for (size_t i = 0; i < sizeof(uses) / sizeof(uses[0]); i++)
		assert_refused(f, forge(f, header_of(f, "HS256", uses[i], "session+jwt"), PAYLOAD,
			secret_of(f, uses[i])));
	assert_refused(f, forge(f, S("{\"alg\":\"HS256\",\"kid\":\"\",\"typ\":\"session+jwt\"}"), PAYLOAD,
		secret_of(f, "sign")));
}

/* The classic confusion: an HMAC whose secret is the public key, which everybody has. */
static void the_public_key_is_no_hmac_secret(void **state)
{
	struct fixture *f = *state;
	const struct value *jwk = &map_get(keys_jwks(f->arena, f->keys), "keys")->first->value;
	struct str x;
	struct str y;
	struct str point;

	assert_true(base64url_decode(f->arena, map_get_str(jwk, "x"), &x));
	assert_true(base64url_decode(f->arena, map_get_str(jwk, "y"), &y));
	point = arena_join(f->arena, S("\x04"), arena_join(f->arena, x, y));
	for (int i = 0; i < 4; i++) {
		struct str secret = (struct str[]){ x, y, point, json_print(f->arena, jwk) }[i];

		assert_refused(f, forge(f, header_of(f, "HS256", "answer", "session+jwt"), PAYLOAD, secret));
		assert_refused(f, forge(f, header_of(f, "HS256", "sign", "session+jwt"), PAYLOAD, secret));
		assert_int_equal(open_seal(f, forge(f, header_of(f, "HS256", "answer", "answer+jws"), PAYLOAD,
			secret)), ERR_TOKEN);
		assert_int_equal(open_seal(f, forge(f, header_of(f, "ES256", "answer", "answer+jws"), PAYLOAD,
			secret)), ERR_TOKEN);
	}
}

static void a_retired_key_still_verifies_and_a_revoked_one_does_not(void **state)
{
	struct fixture *f = *state;
	struct str kid = fixture_kid(f, "sign", "active");
	struct str token = sign(f, TOKEN_SESSION, 0);

	fixture_new(f, KEY_SIGN);
	assert_false(str_eq(sign(f, TOKEN_SESSION, 0), token));
	assert_int_equal(verify_at(f, token, NOW), OK);
	fixture_set(f, kid, KEY_RETIRED);
	assert_int_equal(verify_at(f, token, NOW), OK);
	fixture_set(f, kid, KEY_REVOKED);
	assert_refused(f, token);
	assert_int_equal(verify_at(f, sign(f, TOKEN_SESSION, 0), NOW), OK);
}

static void the_newest_active_key_signs_not_a_newer_retired_one(void **state)
{
	struct fixture *f = *state;
	struct str before = sign(f, TOKEN_SESSION, 0);
	struct str kid = fixture_kid(f, "sign", "active");
	const char *problem = "";
	struct str newer;

	assert_int_equal(key_new(f->dir, KEY_SIGN, f->arena, &newer, &problem), OK);
	fixture_reload(f);
	assert_false(str_eq(sign(f, TOKEN_SESSION, 0), before));
	fixture_set(f, newer, KEY_RETIRED);
	assert_str(fixture_kid(f, "sign", "active"), kid);
	assert_str(sign(f, TOKEN_SESSION, 0), before);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		IN_FOLDER(a_kid_of_another_use_signs_nothing),
		IN_FOLDER(the_public_key_is_no_hmac_secret),
		IN_FOLDER(a_retired_key_still_verifies_and_a_revoked_one_does_not),
		IN_FOLDER(the_newest_active_key_signs_not_a_newer_retired_one),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
