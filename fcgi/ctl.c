/*
 * wenzhengctl: the operator's command.  One table of commands, each a row in the file of its group; this file
 * finds the row, parses the arguments by it, and prints help from it.
 */
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "base/clock.h"
#include "ctl/archive.h"
#include "ctl/backup/backup.h"
#include "ctl/backup/restore.h"
#include "ctl/check.h"
#include "ctl/column.h"
#include "ctl/data_model.h"
#include "ctl/demo.h"
#include "ctl/dept.h"
#include "ctl/doctor/configuration.h"
#include "ctl/doctor/doctor.h"
#include "ctl/process/index.h"
#include "ctl/process/purging.h"
#include "ctl/import/import.h"
#include "ctl/import/import_articles.h"
#include "ctl/jobs.h"
#include "ctl/key.h"
#include "ctl/manual/manual.h"
#include "ctl/notify.h"
#include "ctl/person/person.h"
#include "ctl/report.h"
#include "ctl/site.h"
#include "ctl/sites/sites.h"
#include "ctl/staff.h"
#include "ctl/suggest/suggest.h"
#include "ctl/verify.h"

static const struct ctl_group groups[] = {
	{ "Accounts, departments and columns", ctl_staff },
	{ NULL, ctl_dept },
	{ NULL, ctl_column },
	{ "Keys", ctl_key },
	{ "Taking in what was elsewhere", ctl_import },
	{ NULL, ctl_import_articles },
	{ NULL, ctl_demo },
	{ "Proofs and reports", ctl_verify },
	{ NULL, ctl_archive },
	{ NULL, ctl_report },
	{ "Backups, and what people may ask for", ctl_backup },
	{ NULL, ctl_restore },
	{ NULL, ctl_person },
	{ "Processes beside the workers", ctl_index },
	{ NULL, ctl_purge },
	{ NULL, ctl_jobs },
	{ NULL, ctl_notify },
	{ "Looking after a site", ctl_doctor },
	{ NULL, ctl_configuration },
	{ NULL, ctl_check },
	{ NULL, ctl_site },
	{ NULL, ctl_sites },
	{ NULL, ctl_suggest },
	{ "About the program", ctl_data_model },
	{ NULL, ctl_manual },
	{ NULL, NULL },
};

static void print_help(FILE *out)
{
	fputs("Usage: wenzhengctl [--config FILE] [--state DIR] COMMAND …\n", out);
	for (const struct ctl_group *g = groups; g->commands != NULL; g++) {
		if (g->heading != NULL)
			fprintf(out, "\n%s:\n", g->heading);
		for (const struct ctl_command *c = g->commands; c->name != NULL; c++)
			fprintf(out, "  %-14s %-12s %s\n", c->name, c->words, c->summary);
	}
	fputs("\n"
	      "  --config FILE  the site's configuration (default conf/wenzheng.conf here, else " WENZHENG_ETC
	      "/wenzheng.conf)\n"
	      "  --state DIR    the state folder, instead of the configuration's\n"
	      "  --help         print this, or with a command its own help\n"
	      "\n"
	      "Exit status: 0 done, 1 failed, 2 used wrongly.\n",
		out);
}

static void print_command_help(const struct ctl_command *command)
{
	printf("Usage: wenzhengctl %s%s%s%s\n%s.\n", command->name, command->words[0] != '\0' ? " " : "",
		command->words, command->options[0].name != NULL ? " [OPTION …]" : "", command->summary);
	if (command->options[0].name != NULL)
		putchar('\n');
	for (const struct ctl_option *o = command->options; o->name != NULL; o++)
		printf("  --%s%s%-*s %s\n", o->name, o->value != NULL ? " " : "",
			(int)(24 - strlen(o->name) - (o->value != NULL)), o->value != NULL ? o->value : "",
			o->help);
	if (command->details != NULL)
		printf("\n%s", command->details);
	puts("\nwenzhengctl --help names --config and --state, which every command takes.");
}

static int misused(const struct ctl *ctl, const char *what, const char *which)
{
	fprintf(stderr, "wenzhengctl: %s%s\n", what, which);
	if (ctl->command != NULL)
		fprintf(stderr, "wenzhengctl %s --help tells more\n", ctl->command->name);
	else
		print_help(stderr);
	return CTL_MISUSED;
}

/* The row whose name is these one or two words; *used says how many. */
static const struct ctl_command *find_command(const char *first, const char *second, size_t *used)
{
	for (const struct ctl_group *g = groups; g->commands != NULL; g++)
		for (const struct ctl_command *c = g->commands; c->name != NULL; c++) {
			size_t len = strlen(first);

			*used = 1;
			if (strcmp(c->name, first) == 0)
				return c;
			*used = 2;
			if (second != NULL && strncmp(c->name, first, len) == 0 && c->name[len] == ' ' &&
			    strcmp(c->name + len + 1, second) == 0)
				return c;
		}
	return NULL;
}

/* Arguments being parsed. */
struct parsing {
	char **next;
	size_t words;
	bool help;
	bool version;
	bool only_words;	/* behind "--" */
};

/* Where the value of this option goes; NULL for an unknown one. */
static const char **option_place(struct ctl *ctl, struct str name, bool *takes_value)
{
	*takes_value = true;
	if (str_eq(name, S("config")))
		return &ctl->config_file;
	if (str_eq(name, S("state")))
		return &ctl->state;
	if (ctl->command == NULL)
		return NULL;
	for (size_t i = 0; ctl->command->options[i].name != NULL; i++)
		if (str_eq(name, str_of(ctl->command->options[i].name))) {
			*takes_value = ctl->command->options[i].value != NULL;
			return &ctl->values[i];
		}
	return NULL;
}

static int parse_option(struct ctl *ctl, struct parsing *parsing, const char *argument)
{
	struct str whole = str_of(argument + 2);
	size_t equals = str_find(whole, '=', 0);
	struct str name = str_sub(whole, 0, equals);
	bool takes_value;
	const char **place = option_place(ctl, name, &takes_value);

	if (str_eq(whole, S("help"))) {
		parsing->help = true;
		return CTL_DONE;
	}
	if (str_eq(whole, S("version")) && ctl->command == NULL) {
		parsing->version = true;
		return CTL_DONE;
	}
	if (place == NULL)
		return misused(ctl, "unknown option ", argument);
	if (!takes_value && equals < whole.len)
		return misused(ctl, "this option takes no value: ", argument);
	if (takes_value && equals == whole.len && *parsing->next == NULL)
		return misused(ctl, "this option needs a value: ", argument);
	*place = !takes_value ? "" : equals < whole.len ? whole.data + equals + 1 : *parsing->next++;
	return CTL_DONE;
}

static int parse_word(struct ctl *ctl, struct parsing *parsing, const char *word)
{
	size_t used;

	if (ctl->command == NULL) {
		ctl->command = find_command(word, *parsing->next, &used);
		if (ctl->command == NULL)
			return misused(ctl, "no such command: ", word);
		parsing->next += used - 1;
		return CTL_DONE;
	}
	if (parsing->words == ctl->command->most)
		return misused(ctl, "unexpected argument ", word);
	ctl->words[parsing->words++] = word;
	return CTL_DONE;
}

static int parse(struct ctl *ctl, struct parsing *parsing)
{
	while (*parsing->next != NULL) {
		const char *argument = *parsing->next++;
		bool option = !parsing->only_words && strncmp(argument, "--", 2) == 0;
		int result = CTL_DONE;

		if (option && argument[2] == '\0')
			parsing->only_words = true;
		else
			result = option ? parse_option(ctl, parsing, argument) :
					  parse_word(ctl, parsing, argument);
		if (result != CTL_DONE)
			return result;
	}
	if (parsing->help || parsing->version)
		return CTL_DONE;
	if (ctl->command == NULL)
		return misused(ctl, "no command given", "");
	if (parsing->words < ctl->command->least)
		return misused(ctl, "too few arguments, expected: ", ctl->command->words);
	return CTL_DONE;
}

/* A command as arena_guarded calls it. */
struct run {
	struct ctl *ctl;
	int result;
};

static void run_command(void *context)
{
	struct run *run = context;

	run->result = run->ctl->command->run(run->ctl);
}

static int run_guarded(struct ctl *ctl)
{
	struct run run = { .ctl = ctl };
	size_t wanted;

	if (!arena_guarded(run_command, &run, &wanted))
		return ctl_fail(
			"%s: out of memory: %zu bytes were needed at once; what was done until then stays",
			ctl->command->name, wanted);
	return run.result;
}

int main(int argc, char **argv)
{
	struct ctl ctl = { .groups = groups, .config_file = config_default() };
	struct parsing parsing = { .next = argv + (argc > 0) };
	int result;

	umask(S_IRWXO);
	clock_start();
	result = parse(&ctl, &parsing);
	if (result != CTL_DONE)
		return result;
	if (parsing.version)
		puts("wenzhengctl " WENZHENG_VERSION);
	else if (parsing.help && ctl.command == NULL)
		print_help(stdout);
	else if (parsing.help)
		print_command_help(ctl.command);
	if (parsing.help || parsing.version)
		return CTL_DONE;
	result = ctl_open(&ctl);
	if (result == CTL_DONE)
		result = run_guarded(&ctl);
	ctl_close(&ctl);
	/* Of a long text an earlier part may be what wasn't written. */
	if ((fflush(stdout) != 0 || ferror(stdout)) && result == CTL_DONE)
		result = ctl_fail("standard output can't be written");
	return result;
}
