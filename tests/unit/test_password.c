#include "crypt_fixture.h"

#include <liboath/oath.h>

#include "base/clock.h"
#include "crypt/password.h"

/* "12345678901234567890", the key of RFC 6238 appendix B, in base32. */
#define RFC_SECRET S("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ")

static void a_hash_fits_its_own_password_only(void **state)
{
	struct fixture *f = *state;
	struct str first;
	struct str second;

	assert_int_equal(password_hash(f->arena, S("正确 horse"), &first), OK);
	assert_int_equal(password_hash(f->arena, S("正确 horse"), &second), OK);
	assert_true(str_starts(first, S("$y$j9T$")));
	assert_false(str_eq(first, second));
	assert_true(password_check(S("正确 horse"), first));
	assert_true(password_check(S("正确 horse"), second));
	assert_false(password_check(S("正确 horsf"), first));
	assert_false(password_check(S("正确 hors"), first));
	assert_false(password_check(S(""), first));
}

static void only_whole_yescrypt_hashes_count(void **state)
{
	struct fixture *f = *state;
	struct str hash;

	assert_int_equal(password_hash(f->arena, S("secret"), &hash), OK);
	assert_false(password_check(S("secret"), str_sub(hash, 0, hash.len - 1)));
	assert_false(password_check(S("secret"), arena_join(f->arena, hash, S("x"))));
	assert_false(password_check(S("secret"), S("")));
	assert_false(password_check(S("secret"), S("$y$")));
	assert_false(password_check(S("secret"), S("$y$j9T$")));
	assert_false(password_check(S("secret"), S("secret")));
	assert_false(password_check(S("*0"), S("*0")));
	/* What DES and SHA-512 crypt make of these passwords: right, and still refused. */
	assert_false(password_check(S("myPassword"), S("rqXexS6ZhobKA")));
	assert_false(password_check(S("Hello world!"), S("$6$saltstring$svn8UoSVapNtMuq1ukKS4tPQd8iKwSMHWjl"
		"/O817G3uBnIFNjnQJuesI68u4OTLiBFdcbYEdFCoEOfaS35inz1")));
}

static void a_nul_or_too_long_a_password_is_refused(void **state)
{
	struct fixture *f = *state;
	char text[512];
	struct str hash;

	memset(text, 'x', sizeof(text));
	assert_int_equal(password_hash(f->arena, (struct str){ text, 511 }, &hash), OK);
	assert_true(password_check((struct str){ text, 511 }, hash));
	assert_false(password_check((struct str){ text, 510 }, hash));
	assert_false(password_check((struct str){ text, 512 }, hash));
	assert_int_equal(password_hash(f->arena, (struct str){ text, 512 }, &hash), ERR_INVALID);
	assert_int_equal(password_hash(f->arena, S("a\0b"), &hash), ERR_INVALID);
}

static int64_t time_of_check(struct str hash)
{
	struct timespec from;
	struct timespec to;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &from);
	for (int i = 0; i < 4; i++)
		assert_false(password_check(S("wrong"), hash));
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &to);
	return (to.tv_sec - from.tv_sec) * 1000000 + (to.tv_nsec - from.tv_nsec) / 1000;
}

static void an_unknown_account_takes_as_long(void **state)
{
	struct fixture *f = *state;
	struct str hash;
	int64_t known;
	int64_t unknown;

	assert_int_equal(password_hash(f->arena, S("right"), &hash), OK);
	known = time_of_check(hash);
	unknown = time_of_check(S(""));
	assert_true(unknown > known / 2);
	assert_true(known > unknown / 2);
}

static void totp_codes_of_rfc_6238(void **state)
{
	/* The last six digits of the SHA-1 rows of appendix B. */
	static const struct {
		int64_t seconds;
		const char *code;
	} rows[] = {
		{ 59, "287082" }, { 1111111109, "081804" }, { 1111111111, "050471" },
		{ 1234567890, "005924" }, { 2000000000, "279037" }, { 20000000000, "353130" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		int64_t step = -1;

		assert_true(totp_check(RFC_SECRET, str_of(rows[i].code), rows[i].seconds * 1000, 0, &step));
		assert_int_equal(step, rows[i].seconds / 30);
	}
}

static void a_code_is_good_one_step_either_way(void **state)
{
	/* The code of step 1 (30–59 s). */
	static const struct {
		int64_t seconds;
		bool good;
	} rows[] = {
		{ 0, true }, { 29, true }, { 30, true }, { 59, true }, { 60, true }, { 89, true },
		{ 90, false },
	};
	int64_t step;

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		assert_int_equal(totp_check(RFC_SECRET, S("287082"), rows[i].seconds * 1000, 0, &step),
			rows[i].good);
}

static void no_code_is_good_twice(void **state)
{
	int64_t step = 7;

	(void)state;
	assert_false(totp_check(RFC_SECRET, S("287082"), 59000, 1, &step));
	assert_false(totp_check(RFC_SECRET, S("287082"), 59000, 2, &step));
	assert_int_equal(step, 7);
	assert_true(totp_check(RFC_SECRET, S("287082"), 59000, 0, &step));
	assert_int_equal(step, 1);
}

static void malformed_codes_and_secrets_are_refused(void **state)
{
	static const char *const codes[] = {
		"", "28708", "2870822", "287083", "28708a", " 287082", "94287082",
	};
	int64_t step;

	(void)state;
	for (size_t i = 0; i < sizeof(codes) / sizeof(codes[0]); i++)
		assert_false(totp_check(RFC_SECRET, str_of(codes[i]), 59000, 0, &step));
	assert_false(totp_check(S(""), S("287082"), 59000, 0, &step));
	assert_false(totp_check(S("not base32!"), S("287082"), 59000, 0, &step));
}

static void a_new_secret_works(void **state)
{
	struct fixture *f = *state;
	struct str secret = totp_secret(f->arena);
	char code[7];
	char *key;
	size_t len;
	int64_t step;

	assert_int_equal(secret.len, 32);
	assert_false(str_eq(secret, totp_secret(f->arena)));
	assert_int_equal(oath_base32_decode(secret.data, secret.len, &key, &len), OATH_OK);
	assert_int_equal(len, 20);
	assert_int_equal(oath_totp_generate(key, len, 1700000000, 30, 0, 6, code), OATH_OK);
	free(key);
	assert_true(totp_check(secret, str_of(code), INT64_C(1700000000) * 1000, 0, &step));
}

static void the_uri_names_issuer_and_account(void **state)
{
	struct fixture *f = *state;

	assert_str(totp_uri(f->arena, S("问政 & 1"), S("a:b"), S("ABC")),
		S("otpauth://totp/%E9%97%AE%E6%94%BF%20%26%201:a%3Ab?secret=ABC"
		"&issuer=%E9%97%AE%E6%94%BF%20%26%201&algorithm=SHA1&digits=6&period=30"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		IN_FOLDER(a_hash_fits_its_own_password_only),
		IN_FOLDER(only_whole_yescrypt_hashes_count),
		IN_FOLDER(a_nul_or_too_long_a_password_is_refused),
		IN_FOLDER(an_unknown_account_takes_as_long),
		cmocka_unit_test(totp_codes_of_rfc_6238),
		cmocka_unit_test(a_code_is_good_one_step_either_way),
		cmocka_unit_test(no_code_is_good_twice),
		cmocka_unit_test(malformed_codes_and_secrets_are_refused),
		IN_FOLDER(a_new_secret_works),
		IN_FOLDER(the_uri_names_issuer_and_account),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
