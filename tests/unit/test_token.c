/* What a signed token says, how long it lives, and what is refused: crypt/token. */
#include "crypt_fixture.h"

#include "crypt/token.h"
#include "token_rig.h"

#define HOUR INT64_C(3600000)

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
		IN_FOLDER(payloads_that_are_no_claims_are_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
