#include "web/upgrade.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/config.h"
#include "base/log.h"
#include "base/str.h"

#define SOCKET_NAME "WENZHENG_SOCKET"
#define WORKERS_NAME "WENZHENG_WORKERS"
/* Two sets at most, as in the master, of at most ten digits and a comma each. */
#define INHERITED_MAX ((size_t)2 * WORKERS_MAX)
#define INHERITED_BYTES (INHERITED_MAX * 11 + 1)
#define ARGUMENTS_MAX 16
#define CHECK_MS 20000
#define CHECK_STEP_MS 20

static char file[PATH_MAX];
static char **arguments;
static int socket_left = -1;
static pid_t workers_left[INHERITED_MAX];
static size_t workers_count;

/* Not resolved: a link may be turned to another file. */
static void find_file(const char *name)
{
	char folder[PATH_MAX];
	ssize_t len;

	if (name[0] == '/') {
		snprintf(file, sizeof(file), "%s", name);
	} else if (strchr(name, '/') != NULL && getcwd(folder, sizeof(folder)) != NULL) {
		if ((size_t)snprintf(file, sizeof(file), "%s/%s", folder, name) >= sizeof(file))
			file[0] = '\0';
	} else {
		len = readlink("/proc/self/exe", file, sizeof(file) - 1);
		file[len > 0 ? len : 0] = '\0';
	}
}

static bool is_listening(int fd)
{
	socklen_t size = sizeof(int);
	int domain = 0;
	int listens = 0;

	return getsockopt(fd, SOL_SOCKET, SO_DOMAIN, &domain, &size) == 0 &&
	       (domain == AF_UNIX || domain == AF_INET) &&
	       getsockopt(fd, SOL_SOCKET, SO_ACCEPTCONN, &listens, &size) == 0 && listens != 0;
}

static void inherit_socket(const char *text)
{
	int64_t fd;

	if (!str_to_i64(str_of(text), &fd) || fd <= STDERR_FILENO || fd > INT_MAX || !is_listening((int)fd))
		return;
	fcntl((int)fd, F_SETFD, FD_CLOEXEC);
	socket_left = (int)fd;
}

static void inherit_workers(const char *text)
{
	struct str rest = str_of(text);
	struct str piece;
	int64_t pid;

	while (workers_count < INHERITED_MAX && str_cut(&rest, ',', &piece))
		if (str_to_i64(piece, &pid) && pid > 1 && pid <= INT_MAX &&
			waitpid((pid_t)pid, NULL, WNOHANG) == 0)
			workers_left[workers_count++] = (pid_t)pid;
}

void upgrade_init(char **argv)
{
	const char *fd = getenv(SOCKET_NAME);
	const char *pids = getenv(WORKERS_NAME);

	arguments = argv;
	find_file(argv[0]);
	if (fd != NULL)
		inherit_socket(fd);
	if (pids != NULL && socket_left >= 0)
		inherit_workers(pids);
	unsetenv(SOCKET_NAME);
	unsetenv(WORKERS_NAME);
}

int upgrade_socket(void)
{
	return socket_left;
}

size_t upgrade_workers(pid_t *pids, size_t room)
{
	size_t count = workers_count < room ? workers_count : room;

	memcpy(pids, workers_left, count * sizeof(*pids));
	workers_count = 0;
	return count;
}

bool upgrade_due(void)
{
	struct stat now;
	struct stat own;

	return stat(file, &now) == 0 && stat("/proc/self/exe", &own) == 0 &&
	       (now.st_dev != own.st_dev || now.st_ino != own.st_ino);
}

static _Noreturn void check(void)
{
	static char option[] = "--check";
	char *words[ARGUMENTS_MAX + 2];
	size_t count = 0;
	sigset_t none;
	int null = open("/dev/null", O_WRONLY | O_CLOEXEC);

	while (arguments[count] != NULL && count < ARGUMENTS_MAX) {
		words[count] = arguments[count];
		count++;
	}
	words[count++] = option;
	words[count] = NULL;
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	dup2(null, STDOUT_FILENO);
	execv(file, words);
	_exit(127);
}

static bool accepts_config(void)
{
	const struct timespec step = { .tv_nsec = CHECK_STEP_MS * 1000000L };
	pid_t pid = fork();
	int result;

	if (pid == 0)
		check();
	for (int waited = 0; pid > 0 && waited < CHECK_MS; waited += CHECK_STEP_MS) {
		if (waitpid(pid, &result, WNOHANG) == pid)
			return WIFEXITED(result) && WEXITSTATUS(result) == 0;
		nanosleep(&step, NULL);
	}
	if (pid > 0) {
		kill(pid, SIGKILL);
		waitpid(pid, NULL, 0);
	}
	return false;
}

static void export_state(int fd, const pid_t *workers, size_t count)
{
	static char pids[INHERITED_BYTES];
	char number[12];
	size_t used = 0;

	pids[0] = '\0';
	for (size_t i = 0; i < count && i < INHERITED_MAX; i++)
		used += (size_t)snprintf(pids + used, sizeof(pids) - used, "%d,", (int)workers[i]);
	snprintf(number, sizeof(number), "%d", fd);
	setenv(SOCKET_NAME, number, 1);
	setenv(WORKERS_NAME, pids, 1);
}

void upgrade(int fd, const pid_t *workers, size_t count)
{
	if (!accepts_config()) {
		log_error(
			"reload refused: %s is new, and it does not accept the configuration or can't be run",
			file);
		return;
	}
	log_info("%s is new and takes over", file);
	export_state(fd, workers, count);
	fcntl(fd, F_SETFD, 0);
	execv(file, arguments);
	log_error("reload refused: %s can't be run: %s", file, strerror(errno));
	fcntl(fd, F_SETFD, FD_CLOEXEC);
	unsetenv(SOCKET_NAME);
	unsetenv(WORKERS_NAME);
}
