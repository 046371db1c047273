/* The writer of the search index: what a step that failed leaves behind. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>
#include <cmocka.h>

#include "base/clock.h"
#include "search/find.h"
#include "search/segment.h"
#include "search/writer.h"

static char folder[64];
static struct writer *writer;

static int begin(void **state)
{
	(void)state;
	snprintf(folder, sizeof(folder), "/tmp/search-writer-XXXXXX");
	if (mkdtemp(folder) == NULL || writer_open(folder, &writer) != OK)
		return -1;
	writer_begin_anew(writer);
	return writer_commit(writer, S("1-0")) == OK ? 0 : -1;
}

static int end(void **state)
{
	char command[128];

	(void)state;
	writer_free(writer);
	snprintf(command, sizeof(command), "rm -r %s", folder);
	return system(command);
}

static enum status put(uint64_t id)
{
	static const uint16_t letters[] = { 10, 11, 12 };
	const struct doc doc = { .row = { .id = id },
		.sections = { [SECTION_TITLE] = { letters, 3, NULL } } };

	return writer_put(writer, &doc);
}

static bool is_file(uint64_t number)
{
	char *path = segment_path(folder, number);
	bool there = access(path, F_OK) == 0;

	free(path);
	return there;
}

static void what_a_failed_step_put_is_forgotten_at_the_next(void **state)
{
	(void)state;
	assert_int_equal(put(1), OK);
	assert_int_equal(put(2), OK);
	assert_string_equal(writer_position(writer), "1-0");
	assert_int_equal(put(1), OK);
	assert_int_equal(writer_commit(writer, S("2-0")), OK);
	assert_int_equal(writer_docs(writer), 1);
}

/* 8192 documents are written as a segment without a commit. */
static void what_a_failed_beginning_wrote_is_removed_at_the_next(void **state)
{
	(void)state;
	assert_int_equal(put(1), OK);
	assert_int_equal(writer_commit(writer, S("2-0")), OK);
	assert_true(is_file(1));
	writer_begin_anew(writer);
	for (uint64_t id = 1; id <= 8192; id++)
		assert_int_equal(put(id), OK);
	assert_true(is_file(2));
	writer_begin_anew(writer);
	assert_false(is_file(2));
	/* The readers have this one until the commit. */
	assert_true(is_file(1));
	assert_int_equal(writer_commit(writer, S("3-0")), OK);
	assert_false(is_file(1));
}

static void a_segment_whose_name_was_taken_away_is_touched(void **state)
{
	struct segment segment;
	char *path;

	(void)state;
	assert_int_equal(put(1), OK);
	assert_int_equal(writer_commit(writer, S("2-0")), OK);
	assert_true(segment_open(folder, 1, &segment));
	assert_true(segment_untouched(&segment));
	path = segment_path(folder, 1);
	assert_int_equal(unlink(path), 0);
	free(path);
	assert_false(segment_untouched(&segment));
	segment_close(&segment);
	assert_null(writer_position(writer));
}

static void what_was_taken_off_is_off_the_disk_a_day_later(void **state)
{
	int64_t now = (int64_t)time(NULL) * 1000;

	(void)state;
	for (uint64_t id = 1; id <= 5; id++)
		assert_int_equal(put(id), OK);
	assert_int_equal(writer_commit(writer, S("2-0")), OK);
	assert_int_equal(writer_forget(writer, now + 2 * WRITER_FORGET_MS), OK);
	assert_true(is_file(1));
	writer_drop(writer, 3);
	assert_int_equal(writer_commit(writer, S("3-0")), OK);
	assert_int_equal(writer_forget(writer, now), OK);
	assert_true(is_file(1));
	assert_int_equal(writer_forget(writer, now + 2 * WRITER_FORGET_MS), OK);
	assert_false(is_file(1));
	assert_string_equal(writer_position(writer), "3-0");
	assert_int_equal(writer_docs(writer), 4);
	/* Nothing is out of date any more. */
	assert_int_equal(writer_forget(writer, now + 9 * WRITER_FORGET_MS), OK);
	assert_true(is_file(2));
}

/* Eight segments of 8192 documents become one, and another waits. */
static void what_a_beginning_merges_takes_no_room_meanwhile(void **state)
{
	(void)state;
	writer_begin_anew(writer);
	for (uint64_t id = 1; id <= 8 * 8192; id++)
		assert_int_equal(put(id), OK);
	for (uint64_t number = 1; number <= 8; number++)
		assert_false(is_file(number));
	assert_true(is_file(9));
}

static void a_second_writer_is_refused(void **state)
{
	struct writer *other;

	(void)state;
	assert_int_equal(writer_open(folder, &other), ERR_ALREADY);
	writer_free(writer);
	assert_int_equal(writer_open(folder, &writer), OK);
}

#define TEST(test) cmocka_unit_test_setup_teardown(test, begin, end)

/* An hour lies between one document and the next. */
static void a_search_by_days_looks_at_no_more_than_it_shows_and_counts(void **state)
{
	static const uint16_t letters[] = { 10, 11, 12 };
	const struct query query = { .terms = { { { letters, 1, NULL }, false } }, .count = 1, .wanted = 1 };
	struct find find = { .query = &query, .limit = 10, .newest = true,
		.filter = { .kind = DOC_KINDS, .from = 100 * MS_PER_HOUR, .to = 5000 * MS_PER_HOUR } };
	struct index *index = index_new(folder);
	struct found found;

	(void)state;
	for (uint64_t i = 0; i < 6000; i++) {
		uint64_t id = i * 7 % 6000 + 1;
		const struct doc doc = { .row = { .id = id, .at = (int64_t)id * MS_PER_HOUR },
			.sections = { [SECTION_TITLE] = { letters, 3, NULL } } };

		assert_int_equal(writer_put(writer, &doc), OK);
		if (i % 1000 == 999)
			assert_int_equal(writer_commit(writer, S("2-0")), OK);
	}
	assert_int_equal(index_follow(index), OK);
	assert_int_equal(find_docs(index, &find, &found), OK);
	assert_int_equal(found.hits[0].id, 4999);
	assert_int_equal(found.hits[9].id, 4990);
	assert_int_equal(found.total, FIND_COUNTED);
	assert_true(found.looked <= FIND_COUNTED + 10);
	find.filter.from = 4000 * MS_PER_HOUR;
	find.filter.to = 4005 * MS_PER_HOUR;
	assert_int_equal(find_docs(index, &find, &found), OK);
	assert_int_equal(found.hits[0].id, 4004);
	assert_int_equal(found.total, 5);
	assert_true(found.looked <= 10);
	index_free(index);
}

static void a_file_cut_while_it_is_read_ends_the_search_and_not_the_process(void **state)
{
	static const uint16_t letter = 10;
	const struct query query = { .terms = { { { &letter, 1, NULL }, false } }, .count = 1, .wanted = 1 };
	const struct find find = { .query = &query, .limit = FIND_MOST, .filter = { .kind = DOC_KINDS } };
	struct index *index = index_new(folder);
	struct found found;
	char *path;

	(void)state;
	for (uint64_t id = 1; id <= 500; id++)
		assert_int_equal(put(id), OK);
	assert_int_equal(writer_commit(writer, S("2-0")), OK);
	assert_int_equal(index_follow(index), OK);
	assert_int_equal(find_docs(index, &find, &found), OK);
	assert_int_equal(found.total, 500);
	path = segment_path(folder, index->segments[0].number);
	assert_int_equal(truncate(path, 4096), 0);
	free(path);
	for (int i = 0; i < 2; i++) {
		assert_int_equal(find_docs(index, &find, &found), ERR_AWAY);
		assert_int_equal(found.total, 0);
	}
	assert_int_equal(index_follow(index), ERR_AWAY);
	index_free(index);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_second_writer_is_refused),
		TEST(what_a_failed_step_put_is_forgotten_at_the_next),
		TEST(what_a_failed_beginning_wrote_is_removed_at_the_next),
		TEST(a_search_by_days_looks_at_no_more_than_it_shows_and_counts),
		TEST(a_file_cut_while_it_is_read_ends_the_search_and_not_the_process),
		TEST(a_segment_whose_name_was_taken_away_is_touched),
		TEST(what_was_taken_off_is_off_the_disk_a_day_later),
		TEST(what_a_beginning_merges_takes_no_room_meanwhile),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
