#include "ctl/manual/manual.h"

#include <stdio.h>

#include "ctl/manual/mdoc.h"
#include "ctl/manual/sample.h"

/* What a command takes, such as "N [DIR]". */
static void print_arguments(const char *words)
{
	struct str rest = str_of(words);
	struct str word;

	while (str_cut(&rest, ' ', &word)) {
		const bool may = word.data[0] == '[';

		if (may)
			word = str_sub(word, 1, word.len - 1);
		printf(may ? " Oo Ar %.*s Oc" : " Ar %.*s", STR_ARG(word));
	}
}

static void print_option(const struct ctl_option *option)
{
	fputs(".It Fl \\-", stdout);
	mdoc_words(option->name);
	if (option->value != NULL)
		printf(" Ar %s", option->value);
	putchar('\n');
	mdoc_text(option->help);
}

static void print_command(const struct ctl_command *command)
{
	fputs(".It Ic ", stdout);
	mdoc_words(command->name);
	print_arguments(command->words);
	puts(command->options[0].name != NULL ? " Op Ar option ..." : "");
	mdoc_sentence(command->summary);
	if (command->details != NULL) {
		puts(".Pp");
		mdoc_text(command->details);
	}
	if (command->options[0].name == NULL)
		return;
	puts(".Bl -tag -width Ds");
	for (const struct ctl_option *option = command->options; option->name != NULL; option++)
		print_option(option);
	puts(".El");
}

/* Sections of wenzhengctl(8): one for each heading, with its commands. */
static int print_commands(struct ctl *ctl, const char *file)
{
	(void)file;
	for (const struct ctl_group *group = ctl->groups; group->commands != NULL; group++) {
		if (group->heading != NULL)
			printf("%s.Ss %s\n.Bl -tag -width Ds\n", group == ctl->groups ? "" : ".El\n",
				group->heading);
		for (const struct ctl_command *command = group->commands; command->name != NULL; command++)
			print_command(command);
	}
	puts(".El");
	return CTL_DONE;
}

/* A line for each command: its name, what it takes, its options, with semicolons between. */
static int print_completion(struct ctl *ctl, const char *file)
{
	(void)file;
	for (const struct ctl_group *group = ctl->groups; group->commands != NULL; group++)
		for (const struct ctl_command *command = group->commands; command->name != NULL; command++) {
			printf("%s;%s;", command->name, command->words);
			for (const struct ctl_option *o = command->options; o->name != NULL; o++)
				printf("--%s%s%s ", o->name, o->value != NULL ? "=" : "",
					o->value != NULL ? o->value : "");
			putchar('\n');
		}
	return CTL_DONE;
}

static const struct part {
	const char *name;
	int (*print)(struct ctl *ctl, const char *file);
	bool of_file;
} parts[] = {
	{ "commands", print_commands, false },
	{ "settings", sample_print, true },
	{ "completion", print_completion, false },
};

static int manual(struct ctl *ctl)
{
	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++)
		if (strcmp(ctl->words[0], parts[i].name) == 0 && parts[i].of_file == (ctl->words[1] != NULL))
			return parts[i].print(ctl, ctl->words[1]);
	return ctl_fail("the parts of the manual are commands, settings FILE and completion");
}

const struct ctl_command ctl_manual[] = {
	{ "manual", "PART [FILE]", 1, 2, CTL_NOTHING, manual, "Print a part of the manual that is made of the program's tables",
		"PART is commands, settings (whose words are the comments of FILE, conf/wenzheng.conf) or completion.  The build\n"
		"puts them into the pages and into bash's completion.\n", { { 0 } } },
	{ 0 },
};
