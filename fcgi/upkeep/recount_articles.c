#include "upkeep/recount_articles.h"

#include <stdio.h>

#include "publish/interpretation.h"
#include "store/keys.h"
#include "store/transaction.h"
#include "upkeep/due_files.h"

#define ARTICLES_A_CHUNK 200
#define KEY_MOST 100

static enum status read_articles(struct casework *work, bool watched, const uint64_t *numbers, size_t count,
	void *records)
{
	return watched ? article_read_watched(work, numbers, count, records) :
		article_read_many(work, numbers, count, records);
}

static size_t expect_places(struct casework *work, const void *record, struct finding *out)
{
	const struct article *article = record;
	struct derive_entry places[ARTICLE_PLACES];
	const struct derive_move move = { .key = key_articles, .n = article->n, .now = places,
		.nows = article_places(work->arena, article, places) };

	return finding_expect(work, &move, out);
}

static const struct place_kind kind = { .record_size = sizeof(struct article), .most = ARTICLE_PLACES,
	.read = read_articles, .expect = expect_places };

/* What a document says of its interpretation follows from a list, which has been proved before. */
static enum status check_document(struct check *check, uint64_t n)
{
	struct casework *work = &check->work;
	struct finding finding = { .key = key_article(work->store, work->arena, n), .entry = S("iat"),
		.n = n };

	TRY(interpretation_compare(work, n, check->mend, &finding.has, &finding.should));
	finding.there = finding.has != 0;
	finding.expected = finding.should != 0;
	if (finding_wrong(&finding))
		finding_tell(check, &finding, 1);
	return OK;
}

/* Files that nothing needs; one round trip tells which articles have any. */
static enum status check_files(struct places *places, const struct article *records, size_t count)
{
	struct casework *work = &places->check.work;
	struct batch batch = batch_in(work->arena);
	struct result *results;

	for (size_t i = 0; i < count; i++)
		BATCH(&batch, S("HLEN"), key_article_files(work->store, work->arena, records[i].n));
	TRY(store_run(work->store, &batch, &results));
	for (size_t i = 0; i < count; i++) {
		struct finding finding = { .key = key_article_files(work->store, work->arena, records[i].n),
			.n = records[i].n };
		uint64_t wrong = 0;

		/* What is due the jobs look at themselves. */
		if (records[i].n != 0 && records[i].files_due == 0)
			TRY(due_files_check(work, records[i].n, results[i].integer > 0, places->check.mend,
				&wrong));
		finding.has = (int64_t)wrong;
		finding.there = wrong > 0;
		if (finding_wrong(&finding))
			finding_tell(&places->check, &finding, 1);
	}
	return OK;
}

/* All documents, by their places in the list of them; one that moves meanwhile is proved by its own change. */
static enum status check_documents(struct places *places)
{
	struct casework *work = &places->check.work;
	size_t count;

	for (int64_t from = 0;; from += (int64_t)count) {
		struct batch batch;
		struct result *results;
		uint64_t numbers[ARTICLES_A_CHUNK] = { 0 };

		arena_reset(work->arena);
		TRY(places->keep(places->context));
		batch = batch_in(work->arena);
		BATCH(&batch, S("ZRANGE"), key_articles(work->store, work->arena,
			policy_index(work->arena, &(struct policy_filter){ .validity = VALIDITY_NONE })),
			num(work->arena, from), num(work->arena, from + ARTICLES_A_CHUNK - 1));
		TRY(store_run(work->store, &batch, &results));
		count = results[0].count;
		if (count == 0)
			return OK;
		for (size_t i = 0; i < count; i++)
			str_to_u64(results[0].items[i].str, INT64_MAX, &numbers[i]);
		for (size_t i = 0; i < count; i++)
			TRY(check_document(&places->check, numbers[i]));
	}
}

/* Addresses of older portals that are wrong. */
struct origins {
	struct check *check;
	struct finding *wrong;
	size_t count;
};

static enum status mend_origins(void *context, struct transaction *transaction)
{
	struct origins *origins = context;

	finding_mend(origins->check, origins->wrong, origins->count, &transaction->changes);
	return OK;
}

/*
 * Nobody is in the way: an article and its address are written in one commit, and neither changes or goes
 * afterwards.
 */
static enum status settle_origins(struct origins *origins)
{
	struct casework *work = &origins->check->work;

	if (origins->count == 0)
		return OK;
	TRY(transaction_run(work->store, work->arena, mend_origins, origins));
	finding_tell(origins->check, origins->wrong, origins->count);
	return OK;
}

/* Whether the addresses of these articles lead to them. */
static enum status check_origins(struct check *check, const struct article *articles, size_t count)
{
	struct casework *work = &check->work;
	struct origins origins = { .check = check, .wrong = arena_array(work->arena, count,
		sizeof(*origins.wrong)) };
	struct str key = key_article_origins(work->store, work->arena);
	struct batch batch = batch_in(work->arena);
	struct result *results;
	size_t asked = 0;

	for (size_t i = 0; i < count; i++)
		if (articles[i].n != 0 && articles[i].origin.len > 0)
			BATCH(&batch, S("HGET"), key, articles[i].origin);
	if (batch.count == 0)
		return OK;
	TRY(store_run(work->store, &batch, &results));
	for (size_t i = 0; i < count; i++) {
		struct finding finding = { .key = key, .entry = articles[i].origin, .n = articles[i].n,
			.expected = true, .should = (int64_t)articles[i].n };

		if (articles[i].n == 0 || articles[i].origin.len == 0)
			continue;
		finding.there = str_to_i64(results[asked++].str, &finding.has);
		if (finding_wrong(&finding))
			origins.wrong[origins.count++] = finding;
	}
	return settle_origins(&origins);
}

/* Whether the articles that some addresses lead to say so: pairs of address and number. */
static enum status check_addresses(struct places *places, struct str key, const struct result *pairs)
{
	struct casework *work = &places->check.work;
	size_t count = pairs->count / 2;
	uint64_t *numbers = arena_array(work->arena, count + 1, sizeof(*numbers));
	struct article *articles = arena_array(work->arena, count + 1, sizeof(*articles));
	struct origins origins = { .check = &places->check, .wrong = arena_array(work->arena, count + 1,
		sizeof(*origins.wrong)) };

	for (size_t i = 0; i < count; i++)
		if (!str_to_u64(pairs->items[2 * i + 1].str, INT64_MAX, &numbers[i]))
			numbers[i] = 0;
	TRY(article_read_many(work, numbers, count, articles));
	for (size_t i = 0; i < count; i++)
		if (articles[i].n == 0 || !str_eq(articles[i].origin, pairs->items[2 * i].str))
			origins.wrong[origins.count++] = (struct finding){ .key = key,
				.entry = pairs->items[2 * i].str, .n = numbers[i], .there = true,
				.has = (int64_t)numbers[i] };
	return settle_origins(&origins);
}

enum status recount_articles(const struct check *check, struct arena *look,
	enum status (*keep)(void *context), void *context)
{
	struct places places = { .check = *check, .kind = &kind, .look = look, .keep = keep,
		.context = context };
	struct casework *work = &places.check.work;
	char name[KEY_MOST];	/* outlives the arenas' contents */
	uint64_t last;

	TRY(article_last(work, &last));
	for (uint64_t next = 1; next <= last; next += ARTICLES_A_CHUNK) {
		uint64_t numbers[ARTICLES_A_CHUNK];
		struct article *records;
		size_t count = 0;

		arena_reset(work->arena);
		TRY(keep(context));
		while (count < ARTICLES_A_CHUNK && next + count <= last) {
			numbers[count] = next + count;
			count++;
		}
		records = arena_array(work->arena, count, sizeof(*records));
		TRY(article_read_many(work, numbers, count, records));
		TRY(places_check(&places, records, count));
		TRY(check_origins(&places.check, records, count));
		TRY(check_files(&places, records, count));
	}
	arena_reset(work->arena);
	snprintf(name, sizeof(name), "%.*s", STR_ARG(key_articles(work->store, work->arena, S(""))));
	TRY(places_check_sets(&places, str_of(name)));
	snprintf(name, sizeof(name), "%.*s", STR_ARG(key_article_origins(work->store, work->arena)));
	TRY(places_scan(&places, S("HSCAN"), str_of(name), check_addresses));
	return check_documents(&places);
}
