/* The printed page of an archive package: every entry of the thread is on it, whatever it holds. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/json.h"
#include "base/json_print.h"
#include "upkeep/archive_view.h"

/* Each of the texts is on the page of that file, or none of them. */
static void assert_printed(const char *file, const char *const *texts, size_t count, bool expected)
{
	struct arena *arena = arena_new((size_t)1 << 20);
	struct value *tree;
	struct str page;

	assert_int_equal(json_parse(arena, str_of(file), &tree), OK);
	page = json_print(arena, map_get(archive_view(arena, tree), "steps"));
	for (size_t i = 0; i < count; i++)
		if ((str_search(page, str_of(texts[i]), 0) < page.len) != expected)
			fail_msg("%s: %.*s", texts[i], STR_ARG(page));
	arena_free(arena);
}

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
		"方式\",\"text\":\"邮寄", "日期\",\"text\":\"2026-11-29\"", "novelty", "第一行",
		"strange", "[1,true]" };

	(void)state;
	assert_printed(file, printed, sizeof(printed) / sizeof(printed[0]), true);
}

static void letters_and_their_service_are_told_in_words(void **state)
{
	static const char *const file =
		"{\"names\":[{\"id\":\"zjj\",\"name\":\"住建局\"}],\"thread\":["
		"{\"id\":4,\"kind\":\"letter\",\"letter\":\"consult\",\"no\":\"云住建公开〔2026〕3号\","
		"\"until\":1795967999999},"
		"{\"id\":5,\"kind\":\"service\",\"of\":4,\"letter\":\"consult\",\"way\":\"post\","
		"\"on\":1795912767332,\"signed\":1795912767332},"
		"{\"id\":6,\"kind\":\"letter\",\"letter\":\"told\",\"about\":4},"
		"{\"id\":7,\"kind\":\"event\",\"action\":\"charge\",\"basis\":\"pages\",\"count\":40,"
		"\"earlier\":0},"
		"{\"id\":8,\"kind\":\"event\",\"action\":\"recall\",\"left\":\"zjj\",\"late\":true},"
		"{\"id\":9,\"kind\":\"event\",\"action\":\"accept\",\"unmasked\":\"mobile,plate\"},"
		"{\"id\":10,\"kind\":\"event\",\"action\":\"blur\"}]}";
	static const char *const printed[] = { "政府信息公开征求意见书", "答复期限\",\"text\":\"2026-11-29\"",
		"文号\",\"text\":\"云住建公开〔2026〕3号", "方式\",\"text\":\"邮寄",
		"日期\",\"text\":\"2026-11-29\"", "签收日期\",\"text\":\"2026-11-29\"",
		"所答文书\",\"text\":\"云住建公开〔2026〕3号", "收费方式\",\"text\":\"按量",
		"件数或页数\",\"text\":\"40", "转出部门\",\"text\":\"住建局", "手机号、车牌", "模糊照片" };
	static const char *const codes[] = { "consult\"", "\"post", "\"pages", "\"charge", "mobile" };

	(void)state;
	assert_printed(file, printed, sizeof(printed) / sizeof(printed[0]), true);
	assert_printed(file, codes, sizeof(codes) / sizeof(codes[0]), false);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(the_page_prints_whatever_an_entry_holds),
		cmocka_unit_test(letters_and_their_service_are_told_in_words) };

	return cmocka_run_group_tests_name("archive_view", tests, NULL, NULL);
}
