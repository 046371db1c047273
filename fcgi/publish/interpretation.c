#include "publish/interpretation.h"

#include "store/keys.h"
#include "store/transaction.h"

/* The document that an article interprets in public; 0: none. */
static uint64_t document_of(const struct article *article)
{
	return article_listed(article) ? article->policy.explains : 0;
}

/*
 * Since when a public article interprets document n, leaving out article `but`; 0: none does.  In a step of a
 * transaction, under WATCH.
 */
static enum status read_since(struct casework *work, uint64_t n, uint64_t but, int64_t *since)
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

/* Adds to changes that the document says so from now on, and stands where it then belongs. */
static void write_since(struct casework *work, struct batch *changes, const struct article *document,
	int64_t since)
{
	struct derive_entry old[ARTICLE_PLACES];
	struct derive_entry now[ARTICLE_PLACES];
	struct derive_move move = { .key = key_articles, .n = document->n, .old = old, .now = now };
	struct article after = *document;

	after.policy.explained = since;
	article_write(work, changes, document, &after);
	move.olds = article_places(work->arena, document, old);
	move.nows = article_places(work->arena, &after, now);
	derive_move(work, changes, &move);
}

/* The document says since when it is interpreted: by others, and by the article since `own` (0: no more). */
static enum status update(struct casework *work, struct batch *changes, uint64_t n, uint64_t but, int64_t own)
{
	struct article document;
	int64_t since;

	TRY(article_read_watched(work, &n, 1, &document));
	if (document.n == 0)
		return OK;
	TRY(read_since(work, n, but, &since));
	if (own != 0 && (since == 0 || own < since))
		since = own;
	write_since(work, changes, &document, since);
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

struct compare {
	struct casework *work;
	uint64_t n;
	bool mend;
	int64_t says;
	int64_t is;
};

static enum status compare(void *context, struct transaction *transaction)
{
	struct compare *compare = context;
	struct article document;

	TRY(article_read_watched(compare->work, &compare->n, 1, &document));
	compare->says = document.policy.explained;
	TRY(read_since(compare->work, compare->n, 0, &compare->is));
	if (compare->mend && compare->says != compare->is)
		write_since(compare->work, &transaction->changes, &document, compare->is);
	return OK;
}

enum status interpretation_compare(struct casework *work, uint64_t n, bool mend, int64_t *says, int64_t *is)
{
	struct compare context = { .work = work, .n = n, .mend = mend };

	TRY(transaction_run(work->store, work->arena, compare, &context));
	*says = context.says;
	*is = context.is;
	return OK;
}
