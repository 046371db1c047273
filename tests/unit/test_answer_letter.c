/*
 * The letter of each answer to a request: every outcome, each kind of applicant and each way of service gives
 * one, with what the law wants said in it.  Each row names the articles that it comes from.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "law/outcome.h"
#include "pages/view/document.h"
#include "pages/view/request_clock.h"

#define ACT "《中华人民共和国政府信息公开条例》"
#define ONLINE "（网上申请：https://fuyi.example.com/）"
#define ANSWERED 1772416800000	/* 2026-03-02 10:00 */

/* Who can be turned to first. */
enum route { FIRST, EITHER };

static const struct {
	const char *code;
	const char *grounds;
	bool asked;		/* a third party was asked */
	const char *decision;	/* to a person */
	const char *basis;
	const char *more_label;	/* NULL: nothing is asked for */
	const char *told;	/* the grounds, in words; NULL: none */
	enum route route;
	const char *parts;	/* the route is that of the parts withheld under these articles; NULL: of all */
	const char *source;
} rows[] = {
	{ "granted.public", "", false, "您申请的政府信息已主动公开。", ACT "第三十六条第（一）项",
		"获取该信息的方式和途径", NULL, EITHER, NULL, "条例 36(1)" },
	{ "granted", "", false, "您申请的政府信息予以公开。", ACT "第三十六条第（二）项", NULL, NULL,
		EITHER, NULL, "条例 36(2)" },
	{ "partial", "secret", false, "您申请的政府信息中，能够公开的部分予以公开，其余部分不予公开。",
		ACT "第三十七条、第十四条", "不予公开的部分", "属于国家秘密（第十四条）", FIRST, "第十四条",
		"条例 37, 14; 法释〔2025〕8号 1(2)" },
	{ "partial", "law,safety,file", false, "您申请的政府信息中，能够公开的部分予以公开，其余部分不予公开。",
		ACT "第三十七条、第十四条、第十六条第二款", "不予公开的部分",
		"法律、行政法规禁止公开（第十四条）；公开后可能危及国家安全、公共安全、经济安全、社会稳定（第十四条）；"
		"属于行政执法案卷信息（第十六条第二款）", FIRST, "第十四条、第十六条第二款",
		"条例 37, 14, 16(2); 法释〔2025〕8号 1(2)" },
	{ "partial", "third_party,not_found", true,
		"您申请的政府信息中，能够公开的部分予以公开，其余部分不予公开。",
		ACT "第三十七条、第十五条、第三十二条、第三十六条第（四）项", "不予公开的部分",
		"涉及商业秘密、个人隐私等，公开会对第三方合法权益造成损害（第十五条）；经检索不存在（第三十六条第（四）项）",
		FIRST, "第十五条", "条例 37, 15, 32, 36(4); 法释〔2025〕8号 1(2)" },
	{ "partial", "internal,process", false, "您申请的政府信息中，能够公开的部分予以公开，其余部分不予公开。",
		ACT "第三十七条、第十六条第一款、第十六条第二款", "不予公开的部分",
		"属于内部事务信息（第十六条第一款）；属于过程性信息（第十六条第二款）", FIRST,
		"第十六条第一款、第十六条第二款", "条例 37, 16; 法释〔2025〕8号 1(2)" },
	{ "partial", "not_held,query,not_made,publication", false,
		"您申请的政府信息中，能够公开的部分予以公开，其余部分不予公开。",
		ACT "第三十七条、第三十六条第（五）项、第三十六条第（七）项、第三十八条、第三十九条第二款", "不予公开的部分",
		"不属于本机关负责公开（第三十六条第（五）项）；属于行政查询事项（第三十六条第（七）项）；"
		"没有现成信息，需要另行加工、分析（第三十八条）；属于公开出版物（第三十九条第二款）",
		EITHER, NULL,
		"条例 37, 36(5), 36(7), 38, 39(2): none of 14 to 16" },
	{ "partial", "", false, "您申请的政府信息中，能够公开的部分予以公开，其余部分不予公开。", ACT "第三十七条",
		"不予公开的部分和依据", NULL, FIRST, "第十四条、第十五条、第十六条",
		"an answer from before its grounds were chosen" },
	{ "deny.secret", "", false, "您申请的政府信息属于国家秘密，不予公开。",
		ACT "第十四条、第三十六条第（三）项", NULL, NULL,
		FIRST, NULL, "条例 14, 36(3); 法释〔2025〕8号 1(2)" },
	{ "deny.law", "", false, "您申请的政府信息是法律、行政法规禁止公开的，不予公开。",
		ACT "第十四条、第三十六条第（三）项", NULL, NULL,
		FIRST, NULL, "条例 14, 36(3); 法释〔2025〕8号 1(2)" },
	{ "deny.safety", "", false, "您申请的政府信息公开后可能危及国家安全、公共安全、经济安全、社会稳定，不予公开。",
		ACT "第十四条、第三十六条第（三）项", NULL, NULL,
		FIRST, NULL, "条例 14, 36(3); 法释〔2025〕8号 1(2)" },
	{ "deny.third_party", "", false,
		"您申请的政府信息涉及商业秘密、个人隐私等，公开会对第三方合法权益造成损害，不予公开。",
		ACT "第十五条、第三十六条第（三）项", NULL, NULL,
		FIRST, NULL, "条例 15, 36(3); 法释〔2025〕8号 1(2)" },
	{ "deny.third_party", "", true,
		"您申请的政府信息涉及商业秘密、个人隐私等，公开会对第三方合法权益造成损害，不予公开。",
		ACT "第十五条、第三十二条、第三十六条第（三）项", NULL, NULL, FIRST, NULL,
		"条例 15, 32, 36(3); 法释〔2025〕8号 1(2)" },
	{ "deny.internal", "", false, "您申请的信息属于行政机关内部事务信息，不予公开。",
		ACT "第十六条第一款、第三十六条第（三）项", NULL, NULL, FIRST, NULL,
		"条例 16(1), 36(3); 法释〔2025〕8号 1(2)" },
	{ "deny.process", "record,draft,consultation,report", false,
		"您申请的信息属于行政机关履行行政管理职能过程中形成的过程性信息，不予公开。",
		ACT "第十六条第二款、第三十六条第（三）项", "说明", "讨论记录；过程稿；磋商信函；请示报告",
		FIRST, NULL,
		"条例 16(2), 36(3); 法释〔2025〕8号 1(2)" },
	{ "deny.process", "", false, "您申请的信息属于行政机关履行行政管理职能过程中形成的过程性信息，不予公开。",
		ACT "第十六条第二款、第三十六条第（三）项", "属于哪一类（讨论记录、过程稿、磋商信函、请示报告）", NULL,
		FIRST, NULL, "an answer from before its kind was chosen" },
	{ "deny.file", "", false, "您申请的信息属于行政执法案卷信息，不予公开。",
		ACT "第十六条第二款、第三十六条第（三）项", NULL, NULL, FIRST, NULL,
		"条例 16(2), 36(3); 法释〔2025〕8号 1(2)" },
	{ "deny.query", "", false,
		"您申请的信息属于行政查询事项，请依照有关法律、行政法规的规定办理查询。",
		ACT "第三十六条第（七）项", NULL, NULL, EITHER, NULL, "条例 36(7): none of 14 to 16" },
	{ "none.not_found", "", false, "经检索，您申请的政府信息不存在。", ACT "第三十六条第（四）项",
		NULL, NULL, EITHER, NULL, "条例 36(4)" },
	{ "none.not_held", "", false, "您申请的政府信息不属于本机关负责公开。", ACT "第三十六条第（五）项",
		"负责公开的机关的名称和联系方式", NULL, EITHER, NULL, "条例 36(5)" },
	{ "none.not_made", "", false, "您申请的内容没有现成信息，需要另行加工、分析，无法提供。", ACT "第三十八条",
		NULL, NULL, EITHER, NULL, "条例 38" },
	{ "none.unclear", "", false, "您的申请经补正后内容仍不明确，无法提供。", ACT "第二十九条、第三十条",
		NULL, NULL, EITHER, NULL, "条例 29, 30" },
	{ "skip.petition", "", false,
		"您以信息公开申请的形式进行信访、投诉、举报，不作为政府信息公开申请处理，请通过相应渠道提出。",
		ACT "第三十九条第一款", NULL, NULL, EITHER, NULL, "条例 39(1)" },
	{ "skip.repeat", "", false, "本机关已就您的申请作出答复，对重复申请不予重复处理。",
		ACT "第三十六条第（六）项", NULL, NULL, EITHER, NULL, "条例 36(6)" },
	{ "skip.publication", "", false, "您申请的是公开出版物，请按告知的途径获取。", ACT "第三十九条第二款",
		NULL, NULL, EITHER, NULL, "条例 39(2)" },
	{ "skip.excessive", "", false,
		"您申请公开政府信息的数量、频次明显超过合理范围，说明的理由不合理，不予处理。", ACT "第三十五条", NULL,
		NULL, EITHER, NULL, "条例 35" },
	{ "skip.reissue", "", false, "您要求确认或者重新出具已经获取的政府信息，不予处理。", ACT "第二条",
		"不予处理的理由", NULL, EITHER, NULL, "条例 2" },
	{ "other", "", false, "您的申请按以下情况处理。", "", "处理的依据", NULL, EITHER, NULL,
		"条例 33; its basis is what is typed" },
};
#define ROWS (sizeof(rows) / sizeof(rows[0]))

static const struct {
	enum service way;
	int64_t served;
	bool online;		/* the way online must be named */
	const char *words;	/* of the service */
	const char *source;
} ways[] = {
	{ SERVICE_PERSON, ANSWERED, false, "2026年3月2日当面送达", "国办公开办函〔2016〕235号: 签收" },
	{ SERVICE_POST, ANSWERED, false, "2026年3月2日交邮", "国办公开办函〔2016〕235号: 交邮之日" },
	{ SERVICE_EMAIL, ANSWERED, true, "2026年3月2日发送电子邮件", "行政复议法 22(2)" },
	{ SERVICE_ONLINE, ANSWERED, true, "2026年3月2日在线送达，尚未打开", "行政复议法 22(2)" },
};
#define WAYS (sizeof(ways) / sizeof(ways[0]))

/* A letter being made. */
struct made {
	struct arena *arena;
	struct casework work;
	struct config config;
	struct case_record record;
	struct value *thread;
	struct documents documents;
	struct value *view;
};

static void make_record(struct made *made, size_t row, enum applicant applicant, size_t way)
{
	made->record = (struct case_record){ .n = 1, .channel = CHANNEL_REQUEST, .state = STATE_ANSWERED,
		.dept = S("zjj"), .applicant = applicant, .mode = MODE_POST, .wanted = WANTED_POST,
		.outcome = str_of(rows[row].code), .grounds = str_of(rows[row].grounds),
		.received = ANSWERED, .clock = ANSWERED, .answered = ANSWERED, .concluded = ANSWERED,
		.answers = 1, .consults = rows[row].asked ? S("third:1:2:objected") : (struct str){ 0 } };
	letters_write(made->arena, &(struct letters){ .count = 1, .list = { { .kind = LETTER_ANSWER, .id = 2,
		.issued = ANSWERED, .way = ways[way].way, .served = ways[way].served,
		.starts = ways[way].way == SERVICE_ONLINE ? 0 : ways[way].served } } }, &made->record);
}

static void make_thread(struct made *made, size_t row)
{
	struct value *list = value_list(made->arena);
	struct value *answer = list_map(list);
	struct value *letter = list_map(list);

	map_int(answer, "id", 1);
	map_int(answer, "at", ANSWERED);
	map_str(answer, "kind", S("answer"));
	map_str(answer, "text", S("经审查，答复如下。"));
	map_str(answer, "dept", S("zjj"));
	map_int(answer, "version", 1);
	map_str(answer, "outcome", str_of(rows[row].code));
	if (rows[row].more_label != NULL)
		map_str(answer, "more", S("附件三"));
	if (rows[row].grounds[0] != '\0')
		map_str(answer, "grounds", str_of(rows[row].grounds));
	map_int(letter, "id", 2);
	map_int(letter, "at", ANSWERED);
	map_str(letter, "kind", S("letter"));
	map_str(letter, "letter", S("answer"));
	map_str(letter, "no", S("云住建公开〔2026〕1号"));
	map_str(letter, "dept", S("zjj"));
	made->thread = list;
}

static void make(struct made *made, size_t row, enum applicant applicant, size_t way)
{
	struct dept dept = { .id = S("zjj"), .name = S("市住房和城乡建设局"),
		.review_body = S("云川市人民政府"), .review_url = S("https://fuyi.example.com/"),
		.court = S("云川市人民法院") };
	const struct depts depts = { &dept, 1 };
	struct document_case of = { .work = &made->work, .record = &made->record, .depts = &depts,
		.name = S("赵敏慧") };

	made->work = (struct casework){ .arena = made->arena, .config = &made->config, .now = ANSWERED };
	make_record(made, row, applicant, way);
	make_thread(made, row);
	of.thread = made->thread;
	documents_find(&made->record, made->thread, &made->documents);
	assert_int_equal(made->documents.count, 1);
	made->view = value_map(made->arena);
	document_view(&of, &made->documents, &made->documents.list[0], made->view);
}

/* A sentence that speaks to a person, as it speaks to this reader. */
static struct str to_reader(struct arena *arena, const char *words, const char *you)
{
	struct str text = str_of(words);
	size_t at = str_search(text, S("您"), 0);

	return at == text.len ? text : ARENA_GLUE(arena, str_sub(text, 0, at), str_of(you),
		to_reader(arena, words + at + strlen("您"), you));
}

/* 行政复议法 20 (60 日), 行政诉讼法 45 (15 日) and 46 (6 个月). */
static struct str remedy_of(struct arena *arena, size_t row, const char *you, bool online)
{
	struct str url = online ? S(ONLINE) : S("");
	struct str first = ARENA_GLUE(arena,
		S("应当先自收到本答复书之日起60日内向云川市人民政府申请行政复议"), url,
		S("；对复议决定不服的，可以自收到复议决定书之日起15日内向云川市人民法院提起行政诉讼。"));
	struct str either = ARENA_GLUE(arena, S("可以自收到本答复书之日起60日内向云川市人民政府申请行政复议"), url,
		S("，或者自收到本答复书之日起6个月内向云川市人民法院提起行政诉讼。"));
	struct str begin = ARENA_GLUE(arena, S("如"), str_of(you), S("对"));

	if (rows[row].parts != NULL)
		return ARENA_GLUE(arena, begin, S("依据" ACT), str_of(rows[row].parts),
			S("不予公开的部分不服，"), first, S("对其余部分不服的，"), either);
	return ARENA_GLUE(arena, begin, S("本决定不服，"), rows[row].route == FIRST ? first : either);
}

static void assert_words(const struct made *made, const char *name, struct str wanted, const char *source)
{
	struct str got = map_get_str(made->view, name);

	if (!str_eq(got, wanted))
		fail_msg("%.*s, %s (%s): \"%.*s\", not \"%.*s\"", STR_ARG(made->record.outcome), name, source,
			STR_ARG(got), STR_ARG(wanted));
}

static void each_outcome_applicant_and_way_of_service_gives_a_letter_by_the_law(void **state)
{
	struct made made = { .arena = *state };

	for (size_t row = 0; row < ROWS; row++)
		for (enum applicant applicant = 0; applicant < APPLICANT_COUNT; applicant++)
			for (size_t way = 0; way < WAYS; way++) {
				const char *you = applicant == APPLICANT_PERSON ? "您" : "你单位";
				const char *source = rows[row].source;

				make(&made, row, applicant, way);
				assert_words(&made, "letter_title", S("政府信息公开申请答复书"), "条例 36");
				assert_words(&made, "letter_no", S("云住建公开〔2026〕1号"), "条例 36");
				assert_words(&made, "organ", S("市住房和城乡建设局"), "条例 36");
				assert_words(&made, "decision",
					to_reader(made.arena, rows[row].decision, you), source);
				assert_words(&made, "basis", str_of(rows[row].basis), source);
				assert_words(&made, "more_label", str_of(rows[row].more_label), source);
				assert_words(&made, "grounds", str_of(rows[row].told), source);
				assert_words(&made, "remedy",
					remedy_of(made.arena, row, you, ways[way].online), source);
				assert_words(&made, "letter_service", str_of(ways[way].words),
					ways[way].source);
				arena_reset(made.arena);
			}
}

/* The case went on to another department, with a reviewer of its own; online, so the way online stands too. */
static void the_page_names_who_reviews_the_department_that_answered(void **state)
{
	struct made made = { .arena = *state };
	struct dept list[] = { { .id = S("zjj"), .review_body = S("云川市人民政府"),
		.review_url = S("https://fuyi.example.com/"), .court = S("云川市人民法院") },
		{ .id = S("jtj"), .review_body = S("红河州交通运输局"), .court = S("开远铁路运输法院") } };
	const struct depts depts = { list, 2 };
	struct value *map = value_map(made.arena);

	make(&made, 0, APPLICANT_PERSON, WAYS - 1);
	made.record.dept = S("jtj");
	request_clock_view(&made.work, &made.record, made.thread, &viewer_public, &depts, map);
	assert_true(str_eq(map_get_str(map, "remedy"), remedy_of(made.arena, 0, "您", true)));
}

/* Those that come about by themselves are told on the page: nobody chooses them in an answer. */
static void every_outcome_that_can_be_chosen_has_a_row(void **state)
{
	(void)state;
	for (size_t i = 0; i < outcomes_count; i++) {
		size_t count = 0;

		for (size_t row = 0; row < ROWS; row++)
			count += strcmp(rows[row].code, outcomes[i].code) == 0;
		if (outcomes[i].by_time != (count == 0))
			fail_msg("%s has %zu rows", outcomes[i].code, count);
	}
}

static void every_ground_stands_in_a_row_of_its_outcome(void **state)
{
	(void)state;
	for (size_t i = 0; i < grounds_count; i++) {
		bool found = false;

		for (size_t row = 0; row < ROWS; row++)
			found = found || (strcmp(rows[row].code, grounds[i].outcome) == 0 &&
				grounds_have(str_of(rows[row].grounds), str_of(grounds[i].code)));
		if (!found)
			fail_msg("%s of %s", grounds[i].code, grounds[i].outcome);
	}
}

/* 国办公开办函〔2016〕235号: its posting can't be proved, so a decision isn't served by a plain letter. */
static void a_plain_letter_is_no_way_of_service(void **state)
{
	enum service way;

	(void)state;
	assert_false(service_parse(S("plain"), &way));
	assert_int_equal(WAYS, SERVICES - 1);
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
		cmocka_unit_test(each_outcome_applicant_and_way_of_service_gives_a_letter_by_the_law),
		cmocka_unit_test(the_page_names_who_reviews_the_department_that_answered),
		cmocka_unit_test(every_outcome_that_can_be_chosen_has_a_row),
		cmocka_unit_test(every_ground_stands_in_a_row_of_its_outcome),
		cmocka_unit_test(a_plain_letter_is_no_way_of_service),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
