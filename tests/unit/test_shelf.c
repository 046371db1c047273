/* The shelf of similar topics: suggest/shelf, suggest/shelf_writer, suggest/already. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <fcntl.h>
#include <unistd.h>

#include "casework_rig.h"
#include "suggest/already.h"
#include "suggest/shelf_writer.h"

static struct shelf *shelf;

/* As rounds of the jobs do it; gives the number of blocks that were written. */
static uint64_t shelve(void)
{
	struct casework work = rig;
	struct shelf_done done = { 0 };
	uint64_t blocks = 0;

	work.arena = arena_new((size_t)64 << 20);
	while (!done.complete) {
		assert_int_equal(shelf_write(&work, rig_config.paths.suggest, &done), OK);
		blocks += done.blocks;
	}
	arena_free(work.arena);
	return blocks;
}

static int begin(void **state)
{
	shelf = shelf_new(rig_config.paths.suggest);
	return rig_clean(state);
}

static int end(void **state)
{
	(void)state;
	shelf_free(shelf);
	return 0;
}

#define TITLE "翠屏花园东门的路灯一直不亮"
#define BODY "翠屏花园东门外人行道的路灯坏了一个多月，请派人维修。"

static struct already_part asked(const struct viewer *viewer, const struct case_record *record)
{
	struct already_part part = { .work = &rig, .shelf = shelf, .viewer = viewer, .record = record,
		.title = S(TITLE), .text = S(BODY) };

	assert_int_equal(rounds_run(rig.store, rig.arena,
		&(struct part){ already_ask, already_take, &part }, 1), OK);
	return part;
}

static uint64_t accepted(const char *title, const char *body)
{
	uint64_t n = rig_submit(title, body);

	rig_do(n, &(struct act){ .action = ACTION_ACCEPT, .by = &rig_moderator });
	return n;
}

static void the_public_finds_what_it_may_see_and_staff_what_waits_too(void **state)
{
	uint64_t open = accepted(TITLE, BODY);
	uint64_t waits = rig_submit(TITLE, BODY);
	struct case_record record = read_case(waits);
	struct already_part part;

	(void)state;
	assert_int_equal(asked(&viewer_public, NULL).count, 0);
	shelve();
	part = asked(&viewer_public, NULL);
	assert_int_equal(part.count, 1);
	assert_int_equal(part.list[0].record.n, open);
	part = asked(&rig_moderator, &record);
	assert_int_equal(part.count, 1);
	assert_int_equal(part.identical, 1);
	assert_int_equal(part.list[0].record.n, open);
	assert_true(part.list[0].identical);
	record = read_case(open);
	part = asked(&rig_moderator, &record);
	assert_int_equal(part.count, 1);
	assert_int_equal(part.list[0].record.n, waits);
}

static void what_was_taken_off_is_not_shown_though_the_shelf_has_it(void **state)
{
	uint64_t n = accepted(TITLE, BODY);

	(void)state;
	shelve();
	assert_int_equal(asked(&viewer_public, NULL).count, 1);
	rig_do(n, &(struct act){ .action = ACTION_UNPUBLISH, .by = &rig_moderator, .reason = S("内容有误") });
	assert_int_equal(asked(&viewer_public, NULL).looked, 1);
	assert_int_equal(asked(&viewer_public, NULL).count, 0);
	shelve();
	assert_int_equal(asked(&viewer_public, NULL).looked, 0);
}

static void only_blocks_with_changes_are_written(void **state)
{
	uint64_t n = accepted(TITLE, BODY);

	(void)state;
	assert_int_equal(shelve(), 1);
	assert_int_equal(shelve(), 0);
	rig_do(n, &(struct act){ .action = ACTION_ASSIGN, .by = &rig_dispatcher, .dept = S("zjj") });
	assert_int_equal(shelve(), 1);
	rig_do(n, &(struct act){ .action = ACTION_REMIND, .by = &rig_supervisor, .reason = S("请尽快") });
	assert_int_equal(shelve(), 0);
}

/* Redis says that there are so many cases, though they are not there. */
static void pretend(const char *last)
{
	struct batch batch = batch_in(rig.arena);
	struct result *results;

	BATCH(&batch, S("SET"), arena_join(rig.arena, S("{"), arena_join(rig.arena,
		str_of(store_site(rig.store)), S("}:seq"))), str_of(last));
	assert_int_equal(store_run(rig.store, &batch, &results), OK);
}

static void small_blocks_become_a_large_one_and_the_oldest_are_let_go(void **state)
{
	struct shelf_list list;
	const char *problem;

	(void)state;
	accepted(TITLE, BODY);
	pretend("300");
	shelve();
	assert_int_equal(shelf_list_read(rig_config.paths.suggest, &list, &problem), OK);
	assert_int_equal(list.count, 3);
	pretend("4200");
	shelve();
	assert_int_equal(shelf_list_read(rig_config.paths.suggest, &list, &problem), OK);
	assert_int_equal(list.count, 2);
	assert_int_equal(list.pieces[0].span, SHELF_LARGE);
	assert_int_equal(list.pieces[1].first, SHELF_LARGE);
	assert_int_equal(list.built, 4200);
	assert_int_equal(asked(&viewer_public, NULL).count, 1);
}

static void a_list_that_is_cut_changed_or_another_redis_begins_anew(void **state)
{
	char path[256];
	struct shelf_list list;
	const char *problem;
	int fd;

	(void)state;
	accepted(TITLE, BODY);
	shelve();
	snprintf(path, sizeof(path), "%s/" SHELF_NAME, rig_config.paths.suggest);
	for (off_t at = 0; at < 200; at += 7) {
		fd = open(path, O_RDWR);
		assert_int_equal(pwrite(fd, "#", 1, at), 1);
		close(fd);
		assert_int_equal(shelf_list_read(rig_config.paths.suggest, &list, &problem), ERR_INVALID);
		assert_int_equal(asked(&viewer_public, NULL).looked, 0);
		assert_int_equal(shelve(), 1);
	}
	assert_int_equal(truncate(path, 100), 0);
	assert_int_equal(shelf_list_read(rig_config.paths.suggest, &list, &problem), ERR_INVALID);
	assert_int_equal(shelve(), 1);
	rig_clean(state);
	accepted("二小门口接送车辆堵塞", "放学时第二小学门口乱停车，整条街都堵住了。");
	assert_int_equal(shelve(), 1);
	assert_int_equal(asked(&viewer_public, NULL).count, 0);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(the_public_finds_what_it_may_see_and_staff_what_waits_too),
		TEST(what_was_taken_off_is_not_shown_though_the_shelf_has_it),
		TEST(only_blocks_with_changes_are_written),
		TEST(small_blocks_become_a_large_one_and_the_oldest_are_let_go),
		TEST(a_list_that_is_cut_changed_or_another_redis_begins_anew),
	};

	return cmocka_run_group_tests(tests, rig_start, rig_stop);
}
