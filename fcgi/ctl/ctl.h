/*
 * ctl: what the groups of wenzhengctl's commands share: rows of the command table, parsed arguments, the
 * opened site, and their output: results on standard output, messages on standard error, exit status 0
 * done, 1 failed, 2 misused.  Depends on: cases, staff.
 */
#ifndef CTL_CTL_H
#define CTL_CTL_H

#include "model/casework.h"

enum { CTL_DONE, CTL_FAILED, CTL_MISUSED };

#define CTL_OPTIONS 6	/* the most a command has */
#define CTL_WORDS 3	/* the most positional arguments it takes */

/* What a command works on; each kind includes those before it.  CTL_DATA: Redis and the calendar, but no keys. */
enum ctl_needs { CTL_NOTHING, CTL_CONFIG, CTL_DATA, CTL_SITE };

struct ctl_option {
	const char *name;	/* without the dashes; NULL ends the list */
	const char *value;	/* what it takes, for the help; NULL: a flag */
	const char *help;
};

struct ctl;

struct ctl_command {
	const char *name;	/* "staff add" */
	const char *words;	/* positional arguments, for the help: "ID NAME" */
	size_t least;		/* how many of them there must be */
	size_t most;
	enum ctl_needs needs;
	int (*run)(struct ctl *ctl);
	const char *summary;
	const char *details;	/* further lines of the help, or NULL */
	struct ctl_option options[CTL_OPTIONS + 1];
};	/* a group's rows end with a NULL name */

/* Groups of commands that help and manual show together. */
struct ctl_group {
	const char *heading;	/* NULL: goes on under the one before it */
	const struct ctl_command *commands;	/* NULL ends the table */
};

/* One run of the program. */
struct ctl {
	const struct ctl_group *groups;		/* all commands that there are */
	const struct ctl_command *command;
	const char *config_file;
	const char *state;			/* --state, or NULL */
	const char *words[CTL_WORDS];
	const char *values[CTL_OPTIONS];	/* beside command->options; a flag that is given is "" */
	/* Opened as far as the command needs it. */
	struct config *config;
	struct store *store;
	struct keys *keys;
	struct workdays *calendar;
	struct arena *arena;
	struct casework work;			/* of this arena */
};

/*
 * Opens what the command needs, and later perhaps more; says what is wrong and gives CTL_FAILED if it can't.
 */
int ctl_open(struct ctl *ctl);
int ctl_need(struct ctl *ctl, enum ctl_needs needs);
void ctl_close(struct ctl *ctl);

/* The option's value, or NULL if it wasn't given. */
const char *ctl_value(const struct ctl *ctl, const char *option);
bool ctl_flag(const struct ctl *ctl, const char *option);

/* Empties the arena and reads the clock again: between the items of a long run. */
void ctl_next(struct ctl *ctl);

/* In a child of the process: closes its copy of the link to Redis and takes a link of its own. */
void ctl_relink(struct ctl *ctl);

/* "wenzhengctl: …" on standard error; returns CTL_FAILED. */
int ctl_fail(const char *format, ...) __attribute__((format(printf, 1, 2)));
/* The same for a function that answers by a bool: false. */
bool ctl_refuse(const char *format, ...) __attribute__((format(printf, 1, 2)));
/* Why Redis is away, as an English sentence (static storage). */
const char *ctl_away(const struct ctl *ctl);
/* The same for a status that is not OK: "what: why", why being an English sentence. */
int ctl_fail_status(const struct ctl *ctl, const char *what, enum status status);
const char *ctl_why(enum status status);

/*
 * A password from the first line of standard input with --password-stdin, else a new one: then *made is
 * true.
 */
int ctl_password(struct ctl *ctl, struct str *password, bool *made);

#endif
