/* The seal of a published answer, and the public keys that verify it: crypt/token. */
#include "crypt_fixture.h"

#include "base/json.h"
#include "base/json_print.h"
#include "crypt/token.h"
#include "token_rig.h"

static void a_seal_outlives_its_key_until_that_is_revoked(void **state)
{
	struct fixture *f = *state;
	struct str kid = fixture_kid(f, "answer", "active");
	struct str jws = seal(f);

	assert_int_equal(open_seal(f, jws), OK);
	fixture_new(f, KEY_ANSWER);
	fixture_set(f, kid, KEY_RETIRED);
	assert_int_equal(open_seal(f, jws), OK);
	assert_int_equal(open_seal(f, seal(f)), OK);
	fixture_set(f, kid, KEY_REVOKED);
	assert_int_equal(open_seal(f, jws), ERR_TOKEN);
	assert_int_equal(open_seal(f, seal(f)), OK);
}

static void a_seal_is_deterministic_and_its_claims_come_back(void **state)
{
	struct fixture *f = *state;
	struct str jws = seal(f);
	struct value *claims;

	assert_str(seal(f), jws);
	assert_int_equal(seal_verify(f->arena, f->keys, SEAL_ANSWER, jws, &claims), OK);
	assert_str(json_print(f->arena, claims), json_print(f->arena, claims_of(f)));
}

static void a_seal_of_one_kind_is_none_of_another(void **state)
{
	struct fixture *f = *state;
	struct value *claims;
	struct str archive;

	assert_int_equal(seal_sign(f->arena, f->keys, SEAL_ARCHIVE, claims_of(f), &archive), OK);
	assert_int_equal(seal_verify(f->arena, f->keys, SEAL_ARCHIVE, archive, &claims), OK);
	assert_int_equal(seal_verify(f->arena, f->keys, SEAL_ANSWER, archive, &claims), ERR_TOKEN);
	assert_int_equal(seal_verify(f->arena, f->keys, SEAL_ARCHIVE, seal(f), &claims), ERR_TOKEN);
}

static void one_bit_flipped_anywhere_breaks_a_seal(void **state)
{
	struct fixture *f = *state;
	struct str jws = seal(f);
	char text[TOKEN_MAX];

	memcpy(text, jws.data, jws.len);
	for (size_t i = 0; i < jws.len; i++) {
		struct str flipped = { text, jws.len };
		struct value *claims;
		int bit = (int)(i % 8);

		text[i] = (char)(text[i] ^ (1 << bit));
		assert_int_equal(seal_verify(f->arena, f->keys, SEAL_ANSWER, flipped, &claims), ERR_TOKEN);
		text[i] = (char)(text[i] ^ (1 << bit));
	}
	for (size_t len = 0; len < jws.len; len++)
		assert_int_equal(open_seal(f, str_sub(jws, 0, len)), ERR_TOKEN);
}

static void hostile_jwk_sets_verify_nothing(void **state)
{
	static const char *const sets[] = {
		"{}", "[]", "{\"keys\":{}}", "{\"keys\":[]}", "{\"keys\":[1,null,\"x\"]}",
		"{\"keys\":[{\"kid\":\"%.*s\",\"kty\":\"EC\",\"crv\":\"P-256\"}]}",
		"{\"keys\":[{\"kid\":\"%.*s\",\"kty\":\"EC\",\"crv\":\"P-256\","
			"\"x\":\"AAAA\",\"y\":\"AAAA\"}]}",
		"{\"keys\":[{\"kid\":\"%.*s\",\"kty\":\"oct\",\"k\":\"AAAA\"}]}",
		/* (0, 0) and a point off the curve */
		"{\"keys\":[{\"kid\":\"%.*s\",\"kty\":\"EC\",\"crv\":\"P-256\","
			"\"x\":\"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\","
			"\"y\":\"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\"}]}",
		"{\"keys\":[{\"kid\":\"%.*s\",\"kty\":\"EC\",\"crv\":\"P-256\","
			"\"x\":\"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU\","
			"\"y\":\"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU\"}]}",
		/* a right key, but not the one that sealed */
		"{\"keys\":[{\"kid\":\"%.*s\",\"kty\":\"EC\",\"crv\":\"P-256\","
			"\"x\":\"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU\","
			"\"y\":\"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0\"}]}",
	};
	struct fixture *f = *state;
	struct str kid = fixture_kid(f, "answer", "active");
	struct str jws = seal(f);

	for (size_t i = 0; i < sizeof(sets) / sizeof(sets[0]); i++) {
		struct str text = str_of(sets[i]);
		size_t at = str_search(text, S("%.*s"), 0);
		struct value *claims;
		struct value *set;

		if (at < text.len)
			text = arena_printf(f->arena, "%.*s%.*s%s", (int)at, text.data, STR_ARG(kid),
				text.data + at + 4);
		assert_int_equal(json_parse(f->arena, text, &set), OK);
		assert_int_equal(seal_verify_jwks(f->arena, set, SEAL_ANSWER, jws, &claims), ERR_TOKEN);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		IN_FOLDER(a_seal_outlives_its_key_until_that_is_revoked),
		IN_FOLDER(a_seal_is_deterministic_and_its_claims_come_back),
		IN_FOLDER(a_seal_of_one_kind_is_none_of_another),
		IN_FOLDER(one_bit_flipped_anywhere_breaks_a_seal),
		IN_FOLDER(hostile_jwk_sets_verify_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
