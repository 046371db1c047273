/*
 * Files in folders of cases and articles: bytes, the file's name, and that of its folder are on disk before
 * it counts; the last also when somebody else has made the folder and may have ended before its name was.
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
#define SYNCED_MOST 20

static ino_t synced[SYNCED_MOST];
static size_t synced_count;

/* In place of the C library's. */
int fsync(int fd)
{
	struct stat info;

	assert_int_equal(fstat(fd, &info), 0);
	assert_true(synced_count < SYNCED_MOST);
	synced[synced_count++] = info.st_ino;
	return (int)syscall(SYS_fsync, fd);
}

static void assert_synced(const struct stat *info)
{
	for (size_t i = 0; i < synced_count; i++)
		if (synced[i] == info->st_ino)
			return;
	fail_msg("a file or folder of mode %o was not synced", info->st_mode);
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

static void close_synced(int fd)
{
	struct stat info;

	assert_int_equal(fstat(fd, &info), 0);
	assert_synced(&info);
	close(fd);
}

static void write_file(struct casework *work)
{
	struct str id;
	int fd;

	assert_int_equal(folder_file_write(work, CASE, S("text"), &id, &fd), OK);
	close_synced(fd);
}

static void write_attachment(struct casework *work)
{
	struct attachment attachment;
	int fd;

	assert_int_equal(attachment_file_write(work, CASE, S("text"), &attachment, &fd), OK);
	close_synced(fd);
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
	assert_int_equal(mkdir(in_folder("new"), 0700), 0);
	put("new/" ID ".jpg");
	put("new/" ID "-s.jpg");
	if (made)
		assert_int_equal(mkdir(in_folder("17"), 0700), 0);
	synced_count = 0;
	writer(&work);
	assert_int_equal(stat(folder, &info), 0);
	assert_synced(&info);
	assert_int_equal(stat(in_folder("17"), &info), 0);
	assert_synced(&info);
	assert_int_equal(scratch_remove_folder(folder), 0);
	arena_free(work.arena);
}

static void a_file_its_name_and_its_folder_are_synced_whoever_made_the_folder(void **state)
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
		cmocka_unit_test(a_file_its_name_and_its_folder_are_synced_whoever_made_the_folder),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
