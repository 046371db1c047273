#include "ctl/doctor/machine.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "crypt/keys.h"
#include "ctl/doctor/system_file.h"

#define MIB ((uint64_t)1 << 20)
/* Of the inodes, in percent. */
#define INODES_BAD_PERCENT 1

/* What the state folder's owner can do, which the board runs as: root could do anything. */
static bool owner_may(const struct stat *about, uid_t owner, mode_t want)
{
	if (about->st_uid == owner)
		return (about->st_mode & want << 6) == want << 6;
	return (about->st_mode & want << 3) == want << 3 || (about->st_mode & want) == want;
}

/* What the folder must be: written by the owner of the state; of secrets, closed to everybody else. */
static void look_at_folder(struct exam *exam, const char *path, uid_t owner, bool secret)
{
	struct stat about;

	if (stat(path, &about) != 0) {
		exam_add(exam, errno == EACCES ? HEALTH_UNSEEN : HEALTH_BAD, "%s: %s", path, strerror(errno));
		exam_advise(exam, errno == EACCES ? "run as root or as the account of the board" :
			"make it, for the account of the board (make-state)");
		return;
	}
	if (!S_ISDIR(about.st_mode) || !owner_may(&about, owner, 3)) {
		exam_add(exam, HEALTH_BAD, "%s can't be written by the owner of the state folder, uid %d", path,
			(int)owner);
		exam_advise(exam, "give it to that account (chown), mode %s", secret ? "0700" : "2750");
	} else if ((about.st_mode & 02) != 0) {
		exam_add(exam, HEALTH_BAD, "%s can be written by everybody", path);
		exam_advise(exam, "chmod o-w %s", path);
	} else if (secret && (about.st_mode & 077) != 0) {
		exam_add(exam, HEALTH_BAD, "%s is open to others (mode %04o)", path, about.st_mode & 07777u);
		exam_advise(exam, "chmod 0700 %s", path);
	}
}

void machine_folders(struct exam *exam)
{
	const struct config *config = exam->config;
	const struct {
		const char *path;
		bool secret;
	} folders[] = {
		{ config->paths.state, false },
		{ config->paths.photos, false },
		{ config->paths.attachments, false },
		{ config->requests.archive_dir, true },
		{ config->cases.events_dir, true },
	};
	struct str caches = str_of(config->paths.cache);
	struct stat about;
	struct str cache;

	if (stat(config->paths.state, &about) != 0) {
		exam_add(exam, HEALTH_BAD, "%s: %s", config->paths.state, strerror(errno));
		exam_advise(exam, "make it, for the account of the board (make-state)");
		return;
	}
	for (size_t i = 0; i < sizeof(folders) / sizeof(folders[0]); i++)
		look_at_folder(exam, folders[i].path, about.st_uid, folders[i].secret);
	while (str_cut(&caches, ',', &cache))
		look_at_folder(exam, arena_cstr(exam->ctl->arena, cache), about.st_uid, false);
	exam_well(exam, "%s and what lies in it are written by its owner", config->paths.state);
}

static void key_problem(void *context, const char *problem)
{
	exam_add(context, HEALTH_BAD, "%s", problem);
	exam_advise(context, "only the account of the board may read keys: chmod 0600 the file, 0700 the folder");
}

void machine_keys(struct exam *exam)
{
	const struct problem_listener to = { key_problem, exam };
	const char *folder = exam->config->paths.keys;

	if (access(folder, R_OK | X_OK) != 0 && errno == EACCES) {
		exam_closed(exam);
	} else if (!keys_check(folder, &to)) {
		exam_add(exam, HEALTH_BAD, "%s: no such folder", folder);
		exam_advise(exam, "put back the keys from the backup; of a new board the worker makes them");
	}
	exam_well(exam, "%s is closed to others, and each file in it is whole", folder);
}

void machine_disk(struct exam *exam)
{
	const char *folder = exam->config->paths.state;
	const int floor = exam->config->limits.disk_floor_mb;
	struct statvfs about;
	uint64_t free_mb;
	uint64_t percent;
	uint64_t inodes;

	if (statvfs(folder, &about) != 0) {
		exam_add(exam, HEALTH_BAD, "%s: %s", folder, strerror(errno));
		return;
	}
	free_mb = (uint64_t)about.f_bavail * about.f_frsize / MIB;
	percent = about.f_blocks > 0 ? (uint64_t)about.f_bavail * 100 / about.f_blocks : 100;
	inodes = about.f_files > 0 ? (uint64_t)about.f_favail * 100 / about.f_files : 100;
	if (floor > 0 && free_mb < (uint64_t)floor) {
		exam_add(exam, HEALTH_BAD, "%" PRIu64 " MiB free for %s: nothing can be posted below %d", free_mb,
			folder, floor);
		exam_advise(exam, "make room now: Redis ends when the disk is full");
	} else if (percent < DISK_LITTLE_PERCENT) {
		exam_add(exam, HEALTH_WARN, "%" PRIu64 " MiB (%" PRIu64 " %%) free for %s", free_mb,
			percent, folder);
		exam_advise(exam, "make room, or a larger disk; posts are refused below [limits] disk_floor_mb");
	}
	if (inodes < DISK_LITTLE_PERCENT) {
		exam_add(exam, inodes < INODES_BAD_PERCENT ? HEALTH_BAD : HEALTH_WARN,
			"%" PRIu64 " %% of the inodes free for %s", inodes, folder);
		exam_advise(exam, "find the folder with too many files on that file system");
	}
	exam_well(exam, "%" PRIu64 " MiB (%" PRIu64 " %%) and %" PRIu64 " %% of the inodes free", free_mb,
		percent,
		inodes);
}

/* As https://redis.io/docs/latest/operate/oss_and_stack/management/admin/ asks for. */
void machine_memory(struct exam *exam)
{
	struct str overcommit = str_trim(system_file(exam->ctl->arena,
		"/proc/sys/vm/overcommit_memory"));
	struct str pages = system_file(exam->ctl->arena, "/sys/kernel/mm/transparent_hugepage/enabled");

	if (overcommit.len > 0 && !str_eq(overcommit, S("1"))) {
		exam_add(exam, HEALTH_WARN, "vm.overcommit_memory is %.*s: Redis may fail to rewrite its file when memory "
			"is short", STR_ARG(overcommit));
		exam_advise(exam, "sysctl vm.overcommit_memory=1, and the same in /etc/sysctl.d/");
	}
	if (str_search(pages, S("[always]"), 0) < pages.len) {
		exam_add(exam, HEALTH_WARN, "transparent huge pages are always on: Redis takes more memory and pauses");
		exam_advise(exam, "echo madvise >/sys/kernel/mm/transparent_hugepage/enabled, at each start");
	}
	if (overcommit.len == 0 && pages.len == 0)
		exam_add(exam, HEALTH_UNSEEN, "the kernel doesn't say");
	exam_well(exam, "memory is given out as Redis wants it");
}
