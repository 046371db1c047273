/* When a commit counts where replicas must have it: store/store, against a server that says what it is told. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <arpa/inet.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "scratch.h"
#include "store/store.h"

static char folder[] = "/tmp/test-replicas-XXXXXX";
static char path[64];
static char heard_path[64];

/* A Redis of the version, which answers a login, INFO and one commit of one command; settled: WAIT's answer. */
static void serve(int listening, const char *version, const char *settled)
{
	FILE *heard = fopen(heard_path, "w");
	int link = accept(listening, NULL, NULL);
	char info[128];
	char replies[3][256];
	char bytes[4096];

	snprintf(info, sizeof(info), "redis_version:%s\r\nrole:master\r\nconnected_slaves:1", version);
	snprintf(replies[0], sizeof(replies[0]), "+OK\r\n");
	snprintf(replies[1], sizeof(replies[1]), "$%zu\r\n%s\r\n", strlen(info), info);
	snprintf(replies[2], sizeof(replies[2]), "+OK\r\n+QUEUED\r\n*1\r\n:1\r\n%s", settled);
	for (int i = 0; i < 3; i++) {
		ssize_t got = read(link, bytes, sizeof(bytes));

		if (got <= 0)
			_exit(1);
		fwrite(bytes, 1, (size_t)got, heard);
		fflush(heard);
		if (write(link, replies[i], strlen(replies[i])) < 0)
			_exit(1);
	}
	pause();
}

static pid_t start(const char *version, const char *settled)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	pid_t server;

	unlink(path);
	memcpy(address.sun_path, path, strlen(path) + 1);
	assert_int_equal(bind(fd, (struct sockaddr *)&address, sizeof(address)), 0);
	assert_int_equal(listen(fd, 5), 0);
	server = fork();
	if (server == 0)
		serve(fd, version, settled);
	close(fd);
	return server;
}

static bool was_heard(const char *words)
{
	FILE *in = fopen(heard_path, "r");
	char bytes[8192] = "";

	assert_non_null(in);
	bytes[fread(bytes, 1, sizeof(bytes) - 1, in)] = '\0';
	fclose(in);
	return strstr(bytes, words) != NULL;
}

/* A commit that one replica must have, at a Redis of the version that answers so. */
static enum status commit(const char *version, const char *settled)
{
	pid_t server = start(version, settled);
	struct scratch password = scratch_open(S("secret\n"));
	struct store *store = store_new(&(struct store_options){ .site = "test", .socket = path,
		.user = "wenzheng", .password_file = password.path, .timeout_ms = 2000, .replicas = 1 });
	struct arena *arena = arena_new((size_t)1 << 20);
	struct batch batch = batch_in(arena);
	enum status status;

	BATCH(&batch, S("INCR"), S("counter"));
	status = store_commit(store, &batch, NULL);
	assert_int_equal(store_trips(store), 1);
	arena_free(arena);
	store_free(store);
	scratch_close(&password);
	kill(server, SIGKILL);
	waitpid(server, NULL, 0);
	return status;
}

static void a_commit_counts_once_a_replica_has_it(void **state)
{
	(void)state;
	assert_int_equal(commit("7.0.15", ":1\r\n"), OK);
	assert_true(was_heard("*3\r\n$4\r\nWAIT\r\n$1\r\n1\r\n$4\r\n1000\r\n"));
	assert_int_equal(commit("7.0.15", ":2\r\n"), OK);
	assert_int_equal(commit("7.0.15", ":0\r\n"), ERR_AWAY);
}

static void from_7_2_on_it_counts_once_it_is_on_both_disks(void **state)
{
	(void)state;
	assert_int_equal(commit("7.2.0", "*2\r\n:1\r\n:1\r\n"), OK);
	assert_true(was_heard("*4\r\n$7\r\nWAITAOF\r\n$1\r\n1\r\n$1\r\n1\r\n$4\r\n1000\r\n"));
	assert_int_equal(commit("8.0.1", "*2\r\n:1\r\n:0\r\n"), ERR_AWAY);
	assert_int_equal(commit("10.1.1", "*2\r\n:0\r\n:1\r\n"), ERR_AWAY);
	assert_true(was_heard("WAITAOF"));
}

static void a_wait_that_is_refused_leaves_the_outcome_unknown(void **state)
{
	(void)state;
	assert_int_equal(commit("7.0.15", "-ERR WAIT cannot be used with replica instances.\r\n"), ERR_AWAY);
	assert_int_equal(commit("7.0.15", ""), ERR_AWAY);
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
	unlink(path);
	unlink(heard_path);
	return rmdir(folder);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_commit_counts_once_a_replica_has_it),
		cmocka_unit_test(from_7_2_on_it_counts_once_it_is_on_both_disks),
		cmocka_unit_test(a_wait_that_is_refused_leaves_the_outcome_unknown),
	};

	return cmocka_run_group_tests(tests, make_folder, drop_folder);
}
