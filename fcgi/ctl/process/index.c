/* wenzhengctl index: the process that writes the search index. */
#include "ctl/process/index.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <time.h>

#include "base/clock.h"
#include "base/log.h"
#include "ctl/process/index_time.h"
#include "ctl/process/stopping.h"
#include "search/feed.h"

/* Between looks at the events; after a failure. */
#define IDLE_MS 200
#define FAILED_MS 2000
/* How often long work reports its progress. */
#define TELL_MS 10000
/* How often the same failure is logged. */
#define REPEAT_MS MS_PER_HOUR
#define QUERIES_MOST 1000000

/* What the process keeps between steps. */
struct indexing {
	struct ctl *ctl;
	struct writer *writer;
	int64_t told;		/* of progress, by clock_steady() */
	enum status failure;	/* of the last step */
	int64_t failure_told;
};

static bool go_on(void *self, uint64_t done, uint64_t all)
{
	struct indexing *indexing = self;
	int64_t now = clock_steady();

	if (done < all && now - indexing->told >= TELL_MS) {
		log_info("index: %" PRIu64 " of %" PRIu64, done, all);
		indexing->told = now;
	}
	return !stopping;
}

/* A step as arena_guarded calls it. */
struct attempt {
	struct indexing *indexing;
	enum status status;
};

static enum status do_step(struct indexing *indexing)
{
	const struct feed_watch watch = { go_on, indexing };
	int64_t began = clock_steady();
	uint64_t done;
	bool anew;

	ctl_next(indexing->ctl);
	indexing->told = began;
	TRY(feed_step(&indexing->ctl->work, indexing->writer, &watch, &done, &anew));
	if (anew)
		log_info("index: written anew with %" PRIu64 " documents in %" PRId64 " ms",
			writer_docs(indexing->writer), clock_steady() - began);
	return OK;
}

static void attempt_step(void *context)
{
	struct attempt *attempt = context;

	attempt->status = do_step(attempt->indexing);
}

static enum status one_step(struct indexing *indexing)
{
	struct attempt attempt = { indexing, OK };
	size_t wanted;

	if (arena_guarded(attempt_step, &attempt, &wanted))
		return attempt.status;
	log_error("index: a step needed %zu bytes, more than it may have", wanted);
	return ERR_INTERNAL;
}

/* The first time, when it changes, and now and then. */
static void say_failure(struct indexing *indexing, enum status status)
{
	int64_t now = clock_steady();

	if (status == indexing->failure && now - indexing->failure_told < REPEAT_MS)
		return;
	if (status == ERR_AWAY)
		log_warn("index: waiting for Redis");
	else if (status != OK)
		log_error("index: what happened could not be written to %s; tried again",
			indexing->ctl->config->paths.search);
	else if (indexing->failure != OK)
		log_info("index: goes on");
	indexing->failure = status;
	indexing->failure_told = now;
}

static void rest(int ms)
{
	const struct timespec moment = { .tv_nsec = 100 * 1000000L };

	for (; ms > 0 && !stopping; ms -= 100)
		nanosleep(&moment, NULL);
}

static int run(struct indexing *indexing)
{
	bool once = ctl_flag(indexing->ctl, "once");
	enum status status;

	do {
		/* Whoever starts this process again makes the folder anew. */
		if (!writer_holds(indexing->writer))
			return ctl_fail("index: the folder %s was removed",
				indexing->ctl->config->paths.search);
		status = one_step(indexing);
		if (stopping)
			break;
		say_failure(indexing, status);
		if (!once)
			rest(status == OK ? IDLE_MS : FAILED_MS);
	} while (!once && !stopping);
	if (once && !stopping && status != OK)
		return ctl_fail_status(indexing->ctl, "index", status);
	return CTL_DONE;
}

static int index_site(struct ctl *ctl)
{
	struct indexing indexing = { .ctl = ctl };
	const char *time = ctl_value(ctl, "time");
	enum status status;
	uint64_t queries;
	int result;

	if (time != NULL && (!str_to_u64(str_of(time), QUERIES_MOST, &queries) || queries == 0))
		return ctl_fail("index: --time takes a number from 1 to %d", QUERIES_MOST);
	if (time != NULL)
		return index_time(ctl, queries);
	status = writer_open(ctl->config->paths.search, &indexing.writer);
	if (status == ERR_ALREADY)
		return ctl_fail("index: another process writes the index in %s", ctl->config->paths.search);
	if (status != OK)
		return ctl_fail("index: %s: %s", ctl->config->paths.search, strerror(errno));
	stopping_begin();
	result = run(&indexing);
	writer_free(indexing.writer);
	return result;
}

const struct ctl_command ctl_index[] = {
	{ "index", "", 0, 0, CTL_SITE, index_site, "Keep the search index up to date; runs until it is stopped",
		"One process may write the index; a second one is refused.  An index that is missing, damaged or of another\n"
		"Redis is written anew, while the old one answers as long as it can.\n",
		{ { "once", NULL, "what has happened until now, then end" },
			{ "time", "N", "write nothing: print how long N queries take in the index" } } },
	{ 0 },
};
