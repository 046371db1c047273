#include "node_rig.h"

#include <arpa/inet.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "scratch.h"
#include "store/slot.h"

#define NODES 4
#define RULES 12
#define HEARD_BYTES 16384

/* Shared by the processes: what was heard, one command a line, and how often each rule was used. */
struct shared {
	char heard[HEARD_BYTES];
	int used[RULES];
};

static struct node {
	int fd;
	int port;
	pid_t server;
	struct shared *shared;
} nodes[NODES];
static size_t open_count;
static struct scratch password;
static char list[NODES * 24];

const char node_master[] = "$53\r\nredis_version:7.0.15\r\nrole:master\r\nconnected_slaves:0\r\n";

static void append(char *text, size_t size, const char *more)
{
	size_t length = strlen(text);

	snprintf(text + length, size - length, "%s", more);
}

static const char *answer(struct node *node, const struct node_rule *rules, size_t count, const char *command)
{
	if (strncmp(command, "AUTH", 4) == 0)
		return "+OK\r\n";
	for (size_t i = 0; i < count; i++) {
		if (strncmp(command, rules[i].words, strlen(rules[i].words)) != 0)
			continue;
		if (rules[i].times == 0 || node->shared->used[i]++ < rules[i].times)
			return rules[i].reply;
	}
	return "-ERR the test has no rule for this\r\n";
}

/* One command: "*2", "$3", "GET", "$1", "x", with line ends.  False at the end of the link. */
static bool next_command(FILE *in, char *out, size_t size)
{
	char line[256];
	int parts;

	out[0] = '\0';
	if (fgets(line, sizeof(line), in) == NULL)
		return false;
	parts = (int)strtol(line + 1, NULL, 10);
	for (int i = 0; i < parts * 2; i++) {
		if (fgets(line, sizeof(line), in) == NULL)
			return false;
		if (i % 2 == 0)
			continue;
		line[strcspn(line, "\r")] = '\0';
		if (i > 1)
			append(out, size, " ");
		append(out, size, line);
	}
	return true;
}

static _Noreturn void serve_link(struct node *node, int link, const struct node_rule *rules, size_t count)
{
	FILE *in = fdopen(link, "r");
	char command[256];

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	while (in != NULL && next_command(in, command, sizeof(command))) {
		const char *reply = answer(node, rules, count, command);

		append(node->shared->heard, HEARD_BYTES, command);
		append(node->shared->heard, HEARD_BYTES, "\n");
		if (write(link, reply, strlen(reply)) < 0)
			break;
	}
	_exit(0);
}

bool nodes_open(size_t count)
{
	password = scratch_open(S("secret\n"));
	list[0] = '\0';
	for (open_count = 0; open_count < count; open_count++) {
		struct node *node = &nodes[open_count];
		struct sockaddr_in address = { .sin_family = AF_INET,
			.sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
		socklen_t size = sizeof(address);
		char own[24];

		node->fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
		node->shared = mmap(NULL, sizeof(struct shared), PROT_READ | PROT_WRITE,
			MAP_SHARED | MAP_ANONYMOUS, -1, 0);
		node->server = 0;
		if (node->shared == MAP_FAILED ||
			bind(node->fd, (struct sockaddr *)&address, sizeof(address)) != 0 ||
			listen(node->fd, 9) != 0 ||
			getsockname(node->fd, (struct sockaddr *)&address, &size) != 0)
			return false;
		node->port = ntohs(address.sin_port);
		snprintf(own, sizeof(own), "%s127.0.0.1:%d", open_count > 0 ? ", " : "", node->port);
		append(list, sizeof(list), own);
	}
	return true;
}

int node_port(size_t node)
{
	return nodes[node].port;
}

void node_serve(size_t which, const struct node_rule *rules, size_t count)
{
	struct node *node = &nodes[which];

	node->server = fork();
	if (node->server != 0) {
		setpgid(node->server, node->server);
		return;
	}
	setpgid(0, 0);
	/* A test that fails ends without nodes_close. */
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	signal(SIGCHLD, SIG_IGN);
	for (;;) {
		int link = accept(node->fd, NULL, NULL);

		if (fork() == 0)
			serve_link(node, link, rules, count);
		close(link);
	}
}

void nodes_close(void)
{
	for (size_t i = 0; i < open_count; i++) {
		if (nodes[i].server > 0) {
			kill(-nodes[i].server, SIGKILL);
			waitpid(nodes[i].server, NULL, 0);
		}
		close(nodes[i].fd);
		munmap(nodes[i].shared, sizeof(struct shared));
	}
	scratch_close(&password);
}

int node_heard(size_t node, const char *words)
{
	const char *line = nodes[node].shared->heard;
	int times = 0;

	while (*line != '\0') {
		times += strncmp(line, words, strlen(words)) == 0;
		line += strcspn(line, "\n") + 1;
	}
	return times;
}

static char *next_text(void)
{
	static char texts[8][128];
	static size_t at;

	return texts[at++ % 8];
}

const char *node_slots(int first, int last, size_t node)
{
	char *text = next_text();

	snprintf(text, 128, "*1\r\n*3\r\n:%d\r\n:%d\r\n*2\r\n$9\r\n127.0.0.1\r\n:%d\r\n", first, last,
		nodes[node].port);
	return text;
}

const char *node_redirect(const char *word, size_t node)
{
	char *text = next_text();

	snprintf(text, 128, "-%s %d 127.0.0.1:%d\r\n", word, slot_of(S("{test}:")), nodes[node].port);
	return text;
}

const char *node_list(void)
{
	return list;
}

const char *node_password(void)
{
	return password.path;
}

struct store *node_link(void)
{
	return store_new(&(struct store_options){ .site = "test", .user = "wenzheng", .cluster = list,
		.password_file = password.path, .timeout_ms = 2000 });
}

void node_unlink(struct store *store)
{
	store_free(store);
}
