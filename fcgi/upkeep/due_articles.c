#include "upkeep/due_articles.h"

#include <inttypes.h>

#include "base/log.h"
#include "store/keys.h"

#define CHUNK 50

static const struct viewer jobs = { .roles = ROLE_JOBS, .id = { "jobs", 4 } };

static enum status change_one(struct casework *work, uint64_t n, enum article_action action, bool *done)
{
	struct article_change change = { .action = action, .by = &jobs };
	struct article_refusal refusal;
	struct article article;
	enum status status;

	*done = false;
	status = article_read(work, n, &article);
	if (status == OK) {
		change.version = article.version;
		status = article_change(work, &n, &change, &article, &refusal);
	}
	if (status == ERR_AWAY)
		return status;
	*done = status == OK;
	if (status != OK)
		log_error("jobs: article %" PRIu64 ": %s: %s", n, article_row(action)->name,
			status_code(status));
	return OK;
}

static enum status run_kind(struct casework *work, const char *what, enum article_action action,
	struct due_articles *done, uint64_t *count)
{
	uint64_t passed = 0;	/* refused ones, which stay in the set: the next chunk begins behind them */
	size_t found;

	do {
		struct batch batch = batch_in(work->arena);
		struct result *results;
		uint64_t numbers[CHUNK] = { 0 };

		BATCH(&batch, S("ZRANGEBYSCORE"), key_articles(work->store, work->arena, str_of(what)),
			S("-inf"),
			num(work->arena, work->now), S("LIMIT"), num(work->arena, (int64_t)passed),
			num(work->arena, CHUNK));
		TRY(store_run(work->store, &batch, &results));
		found = results[0].count;
		for (size_t i = 0; i < found; i++)
			str_to_u64(results[0].items[i].str, INT64_MAX, &numbers[i]);
		for (size_t i = 0; i < found; i++) {
			bool changed;

			arena_reset(work->arena);
			TRY(change_one(work, numbers[i], action, &changed));
			*count += changed;
			passed += !changed;
		}
	} while (found == CHUNK);
	done->refused += passed;
	return OK;
}

static enum status date_one(struct casework *work, uint64_t n, struct due_articles *done)
{
	struct article_version version;
	struct article article;
	enum policy_validity validity;
	int64_t turns;
	bool changed;
	enum status status = article_read_version(work, n, 0, &article, &version);

	if (status != OK)
		return status == ERR_AWAY ? status : OK;
	validity = policy_validity_at(&version.text, work->now, &turns);
	if (validity == article.policy.validity && turns == article.policy.turns)
		return OK;
	TRY(change_one(work, n, ARTICLE_TURN, &changed));
	done->turned += changed;
	return OK;
}

enum status due_articles_date(struct casework *work, struct due_articles *done)
{
	struct str index = policy_index(work->arena, &(struct policy_filter){ .validity = VALIDITY_VALID });
	struct batch batch = batch_in(work->arena);
	struct batch mark;
	uint64_t numbers[DUE_ARTICLES_DATED] = { 0 };
	struct result *results;
	size_t count;

	BATCH(&batch, S("HGET"), key_jobs(work->store, work->arena), S("dated"));
	TRY(store_run(work->store, &batch, &results));
	if (results[0].str.len > 0)
		return OK;
	batch = batch_in(work->arena);
	BATCH(&batch, S("ZREVRANGE"), key_articles(work->store, work->arena, index), S("0"),
		num(work->arena, DUE_ARTICLES_DATED - 1));
	TRY(store_run(work->store, &batch, &results));
	count = results[0].count;
	for (size_t i = 0; i < count; i++)
		str_to_u64(results[0].items[i].str, INT64_MAX, &numbers[i]);
	for (size_t i = 0; i < count; i++) {
		arena_reset(work->arena);
		TRY(date_one(work, numbers[i], done));
	}
	mark = batch_in(work->arena);
	BATCH(&mark, S("HSET"), key_jobs(work->store, work->arena), S("dated"), S("1"));
	return store_commit(work->store, &mark, NULL);
}

enum status due_articles_run(struct casework *work, struct due_articles *done)
{
	TRY(run_kind(work, ARTICLES_RELEASE, ARTICLE_RELEASE, done, &done->released));
	TRY(run_kind(work, ARTICLES_EXPIRE, ARTICLE_EXPIRE, done, &done->expired));
	return run_kind(work, POLICIES_TURN, ARTICLE_TURN, done, &done->turned);
}
