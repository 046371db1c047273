/* Sweeping away photos that nothing names: a bounded part at a time, with one read a case. */
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "participation/case_photo.h"
#include "casework_rig.h"
#include "store/keys.h"
#include "scratch.h"

#define KEPT "0123456789abcdef01234567"
#define ENCLOSED "00112233445566778899aabb"
#define DOCUMENT "99887766554433221100ffee"
#define ORPHAN "fedcba9876543210fedcba98"

static char folder[40];

static int make_folder(void **state)
{
	snprintf(folder, sizeof(folder), "/tmp/wenzheng-sweep-XXXXXX");
	assert_non_null(mkdtemp(folder));
	rig_config.paths.photos = folder;
	return rig_clean(state);
}

static int remove_folder(void **state)
{
	(void)state;
	return scratch_remove_folder(folder);
}

/* A file two days old in the folder of case n. */
static void put(uint64_t n, const char *name)
{
	const struct timespec old[2] = { { (time_t)(rig.now / 1000 - 172800), 0 },
		{ (time_t)(rig.now / 1000 - 172800), 0 } };
	char path[128];
	int fd;

	snprintf(path, sizeof(path), "%s/%llu", folder, (unsigned long long)n);
	mkdir(path, 0700);
	snprintf(path, sizeof(path), "%s/%llu/%s", folder, (unsigned long long)n, name);
	fd = open(path, O_CREAT | O_WRONLY, 0600);
	assert_true(fd >= 0);
	assert_int_equal(futimens(fd, old), 0);
	close(fd);
}

static bool there(uint64_t n, const char *name)
{
	char path[128];

	snprintf(path, sizeof(path), "%s/%llu/%s", folder, (unsigned long long)n, name);
	return access(path, F_OK) == 0;
}

static struct result run(struct batch *batch)
{
	struct result *results;

	assert_int_equal(store_run(rig.store, batch, &results), OK);
	return results[0];
}

static int64_t commands(void)
{
	struct batch batch = batch_in(rig.arena);
	struct str name = S("total_commands_processed:");
	struct str info;
	struct str value;
	int64_t n = 0;

	BATCH(&batch, S("INFO"), S("stats"));
	info = run(&batch).str;
	value = str_sub(info, str_search(info, name, 0) + name.len, info.len);
	str_cut(&value, '\r', &info);
	assert_true(str_to_i64(info, &n));
	return n;
}

static void what_a_thread_or_a_held_post_names_stays_and_the_rest_goes_with_one_read_a_case(void **state)
{
	struct batch batch = batch_in(rig.arena);
	struct photo_walk *walk = NULL;
	uint64_t removed = 0;
	uint64_t n = rig_case_in(STATE_ASSIGNED);
	int64_t before;

	(void)state;
	/* Behind more entries than one read takes. */
	for (int i = 0; i < 1500; i++)
		BATCH(&batch, S("RPUSH"), key_thread(rig.store, rig.arena, n),
			S("{\"id\":1,\"kind\":\"comment\"}"));
	BATCH(&batch, S("RPUSH"), key_thread(rig.store, rig.arena, n),
		S("{\"kind\":\"followup\",\"photos\":[{\"id\":\"" KEPT "\"}]}"));
	run(&batch);
	put(n, KEPT ".jpg");
	put(n, KEPT "-s.jpg");
	put(n, ORPHAN ".jpg");
	put(n, ORPHAN "-s.jpg");
	batch = batch_in(rig.arena);
	n = rig_case_in(STATE_PENDING);
	BATCH(&batch, S("HSET"), key_held(rig.store, rig.arena, n), S("7"),
		S("{\"id\":7,\"photos\":[{\"id\":\"" KEPT "\"}]}"));
	BATCH(&batch, S("HSET"), key_case(rig.store, rig.arena, n), S("denc"),
		S("{\"photos\":[{\"id\":\"" ENCLOSED "\"}],\"files\":[{\"id\":\"" DOCUMENT "\"}]}"));
	run(&batch);
	put(n, KEPT ".jpg");
	put(n, ENCLOSED ".jpg");
	put(n, DOCUMENT ".file");
	put(n, ORPHAN ".jpg");
	put(n, ORPHAN ".file");
	before = commands();
	assert_int_equal(case_photo_sweep(&rig, &walk, &removed), OK);
	/* Three reads of two lists in a part each, nine of a hash, and the look at the statistics. */
	assert_int_equal(commands() - before, 3 + 9 + 1);
	assert_null(walk);
	assert_int_equal(removed, 4);
	assert_true(there(n - 1, KEPT ".jpg") && there(n - 1, KEPT "-s.jpg") && there(n, KEPT ".jpg"));
	assert_true(there(n, ENCLOSED ".jpg") && there(n, DOCUMENT ".file"));
	assert_false(there(n - 1, ORPHAN ".jpg") || there(n - 1, ORPHAN "-s.jpg"));
	assert_false(there(n, ORPHAN ".jpg") || there(n, ORPHAN ".file"));
}

static void a_sweep_takes_so_many_folders_at_a_time_and_all_in_the_end(void **state)
{
	struct photo_walk *walk = NULL;
	uint64_t removed = 0;

	(void)state;
	for (uint64_t n = 1; n <= 2 * PHOTO_FOLDERS + 10; n++)
		put(n, ORPHAN ".jpg");
	assert_int_equal(case_photo_sweep(&rig, &walk, &removed), OK);
	assert_non_null(walk);
	assert_int_equal(removed, PHOTO_FOLDERS);
	assert_int_equal(case_photo_sweep(&rig, &walk, &removed), OK);
	assert_non_null(walk);
	assert_int_equal(case_photo_sweep(&rig, &walk, &removed), OK);
	assert_null(walk);
	assert_int_equal(removed, 2 * PHOTO_FOLDERS + 10);
	assert_false(there(1, ""));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
			what_a_thread_or_a_held_post_names_stays_and_the_rest_goes_with_one_read_a_case,
			make_folder, remove_folder),
		cmocka_unit_test_setup_teardown(a_sweep_takes_so_many_folders_at_a_time_and_all_in_the_end,
			make_folder, remove_folder),
	};

	return cmocka_run_group_tests(tests, rig_start, rig_stop);
}
