/* CSV as it is read. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/buf.h"
#include "base/csv.h"

static struct arena *arena;

/* The rows as "field|field\n"; a bad one as "!problem\n". */
static struct str read_all(struct str text)
{
	struct csv csv = csv_of(text);
	struct str fields[CSV_FIELDS];
	struct buf out = buf_in(arena);
	const char *problem = "";
	enum csv_row row;
	size_t count;

	while ((row = csv_next(&csv, arena, fields, &count, &problem)) != CSV_END) {
		buf_printf(&out, "%llu:", (unsigned long long)csv.line);
		if (row == CSV_BAD)
			buf_printf(&out, "!%s", problem);
		for (size_t i = 0; row == CSV_ROW && i < count; i++)
			buf_printf(&out, "%s%.*s", i > 0 ? "|" : "", STR_ARG(fields[i]));
		buf_byte(&out, '\n');
	}
	return buf_str(&out);
}

static void rows_are_read_as_the_standard_says(void **state)
{
	static const struct {
		const char *what;
		const char *text;
		const char *rows;
	} cases[] = {
		{ "nothing", "", "" },
		{ "blank lines alone", "\r\n\n\r\n", "" },
		{ "a row without line end", "a,b", "1:a|b\n" },
		{ "both line ends, and blank lines between", "a,b\r\nc,d\n\n\r\ne,f",
			"1:a|b\n2:c|d\n5:e|f\n" },
		{ "empty fields", ",\n\"\",\n", "1:|\n2:|\n" },
		{ "commas, quotes and line ends within quotes", "\"a,b\",\"say \"\"x\"\"\",\"1\r\n2\"\nlast",
			"1:a,b|say \"x\"|1\r\n2\n3:last\n" },
		{ "blanks are part of a field", " a , b ", "1: a | b \n" },
		{ "a carriage return within a field", "a\rb,c\r\n", "1:a\rb|c\n" },
		{ "a quote within a plain field", "a\"b,c\nd,e\n",
			"1:!a quote stands within a field that does not begin with one\n2:d|e\n" },
		{ "something behind a closing quote", "\"a\"b,c\nd,e\n",
			"1:!something stands behind a closing quote\n2:d|e\n" },
		{ "a quote that is never closed costs its own line alone", "a,\"b\nc,d\n",
			"1:!a quote is never closed\n2:c|d\n" },
		{ "a quote at the very end", "a,\"", "1:!a quote is never closed\n" },
		{ "a doubled quote at the very end", "\"\"\"", "1:!a quote is never closed\n" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct str got = read_all(str_of(cases[i].text));

		if (!str_eq(got, str_of(cases[i].rows)))
			fail_msg("%s: got\n%.*s", cases[i].what, STR_ARG(got));
	}
}

static struct str repeated(const char *piece, size_t times)
{
	struct buf out = buf_in(arena);

	for (size_t i = 0; i < times; i++)
		buf_add(&out, str_of(piece));
	return buf_str(&out);
}

static void a_hundred_fields_are_read_and_one_more_is_too_many(void **state)
{
	struct str fields[CSV_FIELDS];
	struct csv csv = csv_of(repeated(",", CSV_FIELDS - 1));
	const char *problem;
	size_t count;

	(void)state;
	assert_int_equal(csv_next(&csv, arena, fields, &count, &problem), CSV_ROW);
	assert_int_equal(count, CSV_FIELDS);
	csv = csv_of(repeated(",", CSV_FIELDS));
	assert_int_equal(csv_next(&csv, arena, fields, &count, &problem), CSV_BAD);
	assert_int_equal(csv_next(&csv, arena, fields, &count, &problem), CSV_END);
}

static void a_row_of_64_kib_is_read_and_a_longer_one_passed_over(void **state)
{
	struct str fields[CSV_FIELDS];
	struct csv csv = csv_of(ARENA_GLUE(arena, repeated("x", CSV_ROW_BYTES), S("\nb"), S("\n")));
	const char *problem;
	size_t count;

	(void)state;
	assert_int_equal(csv_next(&csv, arena, fields, &count, &problem), CSV_ROW);
	assert_int_equal(fields[0].len, CSV_ROW_BYTES);
	csv = csv_of(ARENA_GLUE(arena, repeated("x", CSV_ROW_BYTES + 1), S("\nb"), S("\n")));
	assert_int_equal(csv_next(&csv, arena, fields, &count, &problem), CSV_BAD);
	assert_int_equal(csv_next(&csv, arena, fields, &count, &problem), CSV_ROW);
	assert_true(str_eq(fields[0], S("b")));
	assert_int_equal(csv.line, 2);
}

static int set_up(void **state)
{
	(void)state;
	arena = arena_new(16 << 20);
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
		cmocka_unit_test(rows_are_read_as_the_standard_says),
		cmocka_unit_test(a_hundred_fields_are_read_and_one_more_is_too_many),
		cmocka_unit_test(a_row_of_64_kib_is_read_and_a_longer_one_passed_over),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
