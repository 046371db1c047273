#include "crypt_fixture.h"

#include "crypt/encode.h"

/* RFC 4648 section 10, without padding. */
static const struct {
	const char *plain;
	const char *encoded;
	const char *padded;
} base64_rows[] = {
	{ "", "", "" },
	{ "f", "Zg", "Zg==" },
	{ "fo", "Zm8", "Zm8=" },
	{ "foo", "Zm9v", "Zm9v" },
	{ "foob", "Zm9vYg", "Zm9vYg==" },
	{ "fooba", "Zm9vYmE", "Zm9vYmE=" },
	{ "foobar", "Zm9vYmFy", "Zm9vYmFy" },
};

static void base64_both_ways(void **state)
{
	struct fixture *f = *state;
	struct str out;

	for (size_t i = 0; i < sizeof(base64_rows) / sizeof(base64_rows[0]); i++) {
		struct str plain = str_of(base64_rows[i].plain);

		assert_str(base64url(f->arena, plain), str_of(base64_rows[i].encoded));
		assert_true(base64url_decode(f->arena, str_of(base64_rows[i].encoded), &out));
		assert_str(out, plain);
		assert_true(base64_decode(f->arena, str_of(base64_rows[i].padded), &out));
		assert_str(out, plain);
	}
}

static void letters_62_and_63_differ_between_the_alphabets(void **state)
{
	struct fixture *f = *state;
	struct str out;

	assert_str(base64url(f->arena, S("\xfb\xff\xbf")), S("-_-_"));
	assert_true(base64url_decode(f->arena, S("-_-_"), &out));
	assert_str(out, S("\xfb\xff\xbf"));
	assert_true(base64_decode(f->arena, S("+/+/"), &out));
	assert_str(out, S("\xfb\xff\xbf"));
	assert_false(base64url_decode(f->arena, S("+/+/"), &out));
	assert_false(base64_decode(f->arena, S("-_-_"), &out));
}

static void every_run_of_bytes_comes_back(void **state)
{
	struct fixture *f = *state;
	char bytes[256];

	for (int i = 0; i < 256; i++)
		bytes[i] = (char)(i * 167);
	for (size_t len = 0; len <= sizeof(bytes); len++) {
		struct str plain = { bytes, len };
		struct str out;

		assert_true(base64url_decode(f->arena, base64url(f->arena, plain), &out));
		assert_str(out, plain);
		assert_true(hex_decode(f->arena, hex(f->arena, plain), &out));
		assert_str(out, plain);
	}
}

static void what_no_encoder_writes_is_refused(void **state)
{
	static const char *const bad_url[] = {
		"Zg==", "Z", "Zm9vY", "Zh", "Zm9", "Zm 9v", "Zm9v\n", "Zm9v.", "中",
	};
	static const char *const bad_plain[] = {
		"Zg", "Zg=", "Zg===", "Z===", "====", "Zh==", "Zm9=", "=Zg=", "Zg==Zg==",
	};
	static const char *const bad_hex[] = { "0", "0g", "AB", "0x00", " 00", "0-" };
	struct fixture *f = *state;
	struct str out = S("untouched");

	for (size_t i = 0; i < sizeof(bad_url) / sizeof(bad_url[0]); i++)
		assert_false(base64url_decode(f->arena, str_of(bad_url[i]), &out));
	for (size_t i = 0; i < sizeof(bad_plain) / sizeof(bad_plain[0]); i++)
		assert_false(base64_decode(f->arena, str_of(bad_plain[i]), &out));
	for (size_t i = 0; i < sizeof(bad_hex) / sizeof(bad_hex[0]); i++)
		assert_false(hex_decode(f->arena, str_of(bad_hex[i]), &out));
	assert_false(base64url_decode(f->arena, S("Zm\0v"), &out));
	assert_false(hex_decode(f->arena, S("0\0"), &out));
	assert_str(out, S("untouched"));
}

static void sha256_of_the_standards_examples(void **state)
{
	struct fixture *f = *state;

	/* FIPS 180-4 examples: "abc", the empty text, and the two-block message. */
	assert_str(hex(f->arena, sha256(f->arena, S("abc"))),
		S("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"));
	assert_str(hex(f->arena, sha256(f->arena, S(""))),
		S("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"));
	assert_str(hex(f->arena, sha256(f->arena,
			S("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"))),
		S("248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"));
}

static void hmac_of_rfc_4231(void **state)
{
	struct fixture *f = *state;
	char key[131];

	memset(key, 0x0b, 20);
	assert_str(hex(f->arena, hmac_sha256(f->arena, (struct str){ key, 20 }, S("Hi There"))),
		S("b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"));
	assert_str(hex(f->arena, hmac_sha256(f->arena, S("Jefe"), S("what do ya want for nothing?"))),
		S("5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"));
	memset(key, 0xaa, sizeof(key));
	assert_str(hex(f->arena, hmac_sha256(f->arena, (struct str){ key, sizeof(key) },
			S("Test Using Larger Than Block-Size Key - Hash Key First"))),
		S("60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"));
}

static void same_secret_compares_bytes_and_lengths(void **state)
{
	(void)state;
	assert_true(same_secret(S(""), S("")));
	assert_true(same_secret(S("a\0b"), S("a\0b")));
	assert_false(same_secret(S("a\0b"), S("a\0c")));
	assert_false(same_secret(S("ab"), S("abc")));
	assert_false(same_secret(S(""), S("a")));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		IN_FOLDER(base64_both_ways),
		IN_FOLDER(letters_62_and_63_differ_between_the_alphabets),
		IN_FOLDER(every_run_of_bytes_comes_back),
		IN_FOLDER(what_no_encoder_writes_is_refused),
		IN_FOLDER(sha256_of_the_standards_examples),
		IN_FOLDER(hmac_of_rfc_4231),
		cmocka_unit_test(same_secret_compares_bytes_and_lengths),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
