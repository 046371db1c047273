/* Forms with files: what is taken apart, and what is refused (web/multipart). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/buf.h"
#include "base/text.h"
#include "web/multipart.h"

#define DISPOSITION "Content-Disposition: form-data; name="
#define PART(name, value) "--x\r\n" DISPOSITION "\"" name "\"\r\n\r\n" value "\r\n"
#define FILE_PART(name, file, value) \
	"--x\r\n" DISPOSITION "\"" name "\"; filename=\"" file \
	"\"\r\nContent-Type: image/jpeg\r\n\r\n" value "\r\n"
#define END "--x--\r\n"

static const struct multipart_limits limits = { .parts = 4, .text = 20 };

static int set_up(void **state)
{
	*state = arena_new((size_t)4 << 20);
	return 0;
}

static int tear_down(void **state)
{
	arena_free(*state);
	return 0;
}

static enum status parse(struct arena *arena, struct str body, bool cut, struct multipart *out)
{
	return multipart_parse(arena, S("x"), body, cut, &limits, out);
}

static void a_boundary_is_found_or_the_type_is_another(void **state)
{
	static const struct {
		const char *sentence;
		const char *type;
		const char *boundary;	/* NULL: not ours */
	} rows[] = {
		{ "as browsers write it", "multipart/form-data; boundary=----WebKitFormBoundaryAbc0",
			"----WebKitFormBoundaryAbc0" },
		{ "without a blank", "multipart/form-data;boundary=x", "x" },
		{ "in quotes, with characters that need them", "multipart/form-data; boundary=\"a b:c?\"",
			"a b:c?" },
		{ "in another case, beside another parameter",
			"Multipart/Form-Data; charset=utf-8; BOUNDARY=x", "x" },
		{ "seventy characters",
			"multipart/form-data; boundary=1234567890123456789012345678901234567890123456789012345678901234567890",
			"1234567890123456789012345678901234567890123456789012345678901234567890" },
		{ "one more",
			"multipart/form-data; boundary=12345678901234567890123456789012345678901234567890123456789012345678901",
			NULL },
		{ "no boundary", "multipart/form-data", NULL },
		{ "an empty one", "multipart/form-data; boundary=\"\"", NULL },
		{ "two", "multipart/form-data; boundary=x; boundary=y", NULL },
		{ "a blank at its end", "multipart/form-data; boundary=\"x \"", NULL },
		{ "a character that may not be in it", "multipart/form-data; boundary=\"x%\"", NULL },
		{ "quotes that don't end", "multipart/form-data; boundary=\"x", NULL },
		{ "another multipart", "multipart/mixed; boundary=x", NULL },
		{ "another type", "application/x-www-form-urlencoded", NULL },
		{ "nothing", "", NULL },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct str boundary = { 0 };
		bool found = multipart_boundary(str_of(rows[i].type), &boundary);

		if (found != (rows[i].boundary != NULL) ||
			(found && !str_eq(boundary, str_of(rows[i].boundary))))
			fail_msg("%s: got \"%.*s\"", rows[i].sentence, STR_ARG(boundary));
	}
}

static void fields_and_files_come_apart(void **state)
{
	struct multipart form;
	struct str body = S(PART("title", "路灯\r\n坏了") FILE_PART("photo", "一 \\\"x\\\".jpg",
		"\0\r\n--y\xff") FILE_PART("photo", "", "") PART("empty", "") END);

	assert_int_equal(parse(*state, body, false, &form), OK);
	assert_true(str_eq(field_get(form.fields, "title"), S("路灯\r\n坏了")));
	assert_true(form.fields->next != NULL && form.fields->next->next == NULL);
	assert_true(str_eq(form.fields->next->name, S("empty")) && form.fields->next->value.len == 0);
	assert_non_null(form.uploads);
	assert_true(str_eq(form.uploads->name, S("photo")));
	assert_true(str_eq(form.uploads->bytes, S("\0\r\n--y\xff")));
	assert_null(form.uploads->next);
}

static void every_body_is_taken_or_refused(void **state)
{
	static const struct {
		const char *sentence;
		struct str body;
		enum status status;
	} rows[] = {
		{ "no part at all", S("--x--\r\n"), OK },
		{ "no line end after the last delimiter", S(PART("a", "1") "--x--"), OK },
		{ "a part's charset",
			S("--x\r\n" DISPOSITION
			  "\"a\"\r\nContent-Type: text/plain; charset=UTF-8\r\n\r\n1\r\n" END),
			OK },
		{ "an encoding that changes nothing",
			S("--x\r\n" DISPOSITION
			  "\"a\"\r\nContent-Transfer-Encoding: binary\r\n\r\n1\r\n" END),
			OK },
		{ "a name without quotes", S("--x\r\n" DISPOSITION "a\r\n\r\n1\r\n" END), OK },
		{ "a header of no meaning", S("--x\r\nX-Other: 1\r\n" DISPOSITION "\"a\"\r\n\r\n1\r\n" END),
			OK },
		{ "four parts, as many as may be",
			S(PART("a", "") PART("b", "") PART("c", "") PART("d", "") END), OK },
		{ "twenty bytes of text, as many as may be",
			S(PART("a", "1234567890") PART("b", "1234567890") END), OK },
		{ "five parts", S(PART("a", "") PART("b", "") PART("c", "") PART("d", "") PART("e", "") END),
			ERR_TOO_LARGE },
		{ "twenty-one bytes of text", S(PART("a", "1234567890") PART("b", "12345678901") END),
			ERR_TOO_LARGE },
		{ "nothing", S(""), ERR_MALFORMED },
		{ "something before the first part", S("hello\r\n" PART("a", "1") END), ERR_MALFORMED },
		{ "something after the last", S(PART("a", "1") END "hello"), ERR_MALFORMED },
		{ "another boundary", S("--y\r\n" DISPOSITION "\"a\"\r\n\r\n1\r\n--y--\r\n"), ERR_MALFORMED },
		{ "a boundary that goes on", S("--xy\r\n" DISPOSITION "\"a\"\r\n\r\n1\r\n" END),
			ERR_MALFORMED },
		{ "no end", S("--x\r\n" DISPOSITION "\"a\"\r\n\r\n1"), ERR_MALFORMED },
		{ "an end of half a delimiter", S("--x\r\n" DISPOSITION "\"a\"\r\n\r\n1\r\n--x"),
			ERR_MALFORMED },
		{ "headers that don't end", S("--x\r\n" DISPOSITION "\"a\"\r\n"), ERR_MALFORMED },
		{ "no headers", S("--x\r\n\r\n1\r\n" END), ERR_MALFORMED },
		{ "line feeds alone", S("--x\n" DISPOSITION "\"a\"\n\n1\n--x--\n"), ERR_MALFORMED },
		{ "a header of two lines",
			S("--x\r\nContent-Disposition: form-data;\r\n name=\"a\"\r\n\r\n1\r\n" END),
			ERR_MALFORMED },
		{ "a line feed in a header", S("--x\r\n" DISPOSITION "\"a\nb\"\r\n\r\n1\r\n" END),
			ERR_MALFORMED },
		{ "a NUL in a header", S("--x\r\n" DISPOSITION "\"a\0b\"\r\n\r\n1\r\n" END), ERR_MALFORMED },
		{ "a header without a colon", S("--x\r\n" DISPOSITION "\"a\"\r\nhello\r\n\r\n1\r\n" END),
			ERR_MALFORMED },
		{ "no disposition", S("--x\r\nContent-Type: text/plain\r\n\r\n1\r\n" END), ERR_MALFORMED },
		{ "two dispositions",
			S("--x\r\n" DISPOSITION "\"a\"\r\n" DISPOSITION "\"b\"\r\n\r\n1\r\n" END),
			ERR_MALFORMED },
		{ "another disposition",
			S("--x\r\nContent-Disposition: attachment; name=\"a\"\r\n\r\n1\r\n" END),
			ERR_MALFORMED },
		{ "no name", S("--x\r\nContent-Disposition: form-data\r\n\r\n1\r\n" END), ERR_MALFORMED },
		{ "an empty name", S("--x\r\n" DISPOSITION "\"\"\r\n\r\n1\r\n" END), ERR_MALFORMED },
		{ "two names", S("--x\r\n" DISPOSITION "\"a\"; name=\"b\"\r\n\r\n1\r\n" END), ERR_MALFORMED },
		{ "two file names",
			S("--x\r\n" DISPOSITION "\"a\"; filename=\"1\"; filename=\"2\"\r\n\r\n1\r\n" END),
			ERR_MALFORMED },
		{ "filename*", S("--x\r\n" DISPOSITION "\"a\"; filename*=UTF-8''b\r\n\r\n1\r\n" END),
			ERR_MALFORMED },
		{ "a file name that is no UTF-8", S(FILE_PART("a", "\xff", "1") END), ERR_MALFORMED },
		{ "a parameter without a value", S("--x\r\n" DISPOSITION "\"a\"; b\r\n\r\n1\r\n" END),
			ERR_MALFORMED },
		{ "text that is no UTF-8", S(PART("a", "\xc4\xe3") END), ERR_MALFORMED },
		{ "a NUL in a text", S(PART("a", "1\0002") END), ERR_MALFORMED },
		{ "base64",
			S("--x\r\n" DISPOSITION
			  "\"a\"\r\nContent-Transfer-Encoding: base64\r\n\r\nMQ==\r\n" END),
			ERR_MALFORMED },
		{ "text in another charset",
			S("--x\r\n" DISPOSITION
			  "\"a\"\r\nContent-Type: text/plain; charset=gbk\r\n\r\n1\r\n" END),
			ERR_MEDIA },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct multipart form;
		enum status status = parse(*state, rows[i].body, false, &form);

		if (status != rows[i].status)
			fail_msg("%s: %s instead of %s", rows[i].sentence, status_code(status),
				status_code(rows[i].status));
	}
}

/* A part whose field's name, file's name or headers are that long. */
static struct str long_part(struct arena *arena, size_t name, size_t file, size_t head)
{
	const struct str begin = S("--x\r\n" DISPOSITION "\"");
	struct buf body = buf_in(arena);
	size_t at;

	buf_add(&body, begin);
	while (name-- > 0)
		buf_byte(&body, 'n');
	buf_add(&body, S("\"; filename=\""));
	while (file-- > 0)
		buf_byte(&body, 'f');
	buf_add(&body, S("\"\r\nX: "));
	for (at = S("--x\r\n").len; body.len - at + 4 < head;)
		buf_byte(&body, 'h');
	buf_add(&body, S("\r\n\r\n1\r\n" END));
	return buf_str(&body);
}

static void sizes_are_taken_to_the_limit_and_no_further(void **state)
{
	static const struct {
		const char *sentence;
		size_t name;
		size_t file;
		size_t head;
		enum status status;
	} rows[] = {
		{ "a name at its limit", MULTIPART_NAME_MAX, 1, 0, OK },
		{ "a name past it", MULTIPART_NAME_MAX + 1, 1, 0, ERR_MALFORMED },
		{ "a file's name at its limit", 1, MULTIPART_FILENAME_MAX, 0, OK },
		{ "a file's name past it, which is cut", 1, MULTIPART_FILENAME_MAX + 1, 0, OK },
		{ "headers at their limit", 1, 1, MULTIPART_HEAD_MAX, OK },
		{ "headers past it", 1, 1, MULTIPART_HEAD_MAX + 1, ERR_MALFORMED },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct multipart form;
		enum status status = parse(*state,
			long_part(*state, rows[i].name, rows[i].file, rows[i].head), false, &form);

		if (status != rows[i].status)
			fail_msg("%s: %s", rows[i].sentence, status_code(status));
	}
}

/* The file's name that is kept of the one sent. */
static struct str name_kept(struct arena *arena, struct str sent)
{
	struct multipart form;
	struct str body = ARENA_GLUE(arena, S("--x\r\n" DISPOSITION "\"file\"; filename=\""), sent,
		S("\"\r\n\r\n1\r\n" END));

	assert_int_equal(parse(arena, body, false, &form), OK);
	return form.uploads->filename;
}

static void a_long_name_of_a_file_keeps_its_end_in_whole_characters(void **state)
{
	struct buf sent = buf_in(*state);
	struct str name;

	for (int i = 0; i < 255; i++)
		buf_add(&sent, S("长"));
	assert_true(str_eq(name_kept(*state, buf_str(&sent)), buf_str(&sent)));
	for (int i = 0; i < 500; i++)
		buf_add(&sent, S("长"));
	buf_add(&sent, S(".docx"));
	name = name_kept(*state, buf_str(&sent));
	assert_in_range(name.len, MULTIPART_FILENAME_MAX - 2, MULTIPART_FILENAME_MAX - 1);
	assert_true(text_valid(name) && str_ends(name, S("长.docx")));
}

static void what_browsers_escape_in_the_name_of_a_file_is_undone(void **state)
{
	static const char *const rows[][2] = {
		{ "%22a%22%0D%0A.pdf", "\"a\"\r\n.pdf" },
		{ "100%.pdf", "100%.pdf" },
		{ "%2", "%2" },
		{ "%2522%0d%E4", "%2522%0d%E4" },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		assert_string_equal(arena_cstr(*state, name_kept(*state, str_of(rows[i][0]))), rows[i][1]);
}

/* Wherever it is cut: what was whole before stays, and nothing that is half passes for whole. */
static void a_body_that_was_cut_keeps_what_is_whole(void **state)
{
	const struct str body = S(PART("a", "12345") FILE_PART("photo", "1.jpg", "first")
			FILE_PART("photo", "2.jpg", "second") END);
	const size_t text_end = S(PART("a", "12345")).len;
	const size_t first_end = S(PART("a", "12345") FILE_PART("photo", "1.jpg", "first")).len;

	for (size_t length = text_end + S("--x").len; length < body.len; length++) {
		struct multipart form;
		enum status status = parse(*state, str_sub(body, 0, length), true, &form);

		if (status != OK)
			fail_msg("cut at %zu: %s", length, status_code(status));
		assert_true(str_eq(field_get(form.fields, "a"), S("12345")));
		assert_true(length < first_end + S("--x").len || form.uploads != NULL);
		for (const struct upload *upload = form.uploads; upload != NULL; upload = upload->next)
			assert_true(str_eq(upload->bytes, S("first")) || str_eq(upload->bytes, S("second")));
	}
	for (size_t length = S("--x\r\n" DISPOSITION "\"a\"\r\n\r\n").len; length < text_end - 2; length++) {
		struct multipart form;

		assert_int_equal(parse(*state, str_sub(body, 0, length), true, &form), ERR_TOO_LARGE);
	}
}

static void a_body_that_was_cut_says_in_which_file(void **state)
{
	const struct str body = S(PART("a", "12345") FILE_PART("photo", "1.jpg", "first")
			FILE_PART("file", "2.pdf", "second") END);
	const size_t first = str_search(body, S("first"), 0);
	const size_t second = str_search(body, S("second"), 0);
	struct multipart form;

	assert_int_equal(parse(*state, str_sub(body, 0, first + 2), true, &form), OK);
	assert_true(str_eq(form.cut_field, S("photo")));
	assert_int_equal(parse(*state, str_sub(body, 0, second + 2), true, &form), OK);
	assert_true(str_eq(form.cut_field, S("file")) && form.uploads->next == NULL);
	assert_int_equal(parse(*state, str_sub(body, 0, second - 10), true, &form), OK);
	assert_int_equal(form.cut_field.len, 0);
	assert_int_equal(parse(*state, body, false, &form), OK);
	assert_int_equal(form.cut_field.len, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_boundary_is_found_or_the_type_is_another),
		cmocka_unit_test_setup_teardown(fields_and_files_come_apart, set_up, tear_down),
		cmocka_unit_test_setup_teardown(every_body_is_taken_or_refused, set_up, tear_down),
		cmocka_unit_test_setup_teardown(sizes_are_taken_to_the_limit_and_no_further, set_up,
			tear_down),
		cmocka_unit_test_setup_teardown(a_long_name_of_a_file_keeps_its_end_in_whole_characters,
			set_up, tear_down),
		cmocka_unit_test_setup_teardown(what_browsers_escape_in_the_name_of_a_file_is_undone, set_up,
			tear_down),
		cmocka_unit_test_setup_teardown(a_body_that_was_cut_keeps_what_is_whole, set_up, tear_down),
		cmocka_unit_test_setup_teardown(a_body_that_was_cut_says_in_which_file, set_up, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
