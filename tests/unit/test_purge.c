/* Taking pages back out of nginx's cache: base/purge. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "store/purge.h"


#define PAGES 200

static char folder[64];
static char caches[160];	/* folder/one,folder/two */
static const char *const places[] = { "one/0", "one/f", "two/7" };

static char *path_of(const char *place, int page)
{
	static char path[128];

	snprintf(path, sizeof(path), page < 0 ? "%s/%s" : "%s/%s/%032d", folder, place, page);
	return path;
}

static void store(const char *place)
{
	for (int page = 0; page < PAGES; page++) {
		int fd = open(path_of(place, page), O_CREAT | O_WRONLY, 0600);

		assert_true(fd >= 0);
		close(fd);
	}
}

static int make_caches(void **state)
{
	(void)state;
	snprintf(folder, sizeof(folder), "/tmp/wz-purge-XXXXXX");
	assert_non_null(mkdtemp(folder));
	snprintf(caches, sizeof(caches), "%s/one,%s/two", folder, folder);
	mkdir(path_of("one", -1), 0700);
	mkdir(path_of("two", -1), 0700);
	for (size_t i = 0; i < 3; i++)
		mkdir(path_of(places[i], -1), 0700);
	return 0;
}

static int remove_caches(void **state)
{
	char command[128];

	(void)state;
	snprintf(command, sizeof(command), "rm -r %s", folder);
	return system(command);
}

static ino_t folder_at(const char *place)
{
	struct stat info;

	assert_int_equal(stat(path_of(place, -1), &info), 0);
	assert_int_equal(info.st_mode & 0777, 0700);
	return info.st_ino;
}

static int entries(const char *place)
{
	DIR *dir = opendir(path_of(place, -1));
	int count = -2;	/* "." and ".." */

	assert_non_null(dir);
	while (readdir(dir) != NULL)
		count++;
	closedir(dir);
	return count;
}

static void pages_go_by_folders_out_of_the_cache_of_each_nginx(void **state)
{
	int64_t mark = purge_mark(caches);
	ino_t old[3];

	(void)state;
	for (size_t i = 0; i < 3; i++) {
		store(places[i]);
		old[i] = folder_at(places[i]);
	}
	usleep(20 * 1000);
	purge_cache(caches);
	for (size_t i = 0; i < 3; i++) {
		assert_int_equal(entries(places[i]), 0);
		assert_true(folder_at(places[i]) != old[i]);	/* no page was touched */
	}
	assert_true(purge_mark(caches) != mark);
	store("two/7");	/* a page that was on its way */
	for (int i = 0; i < 100 && entries("one") + entries("two") > 3; i++)
		usleep(100 * 1000);
	assert_int_equal(entries("one"), 2);
	assert_int_equal(entries("two"), 1);
	assert_int_equal(entries("two/7"), 0);
}

static void a_cache_that_is_not_there_is_no_failure(void **state)
{
	(void)state;
	purge_cache("/nowhere/a,/nowhere/b");
	assert_int_equal(purge_mark("/nowhere/a"), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(pages_go_by_folders_out_of_the_cache_of_each_nginx,
			make_caches, remove_caches),
		cmocka_unit_test(a_cache_that_is_not_there_is_no_failure),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
