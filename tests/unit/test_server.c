/* The master, its workers and their socket, with FastCGI records written by hand: web/server. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/clock.h"
#include "web/reply.h"
#include "web/server.h"

static char folder[] = "/tmp/test-server-XXXXXX";
static char path[64];

/* What the next prepare returns, shared with the master by a file. */
static char plan_file[64];

static void write_plan(const char *count)
{
	FILE *out = fopen(plan_file, "w");

	assert_non_null(out);
	fputs(count, out);
	fclose(out);
}

/* From the next prepare on so many forks work; then the system has no more processes. */
static int forks_left = INT_MAX;

pid_t fork(void)
{
	pid_t (*real)(void);

	if (forks_left-- <= 0) {
		errno = EAGAIN;
		return -1;
	}
	*(void **)&real = dlsym(RTLD_NEXT, "fork");
	return real();
}

/* The plan: how many workers, and how many forks work. */
static int prepare(void *ctx)
{
	FILE *in = fopen(plan_file, "r");
	int count = 0;

	(void)ctx;
	if (in == NULL)
		return 0;
	if (fscanf(in, "%d %d", &count, &forks_left) < 2)
		forks_left = INT_MAX;
	fclose(in);
	return count;
}

/* Says who answers and what came; "/slow" takes its time, "/hang" for ever, "/crash" dies. */
static struct str answer(void *ctx, struct arena *arena, const struct gateway *gateway)
{
	static const struct request_limits limits = { .body = 65536, .fields = 8, .uri = 100 };
	struct request request;
	struct reply reply;
	enum status status = request_read(arena, gateway, &limits, &request);

	(void)ctx;
	if (str_eq(request.path, S("/crash")))
		_exit(9);
	if (str_eq(request.path, S("/slow")))
		poll(NULL, 0, 300);
	if (str_eq(request.path, S("/hang")))
		for (;;)
			pause();
	reply_init(&reply, arena);
	reply.type = S("text/plain");
	reply.body = arena_printf(arena, "%d %s %zu", (int)getpid(), status_code(status),
				  field_get(request.form, "a").len);
	return reply_bytes(&reply, &request, NULL);
}

/* Set in the test's process before it starts the master: workers die at their start, each leaving a byte in the file. */
static char start_file[64];
static bool stillborn;

static int work(void *ctx, int fd, struct seat *seat)
{
	const struct server_handler handler = { .answer = answer, .arena_limit = (size_t)1 << 20, .request_ms = 1000,
		.seat = seat };

	(void)ctx;
	if (stillborn) {
		FILE *out = fopen(start_file, "a");

		fputc('x', out);
		fclose(out);
		return 1;
	}
	return server_loop(fd, &handler) ? 0 : 1;
}

static void nap(long ms)
{
	const struct timespec wait = { .tv_sec = ms / 1000, .tv_nsec = ms % 1000 * 1000000 };

	nanosleep(&wait, NULL);
}

/* A master of its own for each test; its log goes nowhere. */
static pid_t start_master(void)
{
	pid_t pid = fork();
	const struct server_plan plan = { .prepare = prepare, .work = work };
	const char *problem;
	int fd;

	if (pid == 0) {
		int null = open("/dev/null", O_WRONLY);

		dup2(null, STDERR_FILENO);
		close(null);
		if (server_listen(path, 16, &fd, &problem) != OK)
			_exit(2);
		_exit(server_master(fd, &plan));
	}
	return pid;
}

static int end_master(pid_t pid, int signal)
{
	int result;

	kill(pid, signal);
	waitpid(pid, &result, 0);
	return WIFEXITED(result) ? WEXITSTATUS(result) : -1;
}

static int try_connect(void)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	const struct timeval patience = { .tv_sec = 10 };
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
	memcpy(address.sun_path, path, strlen(path) + 1);
	if (connect(fd, (struct sockaddr *)&address, sizeof(address)) == 0)
		return fd;
	close(fd);
	return -1;
}

static int open_connection(void)
{
	for (int i = 0; i < 100; i++) {
		int fd = try_connect();

		if (fd >= 0)
			return fd;
		nap(20);
	}
	fail_msg("nobody listens");
	return -1;
}

/* One FastCGI record (FastCGI Specification section 3.3), without padding. */
static void send_record(int fd, unsigned char type, const char *content, size_t len)
{
	unsigned char head[8] = { 1, type, 0, 1, (unsigned char)(len >> 8), (unsigned char)len, 0, 0 };

	assert_int_equal(write(fd, head, sizeof(head)), sizeof(head));
	if (len > 0)
		assert_int_equal(write(fd, content, len), len);
}

static size_t put_param(char *out, const char *name, const char *value)
{
	size_t name_len = strlen(name);
	size_t value_len = strlen(value);

	out[0] = (char)name_len;
	out[1] = (char)value_len;
	memcpy(out + 2, name, name_len);
	memcpy(out + 2 + name_len, value, value_len);
	return 2 + name_len + value_len;
}

static void send_head(int fd, const char *uri, const char *length)
{
	static const char begin[8] = { 0, 1, 0 };
	char params[512];
	size_t len = 0;

	send_record(fd, 1, begin, sizeof(begin));
	len += put_param(params + len, "REQUEST_METHOD", "POST");
	len += put_param(params + len, "REQUEST_URI", uri);
	len += put_param(params + len, "CONTENT_TYPE", "application/x-www-form-urlencoded");
	len += put_param(params + len, "CONTENT_LENGTH", length);
	send_record(fd, 4, params, len);
	send_record(fd, 4, "", 0);
}

static size_t read_all(int fd, char *bytes, size_t size)
{
	size_t have = 0;

	while (have < size) {
		ssize_t got = read(fd, bytes + have, size - have);

		if (got <= 0)
			break;
		have += (size_t)got;
	}
	close(fd);
	return have;
}

/* What the worker wrote, as text; empty when it died. */
static const char *receive(int fd)
{
	static char text[4096];
	char raw[4096];
	size_t have = read_all(fd, raw, sizeof(raw));
	size_t len = 0;

	for (size_t at = 0; at + 8 <= have;) {
		const unsigned char *head = (const unsigned char *)raw + at;
		size_t content = (size_t)head[4] << 8 | head[5];

		if (head[1] == 6 && at + 8 + content <= have) {
			memcpy(text + len, raw + at + 8, content);
			len += content;
		}
		at += 8 + content + head[6];
	}
	text[len] = '\0';
	return text;
}

static const char *ask(const char *uri)
{
	int fd = open_connection();

	send_head(fd, uri, "5");
	send_record(fd, 5, "a=123", 5);
	send_record(fd, 5, "", 0);
	return receive(fd);
}

static long worker_of(const char *reply)
{
	const char *body = strstr(reply, "\r\n\r\n");

	return body != NULL ? strtol(body + 4, NULL, 10) : 0;
}

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
	close(open_connection());
	assert_int_equal(lstat(path, &found), 0);
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
	close(open_connection());
	assert_int_equal(server_listen(path, 16, &fd, &problem), ERR_CONFLICT);
	assert_non_null(strstr(problem, "another worker"));
	assert_int_equal(end_master(master, SIGTERM), 0);
	assert_int_equal(server_listen(path, 16, &fd, &problem), OK);
	close(fd);
	snprintf(other, sizeof(other), "%s/plain", folder);
	plain = fopen(other, "w");
	assert_non_null(plain);
	fclose(plain);
	assert_int_equal(server_listen(other, 16, &fd, &problem), ERR_CONFLICT);
	assert_int_equal(unlink(other), 0);
	assert_int_equal(server_listen("/nonexistent/socket", 16, &fd, &problem), ERR_INTERNAL);
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
	stillborn = true;
	master = start_master();
	stillborn = false;
	close(open_connection());
	nap(1200);
	assert_int_equal(end_master(master, SIGTERM), 0);
	assert_int_equal(stat(start_file, &starts), 0);
	/* At 0, 250 and 750 ms. */
	assert_in_range(starts.st_size, 2, 3);
	unlink(start_file);
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
	nap(100);
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
	nap(100);
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
	nap(100);
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

static int set_up(void **state)
{
	(void)state;
	write_plan("1");
	return 0;
}

static int make_folder(void **state)
{
	(void)state;
	clock_start();
	if (mkdtemp(folder) == NULL)
		return -1;
	snprintf(path, sizeof(path), "%s/s.sock", folder);
	snprintf(plan_file, sizeof(plan_file), "%s/plan", folder);
	snprintf(start_file, sizeof(start_file), "%s/starts", folder);
	return 0;
}

static int drop_folder(void **state)
{
	(void)state;
	unlink(path);
	unlink(plan_file);
	return rmdir(folder);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(requests_are_answered, set_up),
		cmocka_unit_test_setup(a_worker_does_not_wait_until_the_server_in_front_closes, set_up),
		cmocka_unit_test_setup(the_socket_is_for_owner_and_group, set_up),
		cmocka_unit_test_setup(only_a_dead_socket_is_replaced, set_up),
		cmocka_unit_test_setup(a_body_cut_short_is_not_taken, set_up),
		cmocka_unit_test_setup(a_dead_worker_is_replaced, set_up),
		cmocka_unit_test_setup(a_worker_that_met_a_request_is_replaced_at_once_however_often, set_up),
		cmocka_unit_test_setup(a_worker_that_dies_at_its_start_is_tried_ever_more_rarely, set_up),
		cmocka_unit_test_setup(a_request_that_lasts_too_long_ends_its_worker_alone, set_up),
		cmocka_unit_test_setup(a_stop_lets_the_request_in_hand_finish, set_up),
		cmocka_unit_test_setup(a_second_stop_is_final, set_up),
		cmocka_unit_test_setup(a_reload_brings_new_workers, set_up),
		cmocka_unit_test_setup(a_reload_that_finds_no_processes_leaves_the_old_workers, set_up),
		cmocka_unit_test_setup(an_unusable_configuration_changes_nothing, set_up),
	};

	return cmocka_run_group_tests(tests, make_folder, drop_folder);
}
