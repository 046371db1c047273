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
#include "helper/service.h"
#include "pages/http/sites.h"
#include "web/listen.h"
#include "web/loop.h"
#include "web/master.h"
#include "web/sandbox.h"
#include "web/upgrade.h"

#define EXIT_USAGE 2

struct program {
	const char *file;
	const char *state;
	struct sites *sites;	/* what the next workers get */
	bool checking;
	bool starting;	/* one site in which something is wrong doesn't keep the others from being served */
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

/* A configuration is accepted only when everything it names could be opened. */
static bool load(struct program *program)
{
	const char *problem = "";
	struct sites *fresh;

	if (sites_open(program->file, program->state, program->starting, program->sites, &fresh,
		    &problem) != OK) {
		log_error("%s", problem);
		return false;
	}
	sites_close(program->sites);
	program->sites = fresh;
	if (!program->checking)
		log_format(sites_config(fresh)->log.json, "wenzheng");
	return true;
}

static int prepare(void *ctx)
{
	struct program *program = ctx;
	bool loaded = load(program);

	program->starting = false;
	return loaded ? config_workers(sites_config(program->sites)) : 0;
}

/* What a worker's requests are answered with. */
struct served {
	struct sites *sites;
	struct worker_score *score;
};

static struct str answer(void *ctx, struct arena *arena, const struct gateway *gateway)
{
	struct served *served = ctx;

	return sites_answer(served->sites, served->score, arena, gateway);
}

static void overdue(void *ctx, size_t site, const char *page)
{
	struct program *program = ctx;

	sites_overdue(program->sites, site, page);
}

/* The worker process: its memory is a copy of its own. */
static int work(void *ctx, int fd, struct worker_score *score)
{
	struct program *program = ctx;
	const struct config *config = sites_config(program->sites);
	struct served served = { program->sites, score };
	const bool near = server_is_near(fd);
	bool done = false;

	if (!near && config->worker.web_servers[0] == '\0')
		log_error("[worker] web_servers is empty, and the socket is still that of listen: restart instead");
	else if (sites_limit_reach(program->sites) && sandbox_enter(sites_far(program->sites))) {
		sites_reach(program->sites);
		done = server_loop(fd, &(struct server_handler){ .ctx = &served, .answer = answer,
			.web_servers = near ? NULL : config->worker.web_servers,
			.arena_limit = (size_t)config->worker.memory_limit,
			.request_ms = config->worker.request_seconds * (int64_t)1000,
			.score = score });
	} else {
		log_error("the kernel refuses to lock the worker in (Landlock, seccomp)");
	}
	sites_close(program->sites);
	return done ? EXIT_SUCCESS : EXIT_FAILURE;
}

static enum status begin_listening(const struct config *config, int *fd, const char **problem)
{
	static char text[PROBLEM_BYTES];
	const bool far = config->worker.listen[0] != '\0';
	const char *why = "";
	enum status status = far ?
		server_listen_far(config->worker.listen, config->worker.backlog, fd, &why) :
		server_listen(config->worker.socket, config->worker.backlog, fd, &why);

	snprintf(text, sizeof(text), "%s: %s",
		config_where(config, far ? &config->worker.listen : &config->worker.socket), why);
	*problem = text;
	return status;
}

static int serve(struct program *program)
{
	const char *problem = "";
	const struct config *config = sites_config(program->sites);
	int fd = upgrade_socket();

	if (fd < 0 && begin_listening(config, &fd, &problem) != OK) {
		log_error("%s", problem);
		return EXIT_FAILURE;
	}
	return server_master(fd, &(struct server_plan){ .ctx = program, .prepare = prepare, .work = work,
		.overdue = overdue });
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
	program.starting = mode == RUN_SERVE;
	program.checking = mode == RUN_CHECK;
	if (!load(&program)) {
		service_give_up();
		return EXIT_FAILURE;
	}
	if (mode == RUN_SERVE)
		outcome = serve(&program);
	else
		puts("wenzheng: the configuration is sound");
	sites_close(program.sites);
	return outcome;
}
