/* Archive packages: nothing of a request is erased before its package is on disk. */
#include "casework_rig.h"

#include <dirent.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/clock.h"
#include "base/json.h"
#include "model/appeal.h"
#include "model/derive.h"
#include "store/keys.h"
#include "upkeep/due_actions.h"
#include "upkeep/due_lists.h"

#define TEST(name) cmocka_unit_test_setup_teardown(name, clean, leave)

/* Of a file, with a NUL. */
#define NAME_ROOM 256

/* The folder of the test, empty at first. */
static char archives[64];
static char *rigs_folder;

static int clean(void **state)
{
	snprintf(archives, sizeof(archives), "/tmp/wenzheng-archive-XXXXXX");
	if (mkdtemp(archives) == NULL)
		return -1;
	rigs_folder = rig_config.requests.archive_dir;
	rig_config.requests.archive_dir = archives;
	return rig_clean(state);
}

static char *in_folder(const char *path)
{
	return arena_cstr(rig.arena, arena_printf(rig.arena, "%s/%s", archives, path));
}

static void remove_folder(const char *path)
{
	DIR *folder = opendir(path);
	const struct dirent *entry;

	while (folder != NULL && (entry = readdir(folder)) != NULL) {
		char file[1024];

		if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0)
			continue;
		snprintf(file, sizeof(file), "%s/%s", path, entry->d_name);
		if (unlink(file) != 0)
			remove_folder(file);
	}
	if (folder != NULL)
		closedir(folder);
	rmdir(path);
}

static int leave(void **state)
{
	(void)state;
	remove_folder(archives);
	rig_config.requests.archive_dir = rigs_folder;
	return 0;
}

/* The names in the folder; the last one goes to *name. */
static size_t packages(char *name)
{
	DIR *folder = opendir(archives);
	const struct dirent *entry;
	size_t count = 0;

	assert_non_null(folder);
	while ((entry = readdir(folder)) != NULL)
		if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0) {
			if (name != NULL)
				snprintf(name, NAME_ROOM, "%s", entry->d_name);
			count++;
		}
	closedir(folder);
	return count;
}

static struct due_counts run(void)
{
	struct due_counts done = { 0 };

	assert_int_equal(due_actions_erase(&rig, &rig_printer, &done), OK);
	return done;
}

static struct archive_package package_of(const char *name)
{
	struct archive_package package;

	assert_int_equal(archive_folder_read(rig.arena, in_folder(name), &package), OK);
	return package;
}

static enum status check(const struct archive_package *package)
{
	return archive_check(rig.arena, keys_jwks(rig.arena, rig.keys), package);
}

static bool holds(struct str text, const char *what)
{
	return str_search(text, str_of(what), 0) < text.len;
}

static void a_request_is_erased_after_both_times_are_over_and_its_package_is_written(void **state)
{
	static const struct {
		const char *label;
		int retention_days;
		const char *now;
		bool erased;
	} rows[] = {
		{ "three years: its archive has to wait", 1095, "2029-03-20 10:00", false },
		{ "the last day of the fifth year", 1095, "2031-03-02 23:59", false },
		{ "a day later", 1095, "2031-03-03 00:00", true },
		{ "a longer retention holds for requests too", 3650, "2031-03-03 00:00", false },
		{ "until it is over", 3650, "2036-03-01 10:00", true },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		uint64_t n;
		struct due_counts done;

		rig_clean(NULL);
		rig_config.cases.retention_days = rows[i].retention_days;
		n = rig_request_in(STATE_WITHDRAWN);
		rig.now = rig_moment(rows[i].now);
		done = run();
		if (done.erased != rows[i].erased || done.archived != rows[i].erased ||
			(read_case(n).contact.len == 0) != rows[i].erased)
			fail_msg("%s: %llu erased", rows[i].label, (unsigned long long)done.erased);
		rig_config.cases.retention_days = 1095;
	}
	assert_recount_agrees();
}

static void the_years_end_on_the_day_before_in_a_year_without_29_february(void **state)
{
	(void)state;
	rig.now = rig_moment("2032-02-29 12:00");
	assert_true(str_eq(clock_minute(rig.arena, archive_until(&rig)), S("2027-02-27 23:59")));
	rig.now = rig_moment("2031-03-01 00:00");
	assert_true(str_eq(clock_minute(rig.arena, archive_until(&rig)), S("2026-02-28 23:59")));
}

static void its_package_has_the_file_in_clear_and_the_seal_is_over_both_documents(void **state)
{
	uint64_t n = rig_request_in(STATE_CLOSED);
	struct archive_package package;
	struct value *file;
	char name[NAME_ROOM] = "";

	(void)state;
	rig.now += 2000 * MS_PER_DAY;
	assert_int_equal(run().archived, 1);
	assert_int_equal(packages(name), 1);
	package = package_of(name);
	assert_int_equal(check(&package), OK);
	assert_int_equal(json_parse(rig.arena, package.parts[ARCHIVE_JSON], &file), OK);
	assert_true(str_eq(map_get_str(file, "format"), S("wenzheng-archive-1")));
	assert_int_equal(map_get_int(file, "case", 0), n);
	for (enum archive_part part = ARCHIVE_JSON; part <= ARCHIVE_HTML; part++) {
		static const char *const clear[] = { "赵敏慧", "11010519491231002X", "zhaomh@example.com",
			"办理房屋继承", "城南棚户区改造的补偿方案", "市住房和城乡建设局" };

		for (size_t i = 0; i < sizeof(clear) / sizeof(clear[0]); i++)
			if (!holds(package.parts[part], clear[i]))
				fail_msg("%s lacks %s", archive_part_names[part], clear[i]);
		assert_false(holds(package.parts[part], arena_cstr(rig.arena, read_case(n).code)));
	}
	assert_true(holds(package.parts[ARCHIVE_HTML], "审签发布"));
	assert_false(holds(package.parts[ARCHIVE_JSON], "\"contact\""));
	for (enum archive_part part = 0; part < ARCHIVE_PARTS; part++) {
		struct archive_package changed = package;
		struct str text = arena_str(rig.arena, package.parts[part]);

		((char *)text.data)[text.len / 2] ^= 1;
		changed.parts[part] = text;
		assert_int_equal(check(&changed), ERR_TOKEN);
	}
}

static void the_case_and_the_record_of_events_name_the_package(void **state)
{
	uint64_t n = rig_request_in(STATE_CLOSED);
	struct case_record record;
	struct value *thread;
	const struct value *last;
	char name[NAME_ROOM] = "";

	(void)state;
	rig.now += 2000 * MS_PER_DAY;
	run();
	packages(name);
	assert_int_equal(case_read(&rig, n, &record, &thread, NULL), OK);
	last = &thread->last->value;
	assert_true(str_eq(map_get_str(last, "action"), S("archive")));
	assert_true(str_ends(str_of(name), str_sub(map_get_str(last, "hash"), 0, 12)));
	assert_true(holds(rig_events("archive"), "archive jobs zjj"));
	assert_true(holds(rig_events("erase"), "erase jobs"));
	assert_int_equal(run().archived, 0);
	assert_int_equal(packages(NULL), 1);
}

static void the_same_request_gives_the_same_package_and_a_later_state_another(void **state)
{
	uint64_t n = rig_request_in(STATE_ANSWERED);
	struct act appeal = { .action = ACTION_APPEAL, .by = &rig_supervisor, .kind = S("review"),
		.result = S("upheld") };
	struct archive first;
	struct archive again;
	struct str problem;

	(void)state;
	assert_int_equal(archive_write(&rig, n, archives, &rig_printer, &first, &problem), OK);
	rig.now += MS_PER_DAY;
	assert_int_equal(archive_write(&rig, n, archives, &rig_printer, &again, &problem), OK);
	assert_true(str_eq(first.name, again.name));
	assert_int_equal(packages(NULL), 1);
	rig_do(n, &appeal);
	assert_int_equal(archive_write(&rig, n, archives, &rig_printer, &again, &problem), OK);
	assert_false(str_eq(first.name, again.name));
	assert_int_equal(packages(NULL), 2);
	/* Nothing was erased by it. */
	assert_true(read_case(n).contact.len > 0);
	n = rig_case_in(STATE_CLOSED);
	assert_int_equal(archive_write(&rig, n, archives, &rig_printer, &again, &problem), ERR_INVALID);
}

static void what_a_killed_writer_left_is_replaced(void **state)
{
	char name[NAME_ROOM] = "";
	int fd;

	(void)state;
	rig_request_in(STATE_CLOSED);
	assert_int_equal(mkdir(in_folder(".unfinished"), 0700), 0);
	fd = open(in_folder(".unfinished/case.json"), O_WRONLY | O_CREAT, 0600);
	assert_int_equal(write(fd, "{", 1), 1);
	close(fd);
	rig.now += 2000 * MS_PER_DAY;
	assert_int_equal(run().archived, 1);
	assert_int_equal(packages(name), 1);
	assert_true(name[0] != '.');
}

/* Killed between the package and the commit: the next round finds the package and goes on. */
static void a_package_that_is_there_before_the_commit_is_taken(void **state)
{
	uint64_t n = rig_request_in(STATE_CLOSED);
	struct archive archive;
	struct str problem;

	(void)state;
	rig.now += 2000 * MS_PER_DAY;
	assert_int_equal(archive_write(&rig, n, archives, &rig_printer, &archive, &problem), OK);
	assert_true(read_case(n).contact.len > 0);
	assert_int_equal(run().archived, 1);
	assert_int_equal(packages(NULL), 1);
	assert_int_equal(read_case(n).contact.len, 0);
}

static void a_damaged_package_keeps_its_request_and_no_other(void **state)
{
	uint64_t damaged = rig_request_in(STATE_CLOSED);
	uint64_t sound = rig_request_in(STATE_CLOSED);
	struct archive archive;
	struct str problem;
	int fd;

	(void)state;
	rig.now += 2000 * MS_PER_DAY;
	assert_int_equal(archive_write(&rig, damaged, archives, &rig_printer, &archive, &problem), OK);
	fd = open(in_folder(arena_cstr(rig.arena, arena_join(rig.arena, archive.name, S("/case.html")))),
		O_WRONLY | O_APPEND);
	assert_int_equal(write(fd, "x", 1), 1);
	close(fd);
	assert_int_equal(run().archived, 1);
	assert_true(read_case(damaged).contact.len > 0);
	assert_int_equal(read_case(sound).contact.len, 0);
}

static void without_its_folder_nothing_is_erased_and_the_count_says_so(void **state)
{
	uint64_t n = rig_request_in(STATE_CLOSED);
	uint64_t topic = rig_order_in(STATE_CLOSED);
	uint64_t waiting = 0;
	struct due_counts done;

	(void)state;
	for (int i = 0; i < 60; i++)
		rig_request_in(STATE_CLOSED);
	rig.now += 2000 * MS_PER_DAY;
	assert_int_equal(rmdir(archives), 0);
	done = run();
	assert_int_equal(done.archived, 0);
	assert_int_equal(done.unarchived, 61);
	assert_true(read_case(n).contact.len > 0);
	/* What is no request isn't kept by that. */
	assert_int_equal(read_case(topic).contact.len, 0);
	assert_int_equal(archive_waiting(&rig, &waiting), OK);
	assert_int_equal(waiting, 61);
	assert_int_equal(mkdir(archives, 0700), 0);
	assert_int_equal(run().archived, 61);
	assert_int_equal(archive_waiting(&rig, &waiting), OK);
	assert_int_equal(waiting, 0);
}

static size_t in_set(const char *what)
{
	struct batch batch = batch_in(rig.arena);
	struct result *results;

	BATCH(&batch, S("ZCARD"), key_due(rig.store, rig.arena, str_of(what)));
	assert_int_equal(store_run(rig.store, &batch, &results), OK);
	return (size_t)results[0].integer;
}

static void while_an_appeal_is_pending_a_request_has_not_ended(void **state)
{
	uint64_t n = rig_request_in(STATE_CLOSED);
	struct act appeal = { .action = ACTION_APPEAL, .by = &rig_supervisor, .kind = S("direct"),
		.result = S("pending") };

	(void)state;
	assert_int_equal(in_set("archive"), 1);
	rig_do(n, &appeal);
	assert_int_equal(in_set("archive"), 0);
	rig.now += 2000 * MS_PER_DAY;
	assert_int_equal(run().erased, 0);
	appeal.result = S("upheld");
	rig_do(n, &appeal);
	assert_int_equal(run().erased, 0);
	rig.now += 2000 * MS_PER_DAY;
	assert_int_equal(run().erased, 1);
	assert_recount_agrees();
}

/* The version before kept requests among all that is to be erased. */
static void a_state_of_the_version_before_is_brought_up_by_the_first_round(void **state)
{
	uint64_t n = rig_request_in(STATE_CLOSED);
	struct batch batch = batch_in(rig.arena);
	struct due_lists_progress progress = { 0 };
	struct result *results;

	(void)state;
	rig_order_in(STATE_CLOSED);
	BATCH(&batch, S("DEL"), key_due(rig.store, rig.arena, S("archive")));
	BATCH(&batch, S("ZADD"), key_due(rig.store, rig.arena, S("erase")), num(rig.arena, rig.now),
		num(rig.arena, (int64_t)n));
	BATCH(&batch, S("HSET"), key_jobs(rig.store, rig.arena), S("built"), S("all"));
	assert_int_equal(store_run(rig.store, &batch, &results), OK);
	while (!progress.complete)
		assert_int_equal(due_lists_build(&rig, &progress), OK);
	assert_int_equal(in_set("archive"), 1);
	assert_int_equal(in_set("erase"), 1);
	assert_recount_agrees();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_request_is_erased_after_both_times_are_over_and_its_package_is_written),
		TEST(the_years_end_on_the_day_before_in_a_year_without_29_february),
		TEST(its_package_has_the_file_in_clear_and_the_seal_is_over_both_documents),
		TEST(the_case_and_the_record_of_events_name_the_package),
		TEST(the_same_request_gives_the_same_package_and_a_later_state_another),
		TEST(what_a_killed_writer_left_is_replaced),
		TEST(a_package_that_is_there_before_the_commit_is_taken),
		TEST(a_damaged_package_keeps_its_request_and_no_other),
		TEST(without_its_folder_nothing_is_erased_and_the_count_says_so),
		TEST(while_an_appeal_is_pending_a_request_has_not_ended),
		TEST(a_state_of_the_version_before_is_brought_up_by_the_first_round),
	};

	return cmocka_run_group_tests_name("archive", tests, rig_start, rig_stop);
}
