#include "crypt_fixture.h"

#include "base/json.h"
#include "crypt/encode.h"
#include "crypt/token.h"

#define NOW INT64_C(1780000000000)
#define HOUR INT64_C(3600000)

static struct value *claims_of(struct fixture *f)
{
	struct value *claims = value_map(f->arena);

	map_str(claims, "sub", S("zhang"));
	map_int(claims, "epoch", 3);
	return claims;
}

static struct str sign(struct fixture *f, enum token_kind kind, int64_t exp)
{
	struct str token;

	assert_int_equal(token_sign(f->arena, f->keys, kind, claims_of(f), exp, &token), OK);
	return token;
}

static struct str seal(struct fixture *f)
{
	struct str jws;

	assert_int_equal(seal_sign(f->arena, f->keys, claims_of(f), &jws), OK);
	return jws;
}

static enum status verify_at(struct fixture *f, struct str token, int64_t now)
{
	static struct value untouched;
	struct value *claims = &untouched;
	enum status status = token_verify(f->arena, f->keys, TOKEN_SESSION, token, now, &claims);

	assert_true((status == OK) == (claims != &untouched));
	return status;
}

static void assert_refused(struct fixture *f, struct str token)
{
	assert_int_equal(verify_at(f, token, NOW), ERR_TOKEN);
}

static enum status open_seal(struct fixture *f, struct str jws)
{
	struct value *claims = NULL;
	struct value *same = NULL;
	enum status status = seal_verify(f->arena, f->keys, jws, &claims);

	/* The verifier without the folder must say the same. */
	assert_int_equal(seal_verify_jwks(f->arena, keys_jwks(f->arena, f->keys), jws, &same), status);
	assert_true((status == OK) == (claims != NULL));
	assert_true((status == OK) == (same != NULL));
	return status;
}

/* The secret of the active key of a use, as an attacker with the folder would read it. */
static struct str secret_of(struct fixture *f, const char *use)
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

/* A token of this header and payload, with an HMAC by secret. */
static struct str forge(struct fixture *f, struct str header, struct str payload, struct str secret)
{
	struct str head = arena_join(f->arena, base64url(f->arena, header), S("."));
	struct str input = arena_join(f->arena, head, base64url(f->arena, payload));
	struct str mac = base64url(f->arena, hmac_sha256(f->arena, secret, input));

	return arena_printf(f->arena, "%.*s.%.*s", STR_ARG(input), STR_ARG(mac));
}

static struct str header_of(struct fixture *f, const char *alg, const char *use, const char *type)
{
	return arena_printf(f->arena, "{\"alg\":\"%s\",\"kid\":\"%.*s\",\"typ\":\"%s\"}", alg,
		STR_ARG(fixture_kid(f, use, "active")), type);
}

#define PAYLOAD S("{\"sub\":\"zhang\",\"epoch\":3}")

static void a_token_says_what_was_signed(void **state)
{
	struct fixture *f = *state;
	struct value *claims;

	for (enum token_kind kind = TOKEN_SESSION; kind <= TOKEN_DEVICE; kind++) {
		struct str token = sign(f, kind, NOW + HOUR);

		assert_int_equal(token_verify(f->arena, f->keys, kind, token, NOW, &claims), OK);
		assert_int_equal(claims->count, 2);
		assert_str(map_get_str(claims, "sub"), S("zhang"));
		assert_int_equal(map_get_int(claims, "epoch", 0), 3);
	}
}

static void awkward_claims_come_back_whole(void **state)
{
	struct fixture *f = *state;
	struct value *claims = value_map(f->arena);
	struct str token;

	map_str(claims, "text", S("个旧\"\\/\n<script>\x7f"));
	map_int(claims, "least", INT64_MIN);
	map_int(claims, "most", INT64_MAX);
	map_str(claims, "empty", S(""));
	assert_int_equal(token_sign(f->arena, f->keys, TOKEN_FORM, claims, 0, &token), OK);
	assert_int_equal(token_verify(f->arena, f->keys, TOKEN_FORM, token, INT64_MAX, &claims), OK);
	assert_str(map_get_str(claims, "text"), S("个旧\"\\/\n<script>\x7f"));
	assert_int_equal(map_get_int(claims, "least", 0), INT64_MIN);
	assert_int_equal(map_get_int(claims, "most", 0), INT64_MAX);
	assert_non_null(map_get(claims, "empty"));
}

static void no_kind_passes_for_another(void **state)
{
	struct fixture *f = *state;
	struct value *claims;

	for (enum token_kind made = TOKEN_SESSION; made <= TOKEN_DEVICE; made++) {
		struct str token = sign(f, made, 0);

		for (enum token_kind read = TOKEN_SESSION; read <= TOKEN_DEVICE; read++)
			assert_int_equal(token_verify(f->arena, f->keys, read, token, NOW, &claims),
				made == read ? OK : ERR_TOKEN);
		assert_int_equal(open_seal(f, token), ERR_TOKEN);
	}
	assert_refused(f, seal(f));
}

static void a_token_ends_at_exactly_its_time(void **state)
{
	struct fixture *f = *state;
	struct str token = sign(f, TOKEN_SESSION, NOW);

	assert_int_equal(verify_at(f, token, NOW - 1), OK);
	assert_int_equal(verify_at(f, token, NOW), ERR_TOKEN);
	assert_int_equal(verify_at(f, token, NOW + 1), ERR_TOKEN);
}

static void a_part_of_a_second_is_rounded_up(void **state)
{
	struct fixture *f = *state;
	struct str token = sign(f, TOKEN_SESSION, NOW + 1);

	assert_int_equal(verify_at(f, token, NOW + 999), OK);
	assert_int_equal(verify_at(f, token, NOW + 1000), ERR_TOKEN);
	assert_int_equal(verify_at(f, sign(f, TOKEN_SESSION, 0), NOW * 1000), OK);
}

static void one_bit_flipped_anywhere_is_refused(void **state)
{
	struct fixture *f = *state;
	struct str token = sign(f, TOKEN_SESSION, 0);
	char text[TOKEN_MAX];

	assert_true(token.len < sizeof(text));
	memcpy(text, token.data, token.len);
	for (size_t i = 0; i < token.len; i++) {
		for (int bit = 0; bit < 8; bit++) {
			text[i] = (char)(text[i] ^ (1 << bit));
			assert_refused(f, (struct str){ text, token.len });
			text[i] = (char)(text[i] ^ (1 << bit));
		}
		arena_reset(f->arena);
	}
	assert_int_equal(verify_at(f, (struct str){ text, token.len }, NOW), OK);
}

static void truncated_and_padded_tokens_are_refused(void **state)
{
	static const char *const tails[] = { ".", "A", "=", "\n", ".AAAA", " " };
	struct fixture *f = *state;
	struct str token = sign(f, TOKEN_SESSION, 0);

	for (size_t len = 0; len < token.len; len++) {
		assert_refused(f, str_sub(token, 0, len));
		assert_refused(f, str_sub(token, token.len - len, token.len));
	}
	for (size_t i = 0; i < sizeof(tails) / sizeof(tails[0]); i++)
		assert_refused(f, arena_join(f->arena, token, str_of(tails[i])));
	assert_refused(f, S("."));
	assert_refused(f, S(".."));
	assert_refused(f, S("..."));
}

static void a_token_is_looked_at_up_to_its_longest(void **state)
{
	struct fixture *f = *state;
	struct str token = { 0 };
	char text[TOKEN_MAX];

	memset(text, 'x', sizeof(text));
	for (size_t len = 1100; token.len <= TOKEN_MAX; len++) {
		struct value *claims = value_map(f->arena);

		map_str(claims, "x", (struct str){ text, len });
		assert_int_equal(token_sign(f->arena, f->keys, TOKEN_SESSION, claims, 0, &token), OK);
		assert_int_equal(verify_at(f, token, NOW), token.len <= TOKEN_MAX ? OK : ERR_TOKEN);
	}
}

static void alg_none_is_refused(void **state)
{
	static const char *const algs[] = { "none", "None", "NONE", "", "HS512", "hs256", "ES256" };
	struct fixture *f = *state;
	struct str secret = secret_of(f, "sign");
	struct str right = forge(f, header_of(f, "HS256", "sign", "session+jwt"), PAYLOAD, secret);

	assert_int_equal(verify_at(f, right, NOW), OK);
	for (size_t i = 0; i < sizeof(algs) / sizeof(algs[0]); i++) {
		struct str forged = forge(f, header_of(f, algs[i], "sign", "session+jwt"), PAYLOAD, secret);

		assert_refused(f, forged);
		while (forged.data[forged.len - 1] != '.')
			forged.len--;
		assert_refused(f, forged);
	}
}

static void only_our_three_header_members_are_understood(void **state)
{
	static const char *const headers[] = {
		"{\"alg\":\"HS256\",\"kid\":\"%.*s\",\"typ\":\"session+jwt\",\"crit\":[\"exp\"]}",
		"{\"alg\":\"HS256\",\"kid\":\"%.*s\",\"typ\":\"session+jwt\",\"b64\":false}",
		"{\"alg\":\"HS256\",\"alg\":\"HS256\",\"kid\":\"%.*s\",\"typ\":\"session+jwt\"}",
		"{\"alg\":\"HS256\",\"kid\":\"%.*s\"}",
		"{\"alg\":\"HS256\",\"kid\":\"%.*s\",\"typ\":\"JWT\"}",
		"{\"alg\":\"HS256\",\"kid\":\"%.*s\",\"typ\":1}",
		"[\"HS256\",\"%.*s\",\"session+jwt\"]",
		"{\"alg\":\"HS256\",\"kid\":\"%.*s\",\"typ\":\"session+jwt\"}x",
	};
	struct fixture *f = *state;
	struct str secret = secret_of(f, "sign");
	struct str kid = fixture_kid(f, "sign", "active");

	for (size_t i = 0; i < sizeof(headers) / sizeof(headers[0]); i++) {
		struct str text = str_of(headers[i]);
		size_t at = str_search(text, S("%.*s"), 0);
		struct str header = arena_printf(f->arena, "%.*s%.*s%s", (int)at, text.data, STR_ARG(kid),
			text.data + at + 4);

		assert_refused(f, forge(f, header, PAYLOAD, secret));
	}
}

static void the_order_and_blanks_of_another_writer_are_fine(void **state)
{
	struct fixture *f = *state;
	struct str header = arena_printf(f->arena, "{ \"typ\": \"session+jwt\", \"alg\": \"HS256\", "
		"\"kid\": \"%.*s\" }", STR_ARG(fixture_kid(f, "sign", "active")));

	assert_int_equal(verify_at(f, forge(f, header, PAYLOAD, secret_of(f, "sign")), NOW), OK);
}

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

static void payloads_that_are_no_claims_are_refused(void **state)
{
	static const char *const payloads[] = {
		"", "x", "[]", "\"zhang\"", "7", "null", "{\"a\":1.5}", "{\"a\":1}{}", "{\"a\":\"\xff\"}",
		"{\"exp\":\"1\"}", "{\"exp\":\"99999999999999\"}", "{\"exp\":null}", "{\"exp\":-1}",
		"{\"exp\":1,\"exp\":9}",
	};
	struct fixture *f = *state;
	struct str secret = secret_of(f, "sign");
	struct str header = header_of(f, "HS256", "sign", "session+jwt");

	for (size_t i = 0; i < sizeof(payloads) / sizeof(payloads[0]); i++)
		assert_refused(f, forge(f, header, str_of(payloads[i]), secret));
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
	assert_int_equal(seal_verify(f->arena, f->keys, jws, &claims), OK);
	assert_str(json_print(f->arena, claims), json_print(f->arena, claims_of(f)));
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
		assert_int_equal(seal_verify(f->arena, f->keys, flipped, &claims), ERR_TOKEN);
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
		assert_int_equal(seal_verify_jwks(f->arena, set, jws, &claims), ERR_TOKEN);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		IN_FOLDER(a_token_says_what_was_signed),
		IN_FOLDER(awkward_claims_come_back_whole),
		IN_FOLDER(no_kind_passes_for_another),
		IN_FOLDER(a_token_ends_at_exactly_its_time),
		IN_FOLDER(a_part_of_a_second_is_rounded_up),
		IN_FOLDER(one_bit_flipped_anywhere_is_refused),
		IN_FOLDER(truncated_and_padded_tokens_are_refused),
		IN_FOLDER(a_token_is_looked_at_up_to_its_longest),
		IN_FOLDER(alg_none_is_refused),
		IN_FOLDER(only_our_three_header_members_are_understood),
		IN_FOLDER(the_order_and_blanks_of_another_writer_are_fine),
		IN_FOLDER(a_kid_of_another_use_signs_nothing),
		IN_FOLDER(the_public_key_is_no_hmac_secret),
		IN_FOLDER(payloads_that_are_no_claims_are_refused),
		IN_FOLDER(a_retired_key_still_verifies_and_a_revoked_one_does_not),
		IN_FOLDER(the_newest_active_key_signs_not_a_newer_retired_one),
		IN_FOLDER(a_seal_outlives_its_key_until_that_is_revoked),
		IN_FOLDER(a_seal_is_deterministic_and_its_claims_come_back),
		IN_FOLDER(one_bit_flipped_anywhere_breaks_a_seal),
		IN_FOLDER(hostile_jwk_sets_verify_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
