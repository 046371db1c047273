#include "report/frozen/composer_child.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/log.h"
#include "report/frozen/wish.h"

#define AGAIN_MS MS_PER_MINUTE
/* It leaves the processor to the workers. */
#define NICE 10

static void run(pid_t parent, int year, int (*compose)(void *context, int year), void *context)
{
	signal(SIGTERM, SIG_DFL);
	signal(SIGINT, SIG_DFL);
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	/* The parent may have died before that was set. */
	if (getppid() != parent)
		_exit(1);
	setpriority(PRIO_PROCESS, 0, NICE);
	_exit(compose(context, year));
}

static void begin(struct composer_child *child, int year, int (*compose)(void *context, int year),
	void *context)
{
	pid_t parent = getpid();
	pid_t pid = fork();

	if (pid == 0)
		run(parent, year, compose, context);
	if (pid < 0)
		log_error("report %d: cannot fork: %s", year, strerror(errno));
	child->pid = pid > 0 ? pid : 0;
	child->after = pid > 0 ? 0 : clock_steady() + AGAIN_MS;
}

/* flags: WNOHANG, or 0 to wait. */
static void reap(struct composer_child *child, int flags)
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

void composer_child_look(struct composer_child *child, struct casework *work,
	int (*compose)(void *context, int year), void *context)
{
	int year = 0;

	reap(child, WNOHANG);
	if (child->pid == 0 && clock_steady() >= child->after && wish_next(work, &year) == OK && year != 0)
		begin(child, year, compose, context);
}

void composer_child_wait(struct composer_child *child)
{
	reap(child, 0);
}

void composer_child_stop(struct composer_child *child)
{
	if (child->pid != 0)
		kill(child->pid, SIGTERM);
	reap(child, 0);
}
