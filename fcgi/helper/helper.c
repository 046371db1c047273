#include "helper/helper.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <string.h>
#include <sys/pidfd.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/log.h"

#define FIRST_FILE 3

/* After an upgrade the running one's name ends in " (deleted)": the folder is the same. */
bool helper_path(const char *program, char path[HELPER_PATH])
{
	size_t size = strlen(program) + 1;
	ssize_t len = readlink("/proc/self/exe", path, HELPER_PATH - size);

	if (len <= 0)
		return false;
	while (len > 0 && path[len - 1] != '/')
		len--;
	memcpy(path + len, program, size);
	return true;
}

/* What libraries have to complain of is dropped, for it can be endless. */
static bool plan_files(posix_spawn_file_actions_t *files, const struct helper_task *task, int report)
{
	if (posix_spawn_file_actions_adddup2(files, task->in, STDIN_FILENO) != 0 ||
		posix_spawn_file_actions_adddup2(files, report, STDOUT_FILENO) != 0 ||
		posix_spawn_file_actions_addopen(files, STDERR_FILENO, "/dev/null", O_WRONLY, 0) != 0)
		return false;
	for (int i = 0; i < task->count; i++)
		if (posix_spawn_file_actions_adddup2(files, task->files[i], FIRST_FILE + i) != 0)
			return false;
	return posix_spawn_file_actions_addclosefrom_np(files, FIRST_FILE + task->count) == 0;
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

static bool start(const struct helper_task *task, int report, pid_t *pid)
{
	static char *const environment[] = { NULL };
	posix_spawn_file_actions_t files;
	posix_spawnattr_t attributes;
	char path[HELPER_PATH];
	int failed = ENOENT;

	posix_spawn_file_actions_init(&files);
	posix_spawnattr_init(&attributes);
	if (helper_path(task->program, path) && plan_files(&files, task, report) &&
		plan_signals(&attributes))
		failed = posix_spawn(pid, path, &files, &attributes, task->words, environment);
	posix_spawnattr_destroy(&attributes);
	posix_spawn_file_actions_destroy(&files);
	if (failed != 0)
		log_error("%s could not be started: %s", task->program, strerror(failed));
	return failed == 0;
}

/* Waits until something happens there; false when the time is over. */
static bool wait_for(int fd, int64_t end)
{
	for (;;) {
		int64_t left = end - clock_steady();
		struct pollfd wait = { .fd = fd, .events = POLLIN };
		int ready = poll(&wait, 1, left > 0 ? (int)left : 0);

		if (ready < 0 && errno == EINTR)
			continue;
		return ready > 0;
	}
}

/* Reads its report until it closes it; false when the time is over, or the report too long. */
static bool listen_to(int report, int64_t end, char *text, size_t room)
{
	size_t len = 0;

	while (len < room - 1 && wait_for(report, end)) {
		ssize_t got = read(report, text + len, room - 1 - len);

		if (got <= 0) {
			text[len] = '\0';
			return true;
		}
		len += (size_t)got;
	}
	return false;
}

/* A program that a file has taken over may close its report and stay for ever. */
static bool has_ended(pid_t pid, int64_t end)
{
	int process = pidfd_open(pid, 0);
	bool ended = process >= 0 && wait_for(process, end);

	if (process >= 0)
		close(process);
	return ended;
}

static enum helper_end finish(const char *program, pid_t pid, bool in_time, int *status)
{
	int result = 0;

	if (!in_time)
		kill(pid, SIGKILL);
	while (waitpid(pid, &result, 0) < 0)
		if (errno != EINTR)
			return HELPER_FAILED;
	if (!in_time)
		return HELPER_COSTLY;
	/* It had used up its time: RLIMIT_CPU, see helper/jail. */
	if (WIFSIGNALED(result) && (WTERMSIG(result) == SIGKILL || WTERMSIG(result) == SIGXCPU))
		return HELPER_COSTLY;
	if (!WIFEXITED(result)) {
		log_warn("%s was ended by signal %d", program, WTERMSIG(result));
		return HELPER_DIED;
	}
	*status = WEXITSTATUS(result);
	return HELPER_ENDED;
}

enum helper_end helper_run(const struct helper_task *task, char *report, size_t room, int *status)
{
	enum helper_end end = HELPER_FAILED;
	int pipes[2];
	pid_t pid;
	int64_t until = clock_steady() + task->wait_ms;
	bool started;

	if (pipe2(pipes, O_CLOEXEC) != 0)
		return end;
	started = start(task, pipes[1], &pid);
	close(pipes[1]);
	if (started)
		end = finish(task->program, pid, listen_to(pipes[0], until, report, room) &&
			has_ended(pid, until), status);
	close(pipes[0]);
	return end;
}
