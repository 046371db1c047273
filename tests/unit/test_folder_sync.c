/*
 * Folders of cases and articles: whoever puts a file there has the folder's own name on disk first, also when
 * somebody else has made it and may have ended before its name was.
 */
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cmocka.h>

#include "attachments/attachment_file.h"
#include "photos/photo_file.h"
#include "scratch.h"

#define ID "0123456789abcdef01234567"
#define CASE 17

static char folder[40];
static ino_t root;
static bool root_synced;

/* In place of the C library's. */
int fsync(int fd)
{
	struct stat info;

	if (fstat(fd, &info) == 0 && info.st_ino == root)
		root_synced = true;
	return (int)syscall(SYS_fsync, fd);
}

static const char *in_folder(const char *name)
{
	static char path[128];

	snprintf(path, sizeof(path), "%s/%s", folder, name);
	return path;
}

static void put(const char *name)
{
	int fd = open(in_folder(name), O_CREAT | O_WRONLY, 0600);

	assert_true(fd >= 0);
	close(fd);
}

static void settle_photo(struct casework *work)
{
	struct photos photos = { .list = { { .id = S(ID) } }, .count = 1 };

	assert_int_equal(photos_settle(work, &photos, CASE), OK);
	assert_int_equal(access(in_folder("17/" ID ".jpg"), F_OK), 0);
}

static void write_file(struct casework *work)
{
	struct str id;
	int fd;

	assert_int_equal(folder_file_write(work, CASE, S("text"), &id, &fd), OK);
	close(fd);
}

static void write_attachment(struct casework *work)
{
	struct attachment attachment;
	int fd;

	assert_int_equal(attachment_file_write(work, CASE, S("text"), &attachment, &fd), OK);
	close(fd);
}

/* What puts a file into the folder. */
static void (*const writers[])(struct casework *work) = { settle_photo, write_file, write_attachment };

static void write_by(void (*writer)(struct casework *work), bool made)
{
	struct config config = { .paths = { .photos = folder, .attachments = folder } };
	struct casework work = { .arena = arena_new(1 << 20), .config = &config };
	struct stat info;

	snprintf(folder, sizeof(folder), "/tmp/wenzheng-folder-XXXXXX");
	assert_non_null(mkdtemp(folder));
	assert_int_equal(stat(folder, &info), 0);
	assert_int_equal(mkdir(in_folder("new"), 0700), 0);
	put("new/" ID ".jpg");
	put("new/" ID "-s.jpg");
	if (made)
		assert_int_equal(mkdir(in_folder("17"), 0700), 0);
	root = info.st_ino;
	root_synced = false;
	writer(&work);
	assert_true(root_synced);
	assert_int_equal(scratch_remove_folder(folder), 0);
	arena_free(work.arena);
}

static void the_name_of_a_folder_is_synced_before_a_file_in_it_counts_whoever_made_it(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(writers) / sizeof(writers[0]); i++) {
		write_by(writers[i], false);
		write_by(writers[i], true);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_name_of_a_folder_is_synced_before_a_file_in_it_counts_whoever_made_it),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
