#include "ctl/backup/stored.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "crypt/encode.h"
#include "ctl/ctl.h"
#include "disk/file.h"

#define BLOCK ((size_t)256 << 10)
#define HASH_ARENA 65536
#define OWNER_ONLY 0600

static char block[BLOCK];

/* False after it said why.  size and run may be NULL. */
static bool pump(int from, int64_t limit, int to, struct sha256_run *run, int64_t *size, const char *what)
{
	int64_t left = limit;

	while (left > 0) {
		ssize_t got = read(from, block, left < (int64_t)BLOCK ? (size_t)left : BLOCK);

		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return ctl_refuse("%s can't be read: %s", what, strerror(errno));
		if (got == 0)
			break;
		if (run != NULL)
			sha256_add(run, (struct str){ block, (size_t)got });
		if (to >= 0 && !file_write(to, (struct str){ block, (size_t)got }))
			return ctl_refuse("%s can't be copied: %s", what, strerror(errno));
		left -= got;
	}
	*size = limit - left;
	return true;
}

/* The same, and the SHA-256 of what was read; to may be -1: it is only read. */
static bool pump_hashed(int from, int64_t limit, int to, struct inventory_file *file, const char *what)
{
	struct arena *arena = arena_new(HASH_ARENA);
	struct sha256_run *run = sha256_begin(arena);
	bool done = pump(from, limit, to, run, &file->size, what);
	struct str hash = hex(arena, sha256_end(arena, run));

	memcpy(file->sha256, hash.data, SHA256_HEX);
	arena_free(arena);
	return done;
}

/* age's own messages go to standard error.  False after it said why. */
static bool begin(char *const *words, int from, int to, pid_t *pid)
{
	posix_spawn_file_actions_t files;
	int failed;

	posix_spawn_file_actions_init(&files);
	failed = posix_spawn_file_actions_adddup2(&files, from, STDIN_FILENO);
	if (failed == 0)
		failed = posix_spawn_file_actions_adddup2(&files, to, STDOUT_FILENO);
	if (failed == 0)
		failed = posix_spawnp(pid, words[0], &files, NULL, words, environ);
	posix_spawn_file_actions_destroy(&files);
	if (failed == ENOENT)
		ctl_fail("age, which encrypts backups, isn't installed: apt install age");
	else if (failed != 0)
		ctl_fail("age could not be started: %s", strerror(failed));
	return failed == 0;
}

static bool end(pid_t pid, const char *what)
{
	int status = 0;

	while (waitpid(pid, &status, 0) < 0)
		if (errno != EINTR)
			return false;
	if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
		return ctl_refuse("%s: age failed", what);
	return true;
}

/* age writes the file itself, so it gets only what belongs to it through a pipe. */
static bool encrypt(int from, int64_t limit, const char *recipients, int to, int64_t *size, const char *what)
{
	char *words[] = { "age", "--encrypt", "--recipients-file", (char *)(uintptr_t)recipients, NULL };
	int pipes[2];
	pid_t pid;
	bool piped;

	if (pipe2(pipes, O_CLOEXEC) != 0)
		return ctl_refuse("%s", strerror(errno));
	signal(SIGPIPE, SIG_IGN);
	if (!begin(words, pipes[0], to, &pid)) {
		close(pipes[0]);
		close(pipes[1]);
		return false;
	}
	close(pipes[0]);
	piped = pump(from, limit, pipes[1], NULL, size, what);
	close(pipes[1]);
	return end(pid, what) && piped;
}

void stored_name(const struct inventory_file *file, bool encrypted, char name[TREE_PATH])
{
	tree_path(name, "%s%s", file->path, encrypted ? STORED_ENDING : "");
}

static bool write_to(int from, int64_t limit, const char *recipients, int to, struct inventory_file *file,
	const char *what)
{
	if (recipients == NULL) {
		bool done = pump_hashed(from, limit, to, file, what);

		file->original = file->size;
		return done;
	}
	return encrypt(from, limit, recipients, to, &file->original, what) && lseek(to, 0, SEEK_SET) == 0 &&
		pump_hashed(to, STORED_ALL, -1, file, what);
}

bool stored_write(int from, int64_t limit, const char *recipients, int folder, struct inventory_file *file,
	const char *what)
{
	char name[TREE_PATH];
	bool done;
	int to;

	stored_name(file, recipients != NULL, name);
	if (!tree_make_above(folder, name, S_IRWXU))
		return ctl_refuse("the folder of %s can't be made in the backup: %s", what, strerror(errno));
	to = openat(folder, name, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, OWNER_ONLY);
	if (to < 0)
		return ctl_refuse("%s can't be made in the backup: %s", name, strerror(errno));
	done = write_to(from, limit, recipients, to, file, what);
	if (close(to) != 0 && done)
		return ctl_refuse("%s can't be copied: %s", what, strerror(errno));
	return done;
}

const char *stored_wrong(int root, const char *name, const struct inventory_file *file)
{
	struct inventory_file now = { 0 };
	struct stat info;
	bool read;
	int fd = openat(root, name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);

	if (fd < 0)
		return errno == ENOENT ? "is missing" : strerror(errno);
	if (fstat(fd, &info) != 0 || info.st_size != file->size) {
		close(fd);
		return info.st_size < file->size ? "is cut short" : "is longer than it was";
	}
	read = pump_hashed(fd, STORED_ALL, -1, &now, name);
	close(fd);
	return read && strcmp(now.sha256, file->sha256) == 0 ? NULL : "is damaged";
}

bool stored_read(int root, const char *name, const char *identity, int to, const char *what)
{
	char *words[] = { "age", "--decrypt", "--identity", (char *)(uintptr_t)identity, NULL };
	int from = openat(root, name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	int64_t size;
	pid_t pid;
	bool done;

	if (from < 0)
		return ctl_refuse("%s: %s", what, strerror(errno));
	if (identity == NULL)
		done = pump(from, STORED_ALL, to, NULL, &size, what);
	else
		done = begin(words, from, to, &pid) && end(pid, what);
	close(from);
	return done;
}
