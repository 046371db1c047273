#include "crypt_fixture.h"

#include "crypt/encode.h"
#include "crypt/p256.h"

/* RFC 6979 appendix A.2.5. */
#define RFC_6979_SECRET "c9afa9d845ba75166b5c215767b1d6934e50c3db36e89b127b8a622b120f6721"
#define RFC_6979_X "60fed4ba255a9d31c961eb74c6356d68c049b8923b61fa6ce669622e60f29fb6"
#define RFC_6979_Y "7903fe1008b8bc99a41ae9e95628bc64f2f1b20c2d7e9f5177a3c294d4462299"

/* The order of the curve's group, FIPS 186-4 appendix D.1.2.3. */
#define ORDER "ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551"
#define ZERO "0000000000000000000000000000000000000000000000000000000000000000"

static struct str bytes_of(struct fixture *f, const char *text)
{
	struct str bytes;

	assert_true(hex_decode(f->arena, str_of(text), &bytes));
	return bytes;
}

static struct p256 *private_of(struct fixture *f, const char *text)
{
	return p256_private((const unsigned char *)bytes_of(f, text).data);
}

static void signatures_of_rfc_6979(void **state)
{
	static const struct {
		const char *message;
		const char *signature;
	} rows[] = {
		{ "sample", "efd48b2aacb6a8fd1140dd9cd45e81d69d2c877b56aaf991c34d0ea84eaf3716"
			"f7cb1c942d657c41d436c7a1b6e29f65f3e900dbb9aff4064dc4ab2f843acda8" },
		{ "test", "f1abb023518351cd71d881567b1ea663ed3efcf6c5132b354f28d3b0b7d38367"
			"019f4113742a2b14bd25926b49c649155f267e60d3814b4c0cc84250e46f0083" },
	};
	struct fixture *f = *state;
	struct p256 *key = private_of(f, RFC_6979_SECRET);
	unsigned char out[P256_SIGNATURE_SIZE];

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct str digest = sha256(f->arena, str_of(rows[i].message));
		struct str signature = { (const char *)out, sizeof(out) };

		p256_sign(key, digest, out);
		assert_str(hex(f->arena, signature), str_of(rows[i].signature));
		assert_true(p256_verify(key, digest, signature));
		assert_false(p256_verify(key, sha256(f->arena, S("other")), signature));
	}
	p256_free(key);
}

static void the_public_point_of_rfc_6979(void **state)
{
	struct fixture *f = *state;
	struct p256 *key = private_of(f, RFC_6979_SECRET);
	unsigned char x[P256_COORDINATE_SIZE];
	unsigned char y[P256_COORDINATE_SIZE];

	p256_point(key, x, y);
	assert_memory_equal(x, bytes_of(f, RFC_6979_X).data, sizeof(x));
	assert_memory_equal(y, bytes_of(f, RFC_6979_Y).data, sizeof(y));
	p256_free(key);
}

/* What the examples of RFC 7515, appendix A.1 (HS256) and A.3 (ES256), sign. */
#define RFC_7515_PAYLOAD \
	"eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ"

static struct str decoded(struct fixture *f, const char *text)
{
	struct str bytes;

	assert_true(base64url_decode(f->arena, str_of(text), &bytes));
	return bytes;
}

static void the_es256_example_of_rfc_7515(void **state)
{
	struct fixture *f = *state;
	struct str digest = sha256(f->arena, S("eyJhbGciOiJFUzI1NiJ9." RFC_7515_PAYLOAD));
	struct p256 *key = p256_public(decoded(f, "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU"),
		decoded(f, "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"));

	assert_non_null(key);
	assert_true(p256_verify(key, digest, decoded(f, "DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw"
		"5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q")));
	p256_free(key);
}

static void the_hs256_example_of_rfc_7515(void **state)
{
	struct fixture *f = *state;
	struct str secret = decoded(f, "AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0i"
		"PS4hcgUuTwjAzZr1Z9CAow");

	assert_str(hmac_sha256(f->arena, secret,
			S("eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9." RFC_7515_PAYLOAD)),
		decoded(f, "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"));
}

static void malformed_signatures_are_wrong(void **state)
{
	static const char *const rows[] = {
		"", "00", ZERO ZERO, ORDER ORDER, ZERO ORDER,
		"0000000000000000000000000000000000000000000000000000000000000001" ZERO,
		"ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff"
		"ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
		ZERO ZERO "00",
	};
	struct fixture *f = *state;
	struct p256 *key = private_of(f, RFC_6979_SECRET);

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		assert_false(p256_verify(key, sha256(f->arena, S("sample")), bytes_of(f, rows[i])));
	p256_free(key);
}

static void numbers_and_points_off_the_curve_are_no_keys(void **state)
{
	struct fixture *f = *state;
	struct str x = bytes_of(f, RFC_6979_X);
	struct str y = bytes_of(f, RFC_6979_Y);
	struct p256 *key = p256_public(x, y);

	assert_non_null(key);
	p256_free(key);
	assert_null(private_of(f, ZERO));
	assert_null(private_of(f, ORDER));
	assert_null(p256_public(y, x));
	assert_null(p256_public(bytes_of(f, ZERO), bytes_of(f, ZERO)));
	assert_null(p256_public(str_sub(x, 1, 32), y));
	assert_null(p256_public(x, arena_join(f->arena, y, S("x"))));
}

static void a_new_secret_signs_what_its_public_half_verifies(void **state)
{
	struct fixture *f = *state;
	struct str digest = sha256(f->arena, S("答复"));
	unsigned char secret[P256_SECRET_SIZE];
	unsigned char x[P256_COORDINATE_SIZE];
	unsigned char y[P256_COORDINATE_SIZE];
	unsigned char out[P256_SIGNATURE_SIZE];
	struct str signature = { (const char *)out, sizeof(out) };
	struct p256 *private;
	struct p256 *public;

	p256_make_secret(secret);
	private = p256_private(secret);
	assert_non_null(private);
	p256_sign(private, digest, out);
	p256_point(private, x, y);
	public = p256_public((struct str){ (char *)x, sizeof(x) }, (struct str){ (char *)y, sizeof(y) });
	assert_non_null(public);
	assert_true(p256_verify(public, digest, signature));
	out[40] ^= 1;
	assert_false(p256_verify(public, digest, signature));
	p256_free(private);
	p256_free(public);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		IN_FOLDER(signatures_of_rfc_6979),
		IN_FOLDER(the_public_point_of_rfc_6979),
		IN_FOLDER(the_es256_example_of_rfc_7515),
		IN_FOLDER(the_hs256_example_of_rfc_7515),
		IN_FOLDER(malformed_signatures_are_wrong),
		IN_FOLDER(numbers_and_points_off_the_curve_are_no_keys),
		IN_FOLDER(a_new_secret_signs_what_its_public_half_verifies),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
