/* The printed page of an archive package: every entry of the thread is on it, whatever it holds. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/json.h"
#include "base/json_print.h"
#include "upkeep/archive_view.h"

static void the_page_prints_whatever_an_entry_holds(void **state)
{
	static const char *const file =
		"{\"names\":[{\"id\":\"zjj1\",\"name\":\"李四\"}],\"thread\":["
		"{\"id\":1,\"kind\":\"event\",\"at\":1795912767332,\"action\":\"consult\",\"by\":\"zjj1\","
		"\"about\":\"third\"},"
		"{\"id\":2,\"kind\":\"service\",\"at\":1795912767332,\"way\":\"邮寄\","
		"\"on\":1795912767332},"
		"{\"id\":3,\"kind\":\"novelty\",\"at\":1795912767332,\"text\":\"第一行\","
		"\"strange\":{\"a\":[1,true]}}]}";
	static const char *const printed[] = { "征求意见", "操作人\",\"text\":\"李四", "第三方", "送达",
		"方式\",\"text\":\"邮寄", "日期\",\"text\":\"2026-11-29 08:39", "novelty", "第一行",
		"strange", "[1,true]" };
	struct arena *arena = arena_new((size_t)1 << 20);
	struct value *tree;
	struct str text;

	(void)state;
	assert_int_equal(json_parse(arena, str_of(file), &tree), OK);
	text = json_print(arena, map_get(archive_view(arena, tree), "steps"));
	for (size_t i = 0; i < sizeof(printed) / sizeof(printed[0]); i++)
		if (str_search(text, str_of(printed[i]), 0) == text.len)
			fail_msg("%s is not in %.*s", printed[i], STR_ARG(text));
	arena_free(arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(the_page_prints_whatever_an_entry_holds) };

	return cmocka_run_group_tests_name("archive_view", tests, NULL, NULL);
}
