#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/log.h"
#include "web/renew.h"
#include "web/server.h"

#define MS_GRACE 30000
#define MS_YOUNG 2000
#define MS_FIRST_PAUSE 250
#define MS_LONGEST_PAUSE 10000
/* Workers are looked at so often for requests that last too long. */
#define MS_LOOK 1000
#define MS_FOREVER INT64_MAX

/* A place for one worker: those of the present plan, and those that only finish what they have. */
struct slot {
	pid_t pid;		/* 0: nobody there */
	int64_t started;
	int64_t pause;		/* before the next start, doubled each time one dies at its start */
	int64_t start_at;	/* when nobody is there; MS_FOREVER: the slot is free */
	int64_t kill_at;	/* when told to finish; MS_FOREVER: it isn't */
};

/* Room for a whole old set beside the new one; a third reload in a row waits for a free slot. */
#define SLOTS (2 * WORKERS_MAX)

struct master {
	int fd;
	const struct server_plan *plan;
	sigset_t signals;
	struct slot slots[SLOTS];
	struct seat *seats;	/* one for each slot */
	bool stopping;
};

static struct seat *seat_in(const struct master *master, const struct slot *slot)
{
	return seat_of(master->seats, (size_t)(slot - master->slots));
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

static _Noreturn void run_worker(const struct master *master, struct seat *seat, pid_t parent)
{
	struct sigaction plain = { .sa_handler = SIG_DFL };

	/* SIGTERM stays blocked until server_loop minds it, so one that comes early isn't lost. */
	sigaction(SIGCHLD, &plain, NULL);
	prctl(PR_SET_PDEATHSIG, SIGTERM);
	if (getppid() != parent)
		_exit(0);
	exit(master->plan->work(master->plan->ctx, master->fd, seat));
}

static void start(struct master *master, struct slot *slot)
{
	pid_t parent = getpid();
	pid_t pid;

	seat_clear(seat_in(master, slot));
	pid = fork();
	slot->started = clock_steady();
	slot->start_at = MS_FOREVER;
	slot->kill_at = MS_FOREVER;
	if (pid == 0)
		run_worker(master, seat_in(master, slot), parent);
	if (pid < 0) {
		log_error("a worker could not be started: %s", strerror(errno));
		slot->start_at = slot->started + MS_LONGEST_PAUSE;
		return;
	}
	slot->pid = pid;
}

/* False when not every one could be started; what was begun stays. */
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

/* Tells the worker to finish what it has, or gives up starting the one that waits. */
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

/* A worker whose request lasts too long would not heed SIGTERM. */
static void end_hung(struct master *master)
{
	char page[SEAT_PAGE];

	for (size_t i = 0; i < SLOTS; i++) {
		struct seat *seat = seat_of(master->seats, i);

		if (master->slots[i].pid == 0 || !seat_overdue(seat))
			continue;
		seat_name_page(seat, page);
		log_error("worker %d was ended: its request for %s lasted too long", (int)master->slots[i].pid,
			page[0] != '\0' ? page : "no known page");
		kill(master->slots[i].pid, SIGKILL);
		seat_end(seat);
	}
}

/* Becomes the program that was put in the place of this one; its first reload ends the workers of today. */
static void hand_over(const struct master *master)
{
	pid_t workers[SLOTS];
	size_t count = 0;

	for (size_t i = 0; i < SLOTS; i++)
		if (master->slots[i].pid != 0)
			workers[count++] = master->slots[i].pid;
	renew(master->fd, workers, count);
}

/* The workers of the program that this process was before. */
static void adopt(struct master *master)
{
	pid_t workers[SLOTS];
	size_t count = renew_workers(workers, SLOTS);

	for (size_t i = 0; i < count; i++) {
		master->slots[i].pid = workers[i];
		master->slots[i].started = clock_steady();
	}
}

/* Starts count workers, then lets those of before finish, so that somebody accepts at every moment; or neither. */
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

static void take_up(struct master *master)
{
	if (!master->stopping && renew_due())
		hand_over(master);
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

static void log_death(pid_t pid, int result)
{
	if (WIFSIGNALED(result))
		log_error("worker %d was ended by signal %d", (int)pid, WTERMSIG(result));
	else
		log_error("worker %d ended with status %d", (int)pid, WEXITSTATUS(result));
}

static void bury(struct master *master, struct slot *slot, int result)
{
	int64_t now = clock_steady();
	bool unborn = now - slot->started < MS_YOUNG && !seat_used(seat_in(master, slot));
	bool expected = slot->kill_at != MS_FOREVER;

	if (!expected || !WIFEXITED(result) || WEXITSTATUS(result) != 0)
		log_death(slot->pid, result);
	slot->pid = 0;
	slot->kill_at = MS_FOREVER;
	if (expected || master->stopping)
		return;
	if (!unborn)
		slot->pause = 0;
	else if (slot->pause == 0)
		slot->pause = MS_FIRST_PAUSE;
	else
		slot->pause = slot->pause * 2 < MS_LONGEST_PAUSE ? slot->pause * 2 : MS_LONGEST_PAUSE;
	slot->start_at = now + slot->pause;
}

static void bury_all(struct master *master)
{
	int result;
	pid_t pid;

	while ((pid = waitpid(-1, &result, WNOHANG)) > 0)
		for (size_t i = 0; i < SLOTS; i++)
			if (master->slots[i].pid == pid)
				bury(master, &master->slots[i], result);
}

/* Starts whom it is time for; the time of the next thing to do. */
static int64_t keep_time(struct master *master)
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

static void mind_signals(sigset_t *signals)
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

static bool make_room(struct master *master)
{
	for (size_t i = 0; i < SLOTS; i++)
		master->slots[i] = (struct slot){ .start_at = MS_FOREVER, .kill_at = MS_FOREVER };
	master->seats = seats_new(SLOTS);
	if (master->seats == NULL)
		log_error("out of memory");
	return master->seats != NULL;
}

int server_master(int fd, const struct server_plan *plan)
{
	struct master master = { .fd = fd, .plan = plan };
	int count;

	mind_signals(&master.signals);
	count = plan->prepare(plan->ctx);
	if (count <= 0 || !make_room(&master))
		return 1;
	adopt(&master);
	if (!anyone_left(&master))
		start_all(&master, count);
	else if (!replace_all(&master, count))
		log_error("new workers could not be started, those of the program before stay");
	log_info("serving with %d workers", count);
	while (!master.stopping || anyone_left(&master)) {
		switch (wait_signal(&master, keep_time(&master))) {
		case SIGTERM:
		case SIGINT:
			stop(&master);
			break;
		case SIGHUP:
			take_up(&master);
			break;
		default:
			break;
		}
		bury_all(&master);
	}
	seats_free(master.seats, SLOTS);
	return 0;
}
