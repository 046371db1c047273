/* Articles of an older portal, against a real Redis: taken in once, with two people, under their old address. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/clock.h"
#include "article_rig.h"
#include "publish/article_change.h"

static const struct article_text text = { .column = { "news", 4 },
	.title = { "全市政务公开工作会议召开", 36 }, .body = { "会议部署了全年工作。\n", 31 } };

static void an_address_is_its_path_and_query(void **state)
{
	static const struct {
		const char *given;
		const char *kept;
	} rows[] = {
		{ "/info/1036/5.htm", "/info/1036/5.htm" },
		{ "http://www.old.gov.cn/info/1036/5.htm", "/info/1036/5.htm" },
		{ "https://old.gov.cn:8080/show?id=5#top", "/show?id=5" },
		{ "/中", "/%E4%B8%AD" },
		{ "http://www.old.gov.cn", "" },
		{ "/", "" },
		{ "", "" },
		{ "//other.example/x", "" },
		{ "info/5.htm", "" },
		{ "javascript:alert(1)", "" },
		{ "/a b", "" },
		{ "/a\nb", "" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct str kept = article_origin_address(rig.arena, str_of(rows[i].given));

		if (!str_eq(kept, str_of(rows[i].kept)))
			fail_msg("%s gave %.*s", rows[i].given, STR_ARG(kept));
	}
}

static void only_an_import_takes_in_and_only_with_two_people(void **state)
{
	static const struct viewer anybody = { .roles = ROLE_EDITOR | ROLE_REVIEWER | ROLE_ADMIN,
		.id = { "both", 4 } };
	static const struct viewer importer = { .roles = ROLE_OPERATOR, .id = { "import", 6 } };
	struct article_origin origin = { .address = S("/info/1.htm"), .at = rig.now - MS_PER_DAY,
		.written_by = S("author"), .reviewed_by = S("author") };
	struct article_change take = { .action = ARTICLE_TAKE_IN, .by = &anybody, .text = &text,
		.origin = &origin };
	struct article_refusal refusal;
	struct article article;
	uint64_t first = 0;
	uint64_t n = 0;

	(void)state;
	assert_int_equal(article_change(&rig, &n, &take, &article, &refusal), ERR_FORBIDDEN);
	take.by = &importer;
	assert_int_equal(article_change(&rig, &n, &take, &article, &refusal), ERR_INVALID);
	assert_string_equal(refusal.field, "reviewer");
	origin.reviewed_by = S("reviewer");
	assert_int_equal(article_change(&rig, &first, &take, &article, &refusal), OK);
	assert_int_equal(article.published, origin.at);
	assert_int_equal(article_change(&rig, &n, &take, &article, &refusal), OK);
	assert_int_equal(n, first);
	assert_int_equal(article.version, 1);
	assert_int_equal(article_origin_find(&rig, S("/info/1.htm?from=timeline"), &n), OK);
	assert_int_equal(n, first);
	assert_int_equal(article_origin_find(&rig, S("/info/2.htm"), &n), OK);
	assert_int_equal(n, 0);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup(name, rig_newsroom)
	const struct CMUnitTest tests[] = {
		TEST(an_address_is_its_path_and_query),
		TEST(only_an_import_takes_in_and_only_with_two_people),
	};

	return cmocka_run_group_tests(tests, rig_start, rig_stop);
}
