/* What a yearly report gets from the cases, against a slow count of all of them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/clock.h"
#include "casework_rig.h"
#include "model/letter.h"
#include "report/annual.h"
#include "report_rig.h"
#include "store/keys.h"
#include "upkeep/due_lists.h"

static struct yearly read(int year)
{
	struct yearly yearly;

	assert_int_equal(yearly_read(&rig, year, &yearly), OK);
	return yearly;
}

static int64_t cell(const struct yearly *yearly, const char *id)
{
	struct report_cell found;

	if (!report_cell_find(yearly->tables.form, str_of(id), &found))
		fail_msg("no cell %s", id);
	assert_true(yearly->tables.cells[found.index].filled);
	return yearly->tables.cells[found.index].amount;
}

static void assert_cell(int year, const char *id, int64_t wanted)
{
	struct yearly yearly = read(year);
	int64_t got = cell(&yearly, id);

	if (got != wanted)
		fail_msg("%d %s is %lld, not %lld", year, id, (long long)got, (long long)wanted);
}

static int year_of(int64_t ms)
{
	return ms == 0 ? 0 : date_of_day(clock_day(ms)).year;
}

/* The counting rule as the header has it, of one case. */
static int ended_in(const struct case_record *record)
{
	if (record->concluded == 0)
		return 0;
	return year_of(record->answers > 0 ? letter_answer_served(record) : record->concluded);
}

/* Counts every case by the rule. */
static void assert_balanced_and_counted(int year)
{
	struct yearly yearly = read(year);
	struct report_draft draft = rig_draft(&yearly.tables, NULL);
	int64_t came = 0, carried = 0, ended = 0;
	struct check_list list;
	uint64_t last;

	assert_int_equal(case_last(&rig, &last), OK);
	for (uint64_t n = 1; n <= last; n++) {
		struct case_record record = read_case(n);
		int received = year_of(record.received);
		int end = ended_in(&record);

		if (record.channel != CHANNEL_REQUEST || received == 0)
			continue;
		came += received == year;
		carried += received < year && (end == 0 || end >= year);
		ended += end == year;
	}
	assert_int_equal(cell(&yearly, "3.new.total"), came);
	assert_int_equal(cell(&yearly, "3.carried.total"), carried);
	assert_int_equal(cell(&yearly, "3.concluded.total"), ended);
	assert_int_equal(cell(&yearly, "3.next.total"), came + carried - ended);
	check_report(rig.arena, &draft, &list);
	for (size_t i = 0; i < list.count; i++)
		if (str_starts(list.failures[i].place, S("3.")))
			fail_msg("%d: %s: %.*s", year, list.failures[i].rule->id,
				STR_ARG(list.failures[i].words));
}

static void requests_in_every_state_are_counted_once_in_the_years_they_belong_to(void **state)
{
	(void)state;
	for (int round = 0; round < 2; round++) {
		for (enum state s = STATE_PENDING; s < STATE_COUNT; s++)
			if (s != STATE_MERGED)
				rig_request_in(s);
		rig_case_in(STATE_ANSWERED);
		/* From March to the second-last day of the year, and on into the next. */
		rig.now = rig_moment(round == 0 ? "2026-12-30 10:00" : "2027-02-01 10:00");
	}
	for (int year = 2025; year <= 2027; year++)
		assert_balanced_and_counted(year);
	assert_recount_agrees();
}

/* Brought in person and drafted: its answer is served when that is recorded. */
static uint64_t brought_and_drafted(void)
{
	struct application application = { .applicant = APPLICANT_LEGAL, .mode = MODE_PERSON,
		.wanted = WANTED_PICKUP, .received = rig.now, .paper = PAPER_CREDIT,
		.paper_no = S("91350100M000100Y43"), .person = S("赵敏慧"),
		.address = S("城南街道幸福路 8 号 2 单元 301 室") };
	struct submission in = { .channel = CHANNEL_REQUEST, .category = CATEGORY_OTHER,
		.title = S("城南棚户区改造的补偿方案"),
		.body = S("申请公开城南棚户区改造项目的补偿安置方案全文。"), .name = S("云川律师事务所"),
		.phone = S("13700009999"), .application = &application };
	struct act assign = { .action = ACTION_ASSIGN, .by = &rig_dispatcher, .dept = S("zjj") };
	struct act draft = { .action = ACTION_DRAFT, .by = &rig_clerk, .outcome = S("none.not_found"),
		.text = S("经检索，没有找到您申请的信息。") };
	struct receipt receipt;

	assert_int_equal(case_submit(&rig, &in, &receipt), OK);
	rig_do(receipt.n, &assign);
	rig_do(receipt.n, &draft);
	return receipt.n;
}

static void a_request_belongs_to_the_year_of_its_receipt_and_ends_in_that_of_its_service(void **state)
{
	struct act approve = { .action = ACTION_APPROVE, .by = &rig_approver };
	uint64_t n;

	(void)state;
	rig.now = rig_moment("2026-12-28 10:00");
	n = brought_and_drafted();
	rig.now = rig_moment("2026-12-31 23:59");
	rig_do(n, &approve);
	assert_cell(2026, "3.new.legal", 1);
	assert_cell(2026, "3.concluded.legal", 0);
	assert_cell(2026, "3.next.legal", 1);
	rig.now = rig_moment("2027-01-01 00:00");
	assert_cell(2027, "3.new.legal", 0);
	assert_cell(2027, "3.carried.legal", 1);
	assert_cell(2027, "3.next.legal", 1);
	rig_serve(n);
	assert_cell(2027, "3.none.not_held.legal", 1);
	assert_cell(2027, "3.concluded.total", 1);
	assert_cell(2027, "3.next.legal", 0);
	assert_cell(2026, "3.next.legal", 1);
	assert_recount_agrees();
}

static void a_fee_belongs_to_the_year_in_which_it_was_paid(void **state)
{
	struct act charge = { .action = ACTION_CHARGE, .by = &rig_clerk, .kind = S("pages"), .count = 100,
		.text = S("共100页。"), .reason = S("共100页。") };
	struct act pay = { .action = ACTION_PAY, .by = &rig_clerk };
	struct yearly yearly;
	uint64_t n;

	(void)state;
	rig.now = rig_moment("2026-12-28 10:00");
	n = rig_request_in(STATE_ASSIGNED);
	rig_do(n, &charge);
	rig_serve(n);
	rig.now = rig_moment("2027-01-04 10:00");
	rig_do(n, &pay);
	yearly = read(2026);
	assert_int_equal(yearly.fees, 0);
	yearly = read(2027);
	assert_int_equal(yearly.fees, 70000);
	assert_recount_agrees();
}

/* The version before kept neither lists nor fees: the first rounds of the jobs make them, and each once. */
static void what_was_counted_by_the_version_before_is_made_up_by_the_jobs(void **state)
{
	struct act charge = { .action = ACTION_CHARGE, .by = &rig_clerk, .kind = S("pages"), .count = 100,
		.text = S("共100页。"), .reason = S("共100页。") };
	struct act pay = { .action = ACTION_PAY, .by = &rig_clerk };
	struct due_lists_progress progress = { 0 };
	uint64_t old = rig_request_in(STATE_ASSIGNED);
	uint64_t new = rig_request_in(STATE_ASSIGNED);
	struct batch older = batch_in(rig.arena);
	struct result *results;
	const char *periods[] = { "all", "2026", "2026-03", "2026-03-02" };

	(void)state;
	rig_request_in(STATE_ANSWERED);
	rig_do(old, &charge);
	rig_serve(old);
	rig_do(old, &pay);
	for (size_t i = 0; i < sizeof(periods) / sizeof(periods[0]); i++)
		BATCH(&older, S("HDEL"), key_tally(rig.store, rig.arena, str_of(periods[i])),
			S("fee.request.person"));
	BATCH(&older, S("DEL"), key_list(rig.store, rig.arena, S("figure:fee.request.person")),
		key_list(rig.store, rig.arena, S("figure:asked.request.person")),
		key_list(rig.store, rig.arena, S("figure:granted.request.person")));
	BATCH(&older, S("HSET"), key_jobs(rig.store, rig.arena), S("built"), S("all with declined"));
	assert_int_equal(store_run(rig.store, &older, &results), OK);
	rig_do(new, &charge);
	rig_serve(new);
	rig_do(new, &pay);
	while (!progress.complete)
		assert_int_equal(due_lists_build(&rig, &progress), OK);
	assert_int_equal(read(2026).fees, 2 * 70000);
	assert_recount_agrees();
}

static void a_pending_appeal_is_pending_at_the_end_of_each_year_until_it_is_decided(void **state)
{
	struct act appeal = { .action = ACTION_APPEAL, .by = &rig_dispatcher, .kind = S("review"),
		.result = S("pending") };
	uint64_t n = rig_request_in(STATE_ANSWERED);

	(void)state;
	rig_do(n, &appeal);
	assert_cell(2026, "4.review.pending", 1);
	rig.now = rig_moment("2028-01-10 10:00");
	appeal.result = S("corrected");
	rig_do(n, &appeal);
	assert_cell(2025, "4.review.pending", 0);
	assert_cell(2026, "4.review.pending", 1);
	assert_cell(2026, "4.review.corrected", 0);
	assert_cell(2027, "4.review.pending", 1);
	assert_cell(2028, "4.review.pending", 0);
	assert_cell(2028, "4.review.corrected", 1);
	assert_cell(2028, "4.review.total", 1);
	assert_recount_agrees();
}

static void a_report_is_there_from_2019_to_the_present_year(void **state)
{
	struct annual *annual = ARENA_NEW(rig.arena, struct annual);

	(void)state;
	assert_int_equal(annual_read(&rig, 2018, annual), ERR_NOT_FOUND);
	assert_int_equal(annual_read(&rig, 2027, annual), ERR_NOT_FOUND);
	assert_int_equal(annual_read(&rig, 2019, annual), OK);
	assert_int_equal(annual_read(&rig, 2026, annual), OK);
}

#define TEST(name) cmocka_unit_test_setup(name, rig_clean)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(requests_in_every_state_are_counted_once_in_the_years_they_belong_to),
		TEST(a_request_belongs_to_the_year_of_its_receipt_and_ends_in_that_of_its_service),
		TEST(a_fee_belongs_to_the_year_in_which_it_was_paid),
		TEST(what_was_counted_by_the_version_before_is_made_up_by_the_jobs),
		TEST(a_pending_appeal_is_pending_at_the_end_of_each_year_until_it_is_decided),
		TEST(a_report_is_there_from_2019_to_the_present_year),
	};

	return cmocka_run_group_tests(tests, rig_start, rig_stop);
}
