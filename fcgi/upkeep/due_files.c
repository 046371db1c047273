#include "upkeep/due_files.h"

#include <inttypes.h>

#include "attachments/attachment_file.h"
#include "base/clock.h"
#include "base/log.h"
#include "store/keys.h"
#include "store/transaction.h"

struct needed {
	const struct str *ids;
	size_t count;
	bool *needed;
};

static void mark(void *context, const struct attachments *attachments)
{
	const struct needed *needed = context;

	for (size_t i = 0; i < needed->count; i++)
		if (attachments_find(attachments, needed->ids[i]) != NULL)
			needed->needed[i] = true;
}

/* What the list of files has is needed without a further look. */
static enum status find_needed(struct attachment_prune *prune, uint64_t n, const struct str *ids,
	size_t count, bool *needed)
{
	struct needed context = { ids, count, needed };
	struct casework *work = prune->work;
	struct batch batch = batch_in(work->arena);
	struct result *results;
	size_t known = 0;

	for (size_t i = 0; i < count; i++)
		BATCH(&batch, S("HEXISTS"), key_article_files(work->store, work->arena, n), ids[i]);
	TRY(store_run(work->store, &batch, &results));
	for (size_t i = 0; i < count; i++) {
		needed[i] = results[i].integer == 1;
		known += needed[i];
	}
	return known == count ? OK : article_files_each(work, n, mark, &context);
}

static struct attachment_prune prune_of(struct casework *work, bool remove)
{
	return (struct attachment_prune){ .needed = find_needed, .work = work,
		.before = work->now - MS_PER_DAY, .remove = remove };
}

static enum status remove_withdrawn(struct casework *work, uint64_t n)
{
	struct batch batch = batch_in(work->arena);
	struct result *results;

	BATCH(&batch, S("HKEYS"), key_article_withdrawn(work->store, work->arena, n));
	TRY(store_run(work->store, &batch, &results));
	for (size_t i = 0; i < results[0].count; i++)
		attachment_file_remove(work, n, results[0].items[i].str);
	return OK;
}

/* What was looked at, and when to look again; 0: never. */
struct looked {
	struct casework *work;
	uint64_t n;
	int64_t version;
	int64_t next;
};

static enum status keep(void *context, struct transaction *transaction)
{
	const struct looked *looked = context;
	struct casework *work = looked->work;
	struct derive_entry old[ARTICLE_PLACES];
	struct derive_entry now[ARTICLE_PLACES];
	struct derive_move move = { .key = key_articles, .n = looked->n, .old = old, .now = now };
	struct article article, after;

	TRY(article_read_watched(work, &looked->n, 1, &article));
	/* Somebody changed it meanwhile: the next round looks again. */
	if (article.n == 0 || article.version != looked->version)
		return OK;
	after = article;
	after.files_due = looked->next;
	article_write(work, &transaction->changes, &article, &after);
	move.olds = article_places(work->arena, &article, old);
	move.nows = article_places(work->arena, &after, now);
	derive_move(work, &transaction->changes, &move);
	return OK;
}

static enum status sweep(struct casework *work, uint64_t n, uint64_t *removed)
{
	struct attachment_prune prune = prune_of(work, true);
	struct looked looked = { .work = work, .n = n };
	struct article article;

	TRY(article_read(work, n, &article));
	looked.version = article.version;
	TRY(remove_withdrawn(work, n));
	TRY(attachment_files_prune(&prune, n));
	*removed += prune.found;
	looked.next = prune.young ? work->now + MS_PER_DAY : 0;
	return transaction_run(work->store, work->arena, keep, &looked);
}

enum status due_files_run(struct casework *work, uint64_t *removed)
{
	uint64_t passed = 0;	/* those that failed stay in the set */

	for (;;) {
		struct batch batch = batch_in(work->arena);
		struct result *results;
		enum status status;
		uint64_t n = 0;

		BATCH(&batch, S("ZRANGEBYSCORE"), key_articles(work->store, work->arena, S(ARTICLES_FILES)),
			S("-inf"), num(work->arena, work->now), S("LIMIT"), num(work->arena, (int64_t)passed),
			S("1"));
		TRY(store_run(work->store, &batch, &results));
		if (results[0].count == 0)
			return OK;
		str_to_u64(results[0].items[0].str, INT64_MAX, &n);
		arena_reset(work->arena);
		status = sweep(work, n, removed);
		arena_reset(work->arena);
		if (status == ERR_AWAY)
			return status;
		passed += status != OK;
		if (status != OK)
			log_error("jobs: files of article %" PRIu64 ": %s", n, status_code(status));
	}
}

/* Takes out of the list of files what neither the draft nor a version names. */
static enum status check_list(struct casework *work, uint64_t n, bool mend, uint64_t *wrong)
{
	struct str key = key_article_files(work->store, work->arena, n);
	struct batch batch = batch_in(work->arena);
	struct needed context = { .count = 0 };
	struct result *results;
	struct str *ids;

	BATCH(&batch, S("HKEYS"), key);
	TRY(store_run(work->store, &batch, &results));
	if (results[0].count == 0)
		return OK;
	context.count = results[0].count;
	context.ids = ids = arena_array(work->arena, context.count, sizeof(*ids));
	context.needed = arena_array(work->arena, context.count, sizeof(bool));
	for (size_t i = 0; i < context.count; i++) {
		ids[i] = results[0].items[i].str;
		context.needed[i] = false;
	}
	TRY(article_files_each(work, n, mark, &context));
	batch = batch_in(work->arena);
	for (size_t i = 0; i < context.count; i++)
		if (!context.needed[i]) {
			(*wrong)++;
			BATCH(&batch, S("HDEL"), key, ids[i]);
		}
	return mend && *wrong > 0 ? store_run(work->store, &batch, &results) : OK;
}

enum status due_files_check(struct casework *work, uint64_t n, bool listed, bool mend, uint64_t *wrong)
{
	struct attachment_prune prune = prune_of(work, mend);

	*wrong = 0;
	if (listed)
		TRY(check_list(work, n, mend, wrong));
	TRY(attachment_files_prune(&prune, n));
	if (*wrong < prune.found)
		*wrong = prune.found;
	return OK;
}
