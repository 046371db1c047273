/* The requests behind each figure of a yearly report: as many as the figure says, and those. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "casework_rig.h"
#include "report/proof.h"
#include "report/yearly.h"

#define ROWS 7

/* Walks the whole proof in chunks, as the command does, and as pages do, by cursors: both the same. */
static int64_t count_rows(int year, struct str id, bool by_cursor)
{
	struct proof_row rows[ROWS];
	struct proof proof;
	int64_t total = 0;
	size_t count;

	assert_int_equal(proof_begin(&rig, year, id, (struct str){ 0 }, &proof), OK);
	while (!proof_ended(&proof)) {
		assert_int_equal(proof_next(&rig, &proof, ROWS, rows, &count), OK);
		total += (int64_t)count;
		if (by_cursor && !proof_ended(&proof))
			assert_int_equal(proof_begin(&rig, year, id, proof_cursor(rig.arena, &proof),
				&proof), OK);
	}
	return total;
}

static void assert_proved(int year)
{
	struct yearly yearly;

	assert_int_equal(yearly_read(&rig, year, &yearly), OK);
	for (size_t i = 0; i < yearly.tables.form->cell_count; i++) {
		struct report_cell cell = report_cell_at(yearly.tables.form, i);
		struct str id = report_cell_id(rig.arena, &cell);
		struct proof proof;

		if (cell.block->part == REPORT_OPENNESS) {
			assert_int_equal(proof_begin(&rig, year, id, (struct str){ 0 }, &proof),
				ERR_NOT_FOUND);
			continue;
		}
		for (int by_cursor = 0; by_cursor < 2; by_cursor++) {
			int64_t rows = count_rows(year, id, by_cursor);

			if (rows != yearly.tables.cells[i].amount)
				fail_msg("%d %.*s is %lld, its proof has %lld rows", year, STR_ARG(id),
					(long long)yearly.tables.cells[i].amount, (long long)rows);
		}
	}
}

static void appeal(uint64_t n, const char *kind, const char *result)
{
	struct act act = { .action = ACTION_APPEAL, .by = &rig_dispatcher, .kind = str_of(kind),
		.result = str_of(result) };

	rig_do(n, &act);
}

/* Requests in every state, many at the same moment, some carried over and ended a year later. */
static void every_figure_has_as_many_requests_behind_it(void **state)
{
	struct act approve = { .action = ACTION_APPROVE, .by = &rig_approver };
	uint64_t drafted[3 * ROWS];
	uint64_t answered;

	(void)state;
	rig.now = rig_moment("2026-12-20 10:00");
	for (size_t i = 0; i < sizeof(drafted) / sizeof(drafted[0]); i++)
		drafted[i] = rig_request_in(STATE_DRAFTED);
	for (enum state s = STATE_PENDING; s < STATE_COUNT; s++)
		if (s != STATE_MERGED)
			rig_request_in(s);
	answered = rig_request_in(STATE_ANSWERED);
	appeal(answered, "review", "pending");
	appeal(rig_request_in(STATE_ANSWERED), "direct", "pending");
	rig.now = rig_moment("2027-01-04 10:00");
	for (size_t i = 0; i < 2 * ROWS; i++)
		rig_do(drafted[i], &approve);
	appeal(answered, "review", "upheld");
	appeal(answered, "after", "pending");
	for (int year = 2025; year <= 2027; year++)
		assert_proved(year);
	rig.now = rig_moment("2028-03-01 10:00");
	rig_do(drafted[2 * ROWS], &approve);
	for (int year = 2026; year <= 2028; year++)
		assert_proved(year);
	assert_recount_agrees();
}

static void the_rows_are_those_that_the_figure_counts(void **state)
{
	struct proof_row rows[ROWS];
	struct proof proof;
	uint64_t n = rig_request_in(STATE_ANSWERED);
	size_t count;

	(void)state;
	rig_request_in(STATE_ASSIGNED);
	assert_int_equal(proof_begin(&rig, 2026, S("3.granted.person"), (struct str){ 0 }, &proof), OK);
	assert_int_equal(proof_next(&rig, &proof, ROWS, rows, &count), OK);
	assert_int_equal(count, 1);
	assert_int_equal(rows[0].record.n, n);
	assert_int_equal(rows[0].at, count_ended(&rows[0].record));
	assert_true(proof_ended(&proof));
}

static void a_strange_figure_or_cursor_is_refused(void **state)
{
	static const char *const figures[] = { "", "3.new", "3.new.nobody", "2.permit.decided", "1.visits",
		"6.fees.", "4.review.none" };
	static const char *const cursors[] = { "0", ":", "0:", "x:0-0", "0:x", "999:0-0", "-1:0-0",
		"0:0-0~x" };
	struct proof proof;

	(void)state;
	for (size_t i = 0; i < sizeof(figures) / sizeof(figures[0]); i++)
		assert_int_equal(proof_begin(&rig, 2026, str_of(figures[i]), (struct str){ 0 }, &proof),
			ERR_NOT_FOUND);
	for (size_t i = 0; i < sizeof(cursors) / sizeof(cursors[0]); i++)
		if (proof_begin(&rig, 2026, S("3.new.total"), str_of(cursors[i]), &proof) != ERR_MALFORMED)
			fail_msg("“%s” is taken for a cursor", cursors[i]);
}

/* A year's list costs what the year has, not what there is. */
static void other_years_cost_nothing(void **state)
{
	uint64_t before;
	uint64_t few;

	(void)state;
	for (int i = 0; i < ROWS; i++)
		rig_request_in(STATE_ANSWERED);
	rig.now = rig_moment("2027-06-01 10:00");
	rig_request_in(STATE_ANSWERED);
	before = store_trips(rig.store);
	assert_int_equal(count_rows(2027, S("3.granted.person"), false), 1);
	few = store_trips(rig.store) - before;
	rig.now = rig_moment("2026-06-01 10:00");
	for (int i = 0; i < 20 * ROWS; i++)
		rig_request_in(STATE_ANSWERED);
	rig.now = rig_moment("2027-07-01 10:00");
	before = store_trips(rig.store);
	assert_int_equal(count_rows(2027, S("3.granted.person"), false), 1);
	/* One more for each halving of the list. */
	assert_true(store_trips(rig.store) - before <= few + 10);
}

#define TEST(name) cmocka_unit_test_setup(name, rig_clean)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(every_figure_has_as_many_requests_behind_it),
		TEST(the_rows_are_those_that_the_figure_counts),
		TEST(a_strange_figure_or_cursor_is_refused),
		TEST(other_years_cost_nothing),
	};

	return cmocka_run_group_tests(tests, rig_start, rig_stop);
}
