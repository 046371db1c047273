/* What residents type: base/text. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <time.h>
#include <cmocka.h>

#include "base/buf.h"
#include "base/text.h"

#define ZERO_WIDTH_SPACE "\xe2\x80\x8b"
#define ZERO_WIDTH_JOINER "\xe2\x80\x8d"
#define BYTE_ORDER_MARK "\xef\xbb\xbf"
#define NO_BREAK_SPACE "\xc2\xa0"
#define WIDE_SPACE "\xe3\x80\x80"
#define LINE_SEPARATOR "\xe2\x80\xa8"
#define ACUTE "\xcc\x81"
#define DOT_BELOW "\xcc\xa3"

static int make_arena(void **state)
{
	*state = arena_new((size_t)64 << 20);
	return 0;
}

static int free_arena(void **state)
{
	arena_free(*state);
	return 0;
}

static void only_well_formed_utf8_is_valid(void **state)
{
	static const struct {
		const char *sentence;
		struct str text;
		bool valid;
	} rows[] = {
		{ "nothing", S(""), true },
		{ "no pointer at all", { NULL, 0 }, true },
		{ "Chinese", S("路灯不亮，请问何时修好？"), true },
		{ "the last code point of one byte", S("\x7f"), true },
		{ "the first of two bytes", S("\xc2\x80"), true },
		{ "the last of two bytes", S("\xdf\xbf"), true },
		{ "the first of three bytes", S("\xe0\xa0\x80"), true },
		{ "the last before the surrogates", S("\xed\x9f\xbf"), true },
		{ "the first after the surrogates", S("\xee\x80\x80"), true },
		{ "the first of four bytes: a rare surname's plane", S("\xf0\x90\x80\x80"), true },
		{ "the last code point", S("\xf4\x8f\xbf\xbf"), true },
		{ "one past the last", S("\xf4\x90\x80\x80"), false },
		{ "a lead byte that never occurs", S("\xf5\x80\x80\x80"), false },
		{ "a slash in two bytes", S("\xc0\xaf"), false },
		{ "an overlong two-byte form", S("\xc1\xbf"), false },
		{ "an overlong three-byte form", S("\xe0\x9f\xbf"), false },
		{ "an overlong four-byte form", S("\xf0\x8f\xbf\xbf"), false },
		{ "the first surrogate", S("\xed\xa0\x80"), false },
		{ "the last surrogate", S("\xed\xbf\xbf"), false },
		{ "a pair of surrogates", S("\xed\xa0\xbd\xed\xb8\x80"), false },
		{ "a continuation byte alone", S("a\x80"), false },
		{ "a character cut after one byte", S("\xe4"), false },
		{ "a character cut after two bytes", S("\xe4\xb8"), false },
		{ "a character cut by another", S("\xe4\xb8" "a"), false },
		{ "four bytes cut after three", S("\xf0\x9f\x98"), false },
		{ "a byte 0xFF", S("\xff"), false },
		{ "GB18030", S("\xce\xca\xd5\xfe"), false },
		{ "a NUL is a character", S("a\0b"), true },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		/*
		 * At the end of an exact allocation, so that the sanitizer sees a byte too many being read.
		 */
		char *exact = malloc(rows[i].text.len + 1);

		if (rows[i].text.len > 0)
			memcpy(exact + 1, rows[i].text.data, rows[i].text.len);
		if (text_valid((struct str){ exact + 1, rows[i].text.len }) != rows[i].valid)
			fail_msg("%s", rows[i].sentence);
		free(exact);
	}
	assert_true(text_valid((struct str){ 0 }));
}

static void plain_text_has_no_controls_and_reads_as_it_is(void **state)
{
	static const struct {
		const char *sentence;
		struct str text;
		bool lines;
		bool plain;
	} rows[] = {
		{ "Chinese with punctuation", S("您好，请问……"), false, true },
		{ "tab and line feed", S("a\tb\nc"), false, true },
		{ "carriage return where there are lines", S("a\r\nb"), true, true },
		{ "carriage return where there is one line", S("a\r\nb"), false, false },
		{ "a NUL", S("a\0b"), true, false },
		{ "the first control", S("\x01"), true, false },
		{ "backspace", S("\x08"), true, false },
		{ "vertical tab", S("\x0b"), true, false },
		{ "form feed", S("\x0c"), true, false },
		{ "shift out", S("\x0e"), true, false },
		{ "escape", S("\x1b[31m"), true, false },
		{ "the last control of ASCII", S("\x1f"), true, false },
		{ "a blank", S(" "), true, true },
		{ "delete", S("\x7f"), true, false },
		{ "the first of the second controls", S("\xc2\x80"), true, false },
		{ "next line", S("\xc2\x85"), true, false },
		{ "the last of the second controls", S("\xc2\x9f"), true, false },
		{ "a no-break space", S(NO_BREAK_SPACE), true, true },
		{ "before the overrides", S("\xe2\x80\xa9"), true, true },
		{ "left-to-right embedding", S("\xe2\x80\xaa"), true, false },
		{ "right-to-left override",
			S("\xe2\x80\xae"
			  "abc"),
			true, false },
		{ "after the overrides", S("\xe2\x80\xaf"), true, true },
		{ "before the isolates", S("\xe2\x81\xa5"), true, true },
		{ "left-to-right isolate", S("\xe2\x81\xa6"), true, false },
		{ "pop directional isolate", S("\xe2\x81\xa9"), true, false },
		{ "U+FFFD", S("\xef\xbf\xbd"), true, true },
		{ "U+FFFE", S("\xef\xbf\xbe"), true, false },
		{ "U+FFFF", S("\xef\xbf\xbf"), true, false },
		{ "an emoji of several parts", S("\xf0\x9f\x91\xa8" ZERO_WIDTH_JOINER "\xf0\x9f\x91\xa9"),
			true, true },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (text_plain(rows[i].text, rows[i].lines) != rows[i].plain)
			fail_msg("%s", rows[i].sentence);
}

static void length_counts_code_points(void **state)
{
	(void)state;
	assert_int_equal(text_length(S("")), 0);
	assert_int_equal(text_length((struct str){ 0 }), 0);
	assert_int_equal(text_length(S("a问政\xf0\x9f\x98\x80")), 4);
	assert_int_equal(text_length(S("e" ACUTE)), 2);
}

static void the_first_points_are_never_cut_through(void **state)
{
	struct str s = S("a问\xf0\x9f\x98\x80z");

	(void)state;
	assert_true(str_eq(text_first(s, 0), S("")));
	assert_true(str_eq(text_first(s, 1), S("a")));
	assert_true(str_eq(text_first(s, 2), S("a问")));
	assert_true(str_eq(text_first(s, 3), S("a问\xf0\x9f\x98\x80")));
	assert_true(str_eq(text_first(s, 4), s));
	assert_true(str_eq(text_first(s, SIZE_MAX), s));
	assert_true(str_eq(text_first((struct str){ 0 }, 3), S("")));
}

static const struct tidy_row {
	const char *sentence;
	struct str text;
	bool lines;
	struct str tidy;
} tidy_rows[] = {
	{ "nothing", S(""), true, S("") },
	{ "no pointer at all", { NULL, 0 }, true, S("") },
	{ "what is tidy stays", S("第一行\n\n第二行"), true, S("第一行\n\n第二行") },
	{ "CRLF and CR become LF", S("a\r\nb\rc\nd"), true, S("a\nb\nc\nd") },
	{ "Unicode's line separator is a line end", S("a" LINE_SEPARATOR "b"), true, S("a\nb") },
	{ "blanks off both ends", S(" \t" WIDE_SPACE NO_BREAK_SPACE "a" WIDE_SPACE " \n\n"), true, S("a") },
	{ "blanks off line ends", S("a \t\nb" WIDE_SPACE "\nc"), true, S("a\nb\nc") },
	{ "a paragraph's indent stays", S("甲\n" WIDE_SPACE WIDE_SPACE "乙"), true,
		S("甲\n" WIDE_SPACE WIDE_SPACE "乙") },
	{ "one empty line at most", S("a\n\n\n\n\nb"), true, S("a\n\nb") },
	{ "lines of blanks are empty", S("a\n \n" WIDE_SPACE "\n\t\nb"), true, S("a\n\nb") },
	{ "blanks inside a line stay", S("a  b"), true, S("a  b") },
	{ "only blanks is nothing", S(" \n\t\r\n" WIDE_SPACE ZERO_WIDTH_SPACE BYTE_ORDER_MARK), true, S("") },
	{ "letters drawn empty are blanks", S("\xe3\x85\xa4\xe2\xa0\x80"), false, S("") },
	{ "zero-width off both ends", S(BYTE_ORDER_MARK "a" ZERO_WIDTH_SPACE), true, S("a") },
	{ "composed", S("e" ACUTE), true, S("\xc3\xa9") },
	{ "full-width letters stay as typed", S("ＡＢＣ１２３"), true, S("ＡＢＣ１２３") },
	{ "one line: a run of blanks is one space", S("a \t" WIDE_SPACE " b"), false, S("a b") },
	{ "one line: line ends are one space", S("a\r\n\r\nb"), false, S("a b") },
	{ "one line: a wide space becomes a narrow one", S("张" WIDE_SPACE "三"), false, S("张 三") },
	{ "one line: a zero-width space parts no word", S("问" ZERO_WIDTH_SPACE "政"), false,
		S("问" ZERO_WIDTH_SPACE "政") },
	{ "one line: an emoji of several parts stays whole",
		S("\xf0\x9f\x91\xa8" ZERO_WIDTH_JOINER "\xf0\x9f\x91\xa9"), false,
		S("\xf0\x9f\x91\xa8" ZERO_WIDTH_JOINER "\xf0\x9f\x91\xa9") },
	{ "one line: nothing but line ends", S("\r\n\r\n"), false, S("") },
};

static void tidy_is_what_people_meant(void **state)
{
	for (size_t i = 0; i < sizeof(tidy_rows) / sizeof(tidy_rows[0]); i++) {
		const struct tidy_row *row = &tidy_rows[i];
		struct str tidy = text_tidy(*state, row->text, row->lines);

		if (!str_eq(tidy, row->tidy))
			fail_msg("%s: [%.*s]", row->sentence, STR_ARG(tidy));
	}
}

/* A text of up to 40 pieces chosen at random among those that tidying cares for. */
static struct str random_text(struct arena *arena, unsigned *seed)
{
	static const char *const pieces[] = {
		"a", "问", " ", "\t", "\n", "\r", "\r\n", WIDE_SPACE, NO_BREAK_SPACE, ZERO_WIDTH_SPACE,
		ZERO_WIDTH_JOINER, BYTE_ORDER_MARK, LINE_SEPARATOR, ACUTE, DOT_BELOW, "e", "\xf0\x9f\x98\x80",
		"\xea\xb0\x80", "\xe1\x84\x80", "\xe1\x85\xa1",
	};
	struct buf buf = buf_in(arena);

	for (int i = rand_r(seed) % 40; i > 0; i--)
		buf_add(&buf, str_of(pieces[(size_t)rand_r(seed) % (sizeof(pieces) / sizeof(pieces[0]))]));
	return buf_str(&buf);
}

static void what_is_tidy_stays_so(void **state)
{
	unsigned seed = 20261123;

	for (int round = 0; round < 20000; round++) {
		bool lines = round % 2;
		struct str once = text_tidy(*state, random_text(*state, &seed), lines);
		struct str twice = text_tidy(*state, once, lines);

		assert_true(text_valid(once));
		if (!str_eq(once, twice))
			fail_msg("round %d: [%.*s] [%.*s]", round, STR_ARG(once), STR_ARG(twice));
		if (!lines)
			assert_int_equal(str_find(once, '\n', 0), once.len);
		assert_int_equal(str_search(once, S("\n\n\n"), 0), once.len);
		arena_reset(*state);
	}
}

static void folding_hides_no_word(void **state)
{
	static const struct {
		const char *sentence;
		struct str text;
		struct str fold;
	} rows[] = {
		{ "capitals", S("VX"), S("vx") },
		{ "full-width letters and digits", S("ＶＸ１２３"), S("vx123") },
		{ "circled digits", S("①②"), S("12") },
		{ "zero-width characters", S("赌" ZERO_WIDTH_SPACE "博" BYTE_ORDER_MARK), S("赌博") },
		{ "a soft hyphen", S("a\xc2\xad" "b"), S("ab") },
		{ "a variation selector", S("赌\xef\xb8\x8f博"), S("赌博") },
		{ "a wide space becomes a narrow one", S("赌" WIDE_SPACE "博"), S("赌 博") },
		{ "the Kangxi radical for a character", S("\xe2\xbc\x80"), S("一") },
		{ "a letter and its mark", S("E" ACUTE), S("\xc3\xa9") },
		{ "sharp s", S("ß"), S("ss") },
		{ "nothing", S(""), S("") },
		{ "Chinese stays", S("路灯不亮"), S("路灯不亮") },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct str fold = text_fold(*state, rows[i].text);

		if (!str_eq(fold, rows[i].fold))
			fail_msg("%s: [%.*s]", rows[i].sentence, STR_ARG(fold));
	}
}

static void a_flood_of_marks_is_cut_and_costs_no_time(void **state)
{
	struct buf buf = buf_in(*state);
	struct str tidy;
	clock_t start;

	buf_add(&buf, S("a"));
	for (int i = 0; i < 100000; i++)
		buf_add(&buf, i % 2 ? S(DOT_BELOW) : S(ACUTE));
	buf_add(&buf, S("b"));
	start = clock();
	tidy = text_tidy(*state, buf_str(&buf), true);
	text_fold(*state, buf_str(&buf));
	assert_true(clock() - start < CLOCKS_PER_SEC);
	assert_in_range(text_length(tidy), 3, 33);
	assert_true(str_ends(tidy, S("b")));
}

static void thirty_marks_are_kept(void **state)
{
	struct buf buf = buf_in(*state);

	buf_add(&buf, S("q"));
	for (int i = 0; i < 30; i++)
		buf_add(&buf, S(ACUTE));
	assert_int_equal(text_length(text_tidy(*state, buf_str(&buf), true)), 31);
	buf_add(&buf, S(ACUTE));
	assert_int_equal(text_length(text_tidy(*state, buf_str(&buf), true)), 31);
}

#define IN_ARENA(test) cmocka_unit_test_setup_teardown(test, make_arena, free_arena)

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(only_well_formed_utf8_is_valid),
		cmocka_unit_test(plain_text_has_no_controls_and_reads_as_it_is),
		cmocka_unit_test(length_counts_code_points),
		cmocka_unit_test(the_first_points_are_never_cut_through),
		IN_ARENA(tidy_is_what_people_meant),
		IN_ARENA(what_is_tidy_stays_so),
		IN_ARENA(folding_hides_no_word),
		IN_ARENA(a_flood_of_marks_is_cut_and_costs_no_time),
		IN_ARENA(thirty_marks_are_kept),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
