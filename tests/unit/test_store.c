/* What is sent to Redis again when a link breaks: store/store, against a server that hangs up. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "scratch.h"
#include "store/transaction.h"

static char folder[] = "/tmp/test-store-XXXXXX";
static char path[64];
static char heard_path[64];
static pid_t server;

/* Keeps what it hears on one link; the second message after the login is read, and the link closed. */
static void serve_one(int link, FILE *heard)
{
	static const char *const replies[] = { "+OK\r\n", "$1\r\nx\r\n" };
	char bytes[4096];

	for (size_t i = 0;; i++) {
		ssize_t got = read(link, bytes, sizeof(bytes));

		if (got <= 0)
			break;
		fwrite(bytes, 1, (size_t)got, heard);
		fflush(heard);
		if (i == sizeof(replies) / sizeof(replies[0]))
			break;
		if (write(link, replies[i], strlen(replies[i])) < 0)
			break;
	}
	close(link);
}

static int start_server(void **state)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	FILE *heard = fopen(heard_path, "w");

	(void)state;
	memcpy(address.sun_path, path, strlen(path) + 1);
	if (heard == NULL || bind(fd, (struct sockaddr *)&address, sizeof(address)) != 0 ||
		listen(fd, 5) != 0)
		return -1;
	server = fork();
	if (server == 0)
		for (;;)
			serve_one(accept(fd, NULL, NULL), heard);
	fclose(heard);
	return close(fd);
}

static int stop_server(void **state)
{
	(void)state;
	kill(server, SIGKILL);
	waitpid(server, NULL, 0);
	unlink(heard_path);
	return unlink(path);
}

/* How often the server heard the word. */
static int times_heard(const char *word)
{
	FILE *in = fopen(heard_path, "r");
	char bytes[8192] = "";
	int times = 0;

	assert_non_null(in);
	bytes[fread(bytes, 1, sizeof(bytes) - 1, in)] = '\0';
	fclose(in);
	for (const char *at = bytes; (at = strstr(at, word)) != NULL; at++)
		times++;
	return times;
}

static enum status run(struct store *store, struct arena *arena, struct str command, struct str key)
{
	struct batch batch = batch_in(arena);
	struct result *results;

	BATCH(&batch, command, key);
	return store_run(store, &batch, &results);
}

/* A link that has served before breaks when this is sent. */
static enum status run_on_breaking_link(struct str command)
{
	struct scratch password = scratch_open(S("secret\n"));
	struct store *store = store_new(&(struct store_options){ .site = "test", .socket = path,
		.user = "wenzheng",
		.password_file = password.path, .timeout_ms = 2000 });
	struct arena *arena = arena_new((size_t)1 << 20);
	enum status status;

	assert_int_equal(run(store, arena, S("GET"), S("before")), OK);
	status = run(store, arena, command, S("counter"));
	arena_free(arena);
	store_free(store);
	scratch_close(&password);
	return status;
}

static void a_read_is_sent_again(void **state)
{
	static const char *const reads[] = { "HGETALL", "HSCAN", "ZRANK", "ZSCAN" };

	(void)state;
	for (size_t i = 0; i < sizeof(reads) / sizeof(reads[0]); i++) {
		assert_int_equal(run_on_breaking_link(str_of(reads[i])), OK);
		assert_int_equal(times_heard(reads[i]), 2);
	}
}

static void a_write_is_never_sent_twice(void **state)
{
	(void)state;
	assert_int_equal(run_on_breaking_link(S("INCR")), ERR_AWAY);
	assert_int_equal(times_heard("INCR"), 1);
}

static void a_command_that_nobody_knows_counts_as_a_write(void **state)
{
	(void)state;
	assert_int_equal(run_on_breaking_link(S("FROBNICATE")), ERR_AWAY);
	assert_int_equal(times_heard("FROBNICATE"), 1);
}

/* Reads under WATCH, goes on although the link then breaks, and writes. */
static enum status ignore_break(void *context, struct transaction *transaction)
{
	struct batch batch = batch_in(context);
	struct result *results;

	WATCH(&batch, S("counter"));
	assert_int_equal(store_run(transaction->store, &batch, &results), OK);
	assert_int_equal(run(transaction->store, context, S("GET"), S("counter")), ERR_AWAY);
	BATCH(&transaction->changes, S("SET"), S("counter"), S("1"));
	return OK;
}

static void nothing_is_committed_when_the_link_that_watched_broke(void **state)
{
	struct scratch password = scratch_open(S("secret\n"));
	struct store *store = store_new(&(struct store_options){ .site = "test", .socket = path,
		.user = "wenzheng",
		.password_file = password.path, .timeout_ms = 2000 });
	struct arena *arena = arena_new((size_t)1 << 20);

	(void)state;
	assert_int_equal(transaction_run(store, arena, ignore_break, arena), ERR_AWAY);
	assert_int_equal(times_heard("MULTI"), 0);
	assert_int_equal(run(store, arena, S("GET"), S("counter")), OK);
	arena_free(arena);
	store_free(store);
	scratch_close(&password);
}

static int make_folder(void **state)
{
	(void)state;
	clock_start();
	if (mkdtemp(folder) == NULL)
		return -1;
	snprintf(path, sizeof(path), "%s/redis.sock", folder);
	snprintf(heard_path, sizeof(heard_path), "%s/heard", folder);
	return 0;
}

static int drop_folder(void **state)
{
	(void)state;
	return rmdir(folder);
}

#define SERVED(test) cmocka_unit_test_setup_teardown(test, start_server, stop_server)

int main(void)
{
	const struct CMUnitTest tests[] = {
		SERVED(a_read_is_sent_again),
		SERVED(a_write_is_never_sent_twice),
		SERVED(a_command_that_nobody_knows_counts_as_a_write),
		SERVED(nothing_is_committed_when_the_link_that_watched_broke),
	};

	return cmocka_run_group_tests(tests, make_folder, drop_folder);
}
