/* CSV as it is written. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/csv_print.h"

static struct arena *arena;

static void assert_text(const struct buf *out, const char *wanted)
{
	struct str got = buf_str(out);

	if (!str_eq(got, str_of(wanted)))
		fail_msg("%.*s\nis not\n%s", STR_ARG(got), wanted);
}

static void rows_have_commas_between_fields_and_end_in_crlf(void **state)
{
	struct buf out = buf_in(arena);

	(void)state;
	csv_begin(&out);
	csv_text(&out, S("部门"));
	csv_int(&out, -3);
	csv_tenths(&out, 1005);
	csv_end_row(&out);
	csv_text(&out, S(""));
	csv_text(&out, S("b"));
	csv_end_row(&out);
	assert_text(&out, "\xef\xbb\xbf\"部门\",-3,100.5\r\n\"\",\"b\"\r\n");
}

static void quotes_are_doubled_and_line_ends_stay_within_quotes(void **state)
{
	struct buf out = buf_in(arena);

	(void)state;
	csv_text(&out, S("a \"b\",\nc"));
	csv_text(&out, S("d\n"));
	assert_text(&out, "\"a \"\"b\"\",\nc\",\"d\n\"");
}

static void what_a_spreadsheet_takes_for_a_formula_is_made_text(void **state)
{
	static const char *const formulas[] = { "=1+1", "+86", "-2", "@SUM(A1)", "\tx", "\rx" };

	(void)state;
	for (size_t i = 0; i < sizeof(formulas) / sizeof(formulas[0]); i++) {
		struct buf out = buf_in(arena);
		char wanted[32];

		csv_text(&out, str_of(formulas[i]));
		snprintf(wanted, sizeof(wanted), "\"'%s\"", formulas[i]);
		assert_text(&out, wanted);
	}
}

static int set_up(void **state)
{
	(void)state;
	arena = arena_new(1 << 20);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	arena_free(arena);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(rows_have_commas_between_fields_and_end_in_crlf),
		cmocka_unit_test(quotes_are_doubled_and_line_ends_stay_within_quotes),
		cmocka_unit_test(what_a_spreadsheet_takes_for_a_formula_is_made_text),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
