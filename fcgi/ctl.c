#include "ctl/ctl.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "cases/lifecycle.h"
#include "cases/recount.h"
#include "cases/words.h"

#define ARENA_LIMIT ((size_t)512 << 20)

const struct viewer ctl_operator = { .roles = ROLE_OPERATOR, .id = { "operator", 8 } };

static const struct command commands[] = {
	{ "staff", "add ID --name N --roles R[,R…] [--dept D] --password-stdin | list | disable ID | enable ID |\n"
		"        passwd ID --password-stdin | totp ID off",
		"  Members of staff.  Roles: moderator dispatcher clerk approver supervisor editor reviewer admin.\n"
		"  The password is the first line of standard input, at least 10 characters.\n"
		"  disable and passwd end the account's sessions at once; totp off removes a lost second factor.\n",
		ctl_staff, false },
	{ "dept", "add ID NAME [--phone P] | close ID | open ID | list",
		"  Departments.  A closed one takes no new cases.\n", ctl_dept, false },
	{ "key", "new USE | list | retire KID | revoke KID",
		"  Keys.  Uses: sign answer seal pow index.  The newest key of a use signs; a retired one only verifies, so published\n"
		"  answers stay verifiable; a revoked one does neither.\n", ctl_key, false },
	{ "verify", "[FILE [--jwks FILE]]",
		"  Checks the seal of every published answer and their chain, and that the texts are those sealed; or a downloaded\n"
		"  answers.ndjson with a downloaded key set.\n", ctl_verify, false },
	{ "recount", "[--check]",
		"  Redoes tallies, lists and queues from the cases; with --check only says what differs.\n", ctl_recount, false },
	{ "lifecycle", "[--dot]", "  Prints what may happen to a case, as text or as a Graphviz graph.\n", ctl_lifecycle, true },
	{ "check-config", "", "  Reads the configuration, calendar and word list and says what is wrong.\n", ctl_check_config,
		true },
};
#define COMMAND_COUNT (sizeof(commands) / sizeof(commands[0]))

static void print_usage(FILE *out)
{
	fputs("usage: wenzhengctl [--config FILE] [--state DIR] COMMAND …\n", out);
	for (size_t i = 0; i < COMMAND_COUNT; i++)
		fprintf(out, "  %s %s\n", commands[i].name, commands[i].usage);
	fputs("  version\nEach command explains itself with --help.\n", out);
}

int ctl_fail(const char *format, ...)
{
	va_list args;

	fputs("wenzhengctl: ", stderr);
	va_start(args, format);
	vfprintf(stderr, format, args);
	va_end(args);
	fputc('\n', stderr);
	return CTL_FAILED;
}

int ctl_status(enum status status, const char *what)
{
	if (status == OK)
		return CTL_DONE;
	return ctl_fail("%s: %s", what, status_code(status));
}

static void remove_arguments(struct ctl *ctl, int at, int count)
{
	for (int i = at; i + count < ctl->argc; i++)
		ctl->argv[i] = ctl->argv[i + count];
	ctl->argc -= count;
}

const char *ctl_option(struct ctl *ctl, const char *name)
{
	for (int i = 0; i + 1 < ctl->argc; i++)
		if (strcmp(ctl->argv[i], name) == 0) {
			const char *value = ctl->argv[i + 1];

			remove_arguments(ctl, i, 2);
			return value;
		}
	return NULL;
}

bool ctl_flag(struct ctl *ctl, const char *name)
{
	for (int i = 0; i < ctl->argc; i++)
		if (strcmp(ctl->argv[i], name) == 0) {
			remove_arguments(ctl, i, 1);
			return true;
		}
	return false;
}

bool ctl_arguments(const struct ctl *ctl, int count)
{
	for (int i = 0; i < ctl->argc; i++)
		if (ctl->argv[i][0] == '-') {
			ctl_fail("there is no option %s here, or it lacks its value", ctl->argv[i]);
			return false;
		}
	if (ctl->argc != count)
		ctl_fail("takes %d arguments here, was given %d", count, ctl->argc);
	return ctl->argc == count;
}

bool ctl_read_line(struct arena *arena, struct str *line)
{
	char *text = NULL;
	size_t room = 0;
	ssize_t len = getline(&text, &room, stdin);

	if (len > 0 && text[len - 1] == '\n')
		len--;
	if (len >= 0)
		*line = arena_str(arena, (struct str){ text, (size_t)len });
	if (text != NULL)
		explicit_bzero(text, room);
	free(text);
	return len >= 0;
}

int ctl_lifecycle(struct ctl *ctl)
{
	bool dot = ctl_flag(ctl, "--dot");
	struct str text;

	if (!ctl_arguments(ctl, 0))
		return CTL_USAGE;
	text = dot ? lifecycle_dot(ctl->work.arena) : lifecycle_text(ctl->work.arena);
	fwrite(text.data, 1, text.len, stdout);
	return CTL_DONE;
}

int ctl_check_config(struct ctl *ctl)
{
	const char *problem = "";
	struct config *config;
	struct workdays *calendar;
	struct words *words;

	if (!ctl_arguments(ctl, 0))
		return CTL_USAGE;
	if (config_load(ctl->config_file, ctl->state, &config, &problem) != OK)
		return ctl_fail("%s", problem);
	if (workdays_load(config->paths.holidays, config->paths.holidays_local, &calendar, &problem) != OK)
		return ctl_fail("%s", problem);
	if (words_load(config->paths.words, &words, &problem) != OK)
		return ctl_fail("%s", problem);
	printf("site %s, state %s, calendar %d-%d: all right\n", config->site.id, config->paths.state,
		workdays_first_year(calendar), workdays_last_year(calendar));
	words_free(words);
	workdays_free(calendar);
	config_free(config);
	return CTL_DONE;
}

static void report_line(const char *line)
{
	puts(line);
}

int ctl_recount(struct ctl *ctl)
{
	bool check = ctl_flag(ctl, "--check");
	struct recount recount = { .report = report_line };
	enum status status;

	if (!ctl_arguments(ctl, 0))
		return CTL_USAGE;
	status = recount_run(&ctl->work, !check, &recount);
	if (status != OK)
		return ctl_status(status, "recount");
	printf("%llu cases, %llu entries %s\n", (unsigned long long)recount.cases, (unsigned long long)recount.wrong,
		check ? "wrong" : "mended");
	return check && recount.wrong > 0 ? CTL_FAILED : CTL_DONE;
}

/* Opens what a command needs and runs it. */
static int run_command(const struct command *command, struct ctl *ctl)
{
	const char *problem = "";
	struct config *config;
	struct workdays *calendar;
	struct keys *keys;
	struct store_options options;
	int outcome;

	if (config_load(ctl->config_file, ctl->state, &config, &problem) != OK ||
	    workdays_load(config->paths.holidays, config->paths.holidays_local, &calendar, &problem) != OK ||
	    keys_load(config->paths.keys, &keys, &problem) != OK)
		return ctl_fail("%s", problem);
	options = (struct store_options){ config->site.id, config->redis.socket, config->redis.user,
		config->redis.password_file, config->redis.timeout_ms };
	ctl->work.store = store_new(&options);
	ctl->work.keys = keys;
	ctl->work.config = config;
	ctl->work.calendar = calendar;
	ctl->work.now = clock_now();
	outcome = command->run(ctl);
	store_free(ctl->work.store);
	keys_free(keys);
	workdays_free(calendar);
	config_free(config);
	return outcome;
}

static const struct command *find_command(const char *name)
{
	for (size_t i = 0; i < COMMAND_COUNT; i++)
		if (strcmp(commands[i].name, name) == 0)
			return &commands[i];
	return NULL;
}

static int dispatch(struct ctl *ctl)
{
	const struct command *command;
	int outcome;

	if (ctl->argc == 0 || strcmp(ctl->argv[0], "--help") == 0) {
		print_usage(ctl->argc == 0 ? stderr : stdout);
		return ctl->argc == 0 ? CTL_USAGE : CTL_DONE;
	}
	if (strcmp(ctl->argv[0], "version") == 0 || strcmp(ctl->argv[0], "--version") == 0) {
		puts("wenzhengctl " WENZHENG_VERSION);
		return CTL_DONE;
	}
	command = find_command(ctl->argv[0]);
	if (command == NULL) {
		ctl_fail("there is no command %s", ctl->argv[0]);
		print_usage(stderr);
		return CTL_USAGE;
	}
	remove_arguments(ctl, 0, 1);
	if (ctl_flag(ctl, "--help")) {
		printf("usage: wenzhengctl %s %s\n%s", command->name, command->usage, command->help);
		return CTL_DONE;
	}
	outcome = command->offline ? command->run(ctl) : run_command(command, ctl);
	if (outcome == CTL_USAGE)
		fprintf(stderr, "usage: wenzhengctl %s %s\n", command->name, command->usage);
	return outcome;
}

int main(int argc, char **argv)
{
	struct ctl ctl = { .config_file = "conf/wenzheng.conf", .argc = argc - 1, .argv = argv + 1 };
	const char *config = ctl_option(&ctl, "--config");
	int outcome;

	ctl.state = ctl_option(&ctl, "--state");
	if (config != NULL)
		ctl.config_file = config;
	clock_start();
	ctl.work.arena = arena_new(ARENA_LIMIT);
	outcome = dispatch(&ctl);
	arena_free(ctl.work.arena);
	return outcome;
}
