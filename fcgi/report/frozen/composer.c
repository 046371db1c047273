#include "report/frozen/composer.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <sys/file.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/log.h"
#include "report/frozen/compose.h"
#include "report/frozen.h"
#include "staff/account.h"

/* How often it begins anew because something changed. */
#define TRIES 5
#define TELL_MS 1000
#define TOLD_BYTES ((size_t)1 << 20)

/* A wish being fulfilled. */
struct composing {
	struct casework *work;
	int year;
	struct wish wish;
	struct str folder;
	int tries;
	struct casework told;	/* with a small arena of its own */
	int64_t told_at;	/* by clock_steady() */
};

static void tell(void *context, uint64_t done, uint64_t all)
{
	struct composing *composing = context;
	const struct wish_progress progress = { (int64_t)done, (int64_t)all };

	if (clock_steady() - composing->told_at < TELL_MS)
		return;
	composing->told_at = clock_steady();
	/* When it fails, so does the composing, soon. */
	(void)wish_progress_write(&composing->told, composing->year, &progress);
	arena_reset(composing->told.arena);
}

/* The lists' folder is named by its wish, so it tells whether the draft of this wish was made. */
static bool names_folder(const struct composing *composing, enum status status, const struct frozen *frozen)
{
	return status == OK && str_eq(frozen_folder(frozen->data), composing->folder);
}

/* The article that a run made which was killed before it could say so; 0: none. */
static enum status find_made(struct composing *composing, uint64_t *n)
{
	struct frozen frozen = { .data = NULL };
	enum status status = frozen_read_draft(composing->work, composing->year, &frozen);

	*n = 0;
	if (!names_folder(composing, status, &frozen) && (status == OK || status == ERR_NOT_FOUND))
		status = frozen_read(composing->work, composing->year, 0, &frozen);
	if (names_folder(composing, status, &frozen))
		*n = frozen.article.n;
	return status == ERR_NOT_FOUND ? OK : status;
}

static void remove_lists(const struct composing *composing)
{
	struct casework *work = composing->work;

	list_files_remove(arena_cstr(work->arena, lists_folder(work, composing->folder)));
}

/* Whoever asked may have lost the role since. */
static enum status read_editor(struct composing *composing, struct account *account, struct viewer *viewer)
{
	enum status status = account_read(composing->work, composing->wish.by, account);

	if (status == ERR_NOT_FOUND)
		return ERR_FORBIDDEN;
	TRY(status);
	*viewer = (struct viewer){ .roles = account->roles, .fresh = account->fresh, .id = account->id,
		.dept = account->dept };
	return account->disabled || (account->roles & ROLE_EDITOR) == 0 ? ERR_FORBIDDEN : OK;
}

static enum status compose_once(struct composing *composing, const struct viewer *by, struct article *after,
	struct article_refusal *refusal)
{
	const struct compose compose = { .year = composing->year, .by = by, .note = composing->wish.note,
		.folder = composing->folder, .listener = { tell, composing } };

	lists_sweep(composing->work);
	remove_lists(composing);
	composing->work->now = clock_now();
	return report_compose(composing->work, &compose, after, refusal);
}

static struct str why_not(const struct article_refusal *refusal, enum status status)
{
	if (refusal->why.len > 0)
		return refusal->why;
	return status == ERR_FORBIDDEN ? S("要求生成送审稿的账号已停用，或者不再是编辑。") :
		S("没有生成：服务器出错，请系统管理员查看日志和磁盘空间后再试。");
}

static enum status compose(struct composing *composing, struct article_refusal *refusal)
{
	struct account account;
	struct article after;
	struct viewer viewer;
	enum status status;

	TRY(read_editor(composing, &account, &viewer));
	do
		status = compose_once(composing, &viewer, &after, refusal);
	while (status == ERR_CONFLICT && ++composing->tries < TRIES);
	return status;
}

/*
 * What was made counts, whatever came back: a commit may have been done although the link broke.  While Redis
 * is away the wish can't end, and stands.
 */
static enum status fulfil(struct composing *composing)
{
	struct article_refusal refusal = { .field = NULL };
	enum status status = OK;
	uint64_t made;

	TRY(find_made(composing, &made));
	if (made == 0) {
		status = compose(composing, &refusal);
		TRY(find_made(composing, &made));
	}
	if (made == 0)
		remove_lists(composing);
	log_info("report %d: %s", composing->year, made != 0 ? "composed" : status_code(status));
	return wish_end(composing->work, composing->year, &composing->wish, made,
		made != 0 ? (struct str){ 0 } : why_not(&refusal, status));
}

/*
 * nginx couldn't read the lists that root writes, nor the jobs remove them: root does it as their owner.
 * That takes from a process what ends it with its parent, so it is set again.
 */
static bool become_owner(int folder)
{
	struct stat owner;
	int ending = 0;

	if (geteuid() != 0)
		return true;
	prctl(PR_GET_PDEATHSIG, &ending);
	return fstat(folder, &owner) == 0 && setegid(owner.st_gid) == 0 && seteuid(owner.st_uid) == 0 &&
		prctl(PR_SET_PDEATHSIG, ending) == 0;
}

/* Who it was before, which for a process that isn't root's is who it is. */
static void become_oneself(void)
{
	if (seteuid(getuid()) != 0 || setegid(getgid()) != 0)
		log_error("report: cannot become the account again that began: %s", strerror(errno));
}

/* The lock goes with the process, however it ends. */
static int lock(const struct casework *work)
{
	const char *folder = work->config->paths.reports;
	int fd;

	mkdir(folder, 0750);
	fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd >= 0 && flock(fd, LOCK_EX) == 0 && become_owner(fd))
		return fd;
	log_error("report: cannot lock %s: %s", folder, strerror(errno));
	if (fd >= 0)
		close(fd);
	return -1;
}

static enum status run(struct composing *composing)
{
	struct casework *work = composing->work;

	TRY(wish_read(work, composing->year, &composing->wish));
	if (composing->wish.state != WISH_ASKED)
		return OK;
	composing->folder = arena_printf(work->arena, "%d-%" PRId64, composing->year, composing->wish.at);
	return fulfil(composing);
}

enum status composer_run(struct casework *work, int year, struct wish *ended)
{
	struct composing composing = { .work = work, .year = year, .told = *work };
	int locked = lock(work);
	enum status status;

	if (locked < 0)
		return ERR_AWAY;
	composing.told.arena = arena_new(TOLD_BYTES);
	status = run(&composing);
	arena_free(composing.told.arena);
	become_oneself();
	close(locked);
	return status == OK ? wish_read(work, year, ended) : status;
}
