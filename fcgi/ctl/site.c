/* wenzhengctl's commands about the site as a whole. */
#include "ctl/site.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "model/lifecycle.h"
#include "upkeep/recount.h"
#include "upkeep/recount_due.h"
#include "privacy/wordlist.h"
#include "ctl/notify.h"
#include "notify/targets.h"
#include "pages/brand.h"

#define WAIT_TRIES 280
#define WAIT_NS 250000000

static int lifecycle(struct ctl *ctl)
{
	struct str text = ctl_flag(ctl, "dot") ? lifecycle_dot(ctl->arena) : lifecycle_text(ctl->arena);

	fwrite(text.data, 1, text.len, stdout);
	return CTL_DONE;
}

static void report(const char *line)
{
	fprintf(stderr, "%s\n", line);
}

static int redo_due(struct ctl *ctl)
{
	struct recount result = { .report = report };
	enum status status = recount_due(&ctl->work, &result);

	if (status != OK)
		return ctl_fail_status(ctl, "recount", status);
	printf("%" PRIu64 " cases, %" PRIu64 " due times moved\n", result.cases, result.wrong);
	return CTL_DONE;
}

/* One that was killed holds the next one off for a minute; jobs run one when a site is new. */
static enum status recount_in_turn(struct ctl *ctl, bool mend, struct recount *result)
{
	enum status status = recount_run(&ctl->work, mend, result);

	if (status == ERR_ALREADY)
		fputs("wenzhengctl: recount: another one runs, or was just killed: waiting for up to 70 s\n", stderr);
	for (int tries = 0; status == ERR_ALREADY && tries < WAIT_TRIES; tries++) {
		nanosleep(&(struct timespec){ .tv_nsec = WAIT_NS }, NULL);
		ctl_next(ctl);
		status = recount_run(&ctl->work, mend, result);
	}
	return status;
}

static int recount(struct ctl *ctl)
{
	bool check = ctl_flag(ctl, "check");
	struct recount result = { .report = report };
	enum status status;

	if (ctl_flag(ctl, "due"))
		return redo_due(ctl);
	status = recount_in_turn(ctl, !check, &result);
	if (status == ERR_ALREADY)
		return ctl_fail("recount: another one still runs");
	if (status == ERR_NOT_NOW)
		return ctl_fail("recount: it was held up for too long; run it again");
	if (status != OK)
		return ctl_fail_status(ctl, "recount", status);
	printf("%" PRIu64 " cases, %" PRIu64 " entries %s\n", result.cases, result.wrong,
		check ? "wrong" : "were wrong and are mended");
	return check && result.wrong > 0 ? CTL_FAILED : CTL_DONE;
}

static int check_words(const char *path)
{
	const char *problem = "";
	struct wordlist *words;

	if (wordlist_load(path, &words, &problem) != OK)
		return ctl_fail("%s", problem);
	wordlist_free(words);
	return CTL_DONE;
}

static int check_targets(struct ctl *ctl)
{
	struct targets *targets;
	int result = ctl_targets(ctl, &targets);

	if (result == CTL_DONE)
		targets_free(targets);
	return result;
}

/*
 * Reads what the configuration names and creates nothing, so that it can be run as another user than the
 * worker's.
 */
static int check_brand(const struct config *config)
{
	const char *problem = "";
	struct brand brand;
	enum status status = brand_load(config, &brand, &problem);

	brand_free(&brand);
	return status == OK ? CTL_DONE : ctl_fail("%s", problem);
}

/* Where there are several Redis, whether one of them is the master: nothing goes without. */
static int check_master(struct ctl *ctl)
{
	struct store *store;
	enum status status;

	if (!config_several_redis(ctl->config))
		return CTL_DONE;
	store = store_of(ctl->config);
	status = store_ping(store, ctl->arena);
	store_free(store);
	return status == OK ? CTL_DONE : ctl_fail("[redis] %s: %s",
		ctl->config->redis.cluster[0] != '\0' ? "cluster" : "sentinels", ctl_away(ctl));
}

static int check_config(struct ctl *ctl)
{
	const struct config *config = ctl->config;
	const char *local = config->paths.holidays_local;
	const char *problem = "";
	int this_year = date_of_day(clock_day(clock_now())).year;
	struct workdays *calendar;
	int last_year;

	if (workdays_load(config->paths.holidays, local[0] != '\0' ? local : NULL, &calendar, &problem) != OK)
		return ctl_fail("%s", problem);
	last_year = workdays_last_year(calendar);
	workdays_free(calendar);
	if (check_words(config->paths.words) != CTL_DONE || check_targets(ctl) != CTL_DONE)
		return CTL_FAILED;
	if (access(config->paths.templates, R_OK | X_OK) != 0)
		return ctl_fail("%s: %s", config->paths.templates, strerror(errno));
	if (check_brand(config) != CTL_DONE || check_master(ctl) != CTL_DONE)
		return CTL_FAILED;
	if (last_year < this_year)
		fprintf(stderr, "wenzhengctl: warning: %s ends with %d; due dates of %d are provisional\n",
			config->paths.holidays, last_year, this_year);
	printf("%s is sound; state in %s\n", ctl->config_file, config->paths.state);
	return CTL_DONE;
}

static int version(struct ctl *ctl)
{
	(void)ctl;
	puts("wenzhengctl " WENZHENG_VERSION);
	return CTL_DONE;
}

const struct ctl_command ctl_site[] = {
	{ "lifecycle", "", 0, 0, CTL_NOTHING, lifecycle, "Print what may happen to a case, by whom", NULL,
		{ { "dot", NULL, "as a graph for Graphviz" } } },
	{ "recount", "", 0, 0, CTL_SITE, recount, "Redo queues, lists and tallies from the cases",
		"Each wrong entry is named on standard error.  Works beside running workers, whatever they take in meanwhile.\n",
		{ { "check", NULL, "change nothing; exit status 1 if anything is wrong" },
			{ "due", NULL,
				"instead count due times and reminders anew, after a change of calendar or limits" } } },
	{ "check-config", "", 0, 0, CTL_CONFIG, check_config, "Say what is wrong with the configuration",
		NULL, { { 0 } } },
	{ "version", "", 0, 0, CTL_NOTHING, version, "Print the version", NULL, { { 0 } } },
	{ 0 },
};
