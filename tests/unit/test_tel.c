/* Telephone numbers in published texts, and what only looks like one. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/buf.h"
#include "pages/view/tel.h"

/* The text with its numbers in brackets, as the parts say. */
static struct str marked(struct arena *arena, struct str text)
{
	struct value *list = value_list(arena);
	struct buf out = buf_in(arena);

	tel_parts(list, text);
	for (const struct member *m = list->first; m != NULL; m = m->next) {
		struct str tel = map_get_str(&m->value, "tel");
		struct str part = map_get_str(&m->value, "text");

		assert_true(tel.len == 0 || str_eq(tel, part));
		buf_printf(&out, tel.len > 0 ? "[%.*s]" : "%.*s", STR_ARG(part));
	}
	return buf_str(&out);
}

static void numbers_are_told_from_other_digits(void **state)
{
	static const struct {
		const char *what;
		const char *text;
		const char *marked;
	} rows[] = {
		{ "nothing", "", "" },
		{ "no digits", "您好！", "您好！" },
		{ "a hotline", "电话：12345转809。", "电话：[12345]转809。" },
		{ "a hotline and more digits", "编号123456", "编号123456" },
		{ "an amount", "补助12345元", "补助12345元" },
		{ "a document's number", "〔2026〕12345号", "〔2026〕12345号" },
		{ "a landline", "0875-2123456", "[0875-2123456]" },
		{ "a landline before a full stop", "拨010-66012345.", "拨[010-66012345]." },
		{ "a landline without a dash", "（08752123456）", "（[08752123456]）" },
		{ "a landline of nine digits", "0875-212345678", "0875-212345678" },
		{ "a mobile number", "联系人13800001234，请", "联系人[13800001234]，请" },
		{ "twelve digits", "138000012345", "138000012345" },
		{ "an identity number", "530381199001011234", "530381199001011234" },
		{ "a local number that is named", "电话（工作日）：2123456", "电话（工作日）：[2123456]" },
		{ "a local number that isn't", "共2123456", "共2123456" },
		{ "a date", "联系时间20261127", "联系时间20261127" },
		{ "a case's number", "电话YC20261122-00052", "电话YC20261122-00052" },
		{ "two numbers", "12345、12315", "[12345]、[12315]" },
		{ "an address on the web", "电话 https://a.cn/12345", "电话 https://a.cn/12345" },
		{ "a decimal", "12345.6", "12345.6" },
		{ "one that is alone", "12345", "[12345]" },
	};
	struct arena *arena = arena_new(1 << 20);

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct str got = marked(arena, str_of(rows[i].text));

		if (!str_eq(got, str_of(rows[i].marked)))
			fail_msg("%s: %.*s", rows[i].what, STR_ARG(got));
	}
	arena_free(arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(numbers_are_told_from_other_digits),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
