/* What a worker can and can't ask of the kernel: web/sandbox. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <spawn.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/asan.h"
#include "web/sandbox.h"

static bool opens_a_file(void)
{
	int fd = open("/proc/self/status", O_RDONLY | O_CLOEXEC);

	return fd >= 0 && close(fd) == 0;
}

static bool makes_a_unix_socket(void)
{
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	return fd >= 0 && close(fd) == 0;
}

static bool starts_a_program(void)
{
	static char name[] = "true";
	char *const words[] = { name, NULL };
	int result = -1;
	pid_t pid;

	return posix_spawn(&pid, "/bin/true", NULL, NULL, words, words + 1) == 0 &&
		waitpid(pid, &result, 0) == pid && result == 0;
}

static bool forks(void)
{
	pid_t pid = fork();
	int result = -1;

	if (pid == 0)
		_exit(0);
	return pid > 0 && waitpid(pid, &result, 0) == pid && result == 0;
}

static bool speaks_to_the_network(void)
{
	return socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0) >= 0;
}

static bool speaks_by_other_ways(void)
{
	return socket(AF_INET, SOCK_RAW | SOCK_CLOEXEC, IPPROTO_ICMP) >= 0 ||
		socket(AF_INET6, SOCK_DGRAM | SOCK_CLOEXEC, 0) >= 0 ||
		socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, 0) >= 0;
}

static bool leaves_its_namespaces(void)
{
	return unshare(CLONE_NEWUSER) == 0 ||
		syscall(SYS_clone, CLONE_NEWUSER | SIGCHLD, NULL, NULL, NULL, NULL) >= 0 ||
		mount("none", "/mnt", "tmpfs", 0, NULL) == 0;
}

static bool traces(void)
{
	return ptrace(PTRACE_TRACEME, 0, NULL, NULL) == 0;
}

static bool changes_its_user(void)
{
	return setuid(getuid()) == 0 || setgid(getgid()) == 0;
}

static bool gains_rights(void)
{
	return prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) == 0;
}

/* Whether a process that is locked in can do it. */
static bool can_with(bool network, bool (*deed)(void))
{
	pid_t child = fork();
	int result;

	if (child == 0) {
		if (!sandbox_enter(network))
			_exit(2);
		_exit(deed() ? 1 : 0);
	}
	assert_int_equal(waitpid(child, &result, 0), child);
	assert_true(WIFEXITED(result) && WEXITSTATUS(result) != 2);
	return WEXITSTATUS(result) == 1;
}

static bool can(bool (*deed)(void))
{
	return can_with(false, deed);
}

static void what_a_worker_needs_works(void **state)
{
	(void)state;
	assert_true(can(opens_a_file));
	assert_true(can(makes_a_unix_socket));
	assert_true(can(starts_a_program));
	assert_true(can(forks));
}

static void what_an_intruder_wants_fails(void **state)
{
	(void)state;
	if (HAS_ASAN)
		skip();
	assert_false(can(speaks_to_the_network));
	assert_false(can(speaks_by_other_ways));
	assert_false(can(leaves_its_namespaces));
	assert_false(can(traces));
	assert_false(can(changes_its_user));
	assert_false(can(gains_rights));
}

static void a_redis_on_another_machine_is_reached_by_tcp_alone(void **state)
{
	(void)state;
	assert_true(can_with(true, speaks_to_the_network));
	if (HAS_ASAN)
		skip();
	assert_false(can_with(true, speaks_by_other_ways));
	assert_false(can_with(true, leaves_its_namespaces));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_a_worker_needs_works),
		cmocka_unit_test(what_an_intruder_wants_fails),
		cmocka_unit_test(a_redis_on_another_machine_is_reached_by_tcp_alone),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
