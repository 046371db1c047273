/* What each outcome can be challenged by, and in which words, for each kind of applicant. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/arena.h"
#include "model/application.h"
#include "law/outcome.h"

#define FIRST \
	"应当先自收到本答复书之日起60日内向云川市人民政府申请行政复议（网上申请：https://fuyi.example.com/）；" \
	"对复议决定不服的，可以自收到复议决定书之日起15日内向云川市人民法院提起行政诉讼"
#define EITHER \
	"可以自收到本答复书之日起60日内向云川市人民政府申请行政复议（网上申请：https://fuyi.example.com/），" \
	"或者自收到本答复书之日起6个月内向云川市人民法院提起行政诉讼"
#define PARTLY \
	"对依据《中华人民共和国政府信息公开条例》第十四条、第十五条、第十六条不予公开的部分不服，" FIRST \
	"。对其余部分不服的，" EITHER "。"

static const struct {
	const char *code;
	const char *words;	/* after 如您 or 如你单位 */
	const char *source;	/* why it is this route */
} rows[] = {
	{ "granted.public", "对本决定不服，" EITHER "。", "行政复议法 2; 行政诉讼法 44" },
	{ "granted", "对本决定不服，" EITHER "。", "行政复议法 2; 行政诉讼法 44" },
	{ "partial", PARTLY, "法释〔2025〕8号 1(2) for the parts under 条例 14-16" },
	{ "deny.secret", "对本决定不服，" FIRST "。", "法释〔2025〕8号 1(2): 条例 14" },
	{ "deny.law", "对本决定不服，" FIRST "。", "法释〔2025〕8号 1(2): 条例 14" },
	{ "deny.safety", "对本决定不服，" FIRST "。", "法释〔2025〕8号 1(2): 条例 14" },
	{ "deny.third_party", "对本决定不服，" FIRST "。", "法释〔2025〕8号 1(2): 条例 15" },
	{ "deny.internal", "对本决定不服，" FIRST "。", "法释〔2025〕8号 1(2): 条例 16(1)" },
	{ "deny.process", "对本决定不服，" FIRST "。", "法释〔2025〕8号 1(2): 条例 16(2)" },
	{ "deny.file", "对本决定不服，" FIRST "。", "法释〔2025〕8号 1(2): 条例 16(2)" },
	{ "deny.query", "对本决定不服，" EITHER "。", "rests on 条例 36(7), none of 14-16" },
	{ "none.not_found", "对本决定不服，" EITHER "。", "条例 36(4)" },
	{ "none.not_held", "对本决定不服，" EITHER "。", "条例 36(5)" },
	{ "none.not_made", "对本决定不服，" EITHER "。", "条例 38" },
	{ "none.unclear", "对本决定不服，" EITHER "。", "条例 30" },
	{ "skip.petition", "对本决定不服，" EITHER "。", "条例 39(1)" },
	{ "skip.repeat", "对本决定不服，" EITHER "。", "条例 36(6)" },
	{ "skip.publication", "对本决定不服，" EITHER "。", "条例 39(2)" },
	{ "skip.excessive", "对本决定不服，" EITHER "。", "条例 35" },
	{ "skip.reissue", "对本决定不服，" EITHER "。", "条例 2" },
	{ "other.lapsed", "对本决定不服，" EITHER "。", "条例 30" },
	{ "other.unpaid", "对本决定不服，" EITHER "。", "条例 42" },
	{ "other", "对本决定不服，" EITHER "。", "行政复议法 2" },
};
#define ROWS (sizeof(rows) / sizeof(rows[0]))

static void each_outcome_names_its_route_for_each_applicant(void **state)
{
	struct arena *arena = *state;

	assert_int_equal(ROWS, outcomes_count);
	for (size_t i = 0; i < ROWS; i++)
		for (enum applicant applicant = 0; applicant < APPLICANT_COUNT; applicant++) {
			const struct outcome *outcome = outcome_find(str_of(rows[i].code));
			struct remedy_parties parties = {
				.you = applicant == APPLICANT_PERSON ? "您" : "你单位",
				.letter = "本答复书",
				.review_body = S("云川市人民政府"),
				.review_url = S("https://fuyi.example.com/"),
				.court = S("云川市人民法院"),
			};
			struct str wanted = ARENA_GLUE(arena,
				applicant == APPLICANT_PERSON ? S("如您") : S("如你单位"),
				str_of(rows[i].words));
			struct str got = remedy_words(arena, outcome->remedy, &parties);

			if (!str_eq(got, wanted))
				fail_msg("%s (%s): %.*s", rows[i].code, rows[i].source, STR_ARG(got));
		}
}

static void without_names_the_words_are_general(void **state)
{
	struct str got = remedy_words(*state, REMEDY_EITHER, &(struct remedy_parties){ .letter = "答复书",
		.you = "您" });

	assert_true(str_eq(got, S("如您对本决定不服，可以自收到答复书之日起60日内向行政复议机关申请行政复议，"
		"或者自收到答复书之日起6个月内向有管辖权的人民法院提起行政诉讼。")));
}

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

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_outcome_names_its_route_for_each_applicant),
		cmocka_unit_test(without_names_the_words_are_general),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
