#include "ctl/doctor/processes.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/clock.h"
#include "ctl/doctor/fastcgi.h"
#include "ctl/doctor/system_file.h"
#include "notify/outbox.h"
#include "notify/targets.h"
#include "search/feed.h"
#include "search/inside.h"
#include "search/manifest.h"
#include "sites/site_configs.h"
#include "upkeep/clock_guard.h"

#define PATIENCE_S 5
#define SLOW_MS 1000
#define FEWEST_FILES 1024
/* It looks at the outbox twice a second. */
#define NOTIFIER_GONE_MS MS_PER_MINUTE

static int connect_worker(const char *path)
{
	const struct timeval patience = { .tv_sec = PATIENCE_S };
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	int kept;

	memcpy(address.sun_path, path, strlen(path) + 1);
	if (fd < 0)
		return -1;
	if (setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience)) == 0 &&
		setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof(patience)) == 0 &&
		connect(fd, (const struct sockaddr *)&address, sizeof(address)) == 0)
		return fd;
	kept = errno;
	close(fd);
	errno = kept;
	return -1;
}

/* Who listens behind the socket; 0 when the system doesn't say. */
static int listener_of(int fd)
{
	socklen_t size = sizeof(struct ucred);
	struct ucred peer;

	return getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &size) == 0 ? (int)peer.pid : 0;
}

/* The processes that a process has started; -1 when the system doesn't say. */
static int children_of(struct arena *arena, int parent)
{
	struct str path = arena_printf(arena, "/proc/%d/task/%d/children", parent, parent);
	struct str children;
	struct str pid;
	int count = 0;

	if (access(path.data, R_OK) != 0)
		return -1;
	children = system_file(arena, path.data);
	while (str_cut(&children, ' ', &pid))
		count++;
	return count;
}

static void look_at_health(struct exam *exam, int fd, int workers)
{
	const int64_t began = clock_steady();
	const int wanted = config_workers(exam->config);
	const int status = fastcgi_get(fd, exam->ctl->arena, S("/readyz"),
		str_of(exam->config->site.domain));
	const int64_t took = clock_steady() - began;

	if (status == 0) {
		exam_add(exam, HEALTH_BAD, "the workers don't answer within %d s", PATIENCE_S);
		exam_advise(exam, "see the worker's log; systemctl restart wenzheng");
	} else if (status != 200) {
		exam_add(exam, HEALTH_BAD, "the workers answer /readyz with %d", status);
		exam_advise(exam, status == 421 ? "the workers don't serve this site: its file was left out, see their log" :
			"mostly Redis is away: see above, and the worker's log");
	} else if (took > SLOW_MS) {
		exam_add(exam, HEALTH_WARN, "the workers took %" PRId64 " ms to answer", took);
		exam_advise(exam, "see the load of the machine; [worker] processes may be raised");
	}
	if (workers >= 0 && workers < wanted) {
		exam_add(exam, HEALTH_WARN, "%d of %d workers are there", workers, wanted);
		exam_advise(exam, "see the worker's log: one that dies at once is started again after a pause");
	}
	exam_well(exam, "%d workers, one answered in %" PRId64 " ms", workers >= 0 ? workers : wanted, took);
}

/* The soft limit of open files, "Max open files  1024  4096  files" in proc_pid_limits(5); 0: it isn't told. */
static int64_t files_limit(struct arena *arena, int pid)
{
	struct str limits = system_file(arena, arena_printf(arena, "/proc/%d/limits", pid).data);
	const struct str row = S("Max open files");
	struct str rest = str_sub(limits, str_search(limits, row, 0), limits.len);
	struct str number;
	int64_t limit = 0;

	rest = str_trim(str_sub(rest, row.len, rest.len));
	if (str_cut(&rest, ' ', &number))
		str_to_i64(number, &limit);
	return limit;
}

static void look_at_limits(struct exam *exam, int listener)
{
	struct arena *arena = exam->ctl->arena;
	const int64_t files = listener > 0 ? files_limit(arena, listener) : 0;
	int64_t most = 0;

	if (files > 0 && files < FEWEST_FILES) {
		exam_add(exam, HEALTH_WARN, "the workers may open %" PRId64 " files each", files);
		exam_advise(exam, "raise LimitNOFILE of wenzheng.service to %d", FEWEST_FILES);
	}
	if (str_to_i64(str_trim(system_file(arena, "/proc/sys/net/core/somaxconn")), &most) &&
		most < exam->config->worker.backlog) {
		exam_add(exam, HEALTH_WARN,
			"net.core.somaxconn is %" PRId64 ": fewer connections may wait than [worker] "
			"backlog says, %d", most, exam->config->worker.backlog);
		exam_advise(exam, "sysctl net.core.somaxconn=4096, and restart wenzheng");
	}
}

/* The workers' socket: a further site is served by those of the installation's first. */
static struct str workers_socket(struct exam *exam)
{
	struct str own = arena_str(exam->ctl->arena, str_of(exam->config->worker.socket));
	struct site_configs sites;
	const char *problem;

	if (access(own.data, F_OK) == 0 || strcmp(exam->ctl->config_file, config_default()) == 0)
		return own;
	if (site_configs_load(config_default(), NULL, true, &sites, &problem) == OK &&
		site_configs_find(&sites, exam->config->site.id) != NULL)
		own = arena_str(exam->ctl->arena, str_of(sites.list[0]->worker.socket));
	site_configs_free(&sites);
	return own;
}

void processes_worker(struct exam *exam)
{
	const struct config *config = exam->config;
	const struct str path = workers_socket(exam);
	int fd;

	if (config->worker.listen[0] != '\0') {
		exam_add(exam, HEALTH_UNSEEN, "not looked at: only the machines of [worker] web_servers may ask %s",
			config->worker.listen);
		return;
	}
	fd = connect_worker(path.data);
	if (fd < 0 && errno == EACCES) {
		exam_closed(exam);
	} else if (fd < 0) {
		exam_add(exam, HEALTH_BAD, "no worker listens on %s: %s", path.data, strerror(errno));
		exam_advise(exam, "systemctl stop wenzheng, then start it; a further site is served by the workers of the "
			"first");
	} else {
		look_at_limits(exam, listener_of(fd));
		look_at_health(exam, fd, children_of(exam->ctl->arena, listener_of(fd)));
		close(fd);
	}
}

void processes_jobs(struct exam *exam)
{
	struct clock_verdict verdict;
	int64_t ago;

	if (exam_away(exam))
		return;
	if (clock_guard_read(&exam->work, &verdict) != OK) {
		exam_add(exam, HEALTH_UNSEEN, "Redis didn't say");
		return;
	}
	ago = exam->work.now - verdict.proved;
	if (verdict.suspect) {
		exam_add(exam, HEALTH_BAD, "the jobs stand still, since the clock is suspect");
		exam_advise(exam, "see clock, below");
	} else if (verdict.proved == 0) {
		exam_add(exam, HEALTH_WARN, "the jobs have never run");
		exam_advise(exam, "systemctl enable --now wenzheng-jobs");
	} else if (ago > JOBS_LATE_MS) {
		exam_add(exam, ago > JOBS_GONE_MS ? HEALTH_BAD : HEALTH_WARN,
			"the last round of the jobs began %" PRId64 " minutes ago", ago / MS_PER_MINUTE);
		exam_advise(exam, "systemctl status wenzheng-jobs, and its log");
	}
	exam_well(exam, "the last round began %" PRId64 " s ago", ago > 0 ? ago / 1000 : 0);
}

void processes_notifier(struct exam *exam)
{
	const char *file = exam->config->paths.targets;
	struct targets *targets;
	const char *problem = "";
	size_t count;
	int64_t idle;

	if (access(file, R_OK) != 0 && errno == EACCES) {
		exam_closed(exam);
		return;
	}
	if (targets_load(file, &targets, &problem) != OK) {
		exam_add(exam, HEALTH_BAD, "%s", problem);
		exam_advise(exam, "mend the file, then restart wenzheng-notify");
		return;
	}
	count = targets->count;
	targets_free(targets);
	if (count == 0) {
		exam_well(exam, "no targets in %s: nobody is told of anything", file);
		return;
	}
	if (exam_away(exam))
		return;
	if (outbox_idle(&exam->work, &idle) != OK || idle < 0 || idle > NOTIFIER_GONE_MS) {
		exam_add(exam, HEALTH_BAD, "no notifier has looked at the outbox for a minute");
		exam_advise(exam, "systemctl status wenzheng-notify, and its log");
	}
	exam_well(exam, "%zu targets, the outbox was looked at %" PRId64 " ms ago", count, idle);
}

/* Whether a process holds a lock on the file (proc_locks(5)); false also when the system doesn't say. */
static bool is_locked(struct arena *arena, const char *path)
{
	struct str locks = system_file(arena, "/proc/locks");
	struct str place;
	struct stat about;

	if (stat(path, &about) != 0)
		return false;
	place = arena_printf(arena, " %02x:%02x:%ju ", major(about.st_dev), minor(about.st_dev),
		(uintmax_t)about.st_ino);
	return str_search(locks, place, 0) < locks.len;
}

static void look_at_lag(struct exam *exam, const char *folder, const char *whose)
{
	struct manifest manifest;
	int64_t lag = 0;

	if (!manifest_read(folder, &manifest)) {
		exam_add(exam, access(folder, R_OK | X_OK) != 0 && errno == EACCES ?
			HEALTH_UNSEEN : HEALTH_WARN,
			"there is no index in %s", folder);
		exam_advise(exam, "the index process writes one: systemctl enable --now wenzheng-index");
		return;
	}
	if (exam->work.store != NULL && feed_lag(&exam->work, str_of(manifest.position), &lag) == OK &&
		lag > INDEX_LATE_MS) {
		exam_add(exam, HEALTH_WARN, "%s is %" PRId64 " minutes behind", whose, lag / MS_PER_MINUTE);
		exam_advise(exam, "systemctl status wenzheng-index, and its log");
	}
	manifest_free(&manifest);
}

void processes_index(struct exam *exam)
{
	struct arena *arena = exam->ctl->arena;
	const char *folder = exam->config->paths.search;
	char *inside;

	if (access(folder, R_OK | X_OK) != 0 && errno == EACCES) {
		exam_closed(exam);
		return;
	}
	inside = inside_folder(folder);
	if (!is_locked(arena, arena_printf(arena, "%s/lock", folder).data)) {
		exam_add(exam, HEALTH_WARN, "no process writes the index in %s: what is new isn't found", folder);
		exam_advise(exam, "systemctl status wenzheng-index, and its log");
	}
	look_at_lag(exam, folder, "the public's search");
	look_at_lag(exam, inside, "the staff's search");
	free(inside);
	exam_well(exam, "both indexes are written and up to date");
}
