/* wenzhengctl jobs: the background process. */
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <time.h>

#include "base/clock.h"
#include "base/log.h"
#include "cases/digest.h"
#include "cases/due.h"
#include "cases/jobs.h"
#include "cases/photo.h"
#include "ctl/ctl.h"

#define ROUND_MS MS_PER_MINUTE
/* Long work says so often how far it is. */
#define TELL_MS 10000

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

/* Whether it is time to say how far the work is. */
static bool shall_tell(void)
{
	static int64_t told;
	int64_t now = clock_steady();

	if (told == 0)
		told = now;
	if (now - told < TELL_MS)
		return false;
	told = now;
	return true;
}

static bool go_on(const struct jobs_done *done, const char *what, uint64_t waiting)
{
	(void)done;
	if (shall_tell())
		log_info("jobs: %" PRIu64 " cases are still due to %s", waiting, what);
	return !stopped;
}

/* Lists what is due of the cases that a version wrote which kept no such lists; goes on where a killed run was. */
static enum status list_dues(struct ctl *ctl, bool *complete)
{
	struct due_progress progress = { 0 };

	while (!progress.complete && !stopped) {
		ctl_next(ctl);
		TRY(due_build(&ctl->work, &progress));
		if (shall_tell())
			log_info("jobs: listing what is due: %" PRIu64 " of %" PRIu64 " cases", progress.done, progress.all);
	}
	*complete = progress.complete;
	return OK;
}

/* What the process knows from round to round. */
struct rounds {
	bool listed;		/* the lists of what is due are complete */
	int32_t looked_day;	/* photos and dailies are looked after once a civil day */
};

static enum status look_after_day(struct ctl *ctl, struct rounds *rounds, struct jobs_done *done)
{
	int32_t today = clock_day(ctl->work.now);

	if (today == rounds->looked_day)
		return OK;
	TRY(photo_sweep(&ctl->work, &done->swept));
	TRY(digest_catch_up(&ctl->work, &done->drafted));
	rounds->looked_day = today;
	return OK;
}

static enum status one_round(struct ctl *ctl, struct rounds *rounds)
{
	struct jobs_done done = { .go_on = go_on };
	enum status status;

	if (!rounds->listed)
		TRY(list_dues(ctl, &rounds->listed));
	ctl_next(ctl);
	status = jobs_round(&ctl->work, &done);
	if (status == OK)
		status = jobs_erase(&ctl->work, false, &done);
	if (status == OK)
		status = look_after_day(ctl, rounds, &done);
	say(&done);
	return status;
}

static int dry_run(struct ctl *ctl)
{
	struct jobs_done done = { 0 };
	struct due_progress progress;
	enum status status = due_look(&ctl->work, &progress);

	if (status == OK && !progress.complete)
		return ctl_fail("jobs: what is due is not listed yet; jobs without --dry-run does that first");
	if (status == OK)
		status = jobs_erase(&ctl->work, true, &done);
	if (status != OK)
		return ctl_fail_status(ctl, "jobs", status);
	printf("%" PRIu64 " cases have contact data past its retention\n", done.erased);
	return CTL_DONE;
}

/* Sleeps until the next round, a second at a time: a signal that comes just before a sleep is seen after it. */
static void rest(void)
{
	const struct timespec second = { .tv_sec = 1 };

	for (int64_t i = 0; i < ROUND_MS / 1000 && !stopped; i++)
		nanosleep(&second, NULL);
}

static int run_rounds(struct ctl *ctl)
{
	bool once = ctl_flag(ctl, "once");
	struct rounds rounds = { 0 };
	enum status status;

	do {
		status = one_round(ctl, &rounds);
		if (status != OK)
			log_warn("jobs: this round did not end: %s", ctl_why(status));
		if (!once)
			rest();
	} while (!once && !stopped);
	return once && status != OK ? ctl_fail_status(ctl, "jobs", status) : CTL_DONE;
}

static int jobs(struct ctl *ctl)
{
	const struct sigaction action = { .sa_handler = stop };

	if (ctl_flag(ctl, "dry-run"))
		return dry_run(ctl);
	sigaction(SIGTERM, &action, NULL);
	sigaction(SIGINT, &action, NULL);
	return run_rounds(ctl);
}

const struct ctl_command ctl_jobs[] = {
	{ "jobs", "", 0, 0, CTL_SITE, jobs, "Remind, close and erase as time passes; runs until it is stopped",
		"Safe to run twice or on two machines; what fell due while it was away is caught up with.\n", {
		{ "once", NULL, "one round, then end" },
		{ "dry-run", NULL, "only say how many cases have contact data past its retention" } } },
	{ 0 },
};
