/*
 * floor: the smallest libfcgi program that does a page's Redis commands and writes as many bytes as the page
 * has.  What wenzheng is measured against: nothing that serves the page from Redis through FastCGI can be
 * faster.
 *
 * floor SOCKET PROCESSES REDIS-SOCKET USER PASSWORD BYTES FILE
 * FILE: one Redis command a line; an empty line ends a round trip.
 */
#include <fcgiapp.h>
#include <hiredis/hiredis.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define MOST_COMMANDS 64
#define MOST_WORDS 16

struct command {
	int count;		/* 0: end of a round trip */
	const char *words[MOST_WORDS];
};

static struct command commands[MOST_COMMANDS];
static size_t command_count;

static void read_commands(const char *file)
{
	static char lines[MOST_COMMANDS][512];
	FILE *in = fopen(file, "r");

	if (in == NULL)
		exit(2);
	while (command_count < MOST_COMMANDS && fgets(lines[command_count], sizeof(lines[0]), in) != NULL) {
		struct command *command = &commands[command_count];
		char *rest = lines[command_count];
		char *word;

		while (command->count < MOST_WORDS && (word = strsep(&rest, " \n")) != NULL)
			if (word[0] != '\0')
				command->words[command->count++] = word;
		command_count++;
	}
	fclose(in);
}

static void round_trip(redisContext *redis, size_t waiting)
{
	while (waiting-- > 0) {
		void *reply = NULL;

		if (redisGetReply(redis, &reply) != REDIS_OK)
			exit(3);
		freeReplyObject(reply);
	}
}

static void do_commands(redisContext *redis)
{
	size_t waiting = 0;

	for (size_t i = 0; i < command_count; i++) {
		if (commands[i].count > 0) {
			const char *words[MOST_WORDS];

			memcpy(words, commands[i].words, sizeof(words));
			redisAppendCommandArgv(redis, commands[i].count, words, NULL);
			waiting++;
			continue;
		}
		round_trip(redis, waiting);
		waiting = 0;
	}
	round_trip(redis, waiting);
}

static void serve(int fd, char **argv)
{
	redisContext *redis = redisConnectUnix(argv[3]);
	size_t bytes = strtoul(argv[6], NULL, 10);
	char *page = malloc(bytes + 1);
	FCGX_Request request;

	if (redis == NULL || redis->err != 0 || page == NULL)
		exit(3);
	freeReplyObject(redisCommand(redis, "AUTH %s %s", argv[4], argv[5]));
	prctl(PR_SET_PDEATHSIG, SIGTERM);
	memset(page, 'x', bytes);
	FCGX_Init();
	FCGX_InitRequest(&request, fd, 0);
	while (FCGX_Accept_r(&request) == 0) {
		char sink[8192];

		while (FCGX_GetStr(sink, sizeof(sink), request.in) > 0)
			continue;
		do_commands(redis);
		FCGX_PutS("Content-Type: text/html; charset=utf-8\r\n\r\n", request.out);
		FCGX_PutStr(page, (int)bytes, request.out);
		FCGX_Finish_r(&request);
	}
	exit(0);
}

int main(int argc, char **argv)
{
	int fd;

	if (argc != 8)
		return 2;
	read_commands(argv[7]);
	fd = FCGX_OpenSocket(argv[1], 512);
	if (fd < 0 || chmod(argv[1], 0666) != 0)
		return 3;
	for (int i = 0; i < (int)strtol(argv[2], NULL, 10); i++)
		if (fork() == 0)
			serve(fd, argv);
	while (wait(NULL) > 0)
		continue;
	return 0;
}
