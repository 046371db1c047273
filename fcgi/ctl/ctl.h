/*
 * ctl: wenzhengctl, the operator's command: one table of commands, each in the file of its group.  Messages for
 * people go to standard error, results to standard output.  Exit status: 0 done, 1 failed, 2 wrong usage.
 * Depends on: everything below pages/.
 */
#ifndef CTL_CTL_H
#define CTL_CTL_H

#include "cases/casework.h"
#include "cases/visible.h"

enum { CTL_DONE = 0, CTL_FAILED = 1, CTL_USAGE = 2 };

/* What a command works with; the link is made at its first use. */
struct ctl {
	struct casework work;
	const char *config_file;
	const char *state;	/* NULL: the configuration's */
	int argc;		/* the command's own arguments */
	char **argv;
};

struct command {
	const char *name;
	const char *usage;	/* arguments and options, after the name */
	const char *help;	/* sentences, each line indented by two */
	int (*run)(struct ctl *ctl);
	bool offline;		/* needs no configuration, keys or Redis */
};

/* An option's value: "--name N" among the arguments, removed from them; NULL if absent.  A flag gives "". */
const char *ctl_option(struct ctl *ctl, const char *name);
bool ctl_flag(struct ctl *ctl, const char *name);
/* Whether exactly count arguments are left and none of them looks like an option; else says so. */
bool ctl_arguments(const struct ctl *ctl, int count);

/* Prints "wenzhengctl: …" on standard error; gives CTL_FAILED. */
int ctl_fail(const char *format, ...) __attribute__((format(printf, 1, 2)));
/* The same for a status, with its English name; OK gives CTL_DONE. */
int ctl_status(enum status status, const char *what);

/* One line from standard input, without its end; false at the end of input. */
bool ctl_read_line(struct arena *arena, struct str *line);

/* Who the rules see: the operator, exempt from departments and "not an own draft". */
extern const struct viewer ctl_operator;

int ctl_staff(struct ctl *ctl);
int ctl_dept(struct ctl *ctl);
int ctl_key(struct ctl *ctl);
int ctl_verify(struct ctl *ctl);
int ctl_recount(struct ctl *ctl);
int ctl_lifecycle(struct ctl *ctl);
int ctl_check_config(struct ctl *ctl);

#endif
