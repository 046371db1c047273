/*
 * Opens a site for one command; options, messages and passwords.
 */
#include "ctl/ctl.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/clock.h"
#include "crypt/random.h"
#include "staff/password_rule.h"

#define ARENA_BYTES ((size_t)512 << 20)
#define PASSWORD_BYTES 1024
#define PASSWORD_LENGTH 16

static void say(const char *format, va_list args)
{
	fputs("wenzhengctl: ", stderr);
	vfprintf(stderr, format, args);
	fputc('\n', stderr);
}

int ctl_fail(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	say(format, args);
	va_end(args);
	return CTL_FAILED;
}

bool ctl_refuse(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	say(format, args);
	va_end(args);
	return false;
}

/* What a status means to an operator. */
const char *ctl_why(enum status status)
{
	switch (status) {
	case ERR_AWAY:
		return "Redis doesn't answer";
	case ERR_DAMAGED:
		return "a packed case or a file of old events is damaged: the line before names it";
	case ERR_CONFLICT:
		return "someone else changed it at the same moment; try again";
	case ERR_NOT_NOW:
		return "not possible in its present state";
	case ERR_NOT_FOUND:
		return "there is none";
	case ERR_ALREADY:
		return "there is one already";
	case ERR_INVALID:
		return "not acceptable";
	default:
		return status_code(status);
	}
}

const char *ctl_away(const struct ctl *ctl)
{
	static char text[512];
	const struct config *config = ctl->config;

	if (config->redis.cluster[0] != '\0')
		snprintf(text, sizeof(text),
			"no Redis that serves the slot of site %s answers or acknowledges, by the nodes %s",
			config->site.id, config->redis.cluster);
	else if (config->redis.sentinels[0] != '\0')
		snprintf(text, sizeof(text),
			"no Redis that is the master %s answers or acknowledges, by the sentinels %s",
			config->redis.master, config->redis.sentinels);
	else
		snprintf(text, sizeof(text), "Redis doesn't answer on %s", config->redis.socket);
	return text;
}

int ctl_fail_status(const struct ctl *ctl, const char *what, enum status status)
{
	if (status == ERR_AWAY)
		return ctl_fail("%s: %s", what, ctl_away(ctl));
	return ctl_fail("%s: %s", what, ctl_why(status));
}

static size_t option_index(const struct ctl *ctl, const char *option)
{
	size_t i = 0;

	while (ctl->command->options[i].name != NULL && strcmp(ctl->command->options[i].name, option) != 0)
		i++;
	return i;
}

const char *ctl_value(const struct ctl *ctl, const char *option)
{
	size_t i = option_index(ctl, option);

	return ctl->command->options[i].name != NULL ? ctl->values[i] : NULL;
}

bool ctl_flag(const struct ctl *ctl, const char *option)
{
	return ctl_value(ctl, option) != NULL;
}

void ctl_next(struct ctl *ctl)
{
	arena_reset(ctl->arena);
	ctl->work.now = clock_now();
}

static int open_data(struct ctl *ctl)
{
	const struct config *config = ctl->config;
	const char *local = config->paths.holidays_local;
	const char *problem = "";

	if (workdays_load(config->paths.holidays, local[0] != '\0' ? local : NULL, &ctl->calendar,
		    &problem) != OK)
		return ctl_fail("%s", problem);
	ctl->store = store_of(config);
	return CTL_DONE;
}

int ctl_need(struct ctl *ctl, enum ctl_needs needs)
{
	const char *problem = "";

	if (needs >= CTL_CONFIG && ctl->config == NULL &&
	    config_load(ctl->config_file, ctl->state, &ctl->config, &problem) != OK)
		return ctl_fail("%s", problem);
	if (needs >= CTL_DATA && ctl->store == NULL && open_data(ctl) != CTL_DONE)
		return CTL_FAILED;
	if (needs >= CTL_SITE && ctl->keys == NULL &&
	    keys_load(ctl->config->paths.keys, &ctl->keys, &problem) != OK)
		return ctl_fail("%s", problem);
	ctl->work = (struct casework){ .arena = ctl->arena, .store = ctl->store, .keys = ctl->keys,
		.config = ctl->config,
		.calendar = ctl->calendar, .now = clock_now() };
	return CTL_DONE;
}

int ctl_open(struct ctl *ctl)
{
	ctl->arena = arena_new(ARENA_BYTES);
	return ctl_need(ctl, ctl->command->needs);
}

void ctl_close(struct ctl *ctl)
{
	if (ctl->store != NULL)
		store_free(ctl->store);
	if (ctl->keys != NULL)
		keys_free(ctl->keys);
	if (ctl->calendar != NULL)
		workdays_free(ctl->calendar);
	if (ctl->config != NULL)
		config_free(ctl->config);
	arena_free(ctl->arena);
}

void ctl_relink(struct ctl *ctl)
{
	store_free(ctl->store);
	ctl->store = store_of(ctl->config);
	ctl->work.store = ctl->store;
	ctl_next(ctl);
}

int ctl_password(struct ctl *ctl, struct str *password, bool *made)
{
	char line[PASSWORD_BYTES];

	*made = !ctl_flag(ctl, "password-stdin");
	if (*made) {
		*password = random_code(ctl->arena, PASSWORD_LENGTH);
		/* What was drawn is strong; this makes it of every kind that a rule may ask for. */
		if (!password_fits(ctl->config, *password))
			*password = arena_join(ctl->arena, *password, S("-aZ9"));
		return CTL_DONE;
	}
	if (fgets(line, sizeof(line), stdin) == NULL)
		return ctl_fail("no password on standard input");
	*password = str_of(line);
	while (password->len > 0 && (line[password->len - 1] == '\n' || line[password->len - 1] == '\r'))
		password->len--;
	*password = arena_str(ctl->arena, *password);
	explicit_bzero(line, sizeof(line));
	return CTL_DONE;
}
