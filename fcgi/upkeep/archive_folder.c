#include "upkeep/archive_folder.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "disk/file.h"
#include "disk/whole_file.h"

#define FOLDER_MODE 0700
#define FILE_MODE 0600
#define FILE_MOST ((size_t)64 << 20)
/* Where a package is written; a name that no package has. */
#define UNFINISHED ".unfinished"

const char *const archive_part_names[ARCHIVE_PARTS] = { [ARCHIVE_JSON] = "case.json",
	[ARCHIVE_HTML] = "case.html", [ARCHIVE_SEAL] = "seal.jws" };

/* Closes it without losing what errno says of an earlier failure. */
static void close_quietly(int fd)
{
	int kept = errno;

	if (fd >= 0)
		close(fd);
	errno = kept;
}

static bool write_file(int folder, const char *name, struct str bytes)
{
	int fd = openat(folder, name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, FILE_MODE);
	bool written = fd >= 0 && file_write(fd, bytes) && fsync(fd) == 0;

	close_quietly(fd);
	return written;
}

static int open_folder(int at, const char *name)
{
	return openat(at, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
}

static void remove_unfinished(int folder)
{
	int kept = errno;
	int unfinished = open_folder(folder, UNFINISHED);

	for (size_t i = 0; i < ARCHIVE_PARTS && unfinished >= 0; i++)
		unlinkat(unfinished, archive_part_names[i], 0);
	close_quietly(unfinished);
	unlinkat(folder, UNFINISHED, AT_REMOVEDIR);
	errno = kept;
}

static bool write_unfinished(int folder, const struct archive_package *package)
{
	int fd = -1;
	bool written = mkdirat(folder, UNFINISHED, FOLDER_MODE) == 0 &&
		(fd = open_folder(folder, UNFINISHED)) >= 0;

	for (size_t i = 0; i < ARCHIVE_PARTS && written; i++)
		written = write_file(fd, archive_part_names[i], package->parts[i]);
	written = written && fsync(fd) == 0;
	close_quietly(fd);
	return written;
}

static enum status read_package(struct arena *arena, int folder, struct archive_package *package)
{
	enum status status = folder >= 0 ? OK : ERR_NOT_FOUND;

	for (size_t i = 0; i < ARCHIVE_PARTS && status == OK; i++)
		status = whole_file_read(arena, folder, archive_part_names[i], FILE_MOST,
			&package->parts[i]);
	return status;
}

enum status archive_folder_read(struct arena *arena, const char *folder, struct archive_package *package)
{
	int fd = open_folder(AT_FDCWD, folder);
	enum status status = read_package(arena, fd, package);

	close_quietly(fd);
	return status;
}

/* Compared piece by piece: under the lock nothing is taken from an arena, which might be exhausted. */
static bool same_file(int folder, const char *name, struct str bytes)
{
	int fd = openat(folder, name, O_RDONLY | O_CLOEXEC);
	char piece[8192];
	ssize_t n = fd >= 0 ? 1 : -1;
	bool same = fd >= 0;

	while (same && n > 0) {
		n = read(fd, piece, sizeof(piece));
		same = n >= 0 && (size_t)n <= bytes.len &&
			str_eq((struct str){ piece, (size_t)n }, str_sub(bytes, 0, (size_t)n));
		if (same)
			bytes = str_sub(bytes, (size_t)n, bytes.len);
	}
	close_quietly(fd);
	return same && bytes.len == 0;
}

/* Its seal may be by a newer key. */
static bool same_documents(int folder, const struct archive_package *package)
{
	return same_file(folder, archive_part_names[ARCHIVE_JSON], package->parts[ARCHIVE_JSON]) &&
		same_file(folder, archive_part_names[ARCHIVE_HTML], package->parts[ARCHIVE_HTML]);
}

/* Under the lock: the package of that name is on disk afterwards. */
static enum status settle(int folder, const char *name, const struct archive_package *package)
{
	int there = open_folder(folder, name);
	bool settled;

	remove_unfinished(folder);
	if (there >= 0) {
		settled = same_documents(there, package);
		close_quietly(there);
		if (!settled)
			return ERR_ALREADY;
	} else {
		settled = errno == ENOENT && write_unfinished(folder, package) &&
			renameat(folder, UNFINISHED, folder, name) == 0;
	}
	/* The name is on disk only when the folder is; a writer killed before left that to do. */
	settled = settled && fsync(folder) == 0;
	if (!settled)
		remove_unfinished(folder);
	return settled ? OK : ERR_AWAY;
}

enum status archive_folder_write(struct arena *arena, const char *folder, struct str name,
	const struct archive_package *package, struct str *problem)
{
	const char *file = arena_cstr(arena, name);
	int fd = open_folder(AT_FDCWD, folder);
	enum status status = fd >= 0 && flock(fd, LOCK_EX) == 0 ? settle(fd, file, package) : ERR_AWAY;

	close_quietly(fd);
	if (status == ERR_ALREADY)
		*problem = arena_printf(arena, "%s/%s is there with other contents", folder, file);
	else if (status != OK)
		*problem = arena_printf(arena, "%s: %s", folder, strerror(errno));
	return status;
}
