/* Counted strings: base/str. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/str.h"

static void check(bool right, const char *sentence)
{
	if (!right)
		fail_msg("%s", sentence);
}

static void numbers_are_digits_within_their_limit(void **state)
{
	static const struct {
		const char *sentence;
		struct str text;
		uint64_t max;
		bool good;
		uint64_t value;
	} rows[] = {
		{ "zero", S("0"), 9, true, 0 },
		{ "the limit itself", S("9"), 9, true, 9 },
		{ "one over the limit", S("10"), 9, false, 0 },
		{ "the largest number of 64 bits", S("18446744073709551615"), UINT64_MAX, true, UINT64_MAX },
		{ "one more than fits 64 bits", S("18446744073709551616"), UINT64_MAX, false, 0 },
		{ "ten times what fits", S("184467440737095516150"), UINT64_MAX, false, 0 },
		{ "nothing", S(""), 9, false, 0 },
		{ "no pointer at all", { NULL, 0 }, 9, false, 0 },
		{ "a plus", S("+1"), 9, false, 0 },
		{ "a minus", S("-1"), 9, false, 0 },
		{ "a blank before", S(" 1"), 9, false, 0 },
		{ "a blank after", S("1 "), 9, false, 0 },
		{ "a NUL after", S("1\0"), 9, false, 0 },
		{ "hexadecimal", S("0x1"), 99, false, 0 },
		{ "a full-width digit", S("１"), 9, false, 0 },
		{ "leading zeros", S("007"), 9, true, 7 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		uint64_t value = 77;
		bool good = str_to_u64(rows[i].text, rows[i].max, &value);

		check(good == rows[i].good, rows[i].sentence);
		check(value == (good ? rows[i].value : 77), rows[i].sentence);
	}
}

static void signed_numbers_take_one_minus(void **state)
{
	static const struct {
		const char *sentence;
		struct str text;
		bool good;
		int64_t value;
	} rows[] = {
		{ "a negative number", S("-12"), true, -12 },
		{ "the largest", S("9223372036854775807"), true, INT64_MAX },
		{ "one over the largest", S("9223372036854775808"), false, 0 },
		{ "two minuses", S("--1"), false, 0 },
		{ "a minus alone", S("-"), false, 0 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		int64_t value = 77;
		bool good = str_to_i64(rows[i].text, &value);

		check(good == rows[i].good, rows[i].sentence);
		check(value == (good ? rows[i].value : 77), rows[i].sentence);
	}
}

static void cutting_gives_each_piece(void **state)
{
	static const struct {
		const char *sentence;
		struct str text;
		size_t count;
		struct str pieces[4];
	} rows[] = {
		{ "one piece", S("a"), 1, { S("a") } },
		{ "three pieces", S("a,bc,d"), 3, { S("a"), S("bc"), S("d") } },
		{ "an empty piece between", S("a,,b"), 3, { S("a"), S(""), S("b") } },
		{ "an empty piece first", S(",b"), 2, { S(""), S("b") } },
		{ "a separator at the end adds nothing", S("a,"), 1, { S("a") } },
		{ "nothing", S(""), 0, { S("") } },
		{ "no pointer at all", { NULL, 0 }, 0, { S("") } },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct str rest = rows[i].text;
		struct str piece;
		size_t count = 0;

		while (str_cut(&rest, ',', &piece)) {
			check(count < rows[i].count, rows[i].sentence);
			check(str_eq(piece, rows[i].pieces[count]), rows[i].sentence);
			count++;
		}
		check(count == rows[i].count, rows[i].sentence);
	}
}

static void searching_says_the_length_when_there_is_none(void **state)
{
	static const struct {
		const char *sentence;
		struct str text;
		struct str needle;
		size_t from;
		size_t at;
	} rows[] = {
		{ "at the start", S("abcab"), S("ab"), 0, 0 },
		{ "from behind the first", S("abcab"), S("ab"), 1, 3 },
		{ "not there", S("abcab"), S("x"), 0, 5 },
		{ "longer than the text", S("ab"), S("abc"), 0, 2 },
		{ "an empty needle", S("ab"), S(""), 0, 2 },
		{ "from behind the end", S("ab"), S("a"), 9, 2 },
		{ "in nothing", { NULL, 0 }, S("a"), 0, 0 },
		{ "across a NUL", S("a\0b"), S("b"), 0, 2 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		check(str_search(rows[i].text, rows[i].needle, rows[i].from) == rows[i].at, rows[i].sentence);
	assert_int_equal(str_find(S("a,b"), ',', 0), 1);
	assert_int_equal(str_find(S("a,b"), ',', 2), 3);
	assert_int_equal(str_find(S("a,b"), ',', 9), 3);
}

static void comparing_goes_by_bytes(void **state)
{
	(void)state;
	assert_true(str_cmp(S("a"), S("b")) < 0);
	assert_true(str_cmp(S("b"), S("a")) > 0);
	assert_true(str_cmp(S("a"), S("ab")) < 0);
	assert_true(str_cmp(S("a"), S("\xe4")) < 0);
	assert_int_equal(str_cmp(S("ab"), S("ab")), 0);
	assert_int_equal(str_cmp((struct str){ 0 }, S("")), 0);
	assert_true(str_eq((struct str){ 0 }, S("")));
	assert_false(str_eq(S("a"), S("a\0")));
	assert_true(str_starts(S("abc"), S("ab")) && !str_starts(S("a"), S("ab")));
	assert_true(str_ends(S("abc"), S("bc")) && !str_ends(S("c"), S("bc")));
	assert_true(str_starts(S("a"), S("")) && str_ends(S("a"), S("")));
}

static void trimming_and_clipping(void **state)
{
	(void)state;
	assert_true(str_eq(str_trim(S(" \t a b\r\n")), S("a b")));
	assert_true(str_eq(str_trim(S(" \t\r\n")), S("")));
	assert_true(str_eq(str_trim((struct str){ 0 }), S("")));
	assert_true(str_eq(str_sub(S("abc"), 1, 99), S("bc")));
	assert_true(str_eq(str_sub(S("abc"), 7, 2), S("")));
	assert_int_equal(str_of(NULL).len, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(numbers_are_digits_within_their_limit),
		cmocka_unit_test(signed_numbers_take_one_minus),
		cmocka_unit_test(cutting_gives_each_piece),
		cmocka_unit_test(searching_says_the_length_when_there_is_none),
		cmocka_unit_test(comparing_goes_by_bytes),
		cmocka_unit_test(trimming_and_clipping),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
