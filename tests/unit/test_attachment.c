/* The files of articles: their names, how a text names them, and what wenzheng-attachment reports. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "attachments/attachment.h"
#include "base/buf.h"
#include "base/text.h"
#include "scan/report.h"

static struct arena *arena;

static int begin(void **state)
{
	(void)state;
	arena = arena_new(1 << 20);
	return 0;
}

static int end(void **state)
{
	(void)state;
	arena_free(arena);
	return 0;
}

static void a_name_keeps_no_folder_and_nothing_that_breaks_a_header(void **state)
{
	static const char *const rows[][2] = {
		{ "申请表.docx", "申请表.docx" },
		{ "../../etc/a.pdf", "a.pdf" },
		{ "C:\\我的文档\\a.pdf", "a.pdf" },
		{ "  a.pdf ", "a.pdf" },
		{ "a\r\n\"b\".pdf", "a   b .pdf" },
		{ "/", "" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		assert_string_equal(arena_cstr(arena, attachment_name(arena, str_of(rows[i][0]))),
			rows[i][1]);
}

static void a_long_name_keeps_its_ending_and_whole_characters(void **state)
{
	struct buf long_name = buf_in(arena);
	struct str name;

	(void)state;
	for (int i = 0; i < 200; i++)
		buf_add(&long_name, S("长"));
	buf_add(&long_name, S(".pdf"));
	name = attachment_name(arena, buf_str(&long_name));
	assert_true(text_valid(name));
	assert_int_equal(text_length(name), ATTACHMENT_NAME_MAX);
	assert_true(attachment_name_fits(name, SCAN_PDF));
}

static void a_name_ends_as_its_kind_does(void **state)
{
	(void)state;
	assert_true(attachment_name_fits(S("a.JPG"), SCAN_JPEG));
	assert_true(attachment_name_fits(S("a.jpeg"), SCAN_JPEG));
	assert_false(attachment_name_fits(S("a.pdf.exe"), SCAN_PDF));
	assert_false(attachment_name_fits(S(".pdf"), SCAN_PDF));
	assert_false(attachment_name_fits(S("pdf"), SCAN_PDF));
}

static void what_a_text_names_is_read_back_and_anything_else_is_nothing(void **state)
{
	struct attachments in = { .count = 1 };
	struct attachments out;

	(void)state;
	in.list[0] = (struct attachment){ .id = S("0123456789abcdef01234567"), .name = S("a.ofd"),
		.kind = SCAN_OFD, .size = 7, .hash = S("h") };
	attachments_parse(arena, attachments_print(arena, &in), &out);
	assert_int_equal(out.count, 1);
	assert_int_equal(out.list[0].kind, SCAN_OFD);
	assert_int_equal(out.list[0].size, 7);
	assert_ptr_equal(attachments_find(&out, S("0123456789abcdef01234567")), &out.list[0]);
	assert_null(attachments_find(&out, S("../../../../../etc/passwd")));
	for (const char *const *text = (const char *const[]){ "", "[]", "{\"files\":1}",
		"{\"files\":[{\"id\":\"../x\",\"kind\":\"pdf\"}]}", NULL }; *text != NULL; text++) {
		attachments_parse(arena, str_of(*text), &out);
		assert_int_equal(out.count, 0);
	}
}

/* A thousand authors don't grow a report, nor cut a character. */
static void a_report_has_its_size_however_much_is_found(void **state)
{
	static struct report report;
	char text[SCAN_REPORT];
	size_t len;

	(void)state;
	memset(&report, 0, sizeof(report));
	report.kind = SCAN_XLSX;
	for (int i = 0; i < 1000; i++)
		for (int f = 0; f < HIDDEN_KINDS; f++)
			report_words(&report, (enum hidden)f, S("王\n小明"));
	report_count(&report, HIDES_ROWS, 5);
	len = report_print(&report, text, sizeof(text));
	assert_true(len < sizeof(text) && text_valid((struct str){ text, len }));
	assert_int_equal(text[len - 1], '\n');
	assert_memory_equal(text, "xlsx\nsheet\t王 小明、", strlen("xlsx\nsheet\t王 小明、"));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_name_keeps_no_folder_and_nothing_that_breaks_a_header),
		TEST(a_long_name_keeps_its_ending_and_whole_characters),
		TEST(a_name_ends_as_its_kind_does),
		TEST(what_a_text_names_is_read_back_and_anything_else_is_nothing),
		TEST(a_report_has_its_size_however_much_is_found),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
