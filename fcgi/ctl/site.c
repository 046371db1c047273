/* wenzhengctl's commands about the site as a whole. */
#include "ctl/site.h"

#include <inttypes.h>
#include <stdio.h>
#include <time.h>

#include "model/lifecycle.h"
#include "upkeep/recount.h"
#include "upkeep/recount_due.h"

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
	{ "version", "", 0, 0, CTL_NOTHING, version, "Print the version", NULL, { { 0 } } },
	{ 0 },
};
