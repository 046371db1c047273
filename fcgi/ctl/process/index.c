/* wenzhengctl index: the process that writes the search index. */
#include "ctl/process/index.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "base/clock.h"
#include "base/log.h"
#include "ctl/process/index_time.h"
#include "ctl/process/stopping.h"
#include "disk/file.h"
#include "store/heartbeat.h"
#include "search/feed.h"
#include "search/inside.h"

/* Between looks at the events; after a failure. */
#define IDLE_MS 200
#define FAILED_MS 2000
/* How often long work reports its progress. */
#define TELL_MS 10000
/* How often the same failure is logged. */
#define REPEAT_MS MS_PER_HOUR
#define QUERIES_MOST 1000000

#define FEEDS 2

/* What the process keeps between steps. */
struct indexing {
	struct ctl *ctl;
	struct feed feeds[FEEDS];	/* the public index, and the staff's */
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
	const struct feed *feed;
	enum status status;
};

static enum status do_step(struct indexing *indexing, const struct feed *feed)
{
	const struct feed_watch watch = { go_on, indexing };
	int64_t began = clock_steady();
	uint64_t done;
	bool anew;

	ctl_next(indexing->ctl);
	indexing->told = began;
	TRY(feed_step(&indexing->ctl->work, feed, &watch, &done, &anew));
	if (anew)
		log_info("index: %s written anew with %" PRIu64 " documents in %" PRId64 " ms",
			feed->inside ? "the staff's" : "the public's", writer_docs(feed->writer),
			clock_steady() - began);
	return OK;
}

static void attempt_step(void *context)
{
	struct attempt *attempt = context;

	attempt->status = do_step(attempt->indexing, attempt->feed);
}

static enum status one_step(struct indexing *indexing, const struct feed *feed)
{
	struct attempt attempt = { indexing, feed, OK };
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

static bool holds(const struct indexing *indexing)
{
	for (size_t i = 0; i < FEEDS; i++)
		if (!writer_holds(indexing->feeds[i].writer))
			return false;
	return true;
}

/* One index is kept up also while the other can't be. */
static enum status step(struct indexing *indexing)
{
	enum status status = OK;

	for (size_t i = 0; i < FEEDS && !stopping; i++) {
		enum status one = one_step(indexing, &indexing->feeds[i]);

		status = status == OK ? one : status;
	}
	return status;
}

static int run(struct indexing *indexing)
{
	bool once = ctl_flag(indexing->ctl, "once");
	enum status status;

	do {
		/* Whoever starts this process again makes the folder anew. */
		if (!holds(indexing))
			return ctl_fail("index: the folder %s was removed",
				indexing->ctl->config->paths.search);
		status = step(indexing);
		if (stopping)
			break;
		ctl_next(indexing->ctl);
		heartbeat_beat(indexing->ctl->store, indexing->ctl->arena, PROCESS_INDEX, status == OK);
		say_failure(indexing, status);
		if (!once)
			stopping_rest(status == OK ? IDLE_MS : FAILED_MS);
	} while (!once && !stopping);
	if (once && !stopping && status != OK)
		return ctl_fail_status(indexing->ctl, "index", status);
	return CTL_DONE;
}

/* The staff's lies within the public one's folder, for this account alone. */
static enum status open_feeds(const char *folder, struct indexing *indexing)
{
	char *inside = inside_folder(folder);
	enum status status = writer_open(folder, &indexing->feeds[0].writer);

	indexing->feeds[1].inside = true;
	if (status == OK && !(mkdir(inside, 0700) == 0 ? file_own_as(inside, folder) : errno == EEXIST))
		status = ERR_INTERNAL;
	if (status == OK)
		status = writer_open(inside, &indexing->feeds[1].writer);
	free(inside);
	return status;
}

static void close_feeds(struct indexing *indexing)
{
	for (size_t i = 0; i < FEEDS; i++)
		writer_free(indexing->feeds[i].writer);
}

static int index_site(struct ctl *ctl)
{
	struct indexing indexing = { .ctl = ctl };
	const char *time = ctl_value(ctl, "time");
	enum status status;
	uint64_t queries;
	int result = CTL_DONE;

	if (time != NULL && (!str_to_u64(str_of(time), QUERIES_MOST, &queries) || queries == 0))
		return ctl_fail("index: --time takes a number from 1 to %d", QUERIES_MOST);
	if (time != NULL)
		return index_time(ctl, queries);
	status = open_feeds(ctl->config->paths.search, &indexing);
	if (status == ERR_ALREADY)
		result = ctl_fail("index: another process writes the index in %s", ctl->config->paths.search);
	else if (status != OK)
		result = ctl_fail("index: %s: %s", ctl->config->paths.search, strerror(errno));
	if (status == OK) {
		stopping_begin(ctl);
		result = run(&indexing);
	}
	close_feeds(&indexing);
	return result;
}

const struct ctl_command ctl_index[] = {
	{ "index", "", 0, 0, CTL_DATA, index_site, "Keep the search index up to date; runs until it is stopped",
		"One process may write the index; a second one is refused.  An index that is missing, damaged or of another\n"
		"Redis is written anew, while the old one answers as long as it can.\n",
		{ { "once", NULL, "what has happened until now, then end" },
			{ "time", "N", "write nothing: print how long N queries take in the index" } } },
	{ 0 },
};
