/* Walking lists and queues a page at a time, whatever the times of their rows. */
#include <inttypes.h>
#include <stdarg.h>

#include <setjmp.h>
#include <cmocka.h>

#include "casework_rig.h"
#include "lists/listing.h"
#include "lists/newest.h"
#include "lists/queue.h"
#include "store/keys.h"

#define TEST(name) cmocka_unit_test_setup(name, rig_clean)
#define EQUAL 1500

static void run(struct batch *batch)
{
	struct result *results;

	assert_int_equal(store_run(rig.store, batch, &results), OK);
}

/* Accepted topics of the least kind, all of one time, as an import by days leaves them. */
static void import(uint64_t from, uint64_t count, int64_t at)
{
	struct batch batch = batch_in(rig.arena);

	for (uint64_t n = from; n < from + count; n++) {
		struct str number = num(rig.arena, (int64_t)n);

		BATCH(&batch, S("HSET"), key_case(rig.store, rig.arena, n), S("ch"), S("topic"), S("st"),
			S("accepted"), S("cat"), S("help"), S("accepted"), S("1"), S("created"),
			num(rig.arena, at));
		BATCH(&batch, S("ZADD"), key_list(rig.store, rig.arena, S("new")), num(rig.arena, at),
			number);
		BATCH(&batch, S("ZADD"), key_queue(rig.store, rig.arena, S("dispatch")), num(rig.arena, at),
			number);
	}
	run(&batch);
}

static void drop(struct str list, uint64_t n)
{
	struct batch batch = batch_in(rig.arena);

	BATCH(&batch, S("ZREM"), key_list(rig.store, rig.arena, list), num(rig.arena, (int64_t)n));
	run(&batch);
}

/* Marks what a page shows; gives its next cursor. */
static struct str read_list_page(struct str before, bool *seen, size_t *count)
{
	struct listing listing = { .channel = CHANNEL_TOPIC, .tab = TAB_NEW, .any_category = true,
		.before = before, .limit = 20 };
	struct listing_page page;

	assert_int_equal(listing_read(&rig, &listing, &page), OK);
	for (size_t i = 0; i < page.count; i++) {
		assert_false(seen[page.rows[i].n]);
		seen[page.rows[i].n] = true;
		(*count)++;
	}
	return page.next;
}

static void a_list_of_any_number_of_equal_times_is_read_to_its_end(void **state)
{
	bool seen[EQUAL + 1] = { false };
	struct str before = { 0 };
	size_t count = 0;
	int pages = 0;

	(void)state;
	import(1, EQUAL, 1000);
	do {
		before = read_list_page(before, seen, &count);
		pages++;
		assert_true(pages <= EQUAL / 20 + 1);
	} while (before.len > 0);
	assert_int_equal(count, EQUAL);
}

static void rows_that_join_and_leave_meanwhile_neither_repeat_nor_lose_the_others(void **state)
{
	bool seen[3 * EQUAL] = { false };
	struct str before = { 0 };
	size_t count = 0;
	int pages = 0;

	(void)state;
	import(1, EQUAL, 1000);
	do {
		before = read_list_page(before, seen, &count);
		pages++;
		/* More than any slack: a day's import comes in above, and the pages that were read vanish. */
		if (pages == 10)
			import(EQUAL + 1, EQUAL, 2000);
		for (uint64_t n = 1; pages == 20 && n <= EQUAL; n++)
			if (seen[n])
				drop(S("new"), n);
	} while (before.len > 0);
	assert_int_equal(count, EQUAL);
}

static void a_cursor_without_a_rank_still_finds_its_place(void **state)
{
	bool seen[EQUAL + 1] = { false };
	struct str before = S("1000-750");
	size_t count = 0;

	(void)state;
	import(1, EQUAL, 1000);
	while (before.len > 0)
		before = read_list_page(before, seen, &count);
	for (uint64_t n = 1; n <= EQUAL; n++)
		assert_int_equal(seen[n], str_cmp(num(rig.arena, (int64_t)n), S("750")) < 0);
}

static void crooked_cursors_are_refused(void **state)
{
	static const char *const crooked[] = { "x", "1", "-", "1-", "-1", "1-a", "1-2~x", "1-2~3~4", "1-2~",
		"1--2" };
	struct listing listing = { .channel = CHANNEL_TOPIC, .any_category = true, .limit = 20 };
	struct listing_page page;

	(void)state;
	for (size_t i = 0; i < sizeof(crooked) / sizeof(crooked[0]); i++) {
		listing.before = str_of(crooked[i]);
		assert_int_equal(listing_read(&rig, &listing, &page), ERR_MALFORMED);
	}
}

static const struct queue_ask dispatch = { .desk = { "dispatch", 8 }, .viewer = &rig_dispatcher };
static const struct queue_ask by_clerk = { .desk = { "dispatch", 8 }, .viewer = &rig_clerk };

static void the_next_case_is_the_one_after_it_wherever_it_stands(void **state)
{
	uint64_t next = 0;
	uint64_t n = 0;
	size_t count = 0;
	struct str rest;

	(void)state;
	import(1, 300, 1000);
	assert_int_equal(queue_next(&rig, &dispatch, 0, &n, &rest), OK);
	for (uint64_t first = n; next != first; n = next, count++) {
		assert_int_equal(queue_next(&rig, &dispatch, n, &next, &rest), OK);
		assert_true(count < 300);
	}
	assert_int_equal(count, 300);
	assert_int_equal(queue_next(&rig, &by_clerk, 1, &next, &rest), ERR_FORBIDDEN);
}

static void the_only_case_of_a_queue_has_no_next(void **state)
{
	uint64_t next = 1;
	struct str rest;

	(void)state;
	import(1, 1, 1000);
	assert_int_equal(queue_next(&rig, &dispatch, 1, &next, &rest), OK);
	assert_int_equal(next, 0);
}

static void the_heads_of_two_lists_are_those_of_their_first_pages(void **state)
{
	struct newest heads[] = { { .tab = TAB_ANSWERED }, { .tab = TAB_NEW } };
	struct batch batch = batch_in(rig.arena);

	(void)state;
	import(1, NEWEST_ROWS + 4, 1000);
	/* One that is in the list but not public, and one that is gone. */
	BATCH(&batch, S("HSET"), key_case(rig.store, rig.arena, 9), S("st"), S("pending"));
	BATCH(&batch, S("DEL"), key_case(rig.store, rig.arena, 8));
	run(&batch);
	assert_int_equal(newest_read(&rig, heads, 2), OK);
	assert_int_equal(heads[0].count, 0);
	assert_int_equal(heads[1].count, NEWEST_ROWS - 2);
	assert_int_equal(heads[1].rows[0].record.n, 7);
	assert_int_equal(heads[1].rows[3].record.n, 4);
}

static void a_place_beyond_every_list_is_refused(void **state)
{
	struct listing listing = { .channel = CHANNEL_TOPIC, .tab = TAB_NEW, .any_category = true,
		.limit = 20 };
	struct listing_page page;

	(void)state;
	listing.before = S("1000-750~9007199254740993");
	assert_int_equal(listing_read(&rig, &listing, &page), ERR_MALFORMED);
	listing.before = S("1000-750~9223372036854775807");
	assert_int_equal(listing_read(&rig, &listing, &page), ERR_MALFORMED);
	listing.before = S("1000-750~9007199254740992");
	assert_int_equal(listing_read(&rig, &listing, &page), OK);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(the_heads_of_two_lists_are_those_of_their_first_pages),
		TEST(a_place_beyond_every_list_is_refused),
		TEST(a_list_of_any_number_of_equal_times_is_read_to_its_end),
		TEST(rows_that_join_and_leave_meanwhile_neither_repeat_nor_lose_the_others),
		TEST(a_cursor_without_a_rank_still_finds_its_place),
		TEST(crooked_cursors_are_refused),
		TEST(the_next_case_is_the_one_after_it_wherever_it_stands),
		TEST(the_only_case_of_a_queue_has_no_next),
	};

	return cmocka_run_group_tests(tests, rig_start, rig_stop);
}
