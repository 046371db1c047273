/* Declining requests for information: as advertisement, or as a duplicate that names the other request. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "casework_rig.h"
#include "lists/declined.h"
#include "store/keys.h"
#include "upkeep/due_lists.h"
#include "upkeep/recount.h"
#include "tally_rig.h"

static uint64_t request_of(const char *paper_no)
{
	static int64_t phone = 13900000000;
	struct application application = { .applicant = APPLICANT_PERSON, .mode = MODE_ONLINE,
		.wanted = WANTED_POST, .paper = PAPER_RESIDENT, .paper_no = str_of(paper_no),
		.address = S("城南街道幸福路 8 号 2 单元 301 室") };
	struct submission in = { .channel = CHANNEL_REQUEST, .category = CATEGORY_OTHER,
		.title = S("城南棚户区改造的补偿方案"), .body = S("申请公开补偿安置方案全文。"),
		.name = S("赵敏慧"), .phone = num(rig.arena, ++phone), .application = &application };
	struct receipt receipt;

	assert_int_equal(case_submit(&rig, &in, &receipt), OK);
	return receipt.n;
}

/* Refused, with a sentence beside that field that has these words. */
static void refused(uint64_t n, struct act act, const char *field, const char *words)
{
	const char *wrong = NULL;
	struct case_record after;
	struct str why;

	act.wrong = &wrong;
	assert_int_equal(case_act(&rig, n, &act, &after, &why), ERR_INVALID);
	if (field != NULL)
		assert_string_equal(wrong, field);
	else
		assert_null(wrong);
	if (str_search(why, str_of(words), 0) == why.len)
		fail_msg("\"%.*s\" doesn't say \"%s\"", STR_ARG(why), words);
	assert_int_equal(read_case(n).state, STATE_PENDING);
}

static struct act as_duplicate_of(uint64_t other)
{
	return (struct act){ .action = ACTION_DECLINE, .by = &rig_moderator, .reason = S("duplicate"),
		.other = other };
}

static void a_duplicate_names_another_request_of_the_same_applicant(void **state)
{
	uint64_t n = rig_request_in(STATE_PENDING);

	(void)state;
	refused(n, as_duplicate_of(0), "other", "与哪一件申请重复");
	refused(n, as_duplicate_of(n), "other", "这就是本件");
	refused(n, as_duplicate_of(n + 100), "other", "没有这个编号");
	refused(n, as_duplicate_of(rig_case_in(STATE_ACCEPTED)), "other", "没有这个编号");
	refused(n, as_duplicate_of(request_of("110105194912310038")), "other", "不是同一申请人");
	refused(n, as_duplicate_of(rig_request_in(STATE_DECLINED)), "other", "也没有受理");
	refused(n, as_duplicate_of(rig_request_in(STATE_WITHDRAWN)), "other", "撤回");
}

static void any_other_reason_is_refused_with_what_to_do_instead(void **state)
{
	uint64_t n = rig_request_in(STATE_PENDING);
	struct act decline = { .action = ACTION_DECLINE, .by = &rig_moderator };

	(void)state;
	for (const struct decline_reason *r = decline_reasons; r->code != NULL; r++) {
		decline.reason = str_of(r->code);
		if (decline_of_request(decline.reason))
			continue;
		refused(n, decline, NULL, "广告");
		refused(n, decline, NULL, "重复");
		refused(n, decline, NULL, "通知补正");
		refused(n, decline, NULL, "办理结果");
	}
}

static void a_declined_duplicate_counts_as_received_and_as_a_repeat(void **state)
{
	uint64_t first = rig_request_in(STATE_ANSWERED);
	uint64_t n = rig_request_in(STATE_PENDING);
	struct act decline = as_duplicate_of(first);
	struct case_record record;

	(void)state;
	rig_do(n, &decline);
	record = read_case(n);
	assert_int_equal(record.state, STATE_DECLINED);
	assert_int_equal(record.duplicate_of, first);
	assert_true(str_eq(record.declined_by, rig_moderator.id));
	assert_true(str_eq(record.outcome, S("skip.repeat")));
	assert_int_equal(rig_tally("2026", "asked.request.person"), 2);
	assert_int_equal(rig_tally("2026", "skip.repeat.request.person"), 1);
	assert_int_equal(rig_tally("2026", "granted.request.person"), 1);
	/* The page says how it can be challenged, so that is recorded too. */
	rig_do(n, &(struct act){ .action = ACTION_APPEAL, .by = &rig_supervisor, .kind = S("review"),
		.result = S("pending") });
	assert_int_equal(rig_tally("2026", "appeal.request.review-pending"), 1);
	assert_recount_agrees();
}

/* As the version before declined them: no other request, and no part in table 三. */
static void advertisement_and_what_was_declined_before_count_nowhere(void **state)
{
	uint64_t n = rig_request_in(STATE_PENDING);
	struct act replayed = as_duplicate_of(0);

	(void)state;
	rig_request_in(STATE_DECLINED);
	replayed.at = rig.now;
	rig_do(n, &replayed);
	assert_int_equal(read_case(n).duplicate_of, 0);
	assert_int_equal(rig_tally("2026", "asked.request.person"), 0);
	assert_int_equal(rig_tally("2026", "skip.repeat.request.person"), 0);
	assert_recount_agrees();
}

static void two_requests_are_not_declined_as_duplicates_of_each_other(void **state)
{
	uint64_t one = rig_request_in(STATE_PENDING);
	uint64_t other = rig_request_in(STATE_PENDING);
	struct act decline = as_duplicate_of(other);

	(void)state;
	rig_do(one, &decline);
	refused(other, as_duplicate_of(one), "other", "也没有受理");
}

static struct declined_page *page_behind(struct str before)
{
	struct declined_page *page = arena_array(rig.arena, 1, sizeof(*page));

	assert_int_equal(declined_read(&rig, &rig_supervisor, before, page), OK);
	return page;
}

static void the_supervisor_reads_what_was_declined_a_page_at_a_time(void **state)
{
	const size_t many = DECLINED_ROWS + 3;
	struct act decline = as_duplicate_of(rig_request_in(STATE_ASSIGNED));
	struct declined_page *first;
	struct declined_page *second;
	uint64_t last = 0;

	(void)state;
	rig_case_in(STATE_DECLINED);
	for (size_t i = 0; i < many; i++) {
		rig.now += MS_PER_DAY;
		last = rig_request_in(STATE_PENDING);
		rig_do(last, &decline);
	}
	first = page_behind((struct str){ 0 });
	assert_int_equal(first->total, many);
	assert_int_equal(first->count, DECLINED_ROWS);
	assert_int_equal(first->rows[0].n, last);
	assert_int_equal(first->others[0].n, decline.other);
	assert_true(str_eq(declined_by(&first->rows[0]), rig_moderator.id));
	second = page_behind(first->next);
	assert_int_equal(second->count, 3);
	assert_int_equal(second->next.len, 0);
	assert_true(second->rows[0].closed < first->rows[DECLINED_ROWS - 1].closed);
	assert_int_equal(declined_read(&rig, &rig_supervisor, S("gestern"), first), ERR_MALFORMED);
	assert_recount_agrees();
}

/* The hash as the version before wrote it, without the list: the jobs list it, and so does a recount. */
static void what_was_declined_before_is_listed_by_the_jobs_and_by_a_recount(void **state)
{
	uint64_t n = rig_request_in(STATE_DECLINED);
	struct batch older = batch_in(rig.arena);
	struct due_lists_progress progress = { 0 };
	struct recount recount = { .report = NULL };
	struct result *results;

	(void)state;
	BATCH(&older, S("DEL"), key_list(rig.store, rig.arena, S("declined")));
	BATCH(&older, S("HDEL"), key_case(rig.store, rig.arena, n), S("declby"));
	BATCH(&older, S("HSET"), key_jobs(rig.store, rig.arena), S("built"), S("all with archive"));
	assert_int_equal(store_run(rig.store, &older, &results), OK);
	assert_int_equal(page_behind((struct str){ 0 })->count, 0);
	while (!progress.complete)
		assert_int_equal(due_lists_build(&rig, &progress), OK);
	assert_int_equal(page_behind((struct str){ 0 })->count, 1);
	assert_true(str_eq(declined_by(&page_behind((struct str){ 0 })->rows[0]), rig_moderator.id));
	assert_recount_agrees();
	assert_int_equal(store_run(rig.store, &older, &results), OK);
	assert_int_equal(recount_run(&rig, true, &recount), OK);
	assert_int_equal(page_behind((struct str){ 0 })->count, 1);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup(name, rig_clean)
	const struct CMUnitTest tests[] = {
		TEST(a_duplicate_names_another_request_of_the_same_applicant),
		TEST(any_other_reason_is_refused_with_what_to_do_instead),
		TEST(a_declined_duplicate_counts_as_received_and_as_a_repeat),
		TEST(advertisement_and_what_was_declined_before_count_nowhere),
		TEST(two_requests_are_not_declined_as_duplicates_of_each_other),
		TEST(the_supervisor_reads_what_was_declined_a_page_at_a_time),
		TEST(what_was_declined_before_is_listed_by_the_jobs_and_by_a_recount),
	};

	return cmocka_run_group_tests(tests, rig_start, rig_stop);
}
