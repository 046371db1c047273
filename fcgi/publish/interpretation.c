#include "publish/interpretation.h"

#include "store/keys.h"
#include "store/transaction.h"

/* The document that an article interprets in public; 0: none. */
static uint64_t document_of(const struct article *article)
{
	return article_listed(article) ? article->policy.explains : 0;
}

enum status interpretation_since(struct casework *work, uint64_t n, uint64_t but, int64_t *since)
{
	struct str key = key_articles(work->store, work->arena, policy_index_explaining(work->arena, n));
	struct batch batch = batch_in(work->arena);
	struct result *results;
	uint64_t first = 0;

	*since = 0;
	WATCH(&batch, key);
	/* The two earliest: one of them may be the one that is left out. */
	BATCH(&batch, S("ZRANGE"), key, S("0"), S("1"), S("WITHSCORES"));
	TRY(store_run(work->store, &batch, &results));
	for (size_t i = 0; i + 1 < results[1].count && *since == 0; i += 2)
		if (str_to_u64(results[1].items[i].str, INT64_MAX, &first) && first != but)
			str_to_i64(results[1].items[i + 1].str, since);
	return OK;
}

/* The document says since when it is interpreted: by others, and by the article since `own` (0: no more). */
static enum status update(struct casework *work, struct batch *changes, uint64_t n, uint64_t but, int64_t own)
{
	struct derive_entry old[ARTICLE_PLACES];
	struct derive_entry now[ARTICLE_PLACES];
	struct derive_move move = { .key = key_articles, .n = n, .old = old, .now = now };
	struct article document;
	struct article after;

	TRY(article_read_watched(work, &n, 1, &document));
	if (document.n == 0)
		return OK;
	after = document;
	TRY(interpretation_since(work, n, but, &after.policy.explained));
	if (own != 0 && (after.policy.explained == 0 || own < after.policy.explained))
		after.policy.explained = own;
	article_write(work, changes, &document, &after);
	move.olds = article_places(work->arena, &document, old);
	move.nows = article_places(work->arena, &after, now);
	derive_move(work, changes, &move);
	return OK;
}

enum status interpretation_follow(struct casework *work, struct batch *changes, const struct article *before,
	const struct article *after)
{
	uint64_t old = document_of(before);
	uint64_t now = document_of(after);

	if (old == now && (now == 0 || before->policy.explains_at == after->policy.explains_at))
		return OK;
	if (old != 0 && old != now && old != after->n)
		TRY(update(work, changes, old, after->n, 0));
	return now == 0 || now == after->n ? OK :
		update(work, changes, now, after->n, after->policy.explains_at);
}
