/* wenzhengctl jobs: the background process. */
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>

#include "base/clock.h"
#include "base/log.h"
#include "cases/digest.h"
#include "cases/jobs.h"
#include "cases/photo.h"
#include "ctl/courier.h"
#include "ctl/ctl.h"

#define ROUND_MS MS_PER_MINUTE

static volatile sig_atomic_t stopped;

static void stop(int signal)
{
	(void)signal;
	stopped = 1;
}

/* What a round did, a line for each kind of it. */
static void say(const struct jobs_done *done)
{
	const struct {
		uint64_t count;
		const char *what;
	} rows[] = {
		{ done->reminded, "reminded" }, { done->supervised, "supervised" }, { done->lapsed, "lapsed" },
		{ done->closed, "closed" }, { done->erased, "erased" }, { done->swept, "photos swept" },
		{ done->drafted, "dailies drafted" },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (rows[i].count > 0)
			log_info("jobs: %" PRIu64 " %s", rows[i].count, rows[i].what);
}

/* Contact data, photos and dailies are looked after once a civil day, the rest every round. */
static enum status one_round(struct ctl *ctl, int32_t *erased_day)
{
	struct jobs_done done = { 0 };
	int32_t today;
	enum status status;

	ctl_next(ctl);
	today = clock_day(ctl->work.now);
	status = jobs_round(&ctl->work, &done);
	if (status == OK && today != *erased_day) {
		status = jobs_erase(&ctl->work, false, &done);
		if (status == OK)
			status = photo_sweep(&ctl->work, &done.swept);
		if (status == OK)
			status = digest_catch_up(&ctl->work, &done.drafted);
		*erased_day = status == OK ? today : *erased_day;
	}
	say(&done);
	return status;
}

static int dry_run(struct ctl *ctl)
{
	struct jobs_done done = { 0 };
	enum status status = jobs_erase(&ctl->work, true, &done);

	if (status != OK)
		return ctl_fail_status(ctl, "jobs", status);
	printf("%" PRIu64 " cases have contact data past its retention\n", done.erased);
	return CTL_DONE;
}

/* A round of what is due, then the outbox until the next round. */
static int rounds(struct ctl *ctl, struct courier *courier)
{
	bool once = ctl_flag(ctl, "once");
	int32_t erased_day = 0;
	enum status status;

	do {
		status = one_round(ctl, &erased_day);
		if (status != OK)
			log_warn("jobs: this round did not end: %s", ctl_why(status));
		courier_run(courier, once ? 0 : clock_now() + ROUND_MS, &stopped);
	} while (!once && !stopped);
	return once && status != OK ? ctl_fail_status(ctl, "jobs", status) : CTL_DONE;
}

static int jobs(struct ctl *ctl)
{
	const struct sigaction action = { .sa_handler = stop };
	struct targets *targets;
	struct courier *courier;
	int result;

	if (ctl_flag(ctl, "dry-run"))
		return dry_run(ctl);
	result = ctl_targets(ctl, &targets);
	if (result != CTL_DONE)
		return result;
	sigaction(SIGTERM, &action, NULL);
	sigaction(SIGINT, &action, NULL);
	courier = courier_new(&ctl->work, targets);
	result = rounds(ctl, courier);
	courier_free(courier);
	targets_free(targets);
	return result;
}

const struct ctl_command ctl_jobs[] = {
	{ "jobs", "", 0, 0, CTL_SITE, jobs, "Remind, close, erase and tell departments as time passes; runs until it is stopped",
		"Safe to run twice or on two machines; what fell due while it was away is caught up with.\n", {
		{ "once", NULL, "one round, then end" },
		{ "dry-run", NULL, "only say how many cases have contact data past its retention" } } },
	{ 0 },
};
