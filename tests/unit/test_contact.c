#include "crypt_fixture.h"

#include "crypt/contact.h"
#include "crypt/encode.h"

#define PLACE S("case:17")
#define PLAIN S("{\"name\":\"张三\",\"phone\":\"13800001234\"}")

static struct str seal(struct fixture *f, struct str plain)
{
	struct str sealed;

	assert_int_equal(contact_seal(f->arena, f->keys, PLACE, plain, &sealed), OK);
	return sealed;
}

static void assert_refused(struct fixture *f, struct str place, struct str sealed)
{
	struct str plain = S("untouched");

	assert_int_equal(contact_open(f->arena, f->keys, place, sealed, &plain), ERR_TOKEN);
	assert_str(plain, S("untouched"));
}

static void what_was_sealed_opens_again(void **state)
{
	struct fixture *f = *state;
	char bytes[256];
	struct str plain;

	for (size_t i = 0; i < sizeof(bytes); i++)
		bytes[i] = (char)i;
	for (size_t len = 0; len <= sizeof(bytes); len += 17) {
		struct str text = { bytes, len };
		struct str sealed = seal(f, text);

		assert_int_equal(contact_open(f->arena, f->keys, PLACE, sealed, &plain), OK);
		assert_str(plain, text);
	}
}

static void sealing_twice_shows_no_sameness(void **state)
{
	struct fixture *f = *state;
	struct str one = seal(f, PLAIN);
	struct str two = seal(f, PLAIN);

	assert_int_equal(one.len, two.len);
	/* 12 bytes of nonce are 16 characters: all of what follows the kid differs from its start on. */
	assert_false(str_eq(str_sub(one, 17, 33), str_sub(two, 17, 33)));
	assert_int_equal(str_search(one, S("13800001234"), 0), one.len);
}

static void sealed_data_can_not_be_moved(void **state)
{
	struct fixture *f = *state;
	struct str sealed = seal(f, PLAIN);

	assert_refused(f, S("case:18"), sealed);
	assert_refused(f, S("case:1"), sealed);
	assert_refused(f, S(""), sealed);
	assert_refused(f, S("case:17 "), sealed);
}

static void one_bit_flipped_anywhere_is_refused(void **state)
{
	struct fixture *f = *state;
	struct str sealed = seal(f, PLAIN);

	for (size_t i = 0; i < sealed.len; i++) {
		for (int bit = 0; bit < 8; bit++) {
			char *copy = arena_cstr(f->arena, sealed);

			copy[i] = (char)(copy[i] ^ (1 << bit));
			assert_refused(f, PLACE, (struct str){ copy, sealed.len });
		}
		arena_reset(f->arena);
		sealed = seal(f, PLAIN);
	}
}

static void a_shortened_or_lengthened_text_is_refused(void **state)
{
	struct fixture *f = *state;
	struct str sealed = seal(f, PLAIN);

	for (size_t len = 0; len < sealed.len; len++)
		assert_refused(f, PLACE, str_sub(sealed, 0, len));
	assert_refused(f, PLACE, arena_join(f->arena, sealed, S("A")));
	assert_refused(f, PLACE, arena_join(f->arena, sealed, S("AAAA")));
	assert_refused(f, PLACE, arena_join(f->arena, S("x"), sealed));
}

static void a_kid_of_another_use_opens_nothing(void **state)
{
	struct fixture *f = *state;
	struct str sealed = seal(f, PLAIN);
	struct str rest = str_sub(sealed, str_find(sealed, '.', 0), sealed.len);

	assert_refused(f, PLACE, arena_join(f->arena, fixture_kid(f, "sign", "active"), rest));
	assert_refused(f, PLACE, rest);
}

static void a_retired_key_opens_and_a_revoked_one_does_not(void **state)
{
	struct fixture *f = *state;
	struct str kid = fixture_kid(f, "seal", "active");
	struct str old = seal(f, PLAIN);
	struct str plain;

	fixture_new(f, KEY_SEAL);
	assert_false(str_starts(seal(f, PLAIN), kid));
	fixture_set(f, kid, KEY_RETIRED);
	assert_int_equal(contact_open(f->arena, f->keys, PLACE, old, &plain), OK);
	assert_str(plain, PLAIN);
	fixture_set(f, kid, KEY_REVOKED);
	assert_refused(f, PLACE, old);
	assert_int_equal(contact_open(f->arena, f->keys, PLACE, seal(f, PLAIN), &plain), OK);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		IN_FOLDER(what_was_sealed_opens_again),
		IN_FOLDER(sealing_twice_shows_no_sameness),
		IN_FOLDER(sealed_data_can_not_be_moved),
		IN_FOLDER(one_bit_flipped_anywhere_is_refused),
		IN_FOLDER(a_shortened_or_lengthened_text_is_refused),
		IN_FOLDER(a_kid_of_another_use_opens_nothing),
		IN_FOLDER(a_retired_key_opens_and_a_revoked_one_does_not),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
