/* Service of the letters on a request: what is counted by it, and what corrections of its record keep. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "cases/deadline.h"
#include "casework_rig.h"
#include "model/derive.h"
#include "model/letter.h"
#include "upkeep/due_actions.h"
#include "upkeep/recount.h"
#include "tally_rig.h"

#define TEXT(s) { s, sizeof(s) - 1 }

static const struct act revise = { .action = ACTION_REVISE, .by = &rig_clerk, .reason = TEXT("漏写了依据"),
	.text = TEXT("经查，该信息可以公开，随函寄送。"), .outcome = TEXT("granted") };
static const struct act approve = { .action = ACTION_APPROVE, .by = &rig_approver };

/* A request that came by post and was answered: no letter is served on the page. */
static uint64_t posted_request(void)
{
	const struct act accept = { .action = ACTION_ACCEPT, .by = &rig_moderator };
	const struct act assign = { .action = ACTION_ASSIGN, .by = &rig_dispatcher, .dept = S("zjj") };
	const struct act draft = { .action = ACTION_DRAFT, .by = &rig_clerk, .outcome = S("granted"),
		.text = S("经查，该信息可以公开，详见附件。") };
	const struct act *const steps[] = { &accept, &assign, &draft, &approve };
	struct application application = { .applicant = APPLICANT_PERSON, .mode = MODE_POST,
		.wanted = WANTED_POST, .paper = PAPER_RESIDENT, .paper_no = S("11010519491231002X"),
		.address = S("城南街道幸福路8号2单元301室"), .received = rig.now };
	struct submission in = { .channel = CHANNEL_REQUEST, .category = CATEGORY_OTHER,
		.title = S("城南棚户区改造的补偿方案"), .body = S("申请公开城南棚户区改造项目的补偿安置方案全文。"),
		.name = S("赵敏慧"), .phone = S("13700000001"), .application = &application };
	struct receipt receipt;

	assert_int_equal(case_submit(&rig, &in, &receipt), OK);
	for (size_t i = 0; i < sizeof(steps) / sizeof(steps[0]); i++)
		rig_do(receipt.n, steps[i]);
	return receipt.n;
}

static enum status serve(uint64_t n, int64_t letter, const char *way, const char *on)
{
	return rig_act(n, &(struct act){ .action = ACTION_SERVE, .by = &rig_dispatcher, .letter = letter,
		.way = str_of(way), .mail = strcmp(way, "post") == 0 ? S("EMS123") : S(""),
		.on = rig_moment(on) }, NULL);
}

static struct letter_sent letter_of(uint64_t n, int64_t id)
{
	struct case_record record = read_case(n);
	struct letters letters;

	letters_read(&record, &letters);
	assert_non_null(letters_by_id(&letters, id));
	return *letters_by_id(&letters, id);
}

static void an_answer_revised_before_it_was_served_counts_once_the_new_one_is(void **state)
{
	uint64_t n = posted_request();

	(void)state;
	assert_int_equal(rig_tally("2026", "granted.request.person"), 0);
	rig.now += MS_PER_DAY;
	rig_do(n, &revise);
	rig_do(n, &approve);
	assert_int_equal(serve(n, rig_last_letter(n), "post", "2026-03-03 00:00"), OK);
	assert_int_equal(rig_tally("2026", "granted.request.person"), 1);
	assert_int_equal(rig_tally("2026", "done@zjj.request"), 1);
	assert_recount_agrees();
}

static void an_answer_rated_before_its_service_is_recorded_stays_at_the_desk(void **state)
{
	uint64_t n = posted_request();
	struct viewer asker = rig_asker(n);
	struct case_record record;

	(void)state;
	rig_do(n, &(struct act){ .action = ACTION_RATE, .by = &asker, .rating = 5 });
	record = read_case(n);
	assert_int_equal(record.state, STATE_CLOSED);
	assert_string_equal(arena_cstr(rig.arena, derive_desk(rig.arena, &record)), "dept:zjj");
	assert_true(record.due != 0);
	rig_serve(n);
	record = read_case(n);
	assert_int_equal(derive_desk(rig.arena, &record).len, 0);
	assert_int_equal(rig_tally("2026", "granted.request.person"), 1);
	assert_recount_agrees();
}

static void what_staff_correct_keeps_that_the_applicant_opened_it(void **state)
{
	uint64_t n = posted_request();
	int64_t letter = rig_last_letter(n);
	struct viewer asker = rig_asker(n);
	int64_t opened = rig.now + MS_PER_DAY;

	(void)state;
	rig.now = opened;
	rig_do(n, &(struct act){ .action = ACTION_SERVE, .by = &asker, .letter = letter });
	rig.now += 5 * MS_PER_DAY;
	assert_int_equal(serve(n, letter, "post", "2026-03-05 00:00"), OK);
	assert_true(letter_of(n, letter).served == opened);
	assert_int_equal(serve(n, letter, "post", "2026-03-06 00:00"), OK);
	assert_true(letter_of(n, letter).served == opened);
	assert_true(letter_of(n, letter).starts == opened);
	assert_recount_agrees();
}

static void the_days_an_answer_took_are_those_of_its_own_clock(void **state)
{
	uint64_t n = posted_request();
	int64_t answer = rig_last_letter(n);

	(void)state;
	rig.now = rig_moment("2026-03-12 10:00");
	rig_do(n, &revise);
	assert_int_equal(serve(n, answer, "post", "2026-03-04 00:00"), OK);
	assert_int_equal(read_case(n).days_taken, 2);
	assert_recount_agrees();
}

/* Written before the first opening had a place of its own. */
static void a_letter_served_online_of_the_version_before_was_opened_when_its_period_starts(void **state)
{
	struct case_record record = { .letters = S("answer:5:100:online:100:200,charge:7:300:post:310:320,"
		"told:9:400::0:0,answer:11:500:post:500:600:590,answer:x:0::0:0") };
	static const int64_t opened[] = { 200, 0, 0, 590 };
	struct letters letters;

	(void)state;
	letters_read(&record, &letters);
	assert_int_equal(letters.count, 4);
	for (size_t i = 0; i < letters.count; i++)
		assert_int_equal(letters.list[i].opened, opened[i]);
}

static void a_letter_put_on_the_page_stays_served_whatever_staff_record(void **state)
{
	uint64_t n = rig_request_in(STATE_ANSWERED);
	int64_t letter = rig_last_letter(n);
	int64_t issued = letter_of(n, letter).issued;

	(void)state;
	rig.now += 5 * MS_PER_DAY;
	assert_int_equal(serve(n, letter, "post", "2026-03-05 00:00"), OK);
	assert_int_equal(serve(n, letter, "post", "2026-03-06 00:00"), OK);
	assert_true(letter_of(n, letter).served == issued);
	assert_recount_agrees();
}

/* Who writes an answer meanwhile loses no race to it. */
static void a_service_changes_nothing_that_a_form_was_drawn_from(void **state)
{
	uint64_t n = rig_request_in(STATE_CONSULTING);
	int64_t version = read_case(n).version;

	(void)state;
	rig_serve(n);
	assert_int_equal(read_case(n).version, version);
}

static void an_answer_is_not_closed_before_it_is_served(void **state)
{
	uint64_t n = posted_request();
	struct due_counts done = { 0 };

	(void)state;
	rig.now += (rig_config.cases.close_days + 1) * MS_PER_DAY;
	assert_int_equal(due_actions_run(&rig, &done), OK);
	assert_int_equal(done.closed, 0);
	rig_serve(n);
	assert_int_equal(due_actions_run(&rig, &done), OK);
	assert_int_equal(done.closed, 1);
}

/* Of 20 working days 12 are left, and ten in which others were asked are no part of them. */
static void the_days_in_which_others_were_asked_bring_no_reminder(void **state)
{
	uint64_t n = rig_request_in(STATE_CONSULTING);
	struct case_record record;

	(void)state;
	rig.now = rig_moment("2026-03-16 10:00");
	rig_do(n, &(struct act){ .action = ACTION_REPLY, .by = &rig_clerk, .result = S("agreed") });
	record = read_case(n);
	while (deadline_left(&rig, record.due) > 12)
		rig.now += MS_PER_DAY;
	assert_int_equal(deadline_left(&rig, record.due), 12);
	assert_int_equal(deadline_stage(&rig, &record), STAGE_EARLY);
	while (deadline_left(&rig, record.due) > 10)
		rig.now += MS_PER_DAY;
	assert_int_equal(deadline_stage(&rig, &record), STAGE_HALF);
}

/* A service that is recorded while the package is being written. */
static bool serve_meanwhile(void *context, struct arena *arena, const struct value *view, struct str *html)
{
	(void)arena;
	(void)view;
	rig_serve(*(uint64_t *)context);
	*html = S("<p>卷宗</p>");
	return true;
}

static void what_came_in_while_a_package_was_written_is_not_erased_with_it(void **state)
{
	uint64_t n = rig_request_in(STATE_CLOSED);
	const struct archive_printer printer = { serve_meanwhile, &n };
	struct due_counts done = { 0 };

	(void)state;
	rig.now += 10 * 366 * MS_PER_DAY;
	assert_int_equal(due_actions_erase(&rig, &printer, &done), OK);
	assert_int_equal(done.archived + done.erased, 0);
	assert_true(read_case(n).contact.len > 0);
	assert_int_equal(due_actions_erase(&rig, &rig_printer, &done), OK);
	assert_int_equal(done.archived, 1);
	assert_int_equal(read_case(n).contact.len, 0);
}

#define TEST(name) cmocka_unit_test_setup(name, rig_clean)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(an_answer_revised_before_it_was_served_counts_once_the_new_one_is),
		TEST(an_answer_rated_before_its_service_is_recorded_stays_at_the_desk),
		TEST(what_staff_correct_keeps_that_the_applicant_opened_it),
		TEST(the_days_an_answer_took_are_those_of_its_own_clock),
		TEST(a_letter_served_online_of_the_version_before_was_opened_when_its_period_starts),
		TEST(a_service_changes_nothing_that_a_form_was_drawn_from),
		TEST(an_answer_is_not_closed_before_it_is_served),
		TEST(the_days_in_which_others_were_asked_bring_no_reminder),
		TEST(what_came_in_while_a_package_was_written_is_not_erased_with_it),
		TEST(a_letter_put_on_the_page_stays_served_whatever_staff_record),
	};

	return cmocka_run_group_tests(tests, rig_start, rig_stop);
}
