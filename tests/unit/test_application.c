/*
 * What a request for information says of its applicant: numbers of papers at their edges; nothing of it in
 * clear.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "casework_rig.h"
#include "cases/applicant.h"
#include "upkeep/due_actions.h"
#include "privacy/sealed.h"
#include "store/keys.h"

/* 2026-03-02 10:00, as the rig's clock. */
#define NOW 1772416800000

static const struct {
	const char *what;
	enum paper paper;
	const char *typed;
	const char *number;	/* NULL: refused */
} numbers[] = {
	{ "the example of GB 11643", PAPER_RESIDENT, "11010519491231002X", "11010519491231002X" },
	{ "a small x", PAPER_RESIDENT, "11010519491231002x", "11010519491231002X" },
	{ "full-width digits and blanks", PAPER_RESIDENT, " １１０１０５ 1949 1231 002Ｘ ",
		"11010519491231002X" },
	{ "dashes", PAPER_RESIDENT, "110105-19491231-002X", "11010519491231002X" },
	{ "another check digit", PAPER_RESIDENT, "110105194912310021", NULL },
	{ "two digits changed places", PAPER_RESIDENT, "11010519491213002X", NULL },
	{ "fifteen digits, as before 1999", PAPER_RESIDENT, "110105491231002", NULL },
	{ "one digit too many", PAPER_RESIDENT, "11010519491231002X1", NULL },
	{ "an X in the middle", PAPER_RESIDENT, "1101051949123100X2", NULL },
	{ "a province that isn't", PAPER_RESIDENT, "160105194912310029", NULL },
	{ "born in 1880, the other example of GB 11643", PAPER_RESIDENT, "440524188001010014", NULL },
	{ "born on 30 February", PAPER_RESIDENT, "532501199002300016", NULL },
	{ "born today", PAPER_RESIDENT, "532501202603020014", "532501202603020014" },
	{ "born tomorrow", PAPER_RESIDENT, "53250120260303001X", NULL },
	{ "a residence permit of somebody from Hong Kong", PAPER_RESIDENT, "810000199408230021",
		"810000199408230021" },
	{ "nothing", PAPER_RESIDENT, "", NULL },
	{ "words", PAPER_RESIDENT, "身份证在家里没有带来可以吗", NULL },
	{ "a credit code", PAPER_CREDIT, "91350100M000100Y43", "91350100M000100Y43" },
	{ "a credit code in small letters", PAPER_CREDIT, "91350100m000100y43", "91350100M000100Y43" },
	{ "a wrong check character", PAPER_CREDIT, "91350100M000100Y44", NULL },
	{ "a letter that the alphabet leaves out", PAPER_CREDIT, "91350100M000100I43", NULL },
	{ "letters in the area", PAPER_CREDIT, "9135A100M000100Y43", NULL },
	{ "seventeen characters", PAPER_CREDIT, "91350100M000100Y4", NULL },
	{ "a resident's number as credit code", PAPER_CREDIT, "11010519491231002X", NULL },
	{ "a passport", PAPER_PASSPORT, "e12345678", "E12345678" },
	{ "three characters", PAPER_PASSPORT, "E12", NULL },
	{ "four characters", PAPER_OTHER, "E123", "E123" },
	{ "thirty characters", PAPER_OTHER, "123456789012345678901234567890",
		"123456789012345678901234567890" },
	{ "thirty-one characters", PAPER_OTHER, "1234567890123456789012345678901", NULL },
	{ "a bracket", PAPER_PERMIT, "H123456(7)", NULL },
};

static void numbers_of_papers_are_put_right_or_refused(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++) {
		struct str number = S("untouched");
		bool good = paper_number(rig.arena, numbers[i].paper, str_of(numbers[i].typed), NOW, &number);

		if (good != (numbers[i].number != NULL) ||
		    !str_eq(number, good ? str_of(numbers[i].number) : S("untouched")))
			fail_msg("%s: %d, %.*s", numbers[i].what, good, STR_ARG(number));
	}
}

/* Every single wrong digit shows: what the check character is for. */
static void no_single_digit_of_a_residents_number_can_be_wrong_unnoticed(void **state)
{
	const char right[] = "11010519491231002X";
	struct str out;

	(void)state;
	for (size_t at = 0; at < 17; at++)
		for (char digit = '0'; digit <= '9'; digit++) {
			char typed[sizeof(right)];

			memcpy(typed, right, sizeof(right));
			typed[at] = digit;
			assert_int_equal(paper_number(rig.arena, PAPER_RESIDENT, str_of(typed), NOW, &out),
				digit == right[at]);
		}
}

static void e_mail_addresses_are_put_right_or_refused(void **state)
{
	static const struct {
		const char *typed;
		const char *address;	/* NULL: refused */
	} rows[] = {
		{ "zhao@example.com", "zhao@example.com" },
		{ " Zhao.Min-hui+gov@mail.example.com.cn ", "zhao.min-hui+gov@mail.example.com.cn" },
		{ "ｚｈａｏ＠ｅｘａｍｐｌｅ．ｃｏｍ", "zhao@example.com" },
		{ "zhao", NULL },
		{ "zhao@example", NULL },
		{ "@example.com", NULL },
		{ "zhao@", NULL },
		{ "", NULL },
		{ "zhao@@example.com", NULL },
		{ "zhao@example..com", NULL },
		{ ".zhao@example.com", NULL },
		{ "zhao.@example.com", NULL },
		{ "zhao@example.com.", NULL },
		{ "赵@example.com", NULL },
		{ "zhao min@example.com", NULL },
		{ "zhao@example.com,li@example.com", NULL },
		{ "<zhao@example.com>", NULL },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct str address = S("untouched");
		bool good = email_address(rig.arena, str_of(rows[i].typed), &address);

		if (good != (rows[i].address != NULL) ||
			!str_eq(address, good ? str_of(rows[i].address) : S("untouched")))
			fail_msg("%s: %d, %.*s", rows[i].typed, good, STR_ARG(address));
	}
}

static void names_are_read_back_as_they_are_written(void **state)
{
	enum applicant applicant;
	enum mode mode;
	enum wanted wanted;
	enum paper paper;

	(void)state;
	for (enum applicant i = 0; i < APPLICANT_COUNT; i++)
		assert_true(applicant_parse(str_of(applicant_name(i)), &applicant) && applicant == i);
	for (enum mode i = 0; i < MODE_COUNT; i++)
		assert_true(mode_parse(str_of(mode_name(i)), &mode) && mode == i);
	for (enum wanted i = 0; i < WANTED_COUNT; i++)
		assert_true(wanted_parse(str_of(wanted_name(i)), &wanted) && wanted == i);
	for (enum paper i = 0; i < PAPER_COUNT; i++)
		assert_true(paper_parse(str_of(paper_name(i)), &paper) && paper == i);
	assert_false(applicant_parse(S("自然人"), &applicant));
}

static struct application whole_application(void)
{
	return (struct application){ .applicant = APPLICANT_LEGAL, .mode = MODE_POST, .wanted = WANTED_READ,
		.received = NOW - MS_PER_DAY, .document_no = S("云政发〔2024〕12 号"),
		.paper = PAPER_CREDIT,
		.paper_no = S("91350100M000100Y43"), .person = S("欧阳若琳"),
		.address = S("城南街道幸福路 8 号 2 单元 301 室"),
		.email = S("lvshi@example.com"), .purpose = S("代理张三丰的案件") };
}

static struct submission request_with(const struct application *application)
{
	return (struct submission){ .channel = CHANNEL_REQUEST, .category = CATEGORY_OTHER, .by = S("disp1"),
		.title = S("城南棚户区改造的补偿方案"),
		.body = S("申请公开补偿方案，我的电话是 13712345678。"),
		.name = S("云川明理律师事务所"), .phone = S("13712345678"), .application = application };
}

static void a_request_is_kept_as_it_was_said(void **state)
{
	struct application application = whole_application();
	struct submission in = request_with(&application);
	struct sealed_contact contact;
	struct case_record record;
	struct receipt receipt;

	(void)state;
	assert_int_equal(case_submit(&rig, &in, &receipt), OK);
	assert_int_equal(case_read(&rig, receipt.n, &record, NULL, NULL), OK);
	assert_int_equal(record.applicant, APPLICANT_LEGAL);
	assert_int_equal(record.mode, MODE_POST);
	assert_int_equal(record.wanted, WANTED_READ);
	assert_true(str_eq(record.entered_by, S("disp1")));
	assert_int_equal(record.received, NOW - MS_PER_DAY);
	assert_true(str_eq(record.document_no, application.document_no));
	assert_int_equal(sealed_read(&rig, &record, &contact), OK);
	assert_true(str_eq(contact.name, in.name) && str_eq(contact.body, in.body));
	assert_true(str_eq(contact.paper, S("credit")) && str_eq(contact.paper_no, application.paper_no));
	assert_true(
		str_eq(contact.person, application.person) && str_eq(contact.address, application.address));
	assert_true(str_eq(contact.email, application.email) && str_eq(contact.purpose, application.purpose));
}

static bool contains_any(const struct result *result, const char *const *secrets)
{
	if (result->type == RESULT_LIST) {
		for (size_t i = 0; i < result->count; i++)
			if (contains_any(&result->items[i], secrets))
				return true;
		return false;
	}
	for (; *secrets != NULL; secrets++)
		if (str_search(result->str, str_of(*secrets), 0) < result->str.len)
			return true;
	return false;
}

static void who_files_a_request_is_nowhere_in_clear(void **state)
{
	static const char *const secrets[] = { "13712345678", "明理", "91350100M000100Y43", "若琳", "幸福路",
		"lvshi@", "张三丰", NULL };
	struct application application = whole_application();
	struct submission in = request_with(&application);
	struct batch batch = batch_in(rig.arena);
	struct receipt receipt;
	struct result *results;

	(void)state;
	assert_int_equal(case_submit(&rig, &in, &receipt), OK);
	BATCH(&batch, S("HGETALL"), key_case(rig.store, rig.arena, receipt.n));
	BATCH(&batch, S("LRANGE"), key_thread(rig.store, rig.arena, receipt.n), S("0"), S("-1"));
	BATCH(&batch, S("XRANGE"), key_events(rig.store, rig.arena), S("-"), S("+"));
	BATCH(&batch, S("KEYS"), S("*"));
	assert_int_equal(store_run(rig.store, &batch, &results), OK);
	for (size_t i = 0; i < batch.count; i++) {
		assert_true(results[i].count > 0);
		assert_false(contains_any(&results[i], secrets));
	}
}

static void an_incomplete_request_is_refused(void **state)
{
	const struct application whole = whole_application();
	struct receipt receipt;

	(void)state;
	for (int missing = 0; missing < 4; missing++) {
		struct application application = whole;
		struct submission in = request_with(&application);

		if (missing == 0)
			in.application = NULL;
		else if (missing == 1)
			in.name = S("");
		else if (missing == 2)
			application.paper_no = S("");
		else
			in.phone = application.address = S("");
		assert_int_equal(case_submit(&rig, &in, &receipt), ERR_INVALID);
	}
}

static void a_request_is_seen_by_nobody_outside_whatever_its_state(void **state)
{
	struct case_record record;

	(void)state;
	for (enum state s = STATE_PENDING; s < STATE_COUNT; s++) {
		if (s == STATE_MERGED)
			continue;
		assert_int_equal(case_read(&rig, rig_request_in(s), &record, NULL, NULL), OK);
		assert_int_equal(record.state, s);
		assert_false(case_visible(&record, &viewer_public));
	}
}

static void staff_may_write_down_any_number_of_requests_for_one_phone(void **state)
{
	struct application application = whole_application();
	struct submission in = request_with(&application);
	struct receipt receipt;

	(void)state;
	for (int i = 0; i < 30; i++)
		assert_int_equal(case_submit(&rig, &in, &receipt), OK);
	in.by = S("");
	for (int i = 0; i < rig_config.limits.posts_per_phone_day; i++)
		assert_int_equal(case_submit(&rig, &in, &receipt), OK);
	assert_int_equal(case_submit(&rig, &in, &receipt), ERR_TOO_MANY);
}

/* Files one that came in person on that day. */
static uint64_t file_on(const char *paper_no, const char *day)
{
	struct application application = whole_application();
	struct submission in = request_with(&application);
	struct receipt receipt;
	struct date date;

	assert_true(date_parse(str_of(day), &date));
	application.mode = MODE_PERSON;
	application.paper = PAPER_OTHER;
	application.paper_no = str_of(paper_no);
	application.received = clock_day_start(day_of_date(date));
	assert_int_equal(case_submit(&rig, &in, &receipt), OK);
	return receipt.n;
}

static struct applicant_filings filings_of(uint64_t n)
{
	struct case_record record;
	struct applicant_part part = { .work = &rig, .record = &record };

	assert_int_equal(case_read(&rig, n, &record, NULL, NULL), OK);
	assert_int_equal(rounds_run(rig.store, rig.arena,
		&(struct part){ applicant_filings_ask, applicant_filings_take, &part }, 1),
		OK);
	return part.filings;
}

static void what_one_applicant_files_in_a_calendar_month_is_counted(void **state)
{
	uint64_t january = file_on("A1234", "2026-01-31");
	uint64_t first = file_on("A1234", "2026-02-01");
	uint64_t last = file_on("A1234", "2026-02-28");
	uint64_t march = file_on("A1234", "2026-03-01");
	uint64_t other = file_on("B1234", "2026-02-15");

	(void)state;
	assert_int_equal(filings_of(january).month, 1);
	assert_int_equal(filings_of(march).month, 1);
	assert_int_equal(filings_of(other).month, 1);
	assert_int_equal(filings_of(other).others_count, 0);
	assert_int_equal(filings_of(first).month, 2);
	assert_int_equal(filings_of(first).place, 1);
	assert_int_equal(filings_of(last).place, 2);
	assert_int_equal(filings_of(march).place, 1);
	assert_int_equal(filings_of(last).others_count, 3);
	assert_int_equal(filings_of(last).others[0], march);
	assert_int_equal(filings_of(last).others[2], january);
}

static void december_ends_with_the_year(void **state)
{
	uint64_t december = file_on("A1234", "2025-12-31");

	(void)state;
	file_on("A1234", "2026-01-01");
	assert_int_equal(filings_of(december).month, 1);
}

static void no_more_others_are_given_than_there_is_room_for(void **state)
{
	uint64_t n = file_on("A1234", "2026-02-01");

	(void)state;
	for (int i = 0; i < FILINGS_OTHERS + 5; i++)
		file_on("A1234", "2026-02-02");
	assert_int_equal(filings_of(n).month, FILINGS_OTHERS + 6);
	assert_int_equal(filings_of(n).others_count, FILINGS_OTHERS);
	assert_int_equal(filings_of(n + 3).others_count, FILINGS_OTHERS);
}

static void the_applicants_trace_goes_with_the_contact_data(void **state)
{
	uint64_t n = file_on("A1234", "2026-02-01");
	struct viewer asker = rig_asker(n);
	struct case_record record;
	struct due_counts done = { 0 };

	(void)state;
	assert_recount_agrees();
	assert_int_equal(rig_act(n, &(struct act){ .action = ACTION_WITHDRAW, .by = &asker }, &record), OK);
	/* The years of its archive, and a leap day or two. */
	rig.now += (365 * rig_config.requests.archive_years + 3) * MS_PER_DAY;
	assert_int_equal(due_actions_erase(&rig, &rig_printer, &done), OK);
	assert_int_equal(case_read(&rig, n, &record, NULL, NULL), OK);
	assert_int_equal(record.contact.len, 0);
	assert_int_equal(filings_of(n).month, 0);
	assert_recount_agrees();
}

#define TEST(name) cmocka_unit_test_setup(name, rig_clean)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(numbers_of_papers_are_put_right_or_refused),
		TEST(no_single_digit_of_a_residents_number_can_be_wrong_unnoticed),
		TEST(e_mail_addresses_are_put_right_or_refused),
		TEST(names_are_read_back_as_they_are_written),
		TEST(a_request_is_kept_as_it_was_said),
		TEST(who_files_a_request_is_nowhere_in_clear),
		TEST(an_incomplete_request_is_refused),
		TEST(a_request_is_seen_by_nobody_outside_whatever_its_state),
		TEST(what_one_applicant_files_in_a_calendar_month_is_counted),
		TEST(december_ends_with_the_year),
		TEST(no_more_others_are_given_than_there_is_room_for),
		TEST(the_applicants_trace_goes_with_the_contact_data),
		TEST(staff_may_write_down_any_number_of_requests_for_one_phone),
	};

	return cmocka_run_group_tests(tests, rig_start, rig_stop);
}
