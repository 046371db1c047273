/* The letters on a request as they are read: in which order, and what each says for good. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/json.h"
#include "casework_rig.h"
#include "pages/view/document.h"
#include "request_rig.h"

/* 2026-03-02, and days after it. */
#define DAY(n) (INT64_C(1772416800000) + (n) * MS_PER_DAY)

static struct dept departments[] = {
	{ .id = { "zjj", 3 } },
};

/* A request, its thread, and what is found in them. */
struct request_read {
	struct case_record record;
	struct value *thread;
	struct documents documents;
};

/* Entries of the thread: kind, action or letter, day, and further members. */
struct wrote {
	const char *kind;
	const char *what;
	int day;
	const char *more;
};

static void read_request(struct request_read *out, const struct wrote *wrote, size_t count)
{
	out->thread = value_list(rig.arena);
	for (size_t i = 0; i < count; i++) {
		struct value *entry = list_map(out->thread);
		struct value *more;

		map_int(entry, "id", (int64_t)i);
		map_int(entry, "at", DAY(wrote[i].day));
		map_str(entry, "kind", str_of(wrote[i].kind));
		map_str(entry, strcmp(wrote[i].kind, "letter") == 0 ? "letter" : "action",
			str_of(wrote[i].what));
		assert_int_equal(json_parse(rig.arena, str_of(wrote[i].more), &more), OK);
		for (const struct member *m = more->first; m != NULL; m = m->next)
			*value_add(entry, m->key) = m->value;
	}
	out->record.channel = CHANNEL_REQUEST;
	out->record.dept = S("zjj");
	documents_find(&out->record, out->thread, &out->documents);
}
#define READ(request, ...) \
	read_request((request), (const struct wrote[]){ __VA_ARGS__ }, \
		sizeof((const struct wrote[]){ __VA_ARGS__ }) / sizeof(struct wrote))

static struct value *read_letter(const struct request_read *request, size_t i)
{
	const struct depts depts = { departments, 1 };
	const struct document_case of = { .work = &rig, .record = &request->record, .thread = request->thread,
		.depts = &depts, .name = S("赵敏慧") };
	struct value *view = value_map(rig.arena);

	assert_true(i < request->documents.count);
	document_view(&of, &request->documents, &request->documents.list[i], view);
	return view;
}

static void letters_from_before_numbers_stand_where_they_were_written(void **state)
{
	struct request_read request = { .record = { .corrected = DAY(1), .received = DAY(0), .clock = DAY(2),
		.answered = DAY(5), .letters = S("answer:2:1772848800000::0:0") } };

	(void)state;
	READ(&request, { "event", "correct", 1, "{}" }, { "answer", "", 5, "{\"version\":1}" },
		{ "letter", "answer", 5, "{\"no\":\"云住建公开〔2026〕1号\"}" });
	assert_int_equal(request.documents.count, 2);
	assert_int_equal(request.documents.list[0].kind, LETTER_CORRECTION);
	assert_int_equal(request.documents.list[1].kind, LETTER_ANSWER);
}

static void an_answer_from_before_numbers_is_revoked_by_its_revision(void **state)
{
	struct request_read request = { .record = { .received = DAY(0), .clock = DAY(0), .answered = DAY(3),
		.revised = DAY(8), .letters = S("answer:3:1773108000000::0:0") } };
	struct value *view;

	(void)state;
	READ(&request, { "answer", "", 3, "{\"version\":1,\"text\":\"旧的答复\",\"outcome\":\"granted\"}" },
		{ "event", "revise", 7, "{}" },
		{ "answer", "", 8, "{\"version\":2,\"text\":\"新的答复\",\"outcome\":\"granted\"}" },
		{ "letter", "answer", 8, "{\"no\":\"云住建公开〔2026〕1号\",\"dept\":\"zjj\"}" });
	assert_int_equal(request.documents.count, 2);
	view = read_letter(&request, 0);
	assert_str("the old one", map_get_str(view, "letter_text"), "旧的答复");
	assert_true(map_get_bool(view, "withdrawn"));
	view = read_letter(&request, 1);
	assert_str("the new one", map_get_str(view, "letter_text"), "新的答复");
	assert_str("what it revokes", map_get_str(view, "revoked_date"), "2026年3月5日");
	assert_false(map_get_bool(view, "withdrawn"));
}

static bool rests_on(const struct request_read *request, size_t letter, const char *article)
{
	struct str basis = map_get_str(read_letter(request, letter), "basis");

	assert_true(basis.len > 0);
	return str_search(basis, str_of(article), 0) < basis.len;
}

static void each_answer_rests_on_what_it_rested_on_when_it_was_issued(void **state)
{
	struct request_read request = { .record = { .received = DAY(0), .clock = DAY(0), .answered = DAY(3),
		.revised = DAY(8), .outcome = S("none.not_held"),
		.letters = S("answer:3:1773108000000::0:0") } };
	struct request_read asked = { .record = { .received = DAY(0), .clock = DAY(0), .answered = DAY(3),
		.outcome = S("deny.third_party"), .letters = S("answer:1:1772676000000::0:0") } };

	(void)state;
	READ(&request, { "answer", "", 3, "{\"version\":1,\"text\":\"旧\",\"outcome\":\"none.not_held\"}" },
		{ "event", "revise", 7, "{}" },
		{ "answer", "", 8, "{\"version\":2,\"text\":\"新\",\"outcome\":\"none.not_held\"}" },
		{ "letter", "answer", 8, "{\"no\":\"云住建公开〔2026〕1号\",\"dept\":\"zjj\"}" });
	assert_true(rests_on(&request, 0, "第（四）项"));
	assert_false(rests_on(&request, 1, "第（四）项"));
	/* The record forgets whom it asked when it is reopened; the letter doesn't. */
	READ(&asked, { "answer", "", 3, "{\"text\":\"不予公开\",\"outcome\":\"deny.third_party\",\"asked\":true}" },
		{ "letter", "answer", 3, "{\"dept\":\"zjj\"}" });
	assert_true(rests_on(&asked, 0, "第三十二条"));
	asked.record.consults = S("third:1:2:objected");
	READ(&asked, { "answer", "", 3, "{\"text\":\"不予公开\",\"outcome\":\"deny.third_party\",\"asked\":false}" },
		{ "letter", "answer", 3, "{\"dept\":\"zjj\"}" });
	assert_false(rests_on(&asked, 0, "第三十二条"));
}

static void a_letter_is_set_in_paragraphs_of_what_was_written(void **state)
{
	struct request_read request = { .record = { .received = DAY(0), .clock = DAY(0), .answered = DAY(3),
		.letters = S("answer:3:1772676000000::0:0") } };
	const struct value *lines;
	struct value *view;

	(void)state;
	READ(&request, { "answer", "", 3, "{\"text\":\"　　第一段。\\r\\n\\n 第二段。 \",\"outcome\":\"granted\"}" },
		{ "letter", "answer", 3, "{\"no\":\"云住建公开〔2026〕1号\",\"dept\":\"zjj\"}" });
	view = read_letter(&request, 0);
	lines = map_get(view, "letter_lines");
	assert_int_equal(lines->count, 2);
	assert_str("first", map_get_str(&lines->first->value, "line"), "第一段。");
	assert_str("second", map_get_str(&lines->first->next->value, "line"), "第二段。");
	assert_non_null(map_get(view, "revoked_date"));
	assert_str("revokes none", map_get_str(view, "revoked_date"), "");
}

static void a_letter_names_a_correction_only_once_it_came(void **state)
{
	struct request_read request = { .record = { .received = DAY(0), .clock = DAY(30), .answered = DAY(4),
		.letters = S("extension:1:1772503200000::0:0,answer:5:1772762400000::0:0") } };

	(void)state;
	READ(&request, { "event", "extend", 1, "{}" }, { "letter", "extension", 1, "{\"dept\":\"zjj\"}" },
		{ "event", "supplement", 3, "{}" }, { "event", "reopen", 30, "{}" },
		{ "answer", "", 35, "{\"version\":2,\"text\":\"新的答复\",\"outcome\":\"granted\"}" },
		{ "letter", "answer", 35, "{\"dept\":\"zjj\"}" });
	assert_str("before it came", map_get_str(read_letter(&request, 0), "corrected_text"), "");
	assert_str("after a reopening", map_get_str(read_letter(&request, 1), "corrected_text"),
		"2026年3月5日");
}

static void a_reopening_is_no_correction(void **state)
{
	struct request_read request = { .record = { .received = DAY(0), .clock = DAY(30), .answered = DAY(4),
		.letters = S("answer:2:1775440800000::0:0") } };

	(void)state;
	READ(&request, { "event", "reopen", 30, "{}" },
		{ "answer", "", 35, "{\"version\":2,\"text\":\"新的答复\",\"outcome\":\"granted\"}" },
		{ "letter", "answer", 35, "{\"dept\":\"zjj\"}" });
	assert_str("nothing came", map_get_str(read_letter(&request, request.documents.count - 1),
		"corrected_text"), "");
}

/* Who issued a letter may be renamed later, or reviewed and sued elsewhere; rules change too. */
static void a_letter_says_for_good_what_it_said_when_it_was_issued(void **state)
{
	static const char *const names[] = { "organ", "remedy", "consult_days" };
	struct dept dept;
	struct request_read read = { 0 };
	struct str said[2][3];
	uint64_t n = rig_request_in(STATE_CONSULTING);

	(void)state;
	rig_do(n, &(struct act){ .action = ACTION_REPLY, .by = &rig_clerk, .result = S("agreed") });
	rig_do(n, &(struct act){ .action = ACTION_DRAFT, .by = &rig_clerk, .outcome = S("granted"),
		.text = S("经查，该信息可以公开，详见附件。") });
	rig_do(n, &(struct act){ .action = ACTION_APPROVE, .by = &rig_approver });
	for (int later = 0; later < 2; later++) {
		assert_int_equal(dept_read(&rig, S("zjj"), &departments[0]), OK);
		assert_int_equal(case_read(&rig, n, &read.record, &read.thread, NULL), OK);
		documents_find(&read.record, read.thread, &read.documents);
		for (size_t i = 0; i < 3; i++)
			said[later][i] = map_get_str(read_letter(&read,
				read.documents.count - (i < 2 ? 1 : 2)), names[i]);
		dept = departments[0];
		dept.name = S("市住房城乡建设和交通局");
		dept.review_body = S("上一级主管部门");
		dept.court = S("铁路运输法院");
		assert_int_equal(dept_change(&rig, &dept, S("operator")), OK);
		rig_config.requests.consult_days++;
	}
	rig_config.requests.consult_days -= 2;
	for (size_t i = 0; i < 3; i++) {
		assert_true(said[0][i].len > 0);
		assert_true(str_eq(said[1][i], said[0][i]));
	}
}

#define TEST(name) cmocka_unit_test_setup(name, rig_clean)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(letters_from_before_numbers_stand_where_they_were_written),
		TEST(an_answer_from_before_numbers_is_revoked_by_its_revision),
		TEST(each_answer_rests_on_what_it_rested_on_when_it_was_issued),
		TEST(a_letter_is_set_in_paragraphs_of_what_was_written),
		TEST(a_letter_names_a_correction_only_once_it_came),
		TEST(a_reopening_is_no_correction),
		TEST(a_letter_says_for_good_what_it_said_when_it_was_issued),
	};

	return cmocka_run_group_tests(tests, rig_start, rig_stop);
}
