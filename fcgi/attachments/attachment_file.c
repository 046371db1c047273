#include "attachments/attachment_file.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <sys/stat.h>
#include <unistd.h>

#include "disk/file.h"
#include "base/log.h"
#include "crypt/encode.h"
#include "crypt/random.h"

#define FILE_MODE 0640
#define FOLDER_MODE 0750
#define NS_PER_MS 1000000

static char *folder_of(struct casework *work, uint64_t n)
{
	return arena_cstr(work->arena,
		arena_printf(work->arena, "%s/%" PRIu64, work->config->paths.attachments, n));
}

static char *file_of(struct casework *work, uint64_t n, struct str id)
{
	return arena_cstr(work->arena, arena_printf(work->arena, "%s/%.*s", folder_of(work, n), STR_ARG(id)));
}

static void complain(const char *what)
{
	log_error("attachments: cannot %s: %s", what, strerror(errno));
}

static bool make_folder(struct casework *work, uint64_t n)
{
	if (mkdir(folder_of(work, n), FOLDER_MODE) == 0)
		return file_own_as(folder_of(work, n), work->config->paths.attachments) &&
			file_sync_folder(work->config->paths.attachments);
	return errno == EEXIST;
}

enum status attachment_file_write(struct casework *work, uint64_t n, struct str bytes, struct attachment *out,
	int *fd)
{
	const char *path;

	out->id = random_id(work->arena);
	out->size = (int64_t)bytes.len;
	out->hash = base64url(work->arena, sha256(work->arena, bytes));
	path = file_of(work, n, out->id);
	*fd = make_folder(work, n) ? open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, FILE_MODE) : -1;
	if (*fd >= 0 && file_own_as(path, folder_of(work, n)) &&
		file_write(*fd, bytes) && fsync(*fd) == 0 && file_sync_folder(folder_of(work, n)) &&
		lseek(*fd, 0, SEEK_SET) == 0)
		return OK;
	complain("write a file");
	if (*fd >= 0) {
		close(*fd);
		attachment_file_remove(work, n, out->id);
	}
	return ERR_AWAY;
}

void attachment_file_remove(struct casework *work, uint64_t n, struct str id)
{
	if (unlink(file_of(work, n, id)) != 0 && errno != ENOENT)
		complain("remove a file");
}

static bool is_among(const struct str *named, size_t count, struct str id)
{
	for (size_t i = 0; i < count; i++)
		if (str_eq(named[i], id))
			return true;
	return false;
}

static int64_t time_of(const struct stat *info)
{
	return info->st_mtim.tv_sec * 1000 + info->st_mtim.tv_nsec / NS_PER_MS;
}

void attachment_files_sweep(struct casework *work, uint64_t n, const struct str *named, size_t count,
	int64_t before)
{
	DIR *folder = opendir(folder_of(work, n));
	const struct dirent *entry;

	while (folder != NULL && (entry = readdir(folder)) != NULL) {
		struct str id = str_of(entry->d_name);
		struct stat info;

		if (random_id_valid(id) && !is_among(named, count, id) &&
			fstatat(dirfd(folder), entry->d_name, &info, AT_SYMLINK_NOFOLLOW) == 0 &&
			time_of(&info) < before)
			attachment_file_remove(work, n, id);
	}
	if (folder != NULL)
		closedir(folder);
}
