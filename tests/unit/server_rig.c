#include "server_rig.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/clock.h"
#include "web/body.h"
#include "web/reply.h"
#include "web/listen.h"
#include "web/loop.h"
#include "web/master.h"

char server_folder[] = "/tmp/test-server-XXXXXX";
char server_path[64];

/* What the next prepare returns, shared with the master by a file. */
static char plan_file[64];

void write_plan(const char *count)
{
	FILE *out = fopen(plan_file, "w");

	assert_non_null(out);
	fputs(count, out);
	fclose(out);
}

int server_forks_left = INT_MAX;

/* The plan: how many workers, and how many forks work. */
static int prepare(void *ctx)
{
	FILE *in = fopen(plan_file, "r");
	int count = 0;

	(void)ctx;
	if (in == NULL)
		return 0;
	if (fscanf(in, "%d %d", &count, &server_forks_left) < 2)
		server_forks_left = INT_MAX;
	fclose(in);
	return count;
}

/* Says who answers and what came; "/slow" takes its time, "/hang" for ever, "/crash" dies. */
static struct str answer(void *ctx, struct arena *arena, const struct gateway *gateway)
{
	static const struct request_limits limits = { .fields = 8, .uri = 100 };
	static const struct body_limits body = { .kind = BODY_FORM, .text = 65536, .fields = 8 };
	struct request request;
	struct reply reply;
	enum status status = request_read(arena, gateway, &limits, &request);

	(void)ctx;
	if (status == OK)
		status = body_read(gateway, &body, &request);
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

/*
 * Set in the test's process before it starts the master: workers die at their start, each leaving a byte in
 * the file.
 */
char server_start_file[64];
bool server_stillborn;

static int work(void *ctx, int fd, struct worker_score *score)
{
	const struct server_handler handler = { .answer = answer, .arena_limit = (size_t)1 << 20,
		.request_ms = 1000,
		.score = score };

	(void)ctx;
	if (server_stillborn) {
		FILE *out = fopen(server_start_file, "a");

		fputc('x', out);
		fclose(out);
		return 1;
	}
	return server_loop(fd, &handler) ? 0 : 1;
}

void nap(long ms)
{
	const struct timespec wait = { .tv_sec = ms / 1000, .tv_nsec = ms % 1000 * 1000000 };

	nanosleep(&wait, NULL);
}

pid_t start_master(void)
{
	pid_t pid = fork();
	const struct server_plan plan = { .prepare = prepare, .work = work };
	const char *problem;
	int fd;

	if (pid == 0) {
		int null = open("/dev/null", O_WRONLY);

		dup2(null, STDERR_FILENO);
		close(null);
		if (server_listen(server_path, 16, &fd, &problem) != OK)
			_exit(2);
		_exit(server_master(fd, &plan));
	}
	return pid;
}

int end_master(pid_t pid, int signal)
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
	memcpy(address.sun_path, server_path, strlen(server_path) + 1);
	if (connect(fd, (struct sockaddr *)&address, sizeof(address)) == 0)
		return fd;
	close(fd);
	return -1;
}

int open_connection(void)
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

void send_record(int fd, unsigned char type, const char *content, size_t len)
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

void send_head(int fd, const char *uri, const char *length)
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

const char *receive(int fd)
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

const char *ask(const char *uri)
{
	int fd = open_connection();

	send_head(fd, uri, "5");
	send_record(fd, 5, "a=123", 5);
	send_record(fd, 5, "", 0);
	return receive(fd);
}

int server_set_up(void **state)
{
	(void)state;
	write_plan("1");
	return 0;
}

int server_make_folder(void **state)
{
	(void)state;
	clock_start();
	if (mkdtemp(server_folder) == NULL)
		return -1;
	snprintf(server_path, sizeof(server_path), "%s/s.sock", server_folder);
	snprintf(plan_file, sizeof(plan_file), "%s/plan", server_folder);
	snprintf(server_start_file, sizeof(server_start_file), "%s/starts", server_folder);
	return 0;
}

int server_drop_folder(void **state)
{
	(void)state;
	unlink(server_path);
	unlink(plan_file);
	return rmdir(server_folder);
}
