/* How the master replaces, stops and renews its workers: web/master. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <dlfcn.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/clock.h"
#include "web/reply.h"
#include "server_rig.h"

static long worker_of(const char *reply)
{
	const char *body = strstr(reply, "\r\n\r\n");

	return body != NULL ? strtol(body + 4, NULL, 10) : 0;
}

/* The master's forks fail once server_forks_left of them were made. */
pid_t fork(void)
{
	pid_t (*real)(void);

	if (server_forks_left-- <= 0) {
		errno = EAGAIN;
		return -1;
	}
	*(void **)&real = dlsym(RTLD_NEXT, "fork");
	return real();
}

static void a_dead_worker_is_replaced(void **state)
{
	pid_t master = start_master();
	long first = worker_of(ask("/topics"));
	long second;

	(void)state;
	assert_true(first > 0);
	assert_string_equal(ask("/crash"), "");
	second = worker_of(ask("/topics"));
	assert_true(second > 0 && second != first);
	assert_int_equal(end_master(master, SIGTERM), 0);
}

/* Whether the next datagrams, four at most, have one that begins so. */
static bool is_told(int fd, const char *wanted)
{
	for (int i = 0; i < 4; i++) {
		char told[64] = "";

		if (recv(fd, told, sizeof(told) - 1, 0) > 0 && strncmp(told, wanted, strlen(wanted)) == 0)
			return true;
	}
	return false;
}

/* sd_notify(3): datagrams to the socket that NOTIFY_SOCKET names. */
static void systemd_is_given_the_socket_and_told_once_the_workers_run(void **state)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	const struct timeval patience = { .tv_sec = 10 };
	int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	pid_t master;

	(void)state;
	snprintf(address.sun_path, sizeof(address.sun_path), "%s/notify", server_folder);
	assert_int_equal(bind(fd, (struct sockaddr *)&address, sizeof(address)), 0);
	setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
	setenv("NOTIFY_SOCKET", address.sun_path, 1);
	master = start_master();
	unsetenv("NOTIFY_SOCKET");
	assert_true(is_told(fd, "FDSTORE=1\nFDNAME=listen"));
	assert_true(is_told(fd, "READY=1"));
	assert_true(is_told(fd, "WATCHDOG=1"));
	assert_true(worker_of(ask("/topics")) > 0);
	assert_int_equal(end_master(master, SIGTERM), 0);
	close(fd);
	assert_int_equal(unlink(address.sun_path), 0);
}

static int64_t crashes(int count)
{
	int64_t begun = clock_steady();

	for (int i = 0; i < count; i++) {
		assert_string_equal(ask("/crash"), "");
		assert_true(worker_of(ask("/topics")) > 0);
	}
	return clock_steady() - begun;
}

static void a_worker_that_met_a_request_is_replaced_at_once_however_often(void **state)
{
	pid_t master = start_master();

	(void)state;
	assert_in_range(crashes(6), 0, 1500);
	assert_int_equal(end_master(master, SIGTERM), 0);
}

static void a_worker_that_dies_at_its_start_is_tried_ever_more_rarely(void **state)
{
	struct stat starts;
	pid_t master;

	(void)state;
	server_stillborn = true;
	master = start_master();
	server_stillborn = false;
	close(open_connection());
	nap(1200);
	assert_int_equal(end_master(master, SIGTERM), 0);
	assert_int_equal(stat(server_start_file, &starts), 0);
	/* At 0, 250 and 750 ms. */
	assert_in_range(starts.st_size, 2, 3);
	unlink(server_start_file);
}

static void a_request_that_lasts_too_long_ends_its_worker_alone(void **state)
{
	pid_t master;
	long first;
	int fd;

	(void)state;
	write_plan("2");
	master = start_master();
	assert_true(worker_of(ask("/topics")) > 0);
	fd = open_connection();
	send_head(fd, "/hang", "5");
	send_record(fd, 5, "a=123", 5);
	send_record(fd, 5, "", 0);
	nap(100);
	/* The other one goes on. */
	first = worker_of(ask("/topics"));
	assert_int_equal(worker_of(ask("/slow")), first);
	assert_string_equal(receive(fd), "");
	/* One of the two is new. */
	for (int i = 0; i < 50 && worker_of(ask("/topics")) == first; i++)
		nap(20);
	assert_true(worker_of(ask("/topics")) > 0);
	assert_int_equal(end_master(master, SIGTERM), 0);
}

static void a_stop_lets_the_request_in_hand_finish(void **state)
{
	pid_t master = start_master();
	int fd = open_connection();

	(void)state;
	send_head(fd, "/topics", "5");
	nap(500);	/* the worker has it in hand */
	/* The body comes when the stop has long begun. */
	kill(master, SIGTERM);
	nap(200);
	send_record(fd, 5, "a=123", 5);
	send_record(fd, 5, "", 0);
	assert_non_null(strstr(receive(fd), " ok 3"));
	assert_int_equal(end_master(master, 0), 0);
}

static void a_second_stop_is_final(void **state)
{
	pid_t master = start_master();
	int fd = open_connection();

	(void)state;
	send_head(fd, "/topics", "5");
	nap(500);
	kill(master, SIGTERM);
	nap(100);
	assert_int_equal(end_master(master, SIGTERM), 0);
	close(fd);
}

static void a_reload_brings_new_workers(void **state)
{
	pid_t master = start_master();
	long first = worker_of(ask("/topics"));
	int fd = open_connection();

	(void)state;
	send_head(fd, "/topics", "5");
	nap(500);
	kill(master, SIGHUP);
	nap(200);
	assert_true(worker_of(ask("/topics")) != first);
	/* The old one still finishes what it has. */
	send_record(fd, 5, "a=123", 5);
	send_record(fd, 5, "", 0);
	assert_int_equal(worker_of(receive(fd)), first);
	assert_int_equal(end_master(master, SIGTERM), 0);
}

static void a_reload_that_finds_no_processes_leaves_the_old_workers(void **state)
{
	pid_t master = start_master();
	long first = worker_of(ask("/topics"));

	(void)state;
	/* One of the two new workers comes to be; it must go again. */
	write_plan("2 1");
	kill(master, SIGHUP);
	nap(300);
	for (int i = 0; i < 5; i++)
		assert_int_equal(worker_of(ask("/topics")), first);
	write_plan("1");
	kill(master, SIGHUP);
	nap(300);
	assert_true(worker_of(ask("/topics")) > 0 && worker_of(ask("/topics")) != first);
	assert_int_equal(end_master(master, SIGTERM), 0);
}

static void an_unusable_configuration_changes_nothing(void **state)
{
	pid_t master = start_master();
	long first = worker_of(ask("/topics"));

	(void)state;
	write_plan("0");
	kill(master, SIGHUP);
	nap(200);
	assert_int_equal(worker_of(ask("/topics")), first);
	assert_int_equal(end_master(master, SIGTERM), 0);
	master = start_master();
	assert_int_equal(end_master(master, 0), 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(a_dead_worker_is_replaced, server_set_up),
		cmocka_unit_test_setup(systemd_is_given_the_socket_and_told_once_the_workers_run,
			server_set_up),
		cmocka_unit_test_setup(a_worker_that_met_a_request_is_replaced_at_once_however_often,
			server_set_up),
		cmocka_unit_test_setup(a_worker_that_dies_at_its_start_is_tried_ever_more_rarely,
			server_set_up),
		cmocka_unit_test_setup(a_request_that_lasts_too_long_ends_its_worker_alone, server_set_up),
		cmocka_unit_test_setup(a_stop_lets_the_request_in_hand_finish, server_set_up),
		cmocka_unit_test_setup(a_second_stop_is_final, server_set_up),
		cmocka_unit_test_setup(a_reload_brings_new_workers, server_set_up),
		cmocka_unit_test_setup(a_reload_that_finds_no_processes_leaves_the_old_workers,
			server_set_up),
		cmocka_unit_test_setup(an_unusable_configuration_changes_nothing, server_set_up),
	};

	return cmocka_run_group_tests(tests, server_make_folder, server_drop_folder);
}
