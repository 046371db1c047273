/* wenzhengctl jobs: the background process. */
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <time.h>

#include "base/clock.h"
#include "base/log.h"
#include "cases/jobs.h"
#include "cases/photo.h"
#include "ctl/ctl.h"

#define ROUND_SECONDS 60

static volatile sig_atomic_t stopped;

static void stop(int signal)
{
	(void)signal;
	stopped = 1;
}

static void say(const struct jobs_done *done)
{
	if (done->reminded + done->supervised + done->closed + done->erased + done->swept > 0)
		log_info("jobs: %" PRIu64 " reminded, %" PRIu64 " supervised, %" PRIu64 " closed, %" PRIu64 " erased, %" PRIu64
			" photos swept", done->reminded, done->supervised, done->closed, done->erased, done->swept);
}

/* Contact data and photos are looked through once a civil day, the rest every round. */
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

static int jobs(struct ctl *ctl)
{
	const struct sigaction action = { .sa_handler = stop };
	int32_t erased_day = 0;
	enum status status;

	if (ctl_flag(ctl, "dry-run"))
		return dry_run(ctl);
	sigaction(SIGTERM, &action, NULL);
	sigaction(SIGINT, &action, NULL);
	do {
		status = one_round(ctl, &erased_day);
		if (status != OK)
			log_warn("jobs: this round did not end: %s", ctl_why(status));
		if (ctl_flag(ctl, "once"))
			return status == OK ? CTL_DONE : ctl_fail_status(ctl, "jobs", status);
		if (!stopped)
			nanosleep(&(struct timespec){ .tv_sec = ROUND_SECONDS }, NULL);
	} while (!stopped);
	return CTL_DONE;
}

const struct ctl_command ctl_jobs[] = {
	{ "jobs", "", 0, 0, CTL_SITE, jobs, "Remind, close and erase as time passes; runs until it is stopped",
		"Safe to run twice or on two machines; what fell due while it was away is caught up with.\n", {
		{ "once", NULL, "one round, then end" },
		{ "dry-run", NULL, "only say how many cases have contact data past its retention" } } },
	{ 0 },
};
