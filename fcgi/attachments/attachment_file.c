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

/* Who made one that is there may have ended before its name was on disk. */
static bool make_folder(struct casework *work, uint64_t n)
{
	const char *attachments = work->config->paths.attachments;
	bool made = mkdir(folder_of(work, n), FOLDER_MODE) == 0;

	if (made ? !file_own_as(folder_of(work, n), attachments) : errno != EEXIST)
		return false;
	return file_sync_folder(attachments);
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

#define CANDIDATES 64

/* Files that may go, as they were found; their ids are in the arena. */
struct candidates {
	struct str ids[CANDIDATES];
	size_t count;
};

static int64_t time_of(const struct stat *info)
{
	return info->st_mtim.tv_sec * 1000 + info->st_mtim.tv_nsec / NS_PER_MS;
}

/* Whether the entry is an attachment's file that is old enough; of a younger one *young is set. */
static bool is_old(const struct attachment_prune *prune, DIR *folder, const struct dirent *entry, bool *young)
{
	struct stat info;

	if (!random_id_valid(str_of(entry->d_name)) ||
		fstatat(dirfd(folder), entry->d_name, &info, AT_SYMLINK_NOFOLLOW) != 0)
		return false;
	if (time_of(&info) < prune->before)
		return true;
	*young = true;
	return false;
}

static enum status remove_unneeded(struct attachment_prune *prune, uint64_t n, const struct candidates *found)
{
	bool needed[CANDIDATES] = { false };

	if (found->count == 0)
		return OK;
	TRY(prune->needed(prune, n, found->ids, found->count, needed));
	for (size_t i = 0; i < found->count; i++) {
		if (needed[i])
			continue;
		if (prune->remove)
			attachment_file_remove(prune->work, n, found->ids[i]);
		prune->found++;
	}
	return OK;
}

enum status attachment_files_prune(struct attachment_prune *prune, uint64_t n)
{
	struct arena *arena = prune->work->arena;
	DIR *folder = opendir(folder_of(prune->work, n));
	const struct dirent *entry = NULL;
	enum status status = OK;

	while (folder != NULL && status == OK) {
		struct candidates found = { .count = 0 };

		while (found.count < CANDIDATES && (entry = readdir(folder)) != NULL)
			if (is_old(prune, folder, entry, &prune->young))
				found.ids[found.count++] = arena_str(arena, str_of(entry->d_name));
		status = remove_unneeded(prune, n, &found);
		if (entry == NULL)
			break;
	}
	if (folder != NULL)
		closedir(folder);
	return status;
}

struct named {
	const struct str *ids;
	size_t count;
};

static enum status find_named(struct attachment_prune *prune, uint64_t n, const struct str *ids, size_t count,
	bool *needed)
{
	const struct named *named = prune->context;

	(void)n;
	for (size_t i = 0; i < count; i++)
		for (size_t k = 0; k < named->count && !needed[i]; k++)
			needed[i] = str_eq(named->ids[k], ids[i]);
	return OK;
}

void attachment_files_sweep(struct casework *work, uint64_t n, const struct str *named, size_t count,
	int64_t before)
{
	const struct named names = { named, count };
	struct attachment_prune prune = { .needed = find_named, .work = work, .context = &names,
		.before = before, .remove = true };

	attachment_files_prune(&prune, n);
}
