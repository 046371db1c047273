#include "helper/child.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/log.h"

#define AGAIN_MS MS_PER_MINUTE
/* It leaves the processor to the workers. */
#define NICE 10

static void run(pid_t parent, int (*work)(void *context), void *context)
{
	signal(SIGTERM, SIG_DFL);
	signal(SIGINT, SIG_DFL);
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	/* The parent may have died before that was set. */
	if (getppid() != parent)
		_exit(1);
	setpriority(PRIO_PROCESS, 0, NICE);
	_exit(work(context));
}

/* flags: WNOHANG, or 0 to wait. */
static void reap(struct child *child, int flags)
{
	pid_t got = 0;
	int state = 0;

	if (child->pid == 0)
		return;
	do
		got = waitpid(child->pid, &state, flags);
	while (got < 0 && errno == EINTR && flags == 0);
	if (got == 0)
		return;
	child->pid = 0;
	if (got < 0 || !WIFEXITED(state) || WEXITSTATUS(state) != 0)
		child->after = clock_steady() + AGAIN_MS;
}

bool child_ready(struct child *child)
{
	reap(child, WNOHANG);
	return child->pid == 0 && clock_steady() >= child->after;
}

void child_begin(struct child *child, int (*work)(void *context), void *context, const char *what)
{
	pid_t parent = getpid();
	pid_t pid = fork();

	if (pid == 0)
		run(parent, work, context);
	if (pid < 0)
		log_error("%s: cannot fork: %s", what, strerror(errno));
	child->pid = pid > 0 ? pid : 0;
	child->after = pid > 0 ? 0 : clock_steady() + AGAIN_MS;
}

void child_wait(struct child *child)
{
	reap(child, 0);
}

void child_stop(struct child *child)
{
	if (child->pid != 0)
		kill(child->pid, SIGTERM);
	reap(child, 0);
}
