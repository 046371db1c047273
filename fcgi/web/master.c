#include "web/master.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/config.h"
#include "base/log.h"
#include "helper/service.h"
#include "web/upgrade.h"

#define MS_GRACE 30000
#define MS_STARTING 2000
#define MS_FIRST_PAUSE 250
#define MS_LONGEST_PAUSE 10000
/* How often workers are checked for requests that take too long. */
#define MS_LOOK 1000
#define MS_FOREVER INT64_MAX

/* A place for one worker: of the present plan, or one that only finishes its request. */
struct slot {
	pid_t pid;		/* 0: no process */
	int64_t started;
	int64_t pause;		/* before the next start, doubled each time one dies at its start */
	int64_t start_at;	/* when there is no process; MS_FOREVER: the slot is free */
	int64_t kill_at;	/* when told to finish; MS_FOREVER: it isn't */
};

/* Room for a whole old set beside the new one; a third reload in a row waits for a free slot. */
#define SLOTS (2 * WORKERS_MAX)

struct master {
	int fd;
	const struct server_plan *plan;
	sigset_t signals;
	struct slot slots[SLOTS];
	struct worker_score *scoreboard;	/* one for each slot */
	bool stopping;
};

static struct worker_score *score_of(const struct master *master, const struct slot *slot)
{
	return scoreboard_of(master->scoreboard, (size_t)(slot - master->slots));
}

static bool is_free(const struct slot *slot)
{
	return slot->pid == 0 && slot->start_at == MS_FOREVER;
}

static struct slot *free_slot(struct master *master)
{
	for (size_t i = 0; i < SLOTS; i++)
		if (is_free(&master->slots[i]))
			return &master->slots[i];
	return NULL;
}

static _Noreturn void run_worker(const struct master *master, struct worker_score *score, pid_t parent)
{
	struct sigaction plain = { .sa_handler = SIG_DFL };

	/* SIGTERM stays blocked until server_loop handles it, so one that comes early isn't lost. */
	sigaction(SIGCHLD, &plain, NULL);
	prctl(PR_SET_PDEATHSIG, SIGTERM);
	if (getppid() != parent)
		_exit(0);
	exit(master->plan->work(master->plan->ctx, master->fd, score));
}

static void start(struct master *master, struct slot *slot)
{
	pid_t parent = getpid();
	pid_t pid;

	score_clear(score_of(master, slot));
	pid = fork();
	slot->started = clock_steady();
	slot->start_at = MS_FOREVER;
	slot->kill_at = MS_FOREVER;
	if (pid == 0)
		run_worker(master, score_of(master, slot), parent);
	if (pid < 0) {
		log_error("a worker could not be started: %s", strerror(errno));
		slot->start_at = slot->started + MS_LONGEST_PAUSE;
		return;
	}
	slot->pid = pid;
}

/* False when not all could be started; those that were stay. */
static bool start_all(struct master *master, int count)
{
	bool all = true;

	for (int i = 0; i < count; i++) {
		struct slot *slot = free_slot(master);

		if (slot == NULL)
			return false;
		slot->pause = 0;
		start(master, slot);
		all = all && slot->pid != 0;
	}
	return all;
}

/* Tells the worker to finish its request, or cancels a start that waits. */
static void finish(struct slot *slot)
{
	slot->start_at = MS_FOREVER;
	if (slot->pid == 0 || slot->kill_at != MS_FOREVER)
		return;
	slot->kill_at = clock_steady() + MS_GRACE;
	kill(slot->pid, SIGTERM);
}

static void kill_late(struct slot *slots, int64_t now)
{
	for (size_t i = 0; i < SLOTS; i++) {
		if (slots[i].pid == 0 || slots[i].kill_at > now)
			continue;
		log_warn("worker %d did not finish in time and was ended", (int)slots[i].pid);
		kill(slots[i].pid, SIGKILL);
		slots[i].kill_at = now + MS_GRACE;
	}
}

/* A worker whose request takes too long would not react to SIGTERM. */
static void end_hung(struct master *master)
{
	char page[SCORE_PAGE];
	char id[LOG_ID + 1];

	for (size_t i = 0; i < SLOTS; i++) {
		struct worker_score *score = scoreboard_of(master->scoreboard, i);

		if (master->slots[i].pid == 0 || !score_overdue(score))
			continue;
		score_page_name(score, page);
		score_request_id(score, id);
		log_request(id);
		log_error("worker %d was ended: its request for %s lasted too long",
			(int)master->slots[i].pid, page[0] != '\0' ? page : "no known page");
		log_request("");
		if (master->plan->overdue != NULL)
			master->plan->overdue(master->plan->ctx, score_site_of(score), page);
		kill(master->slots[i].pid, SIGKILL);
		score_end(score);
	}
}

/* Becomes the new version of the program; its start replaces the workers of today. */
static void upgrade_program(const struct master *master)
{
	pid_t workers[SLOTS];
	size_t count = 0;

	for (size_t i = 0; i < SLOTS; i++)
		if (master->slots[i].pid != 0)
			workers[count++] = master->slots[i].pid;
	upgrade(master->fd, workers, count);
}

/* The workers of the program that this process ran before the upgrade. */
static void adopt(struct master *master)
{
	pid_t workers[SLOTS];
	size_t count = upgrade_workers(workers, SLOTS);

	for (size_t i = 0; i < count; i++) {
		master->slots[i].pid = workers[i];
		master->slots[i].started = clock_steady();
	}
}

/*
 * Starts count workers, then lets the old ones finish, so that one accepts at every moment.  When not all
 * start, the new ones finish.
 */
static bool replace_all(struct master *master, int count)
{
	bool old[SLOTS];
	bool all;

	for (size_t i = 0; i < SLOTS; i++)
		old[i] = !is_free(&master->slots[i]);
	all = start_all(master, count);
	for (size_t i = 0; i < SLOTS; i++)
		if (old[i] == all)
			finish(&master->slots[i]);
	return all;
}

static void reload(struct master *master)
{
	int count = master->stopping ? 0 : master->plan->prepare(master->plan->ctx);

	if (count <= 0)
		log_error("reload refused: everything stays as it is");
	else if (replace_all(master, count))
		log_info("reloaded with %d workers", count);
	else
		log_error("reload given up: %d new workers could not be started, the old ones stay", count);
}

static void hang_up(struct master *master)
{
	if (!master->stopping && upgrade_due())
		upgrade_program(master);
	else
		reload(master);
}

static void stop(struct master *master)
{
	for (size_t i = 0; i < SLOTS; i++) {
		if (!master->stopping)
			finish(&master->slots[i]);
		else if (master->slots[i].pid != 0)
			kill(master->slots[i].pid, SIGKILL);
	}
	master->stopping = true;
}

/* With the request that it had in hand, if any. */
static void log_death(pid_t pid, int result, const struct worker_score *score)
{
	const char *how = WIFSIGNALED(result) ? "was ended by signal" : "ended with status";
	const int what = WIFSIGNALED(result) ? WTERMSIG(result) : WEXITSTATUS(result);
	char page[SCORE_PAGE];
	char id[LOG_ID + 1];

	if (!score_busy(score)) {
		log_error("worker %d %s %d", (int)pid, how, what);
		return;
	}
	score_page_name(score, page);
	score_request_id(score, id);
	log_request(id);
	log_error("worker %d %s %d, in the midst of a request for %s", (int)pid, how, what,
		page[0] != '\0' ? page : "no known page");
	log_request("");
}

static void reap(struct master *master, struct slot *slot, int result)
{
	int64_t now = clock_steady();
	bool at_start = now - slot->started < MS_STARTING && !score_used(score_of(master, slot));
	bool expected = slot->kill_at != MS_FOREVER;

	if (!expected || !WIFEXITED(result) || WEXITSTATUS(result) != 0)
		log_death(slot->pid, result, score_of(master, slot));
	slot->pid = 0;
	slot->kill_at = MS_FOREVER;
	if (expected || master->stopping)
		return;
	if (!at_start)
		slot->pause = 0;
	else if (slot->pause == 0)
		slot->pause = MS_FIRST_PAUSE;
	else
		slot->pause = slot->pause * 2 < MS_LONGEST_PAUSE ? slot->pause * 2 : MS_LONGEST_PAUSE;
	slot->start_at = now + slot->pause;
}

static void reap_all(struct master *master)
{
	int result;
	pid_t pid;

	while ((pid = waitpid(-1, &result, WNOHANG)) > 0)
		for (size_t i = 0; i < SLOTS; i++)
			if (master->slots[i].pid == pid)
				reap(master, &master->slots[i], result);
}

/* Does what is due: starts, kills; returns when the next thing is due. */
static int64_t run_due(struct master *master)
{
	int64_t now = clock_steady();
	int64_t next = now + MS_LOOK;

	kill_late(master->slots, now);
	end_hung(master);
	for (size_t i = 0; i < SLOTS; i++) {
		struct slot *slot = &master->slots[i];

		if (slot->pid == 0 && slot->start_at <= now)
			start(master, slot);
		if (slot->pid == 0 && slot->start_at < next)
			next = slot->start_at;
		if (slot->pid != 0 && slot->kill_at < next)
			next = slot->kill_at;
	}
	return next;
}

static bool anyone_left(const struct master *master)
{
	for (size_t i = 0; i < SLOTS; i++)
		if (master->slots[i].pid != 0)
			return true;
	return false;
}

/* The next signal, or 0 when it is time for something. */
static int wait_signal(const struct master *master, int64_t until)
{
	int64_t left = until - clock_steady();
	struct timespec timeout;
	int signal;

	if (left < 0)
		left = 0;
	timeout = (struct timespec){ .tv_sec = left / 1000, .tv_nsec = left % 1000 * 1000000 };
	signal = sigtimedwait(&master->signals, NULL, &timeout);
	return signal < 0 ? 0 : signal;
}

static void block_signals(sigset_t *signals)
{
	struct sigaction ignore = { .sa_handler = SIG_IGN };

	sigaction(SIGPIPE, &ignore, NULL);
	sigemptyset(signals);
	sigaddset(signals, SIGTERM);
	sigaddset(signals, SIGINT);
	sigaddset(signals, SIGHUP);
	sigaddset(signals, SIGCHLD);
	sigprocmask(SIG_BLOCK, signals, NULL);
}

static bool make_slots(struct master *master)
{
	for (size_t i = 0; i < SLOTS; i++)
		master->slots[i] = (struct slot){ .start_at = MS_FOREVER, .kill_at = MS_FOREVER };
	master->scoreboard = scoreboard_new(SLOTS);
	if (master->scoreboard == NULL)
		log_error("out of memory");
	return master->scoreboard != NULL;
}

int server_master(int fd, const struct server_plan *plan)
{
	struct master master = { .fd = fd, .plan = plan };
	int count;

	block_signals(&master.signals);
	count = plan->prepare(plan->ctx);
	if (count <= 0 || !make_slots(&master))
		return 1;
	adopt(&master);
	if (!anyone_left(&master))
		start_all(&master, count);
	else if (!replace_all(&master, count))
		log_error("new workers could not be started, those of the program before stay");
	log_info("serving with %d workers", count);
	service_ready();
	while (!master.stopping || anyone_left(&master)) {
		service_alive();
		switch (wait_signal(&master, run_due(&master))) {
		case SIGTERM:
		case SIGINT:
			stop(&master);
			break;
		case SIGHUP:
			hang_up(&master);
			break;
		default:
			break;
		}
		reap_all(&master);
	}
	scoreboard_free(master.scoreboard, SLOTS);
	return 0;
}
