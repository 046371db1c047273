/* What a worker answers, and its socket: web/loop and web/listen. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/arena.h"
#include "web/reply.h"
#include "web/listen.h"
#include "server_rig.h"

static void requests_are_answered(void **state)
{
	pid_t master = start_master();
	const char *reply = ask("/topics");

	(void)state;
	assert_ptr_equal(strstr(reply, "Status: 200 OK\r\n"), reply);
	assert_non_null(strstr(reply, " ok 3"));
	assert_non_null(strstr(ask("topics"), " malformed "));
	assert_int_equal(end_master(master, SIGTERM), 0);
}

/*
 * nginx sends no more of a body once it has the reply's head: then the worker would wait for the rest for
 * ever.
 */
static void a_body_that_nobody_read_is_dropped_before_the_reply(void **state)
{
	pid_t master = start_master();
	struct pollfd answered = { .events = POLLIN };

	(void)state;
	answered.fd = open_connection();
	send_head(answered.fd, "no path", "8");
	send_record(answered.fd, 5, "a=12", 4);
	assert_int_equal(poll(&answered, 1, 200), 0);
	send_record(answered.fd, 5, "3456", 4);
	send_record(answered.fd, 5, "", 0);
	assert_non_null(strstr(receive(answered.fd), " malformed "));
	assert_int_equal(end_master(master, SIGTERM), 0);
}

/* The server in front has its answer, but comes to close the connection later. */
static void a_worker_does_not_wait_until_the_server_in_front_closes(void **state)
{
	struct pollfd answered = { .events = POLLIN };
	struct timespec start;
	struct timespec end;
	pid_t master;

	(void)state;
	write_plan("1");
	master = start_master();
	answered.fd = open_connection();
	send_head(answered.fd, "/topics", "5");
	send_record(answered.fd, 5, "a=123", 5);
	send_record(answered.fd, 5, "", 0);
	assert_int_equal(poll(&answered, 1, 10000), 1);
	clock_gettime(CLOCK_MONOTONIC, &start);
	assert_non_null(strstr(ask("/topics"), " ok 3"));
	clock_gettime(CLOCK_MONOTONIC, &end);
	assert_true((end.tv_sec - start.tv_sec) * 1000 + (end.tv_nsec - start.tv_nsec) / 1000000 < 1000);
	assert_non_null(strstr(receive(answered.fd), " ok 3"));
	assert_int_equal(end_master(master, SIGTERM), 0);
}

static void the_socket_is_for_owner_and_group(void **state)
{
	pid_t master = start_master();
	struct stat found;

	(void)state;
	assert_non_null(strstr(ask("/topics"), " ok "));
	assert_int_equal(lstat(server_path, &found), 0);
	assert_int_equal(found.st_mode & 07777, 0660);
	assert_int_equal(end_master(master, SIGTERM), 0);
}

static void only_a_dead_socket_is_replaced(void **state)
{
	pid_t master = start_master();
	const char *problem = "";
	char other[80];
	FILE *plain;
	int fd;

	(void)state;
	assert_non_null(strstr(ask("/topics"), " ok "));
	assert_int_equal(server_listen(server_path, 16, &fd, &problem), ERR_CONFLICT);
	assert_non_null(strstr(problem, "another worker"));
	assert_int_equal(end_master(master, SIGTERM), 0);
	assert_int_equal(server_listen(server_path, 16, &fd, &problem), OK);
	close(fd);
	snprintf(other, sizeof(other), "%s/plain", server_folder);
	plain = fopen(other, "w");
	assert_non_null(plain);
	fclose(plain);
	assert_int_equal(server_listen(other, 16, &fd, &problem), ERR_CONFLICT);
	assert_int_equal(unlink(other), 0);
	assert_int_equal(server_listen("/nonexistent/socket", 16, &fd, &problem), ERR_INTERNAL);
}

static bool gone;	/* the socket's file, when it is started again */

/*
 * As systemd starts it again: the socket at path is file 3, and the environment says so (sd_listen_fds(3)).
 * Ends with 0 when that one is taken up for wanted.
 */
static _Noreturn void listen_again(const char *path, const char *wanted)
{
	const char *problem = "";
	struct stat kept;
	struct stat taken;
	char pid[16];
	int fd;

	if (server_listen(path, 16, &fd, &problem) != OK || dup2(fd, 3) != 3 || fstat(3, &kept) != 0)
		_exit(2);
	snprintf(pid, sizeof(pid), "%d", (int)getpid());
	setenv("LISTEN_PID", pid, 1);
	setenv("LISTEN_FDS", "1", 1);
	if (gone)
		unlink(path);
	if (server_listen(wanted, 16, &fd, &problem) != OK || fstat(fd, &taken) != 0)
		_exit(2);
	_exit(taken.st_ino == kept.st_ino ? 0 : 1);
}

static int taken_up(const char *path, const char *wanted)
{
	pid_t pid = fork();
	int result;

	if (pid == 0)
		listen_again(path, wanted);
	waitpid(pid, &result, 0);
	return WIFEXITED(result) ? WEXITSTATUS(result) : -1;
}

static void a_socket_kept_by_systemd_is_taken_up_only_at_its_path(void **state)
{
	char other[80];

	(void)state;
	snprintf(other, sizeof(other), "%s/other", server_folder);
	assert_int_equal(taken_up(server_path, server_path), 0);
	assert_int_equal(taken_up(server_path, other), 1);
	unlink(other);
}

static void a_kept_socket_whose_file_is_gone_is_not_taken_up(void **state)
{
	(void)state;
	gone = true;
	assert_int_equal(taken_up(server_path, server_path), 1);
	gone = false;
}

static void a_body_cut_short_is_not_taken(void **state)
{
	pid_t master = start_master();
	int fd = open_connection();

	(void)state;
	send_head(fd, "/topics", "9");
	send_record(fd, 5, "a=123", 5);
	send_record(fd, 5, "", 0);
	assert_non_null(strstr(receive(fd), " malformed "));
	fd = open_connection();
	send_head(fd, "/topics", "9");
	send_record(fd, 5, "a=123", 5);
	shutdown(fd, SHUT_WR);
	assert_non_null(strstr(receive(fd), " malformed "));
	assert_int_equal(end_master(master, SIGTERM), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(requests_are_answered, server_set_up),
		cmocka_unit_test_setup(a_body_that_nobody_read_is_dropped_before_the_reply, server_set_up),
		cmocka_unit_test_setup(a_worker_does_not_wait_until_the_server_in_front_closes,
			server_set_up),
		cmocka_unit_test_setup(the_socket_is_for_owner_and_group, server_set_up),
		cmocka_unit_test_setup(only_a_dead_socket_is_replaced, server_set_up),
		cmocka_unit_test_setup(a_socket_kept_by_systemd_is_taken_up_only_at_its_path, server_set_up),
		cmocka_unit_test_setup(a_kept_socket_whose_file_is_gone_is_not_taken_up, server_set_up),
		cmocka_unit_test_setup(a_body_cut_short_is_not_taken, server_set_up),
	};

	return cmocka_run_group_tests(tests, server_make_folder, server_drop_folder);
}
