/* wenzhengctl jobs: the background process. */
#include "ctl/jobs.h"

#include <inttypes.h>
#include <stdio.h>
#include <time.h>

#include "base/clock.h"
#include "ctl/archive_page.h"
#include "ctl/process/recounting.h"
#include "ctl/process/stopping.h"
#include "base/log.h"
#include "model/answer_seal.h"
#include "store/heartbeat.h"
#include "upkeep/due_lists.h"
#include "upkeep/due_actions.h"
#include "upkeep/due_articles.h"
#include "upkeep/due_files.h"
#include "upkeep/due_links.h"
#include "upkeep/clock_guard.h"
#include "upkeep/old/move_events.h"
#include "upkeep/old/pack.h"
#include "upkeep/old_digests.h"
#include "upkeep/site_warnings.h"
#include "participation/case_photo.h"
#include "participation/followers.h"
#include "suggest/shelf_writer.h"
#include "suggest/teacher.h"
#include "report/frozen/composer.h"
#include "report/frozen/composer_child.h"

/* From the beginning of one round to the next: slow servers of others delay no publication. */
#define ROUND_SECONDS 60
/* A round that has packed so many cases leaves the rest to the next. */
#define PACKED_A_ROUND 2000
/* Likewise files of old events, each of which takes a part of a second. */
#define FILES_A_ROUND 10
/* Pause while the clock is suspect, short so that its acceptance is noticed at once. */
#define SUSPECT_SECONDS 2
/* How often long work reports its progress. */
#define TELL_MS 10000
/* How often the log says that the clock is suspect. */
#define REPEAT_MS MS_PER_HOUR

/* What a round did, a line for each kind of it. */
static void say(const struct due_counts *done)
{
	const struct {
		uint64_t count;
		const char *what;
	} rows[] = {
		{ done->reminded, "reminded" },
		{ done->supervised, "supervised" },
		{ done->lapsed, "lapsed" },
		{ done->closed, "closed" },
		{ done->erased, "erased" },
		{ done->archived, "of them archived first" },
		{ done->swept, "photos swept" },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (rows[i].count > 0)
			log_info("jobs: %" PRIu64 " %s", rows[i].count, rows[i].what);
}

/* Whether it is time to report progress. */
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

static bool go_on(const struct due_counts *done, const char *what, uint64_t waiting)
{
	(void)done;
	if (shall_tell())
		log_info("jobs: %" PRIu64 " cases are still due to %s", waiting, what);
	return !stopping;
}

/*
 * Fills the lists of due times for cases written by a version that had no such lists; continues where a
 * killed run stopped.
 */
static enum status list_dues(struct ctl *ctl, bool *complete)
{
	struct due_lists_progress progress = { 0 };

	while (!progress.complete && !stopping) {
		ctl_next(ctl);
		TRY(due_lists_build(&ctl->work, &progress));
		if (shall_tell())
			log_info("jobs: listing what is due: %" PRIu64 " of %" PRIu64 " cases", progress.done,
				progress.all);
	}
	*complete = progress.complete;
	return OK;
}

/* What the process keeps between rounds. */
struct rounds {
	int64_t began;		/* the present one, by clock_steady() */
	bool listed;		/* the lists of what is due are complete */
	bool seals_kept;	/* seals are stored in their short form */
	bool digests_moved;	/* those of an older version are articles */
	bool documents_dated;	/* those of an older version know when their validity changes */
	int32_t warned_day;	/* people were told of what the site check will find */
	int32_t moved_day;	/* all old events that were due are in files */
	int32_t swept_day;	/* all photos were looked at */
	struct photo_walk *walk;	/* where the sweep continues; NULL: at the beginning */
	struct composer_child child;	/* composes a report that was wished for */
	struct child counter;	/* redoes lists and counters after an update */
	struct child pupil;	/* learns what suggestions say */
	int32_t learned_day;	/* it was looked whether there is something to learn */
	bool suspect;		/* the clock is suspect: nothing is done */
	int64_t suspect_told;	/* by clock_steady() */
};

/* What happens as time passes can't be undone, so nothing is done while the clock may be wrong. */
static enum status look_at_clock(struct ctl *ctl, struct rounds *rounds)
{
	struct clock_verdict verdict;
	bool was = rounds->suspect;

	TRY(clock_guard_check(&ctl->work, &verdict));
	rounds->suspect = verdict.suspect;
	if (was && !verdict.suspect)
		log_info("jobs: the clock is believed again");
	if (!verdict.suspect || (was && clock_steady() - rounds->suspect_told < REPEAT_MS))
		return OK;
	rounds->suspect_told = clock_steady();
	log_error(
		"jobs: the clock says %.*s, more than a day after the last sign of life on %.*s: nothing is reminded of, closed "
		"or erased until it is right again, or somebody confirms it: wenzhengctl clock accept",
		STR_ARG(clock_minute(ctl->arena, ctl->work.now)),
		STR_ARG(clock_minute(ctl->arena, verdict.proved)));
	return OK;
}

/* Those of no case each round; the rest once a civil day, of which folders, being many, a round takes a part. */
static enum status sweep_photos(struct ctl *ctl, struct rounds *rounds, struct due_counts *done)
{
	int32_t today = clock_day(ctl->work.now);

	TRY(photo_files_sweep_new(&ctl->work, &done->swept));
	if (today == rounds->swept_day)
		return OK;
	do
		TRY(case_photo_sweep(&ctl->work, &rounds->walk, &done->swept));
	while (ctl_flag(ctl, "once") && rounds->walk != NULL && !stopping);
	if (rounds->walk == NULL)
		rounds->swept_day = today;
	return OK;
}

/* Once a process: the dailies of an older version. */
static enum status move_digests(struct ctl *ctl, struct rounds *rounds)
{
	struct old_digests done = { 0 };

	if (rounds->digests_moved)
		return OK;
	ctl_next(ctl);
	TRY(old_digests_run(&ctl->work, &done));
	if (done.moved > 0)
		log_info("jobs: %" PRIu64 " dailies of an older version are articles now", done.moved);
	rounds->digests_moved = true;
	return OK;
}

/* Once a process. */
static enum status keep_seals(struct ctl *ctl, struct rounds *rounds)
{
	if (rounds->seals_kept)
		return OK;
	ctl_next(ctl);
	TRY(chain_keep(&ctl->work));
	rounds->seals_kept = true;
	return OK;
}

/* What articles are due for: small work, so that it goes out to the minute even in a long round. */
static enum status change_articles(struct ctl *ctl, struct rounds *rounds)
{
	struct due_articles done = { 0 };
	enum status status;

	ctl_next(ctl);
	status = due_articles_run(&ctl->work, &done);
	if (status == OK && !rounds->documents_dated) {
		ctl_next(ctl);
		status = due_articles_date(&ctl->work, &done);
		rounds->documents_dated = status == OK;
	}
	if (done.released > 0)
		log_info("jobs: %" PRIu64 " articles published at their time", done.released);
	if (done.expired > 0)
		log_info("jobs: %" PRIu64 " articles expired", done.expired);
	if (done.turned > 0)
		log_info("jobs: %" PRIu64 " documents came into force or went out of it", done.turned);
	return status;
}

static enum status sweep_files(struct ctl *ctl)
{
	uint64_t removed = 0;
	enum status status;

	ctl_next(ctl);
	status = due_files_run(&ctl->work, &removed);
	if (removed > 0)
		log_info("jobs: %" PRIu64 " files of articles swept", removed);
	return status;
}

/* Who follows a topic that was answered: a part of them a round, so that the outbox stays short. */
static enum status tell_followers(struct ctl *ctl)
{
	size_t handed = 0;
	size_t count = 0;

	do {
		ctl_next(ctl);
		TRY(followers_spread(&ctl->work, &count));
		handed += count;
	} while (count > 0 && handed < FOLLOWERS_A_ROUND && !stopping);
	if (handed > 0)
		log_info("jobs: %zu followers of topics are told", handed);
	return OK;
}

/* Last in a round: other servers may be slow. */
static enum status look_at_links(struct ctl *ctl)
{
	struct due_links done = { 0 };
	enum status status;

	ctl_next(ctl);
	status = due_links_run(&ctl->work, &done);
	if (done.asked > 0)
		log_info("jobs: %" PRIu64 " links looked at, %" PRIu64 " failed", done.asked, done.failed);
	return status;
}

/* Once a civil day: what the site check needs of the machine, and whom to tell of what will fail. */
static enum status warn_of_checks(struct ctl *ctl, struct rounds *rounds)
{
	int32_t today = clock_day(ctl->work.now);
	uint64_t told = 0;

	if (today == rounds->warned_day)
		return OK;
	ctl_next(ctl);
	TRY(site_certificate_note(&ctl->work));
	TRY(site_warnings_run(&ctl->work, &told));
	if (told > 0)
		log_info("jobs: told of %" PRIu64 " things that the site check will find", told);
	rounds->warned_day = today;
	return OK;
}

/* Likewise. */
static enum status pack_cases(struct ctl *ctl)
{
	struct pack_round done = { 0 };

	do {
		ctl_next(ctl);
		TRY(pack_run(&ctl->work, &done));
	} while (!done.complete && (ctl_flag(ctl, "once") || done.packed < PACKED_A_ROUND) && !stopping);
	if (done.trained > 0)
		log_info("jobs: dictionary %" PRIu32 " is made for packed cases", done.trained);
	if (done.packed > 0)
		log_info("jobs: %" PRIu64 " packed", done.packed);
	return OK;
}

/* Once a civil day, in as many rounds as it takes. */
static enum status move_events(struct ctl *ctl, struct rounds *rounds)
{
	int32_t today = clock_day(ctl->work.now);
	struct move_round done = { 0 };
	enum status status = OK;

	if (today == rounds->moved_day)
		return OK;
	do {
		ctl_next(ctl);
		status = move_events_run(&ctl->work, &done);
	} while (status == OK && !done.complete && !stopping &&
		(ctl_flag(ctl, "once") || done.files < FILES_A_ROUND));
	if (done.files > 0)
		log_info("jobs: %" PRIu64 " files of old events written", done.files);
	if (status == OK && done.complete)
		rounds->moved_day = today;
	return status == ERR_NOT_NOW ? OK : status;
}

/* A part of it a round when there is much, so that nothing else waits. */
static enum status put_on_shelf(struct ctl *ctl)
{
	struct shelf_done done;

	do {
		ctl_next(ctl);
		TRY(shelf_write(&ctl->work, ctl->config->paths.suggest, &done));
	} while (ctl_flag(ctl, "once") && !done.complete && !stopping);
	return OK;
}

static int learn_now(void *context)
{
	struct ctl *ctl = context;
	size_t learned;

	ctl_relink(ctl);
	if (teacher_run(&ctl->work, ctl->config->paths.suggest, &learned) != OK)
		return CTL_FAILED;
	if (learned > 0)
		log_info("jobs: learned from %zu assigned cases", learned);
	return CTL_DONE;
}

/* Once a civil day, beside the rounds; who runs a single round learns by suggest-learn. */
static enum status learn_daily(struct ctl *ctl, struct rounds *rounds)
{
	int32_t today = clock_day(ctl->work.now);
	bool due;

	if (today == rounds->learned_day || ctl_flag(ctl, "once") || !child_ready(&rounds->pupil))
		return OK;
	ctl_next(ctl);
	TRY(teacher_due(&ctl->work, ctl->config->paths.suggest, &due));
	if (due)
		child_begin(&rounds->pupil, learn_now, ctl, "suggestions");
	rounds->learned_day = today;
	return OK;
}

static enum status do_round(struct ctl *ctl, struct rounds *rounds)
{
	const struct archive_printer printer = archive_page_printer(ctl->config);
	struct due_counts done = { .go_on = go_on };
	enum status status;

	ctl_next(ctl);
	TRY(look_at_clock(ctl, rounds));
	if (rounds->suspect)
		return OK;
	TRY(keep_seals(ctl, rounds));
	TRY(move_digests(ctl, rounds));
	TRY(change_articles(ctl, rounds));
	if (!rounds->listed)
		TRY(list_dues(ctl, &rounds->listed));
	if (rounds->listed)
		TRY(recounting_look(ctl, &rounds->counter, ctl_flag(ctl, "once")));
	ctl_next(ctl);
	status = due_actions_run(&ctl->work, &done);
	if (status == OK)
		status = due_actions_erase(&ctl->work, &printer, &done);
	if (status == OK)
		status = sweep_photos(ctl, rounds, &done);
	if (status == OK)
		status = sweep_files(ctl);
	if (status == OK)
		status = tell_followers(ctl);
	if (status == OK)
		status = warn_of_checks(ctl, rounds);
	if (status == OK)
		status = put_on_shelf(ctl);
	if (status == OK)
		status = pack_cases(ctl);
	if (status == OK)
		status = move_events(ctl, rounds);
	if (status == OK)
		status = learn_daily(ctl, rounds);
	if (status == OK)
		status = look_at_links(ctl);
	say(&done);
	return status;
}

/* A round as arena_guarded calls it. */
struct attempt {
	struct ctl *ctl;
	struct rounds *rounds;
	enum status status;
};

static void attempt_round(void *context)
{
	struct attempt *attempt = context;

	attempt->status = do_round(attempt->ctl, attempt->rounds);
}

static enum status one_round(struct ctl *ctl, struct rounds *rounds)
{
	struct attempt attempt = { ctl, rounds, OK };
	size_t wanted;

	if (arena_guarded(attempt_round, &attempt, &wanted))
		return attempt.status;
	log_error("jobs: a round needed %zu bytes, more than it may have", wanted);
	store_unwatch(ctl->store);
	return ERR_INTERNAL;
}

static int dry_run(struct ctl *ctl)
{
	struct due_counts done = { 0 };
	struct due_lists_progress progress;
	enum status status = due_lists_look(&ctl->work, &progress);

	if (status == OK && !progress.complete)
		return ctl_fail(
			"jobs: what is due is not listed yet; jobs without --dry-run does that first");
	if (status == OK)
		status = due_actions_count(&ctl->work, &done);
	if (status != OK)
		return ctl_fail_status(ctl, "jobs", status);
	printf("%" PRIu64 " cases have contact data past its retention\n", done.erased);
	printf("%" PRIu64 " requests are to be archived and erased\n", done.unarchived);
	return CTL_DONE;
}

static int compose(void *context, int year)
{
	struct ctl *ctl = context;
	struct wish ended;

	ctl_relink(ctl);
	return composer_run(&ctl->work, year, &ended) == OK ? CTL_DONE : CTL_FAILED;
}

/*
 * Yearly reports take long, so a child composes them while the rounds go on.  People ask for them, so a
 * suspect clock is no reason to wait.
 */
static void look_for_wishes(struct ctl *ctl, struct rounds *rounds)
{
	ctl_next(ctl);
	composer_child_look(&rounds->child, &ctl->work, compose, ctl);
}

/*
 * Sleeps until the next round, a second at a time: a signal that comes just before a sleep is seen after it.
 */
static void rest(struct ctl *ctl, struct rounds *rounds)
{
	const struct timespec second = { .tv_sec = 1 };
	int64_t seconds = (rounds->suspect ? SUSPECT_SECONDS : ROUND_SECONDS) -
		(clock_steady() - rounds->began) / 1000;

	/* Once at least, or rounds longer than their distance would leave no time for the wishes. */
	for (int64_t i = 0; (i == 0 || i < seconds) && !stopping; i++) {
		look_for_wishes(ctl, rounds);
		stopping_alive();
		nanosleep(&second, NULL);
	}
}

static int run_rounds(struct ctl *ctl)
{
	bool once = ctl_flag(ctl, "once");
	struct rounds rounds = { 0 };
	enum status status;

	do {
		rounds.began = clock_steady();
		status = one_round(ctl, &rounds);
		ctl_next(ctl);
		heartbeat_beat(ctl->store, ctl->arena, PROCESS_JOBS, status == OK && !rounds.suspect);
		if (status != OK)
			log_warn("jobs: this round did not end: %s", ctl_why(status));
		if (!once)
			rest(ctl, &rounds);
	} while (!once && !stopping);
	if (once && status == OK) {
		look_for_wishes(ctl, &rounds);
		child_wait(&rounds.child.child);
	}
	child_stop(&rounds.child.child);
	child_stop(&rounds.pupil);
	child_stop(&rounds.counter);
	photo_walk_free(rounds.walk);
	if (once && status != OK)
		return ctl_fail_status(ctl, "jobs", status);
	return once && rounds.suspect ? CTL_FAILED : CTL_DONE;
}

static int jobs(struct ctl *ctl)
{

	if (ctl_flag(ctl, "dry-run"))
		return dry_run(ctl);
	stopping_begin(ctl);
	return run_rounds(ctl);
}

static int accept_clock(struct ctl *ctl)
{
	struct clock_verdict was;
	enum status status = clock_guard_accept(&ctl->work, &was);

	if (status != OK)
		return ctl_fail_status(ctl, "clock accept", status);
	if (was.suspect)
		printf("%.*s is accepted; the last sign of life before was on %.*s\n",
			STR_ARG(clock_minute(ctl->arena, ctl->work.now)),
			STR_ARG(clock_minute(ctl->arena, was.proved)));
	else
		puts("the clock is not suspect");
	return CTL_DONE;
}

const struct ctl_command ctl_jobs[] = {
	{ "jobs", "", 0, 0, CTL_SITE, jobs,
		"Remind, close, archive and erase as time passes; runs until it is stopped",
		"Safe to run twice or on two machines; what fell due while it was away is caught up with.\n",
		{ { "once", NULL, "one round, then end" },
			{ "dry-run", NULL,
				"only say how many cases have contact data past its retention, and how many\n"
				"                           requests are to be archived before theirs is erased" } } },
	{ "clock accept", "", 0, 0, CTL_SITE, accept_clock,
		"Confirm that the machine's clock is right after a leap",
		"When the clock is more than a day beyond the last round of the jobs and the events that followed it, the jobs remind,\n"
		"close and erase nothing until the clock is right again or this confirms it; /metrics says so as\n"
		"wenzheng_clock_suspect 1.  A clock that the kernel reports as kept by time servers is believed.  So this is needed\n"
		"after a wrong setting that turned out to be right, and after a machine without time servers was off for over a day:\n"
		"the program can't tell one from the other.\n",
		{ { 0 } } },
	{ 0 },
};
