#include "upkeep/due_links.h"

#include <inttypes.h>

#include "base/clock.h"
#include "base/log.h"
#include "notify/link_client.h"
#include "publish/outward.h"
#include "store/keys.h"

#define TIMEOUT_MS 6000
/* What is due to the minute waits no longer than this and the time of one article. */
#define ROUND_MS 10000

_Static_assert(OUTWARD_MOST <= LINKS_AT_ONCE, "the links of one article are asked for at once");

static enum status look_at(struct casework *work, uint64_t n, struct due_links *done)
{
	const struct link_rules rules = { work->config->publish.links_private, TIMEOUT_MS };
	struct link_answer answers[OUTWARD_MOST];
	struct str urls[OUTWARD_MOST];
	struct str why[OUTWARD_MOST];
	struct article_version version;
	struct article article;
	struct outward_look look = { .n = n, .urls = urls, .why = why };
	enum status status = article_read_version(work, n, 0, &article, &version);

	if (status != OK)
		return status;
	look.version = version.version;
	look.count = outward_find(work, version.text.body, urls);
	link_client_ask(work->arena, &rules, urls, look.count, answers);
	for (size_t i = 0; i < look.count; i++) {
		why[i] = answers[i].opens ? (struct str){ 0 } : answers[i].why;
		done->failed += !answers[i].opens;
	}
	done->asked += look.count;
	return outward_keep(work, &look);
}

enum status due_links_run(struct casework *work, struct due_links *done)
{
	int64_t end = clock_steady() + ROUND_MS;
	uint64_t before = done->asked;
	uint64_t passed = 0;	/* those that could not be looked at stay in the set */

	while (done->asked - before < DUE_LINKS_A_ROUND && clock_steady() < end) {
		struct batch batch = batch_in(work->arena);
		struct result *results;
		enum status status;
		uint64_t n = 0;

		BATCH(&batch, S("ZRANGEBYSCORE"), key_articles(work->store, work->arena, S(ARTICLES_LINKS)),
			S("-inf"), num(work->arena, work->now), S("LIMIT"), num(work->arena, (int64_t)passed),
			S("1"));
		TRY(store_run(work->store, &batch, &results));
		if (results[0].count == 0)
			break;
		str_to_u64(results[0].items[0].str, INT64_MAX, &n);
		arena_reset(work->arena);
		status = look_at(work, n, done);
		arena_reset(work->arena);
		if (status == ERR_AWAY)
			return status;
		passed += status != OK;
		if (status != OK)
			log_error("jobs: links of article %" PRIu64 ": %s", n, status_code(status));
	}
	return OK;
}
