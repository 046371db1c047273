/*
 * wenzheng: the worker program.  Reads the configuration, opens the listening socket, and lets a master
 * keep the workers running.  SIGHUP loads a new configuration or a new version of the program; SIGTERM ends
 * all after the requests in hand.
 */
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/config.h"
#include "base/log.h"
#include "pages/http/dispatch.h"
#include "pages/http/pace.h"
#include "pages/site.h"
#include "web/listen.h"
#include "web/loop.h"
#include "web/master.h"
#include "web/sandbox.h"
#include "web/upgrade.h"

#define EXIT_USAGE 2

struct program {
	const char *file;
	const char *state;
	struct config *config;	/* what the next workers get */
	struct templates *templates;	/* likewise; read once, shared by all of them */
	struct counters *counters;	/* shared by all of them */
};

static const char usage[] =
	"Usage: wenzheng [--config FILE] [--state DIR] [--check]\n"
	"Answers the board's requests over FastCGI on the socket that the configuration names.\n"
	"\n"
	"  --config FILE  the site's configuration (default conf/wenzheng.conf here, else " WENZHENG_ETC
	"/wenzheng.conf)\n"
	"  --state DIR    the state folder, instead of the configuration's\n"
	"  --check        read the configuration and all it names, say what is wrong, and end\n"
	"  --version      print the version\n"
	"  --help         print this\n"
	"\n"
	"SIGHUP reads the configuration anew, takes up a new version of the program if there is one, and replaces the\n"
	"workers; SIGTERM ends all gracefully.\n";

static void forget(struct program *program)
{
	config_free(program->config);
	templates_free(program->templates);
	program->config = NULL;
	program->templates = NULL;
}

/* A configuration is accepted only when everything it names could be opened. */
static bool load(struct program *program)
{
	const char *problem = "";
	struct config *fresh;
	struct templates *templates;
	struct site site;
	enum status status = config_load(program->file, program->state, &fresh, &problem);

	if (status != OK) {
		log_error("%s", problem);
		return false;
	}
	status = site_open(fresh, NULL, &site, &problem);
	templates = site.templates;
	site.templates = NULL;
	site_close(&site);
	if (status != OK) {
		templates_free(templates);
		log_error("%s", problem);
		config_free(fresh);
		return false;
	}
	forget(program);
	program->config = fresh;
	program->templates = templates;
	return true;
}

static int prepare(void *ctx)
{
	struct program *program = ctx;

	return load(program) ? config_workers(program->config) : 0;
}

static struct str answer(void *ctx, struct arena *arena, const struct gateway *gateway)
{
	return dispatch_request(ctx, arena, gateway);
}

static void overdue(void *ctx, const char *page)
{
	struct program *program = ctx;

	pace_overdue(program->counters, page);
}

/* Where there are several Redis, says in the log at once when none of them is the master. */
static void find_master(struct site *site)
{
	struct arena *arena;

	if (site->config->redis.sentinels[0] == '\0')
		return;
	arena = arena_new(4096);
	store_ping(site->store, arena);
	arena_free(arena);
}

/* The worker process: its memory is a copy of its own. */
static int work(void *ctx, int fd, struct worker_score *score)
{
	struct program *program = ctx;
	const char *problem = "";
	struct site site;
	bool served = false;

	if (site_open(program->config, program->templates, &site, &problem) != OK) {
		log_error("%s", problem);
	} else if (!sandbox_enter(program->config->redis.sentinels[0] != '\0')) {
		log_error("the kernel refuses to lock the worker in (seccomp)");
	} else {
		find_master(&site);
		site.counters = program->counters;
		site.score = score;
		served = server_loop(fd, &(struct server_handler){ .ctx = &site, .answer = answer,
			.arena_limit = (size_t)program->config->worker.memory_limit,
			.request_ms = program->config->worker.request_seconds * (int64_t)1000,
			.score = score });
	}
	program->templates = NULL;	/* the site's, closed with it */
	site_close(&site);
	forget(program);
	return served ? EXIT_SUCCESS : EXIT_FAILURE;
}

static int serve(struct program *program)
{
	const char *problem = "";
	int fd = upgrade_socket();

	if (fd < 0 &&
		server_listen(program->config->worker.socket, program->config->worker.backlog, &fd,
			&problem) != OK) {
		log_error("%s: %s", program->config->worker.socket, problem);
		return EXIT_FAILURE;
	}
	return server_master(fd, &(struct server_plan){ .ctx = program, .prepare = prepare, .work = work,
		.overdue = overdue });
}

static int run(struct program *program)
{
	int outcome;

	program->counters = counters_new();
	if (program->counters == NULL) {
		log_error("out of memory");
		return EXIT_FAILURE;
	}
	outcome = serve(program);
	counters_free(program->counters);
	return outcome;
}

/* What the command line asks for. */
enum run_mode { RUN_SERVE, RUN_CHECK, RUN_END, RUN_WRONG };

static enum run_mode read_options(int argc, char **argv, struct program *program)
{
	static const struct option options[] = {
		{ "config", required_argument, NULL, 'c' },
		{ "state", required_argument, NULL, 's' },
		{ "check", no_argument, NULL, 'k' },
		{ "version", no_argument, NULL, 'v' },
		{ "help", no_argument, NULL, 'h' },
		{ NULL, 0, NULL, 0 },
	};
	enum run_mode mode = RUN_SERVE;
	int option;

	while ((option = getopt_long(argc, argv, "", options, NULL)) != -1) {
		if (option == 'c') {
			program->file = optarg;
		} else if (option == 's') {
			program->state = optarg;
		} else if (option == 'k') {
			mode = RUN_CHECK;
		} else if (option == 'v') {
			puts("wenzheng " WENZHENG_VERSION);
			return RUN_END;
		} else if (option == 'h') {
			fputs(usage, stdout);
			return RUN_END;
		} else {
			return RUN_WRONG;
		}
	}
	if (optind == argc)
		return mode;
	fprintf(stderr, "wenzheng: unexpected argument '%s'\n", argv[optind]);
	return RUN_WRONG;
}

int main(int argc, char **argv)
{
	struct program program = { .file = config_default() };
	int outcome = EXIT_SUCCESS;
	enum run_mode mode;

	upgrade_init(argv);
	mode = read_options(argc, argv, &program);
	if (mode == RUN_END)
		return EXIT_SUCCESS;
	if (mode == RUN_WRONG) {
		fputs(usage, stderr);
		return EXIT_USAGE;
	}
	umask(S_IRWXO);
	clock_start();
	if (!load(&program))
		return EXIT_FAILURE;
	if (mode == RUN_SERVE)
		outcome = run(&program);
	else
		puts("wenzheng: the configuration is sound");
	forget(&program);
	return outcome;
}
