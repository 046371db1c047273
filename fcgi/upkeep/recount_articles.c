#include "upkeep/recount_articles.h"

#include <stdio.h>

#include "publish/article.h"
#include "store/keys.h"

#define ARTICLES_A_CHUNK 200
#define PREFIX_MOST 100

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

enum status recount_articles(const struct check *check, struct arena *look,
	enum status (*keep)(void *context), void *context)
{
	struct places places = { .check = *check, .kind = &kind, .look = look, .keep = keep,
		.context = context };
	struct casework *work = &places.check.work;
	char prefix[PREFIX_MOST];	/* outlives the arenas' contents */
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
	}
	arena_reset(work->arena);
	snprintf(prefix, sizeof(prefix), "%.*s", STR_ARG(key_articles(work->store, work->arena, S(""))));
	return places_check_sets(&places, str_of(prefix));
}
