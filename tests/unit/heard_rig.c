#include "heard_rig.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "scratch.h"

static char folder[] = "/tmp/test-heard-XXXXXX";
static char path[64];
static char heard_path[64];
static pid_t server;
static struct scratch password;

static void serve_one(int link, FILE *heard, const char *const *replies, size_t count)
{
	char bytes[4096];

	for (size_t i = 0;; i++) {
		ssize_t got = read(link, bytes, sizeof(bytes));

		if (got <= 0)
			break;
		fwrite(bytes, 1, (size_t)got, heard);
		fflush(heard);
		if (i == count)
			break;
		if (write(link, replies[i], strlen(replies[i])) < 0)
			break;
	}
	close(link);
}

bool heard_start(const char *const *replies, size_t count)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	FILE *heard = fopen(heard_path, "w");

	memcpy(address.sun_path, path, strlen(path) + 1);
	if (heard == NULL || bind(fd, (struct sockaddr *)&address, sizeof(address)) != 0 ||
		listen(fd, 5) != 0)
		return false;
	server = fork();
	if (server == 0)
		for (;;)
			serve_one(accept(fd, NULL, NULL), heard, replies, count);
	fclose(heard);
	return close(fd) == 0 && server > 0;
}

void heard_stop(void)
{
	kill(server, SIGKILL);
	waitpid(server, NULL, 0);
	unlink(path);
}

int heard_times(const char *words)
{
	FILE *in = fopen(heard_path, "r");
	char bytes[8192] = "";
	int times = 0;

	if (in == NULL)
		return -1;
	bytes[fread(bytes, 1, sizeof(bytes) - 1, in)] = '\0';
	fclose(in);
	for (const char *at = bytes; (at = strstr(at, words)) != NULL; at++)
		times++;
	return times;
}

struct store *heard_link(int replicas)
{
	password = scratch_open(S("secret\n"));
	return store_new(&(struct store_options){ .site = "test", .socket = path, .user = "wenzheng",
		.password_file = password.path, .timeout_ms = 2000, .replicas = replicas });
}

void heard_unlink(struct store *store)
{
	store_free(store);
	scratch_close(&password);
}

int heard_make_folder(void **state)
{
	(void)state;
	clock_start();
	if (mkdtemp(folder) == NULL)
		return -1;
	snprintf(path, sizeof(path), "%s/redis.sock", folder);
	snprintf(heard_path, sizeof(heard_path), "%s/heard", folder);
	return 0;
}

int heard_drop_folder(void **state)
{
	(void)state;
	unlink(heard_path);
	return rmdir(folder);
}
