#include "photos/sanitizer.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "photos/jpeg.h"
#include "base/log.h"

#define PROGRAM "wenzheng-photo"
#define OUT 3
#define OUT_SMALL 4
#define PATH_ROOM 4096

/*
 * The program beside this one.  After an upgrade the running one's name ends in " (deleted)": the folder is
 * the same.
 */
static bool find_program(char path[PATH_ROOM])
{
	ssize_t len = readlink("/proc/self/exe", path, PATH_ROOM - sizeof(PROGRAM));

	if (len <= 0)
		return false;
	while (len > 0 && path[len - 1] != '/')
		len--;
	memcpy(path + len, PROGRAM, sizeof(PROGRAM));
	return true;
}

/*
 * in, report and out become 0, 1, 3 and 4; what libraries have to complain of is dropped, for it can be
 * endless.
 */
static bool plan_files(posix_spawn_file_actions_t *files, int in, int report, struct picture_out out)
{
	return posix_spawn_file_actions_adddup2(files, in, STDIN_FILENO) == 0 &&
	       posix_spawn_file_actions_adddup2(files, report, STDOUT_FILENO) == 0 &&
	       posix_spawn_file_actions_addopen(files, STDERR_FILENO, "/dev/null", O_WRONLY, 0) == 0 &&
	       posix_spawn_file_actions_adddup2(files, out.large, OUT) == 0 &&
	       posix_spawn_file_actions_adddup2(files, out.small, OUT_SMALL) == 0 &&
	       posix_spawn_file_actions_addclosefrom_np(files, OUT_SMALL + 1) == 0;
}

/* The worker's signals are its own. */
static bool plan_signals(posix_spawnattr_t *attributes)
{
	sigset_t all;
	sigset_t none;

	sigfillset(&all);
	sigemptyset(&none);
	return posix_spawnattr_setsigdefault(attributes, &all) == 0 &&
		posix_spawnattr_setsigmask(attributes, &none) == 0 &&
		posix_spawnattr_setflags(attributes, POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK) == 0;
}

static bool start(char *const *words, int in, int report, struct picture_out out, pid_t *pid)
{
	static char *const environment[] = { NULL };
	posix_spawn_file_actions_t files;
	posix_spawnattr_t attributes;
	char path[PATH_ROOM];
	int failed = ENOENT;

	posix_spawn_file_actions_init(&files);
	posix_spawnattr_init(&attributes);
	if (find_program(path) && plan_files(&files, in, report, out) && plan_signals(&attributes))
		failed = posix_spawn(pid, path, &files, &attributes, words, environment);
	posix_spawnattr_destroy(&attributes);
	posix_spawn_file_actions_destroy(&files);
	if (failed != 0)
		log_error("%s could not be started: %s", PROGRAM, strerror(failed));
	return failed == 0;
}

/* Reads its report until it ends; false when the time is over. */
static bool listen_to(int report, int wait_ms, char *text, size_t room)
{
	int64_t end = clock_steady() + wait_ms;
	size_t len = 0;

	for (;;) {
		int64_t left = end - clock_steady();
		struct pollfd wait = { .fd = report, .events = POLLIN };
		int ready = poll(&wait, 1, left > 0 ? (int)left : 0);
		ssize_t got;

		if (ready < 0 && errno == EINTR)
			continue;
		if (ready <= 0)
			return false;
		got = read(report, text + len, room - 1 - len);
		if (got <= 0)
			break;
		len += (size_t)got;
	}
	text[len] = '\0';
	return true;
}

static enum picture outcome(int result)
{
	/* It had used up its time: see RLIMIT_CPU in photo.c. */
	if (WIFSIGNALED(result) && (WTERMSIG(result) == SIGKILL || WTERMSIG(result) == SIGXCPU))
		return PICTURE_COSTLY;
	if (!WIFEXITED(result))
		return PICTURE_BROKEN;
	switch (WEXITSTATUS(result)) {
	case PICTURE_OK:
	case PICTURE_UNKNOWN:
	case PICTURE_HUGE:
	case PICTURE_BROKEN:
		return (enum picture)WEXITSTATUS(result);
	default:
		log_error("%s failed with status %d", PROGRAM, WEXITSTATUS(result));
		return PICTURE_FAILED;
	}
}

static bool is_side(int side)
{
	return side > 0 && side <= PICTURE_SIDE;
}

static bool read_report(const char *text, struct picture_size *size)
{
	return sscanf(text, "%d %d %" SCNd64, &size->width, &size->height, &size->pixels) == 3 &&
		is_side(size->width) && is_side(size->height) && size->pixels > 0 &&
		size->pixels <= PICTURE_PIXELS_MAX;
}

static enum picture finish(pid_t pid, int report, int wait_ms, struct picture_size *size)
{
	char text[64];
	bool ended = listen_to(report, wait_ms, text, sizeof(text));
	enum picture picture;
	int result = 0;

	if (!ended)
		kill(pid, SIGKILL);
	while (waitpid(pid, &result, 0) < 0)
		if (errno != EINTR)
			return PICTURE_FAILED;
	picture = ended ? outcome(result) : PICTURE_COSTLY;
	if (picture == PICTURE_OK && !read_report(text, size))
		return PICTURE_BROKEN;
	return picture;
}

static enum picture run(char *const *words, int in, struct picture_out out, int wait_ms,
	struct picture_size *size)
{
	enum picture picture = PICTURE_FAILED;
	int pipes[2];
	pid_t pid;
	bool started;

	if (pipe2(pipes, O_CLOEXEC) != 0)
		return picture;
	started = start(words, in, pipes[1], out, &pid);
	close(pipes[1]);
	if (started)
		picture = finish(pid, pipes[0], wait_ms, size);
	close(pipes[0]);
	return picture;
}

static bool fill(int fd, struct str bytes)
{
	while (bytes.len > 0) {
		ssize_t wrote = write(fd, bytes.data, bytes.len);

		if (wrote < 0 && errno == EINTR)
			continue;
		if (wrote <= 0)
			return false;
		bytes = str_sub(bytes, (size_t)wrote, bytes.len);
	}
	return true;
}

enum picture picture_reduce(struct str bytes, struct picture_out out, struct picture_limits limits,
	struct picture_size *size)
{
	char pixels[24];
	char *const words[] = { (char[]){ PROGRAM }, (char[]){ "reduce" }, pixels, NULL };
	enum picture picture = PICTURE_FAILED;
	int in;

	if (bytes.len == 0)
		return PICTURE_UNKNOWN;
	if (jpeg_scans(bytes) > PICTURE_SCANS_MAX)
		return PICTURE_COSTLY;
	snprintf(pixels, sizeof(pixels), "%" PRId64, limits.pixels);
	in = memfd_create("photo", MFD_CLOEXEC);
	if (in >= 0 && fill(in, bytes))
		picture = run(words, in, out, limits.wait_ms, size);
	if (in >= 0)
		close(in);
	return picture;
}

enum picture picture_blur(int in, const char mask[PICTURE_CELLS + 1], struct picture_out out, int wait_ms,
	struct picture_size *size)
{
	char cells[PICTURE_CELLS + 1];
	char *const words[] = { (char[]){ PROGRAM }, (char[]){ "blur" }, cells, NULL };

	memcpy(cells, mask, sizeof(cells));
	return run(words, in, out, wait_ms, size);
}
