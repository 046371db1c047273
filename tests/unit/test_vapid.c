/* How the site identifies itself to a push service: crypt/vapid, RFC 8292. */
#include "crypt_fixture.h"

#include "base/json.h"
#include "crypt/encode.h"
#include "crypt/p256.h"
#include "crypt/vapid.h"

#define NOW INT64_C(1700000000123)

static struct str header_of(struct fixture *f, struct str kid)
{
	struct str header = { 0 };

	assert_int_equal(vapid_header(f->arena, f->keys, kid, S("https://push.example.net"),
		S("https://wz.example.gov.cn"), NOW, &header), OK);
	return header;
}

/* Takes "vapid t=HEAD.CLAIMS.SIGNATURE, k=POINT" apart. */
static void take_apart(struct fixture *f, struct str header, struct str parts[3], struct str *point)
{
	struct str comma = S(", k=");
	size_t end = str_find(header, ',', 0);
	struct str token = str_sub(header, 8, end);

	assert_true(str_starts(header, S("vapid t=")));
	assert_true(str_starts(str_sub(header, end, header.len), comma));
	for (size_t i = 0; i < 3; i++)
		assert_true(str_cut(&token, '.', &parts[i]));
	*point = str_sub(header, end + comma.len, header.len);
	(void)f;
}

static void the_token_names_origin_and_contact_and_ends_within_a_day(void **state)
{
	struct fixture *f = *state;
	struct str parts[3], point, text, kid;
	struct value *map;

	assert_int_equal(vapid_public(f->arena, f->keys, &point, &kid), OK);
	take_apart(f, header_of(f, kid), parts, &point);
	assert_true(base64url_decode(f->arena, parts[0], &text));
	assert_str(text, S("{\"typ\":\"JWT\",\"alg\":\"ES256\"}"));
	assert_true(base64url_decode(f->arena, parts[1], &text));
	assert_int_equal(json_parse(f->arena, text, &map), OK);
	assert_str(map_get_str(map, "aud"), S("https://push.example.net"));
	assert_str(map_get_str(map, "sub"), S("https://wz.example.gov.cn"));
	assert_int_equal(map_get_int(map, "exp", 0), NOW / 1000 + VAPID_SECONDS);
	assert_true(VAPID_SECONDS <= 86400);
}

static void the_signature_verifies_under_the_key_that_browsers_subscribe_with(void **state)
{
	struct fixture *f = *state;
	struct str parts[3], point, shown, kid, bytes, signature;
	struct p256 *key;

	assert_int_equal(vapid_public(f->arena, f->keys, &shown, &kid), OK);
	take_apart(f, header_of(f, kid), parts, &point);
	assert_str(point, shown);
	assert_true(base64url_decode(f->arena, point, &bytes));
	assert_int_equal(bytes.len, 65);
	assert_int_equal(bytes.data[0], 4);
	key = p256_public(str_sub(bytes, 1, 33), str_sub(bytes, 33, 65));
	assert_non_null(key);
	assert_true(base64url_decode(f->arena, parts[2], &signature));
	assert_true(p256_verify(key, sha256(f->arena, ARENA_GLUE(f->arena, parts[0], S("."), parts[1])),
		signature));
	p256_free(key);
}

static void a_retired_key_still_signs_for_its_subscriptions_a_revoked_one_does_not(void **state)
{
	struct fixture *f = *state;
	struct str point, newer, kid, header;

	assert_int_equal(vapid_public(f->arena, f->keys, &point, &kid), OK);
	fixture_new(f, KEY_PUSH);
	fixture_set(f, kid, KEY_RETIRED);
	assert_true(str_ends(header_of(f, kid), point));
	assert_int_equal(vapid_public(f->arena, f->keys, &newer, &header), OK);
	assert_false(str_eq(newer, point));
	fixture_set(f, kid, KEY_REVOKED);
	assert_int_equal(vapid_header(f->arena, f->keys, kid, S("https://a.example"), S("https://b.example"),
		NOW, &header), ERR_TOKEN);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		IN_FOLDER(the_token_names_origin_and_contact_and_ends_within_a_day),
		IN_FOLDER(the_signature_verifies_under_the_key_that_browsers_subscribe_with),
		IN_FOLDER(a_retired_key_still_signs_for_its_subscriptions_a_revoked_one_does_not),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
