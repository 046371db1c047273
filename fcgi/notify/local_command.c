#include "notify/local_command.h"

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

/* The message as a file that exists in memory alone: no pipe to fill up or to break. */
static int as_file(struct str input)
{
	int fd = memfd_create("message", MFD_CLOEXEC);

	if (fd < 0)
		return -1;
	if (write(fd, input.data, input.len) != (ssize_t)input.len || lseek(fd, 0, SEEK_SET) != 0) {
		close(fd);
		return -1;
	}
	return fd;
}

static bool spawn(char *const *argv, int input, pid_t *pid)
{
	static char path[] = "PATH=/usr/local/bin:/usr/bin:/bin";
	static char language[] = "LANG=C.UTF-8";
	char *environment[] = { path, language, NULL };
	posix_spawn_file_actions_t actions;
	posix_spawnattr_t attributes;
	sigset_t signals;
	bool ok;

	sigemptyset(&signals);
	sigaddset(&signals, SIGTERM);
	sigaddset(&signals, SIGINT);
	sigaddset(&signals, SIGPIPE);
	if (posix_spawn_file_actions_init(&actions) != 0)
		return false;
	if (posix_spawnattr_init(&attributes) != 0) {
		posix_spawn_file_actions_destroy(&actions);
		return false;
	}
	ok = posix_spawn_file_actions_adddup2(&actions, input, STDIN_FILENO) == 0 &&
	     posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0) == 0 &&
	     posix_spawn_file_actions_addclosefrom_np(&actions, STDERR_FILENO + 1) == 0 &&
	     posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGDEF) == 0 &&
	     posix_spawnattr_setsigdefault(&attributes, &signals) == 0 &&
	     posix_spawn(pid, argv[0], &actions, &attributes, argv, environment) == 0;
	posix_spawnattr_destroy(&attributes);
	posix_spawn_file_actions_destroy(&actions);
	return ok;
}

bool local_command_start(char *const *argv, struct str input, int64_t deadline, struct local_command *program)
{
	int fd = as_file(input);
	bool ok;

	*program = (struct local_command){ .deadline = deadline };
	if (fd < 0)
		return false;
	ok = spawn(argv, fd, &program->pid);
	close(fd);
	return ok;
}

enum local_command_state local_command_look(const struct local_command *program, int64_t now, int *code)
{
	int status;
	pid_t ended = waitpid(program->pid, &status, WNOHANG);

	*code = 0;
	if (ended == 0 && now < program->deadline)
		return PROGRAM_RUNS;
	if (ended == 0) {
		kill(-program->pid, SIGKILL);
		waitpid(program->pid, &status, 0);
		return PROGRAM_LATE;
	}
	if (ended < 0)
		return PROGRAM_FAILED;
	*code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
	return *code == 0 ? PROGRAM_DONE : PROGRAM_FAILED;
}
