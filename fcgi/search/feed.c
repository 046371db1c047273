#include "search/feed.h"

#include <stdlib.h>

#include "publish/article_change.h"
#include "search/inside.h"
#include "search/source.h"
#include "store/keys.h"

/* Each step that finds something new makes a segment: of many small ones most of the work would be merging. */
#define EVENTS_A_STEP 4096
#define DOCS_A_CHUNK 50
#define POSITION_BYTES 48

/* Puts what is there of these cases into the staff's index, drops the rest. */
static enum status index_inside(struct casework *work, struct writer *writer, const uint64_t *ids,
	size_t count)
{
	struct inside *read = arena_array(work->arena, count + 1, sizeof(*read));
	size_t cases = 0;

	/* In order: the articles' ids are above all cases'. */
	while (cases < count && (ids[cases] & SOURCE_ARTICLE) == 0)
		cases++;
	TRY(inside_read(work, ids, cases, read));
	for (size_t i = 0; i < cases; i++) {
		struct doc doc;

		if (read[i].record.n == 0) {
			writer_drop(writer, ids[i]);
			continue;
		}
		inside_doc(work->arena, &read[i], &doc);
		TRY(writer_put(writer, &doc));
	}
	return OK;
}

/* Puts what is visible of these into the index, drops the rest. */
static enum status index_ids(struct casework *work, const struct feed *feed, const uint64_t *ids,
	size_t count)
{
	struct writer *writer = feed->writer;
	struct source *sources = arena_array(work->arena, count + 1, sizeof(*sources));

	if (feed->inside)
		return index_inside(work, writer, ids, count);
	TRY(source_read(work, ids, count, sources));
	for (size_t i = 0; i < count; i++) {
		struct doc doc;

		if (!sources[i].visible) {
			writer_drop(writer, ids[i]);
			continue;
		}
		source_doc(work->arena, &sources[i], &doc);
		TRY(writer_put(writer, &doc));
	}
	return OK;
}

/* The id of the newest event; "0-0" when there is none. */
static enum status newest(struct casework *work, struct str *id)
{
	struct batch batch = batch_in(work->arena);
	struct result *results;

	BATCH(&batch, S("XREVRANGE"), key_events(work->store, work->arena), S("+"), S("-"), S("COUNT"),
		S("1"));
	TRY(store_run(work->store, &batch, &results));
	*id = results[0].count > 0 ? results[0].items[0].items[0].str : S("0-0");
	return OK;
}

/* Whether the event is one of this Redis's. */
static enum status is_known(struct casework *work, struct str position, bool *known)
{
	struct batch batch = batch_in(work->arena);
	struct str key = key_events(work->store, work->arena);
	struct result *results;

	BATCH(&batch, S("XRANGE"), key, position, position);
	BATCH(&batch, S("XLEN"), key);
	TRY(store_run(work->store, &batch, &results));
	*known = results[0].count == 1 || (results[1].integer == 0 && str_eq(position, S("0-0")));
	return OK;
}

/* All cases, or all articles, from the first to the last. */
static enum status index_all(struct casework *work, const struct feed *feed, uint64_t last,
	const struct feed_watch *watch, uint64_t *done, uint64_t kind)
{
	uint64_t ids[DOCS_A_CHUNK];

	for (uint64_t n = 1; n <= last;) {
		size_t count = 0;

		arena_reset(work->arena);
		for (; n <= last && count < DOCS_A_CHUNK; n++)
			ids[count++] = n | kind;
		TRY(index_ids(work, feed, ids, count));
		*done += count;
		if (!watch->go_on(watch->self, *done, *done + (last + 1 - n)))
			return ERR_NOT_NOW;
	}
	return OK;
}

/* The id of an event, where no arena_reset takes it. */
static bool keep_position(struct str id, char position[POSITION_BYTES], struct str *kept)
{
	if (id.len > POSITION_BYTES)
		return false;
	memcpy(position, id.data, id.len);
	*kept = (struct str){ position, id.len };
	return true;
}

/*
 * What happens meanwhile is done again after it: the events are read on from where they were when it began.
 */
static enum status begin_anew(struct casework *work, const struct feed *feed, const struct feed_watch *watch,
	uint64_t *done)
{
	uint64_t cases;
	uint64_t articles;
	char position[POSITION_BYTES];
	struct str id;

	TRY(newest(work, &id));
	if (!keep_position(id, position, &id))
		return ERR_INTERNAL;
	TRY(case_last(work, &cases));
	TRY(article_last(work, &articles));
	writer_begin_anew(feed->writer);
	TRY(index_all(work, feed, cases, watch, done, 0));
	if (!feed->inside)
		TRY(index_all(work, feed, articles, watch, done, SOURCE_ARTICLE));
	arena_reset(work->arena);
	return writer_commit(feed->writer, id);
}

static uint64_t about(const struct result *pairs)
{
	struct str dept = result_pair(pairs, S("d"));
	uint64_t n = 0;

	if (str_to_u64(result_pair(pairs, S("c")), INT64_MAX, &n) && n != 0)
		return source_case(n);
	if (str_starts(dept, S(ARTICLE_ABOUT)) &&
		str_to_u64(str_sub(dept, strlen(ARTICLE_ABOUT), dept.len), INT64_MAX, &n))
		return source_article(n);
	return 0;
}

static int compare(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a;
	uint64_t y = *(const uint64_t *)b;

	return (x > y) - (x < y);
}

/* What the events are about, each once. */
static size_t gather(const struct result *events, uint64_t *ids)
{
	size_t count = 0;
	size_t different = 0;

	for (size_t i = 0; i < events->count; i++) {
		ids[count] = about(&events->items[i].items[1]);
		count += ids[count] != 0;
	}
	qsort(ids, count, sizeof(*ids), compare);
	for (size_t i = 0; i < count; i++)
		if (different == 0 || ids[different - 1] != ids[i])
			ids[different++] = ids[i];
	return different;
}

/* The next events; *more when there may be others. */
static enum status follow(struct casework *work, const struct feed *feed, uint64_t *done, bool *more)
{
	struct batch batch = batch_in(work->arena);
	struct str behind = arena_join(work->arena, S("("), str_of(writer_position(feed->writer)));
	const struct result *events;
	struct result *results;
	uint64_t ids[EVENTS_A_STEP];
	char position[POSITION_BYTES];
	struct str last;
	size_t count;

	*more = false;
	BATCH(&batch, S("XRANGE"), key_events(work->store, work->arena), behind, S("+"), S("COUNT"),
		num(work->arena, EVENTS_A_STEP));
	TRY(store_run(work->store, &batch, &results));
	events = &results[0];
	if (events->count == 0)
		return OK;
	count = gather(events, ids);
	*more = events->count == EVENTS_A_STEP;
	if (!keep_position(events->items[events->count - 1].items[0].str, position, &last))
		return ERR_INTERNAL;
	for (size_t i = 0; i < count; i += DOCS_A_CHUNK) {
		arena_reset(work->arena);
		TRY(index_ids(work, feed, ids + i, count - i < DOCS_A_CHUNK ? count - i : DOCS_A_CHUNK));
	}
	TRY(writer_commit(feed->writer, last));
	*done += count;
	return OK;
}

enum status feed_step(struct casework *work, const struct feed *feed, const struct feed_watch *watch,
	uint64_t *done, bool *anew)
{
	const char *position = writer_position(feed->writer);
	bool known = false;
	bool more = true;

	*done = 0;
	*anew = false;
	if (position != NULL)
		TRY(is_known(work, str_of(position), &known));
	if (!known) {
		*anew = true;
		return begin_anew(work, feed, watch, done);
	}
	while (more) {
		arena_reset(work->arena);
		TRY(follow(work, feed, done, &more));
		if (!watch->go_on(watch->self, *done, *done))
			return ERR_NOT_NOW;
	}
	return writer_forget(feed->writer, work->now);
}

enum status feed_lag(struct casework *work, struct str position, int64_t *ms)
{
	struct batch batch = batch_in(work->arena);
	struct result *results;
	uint64_t at;
	struct str id;

	*ms = 0;
	BATCH(&batch, S("XRANGE"), key_events(work->store, work->arena),
		arena_join(work->arena, S("("), position), S("+"), S("COUNT"), S("1"));
	TRY(store_run(work->store, &batch, &results));
	if (results[0].count == 0)
		return OK;
	id = results[0].items[0].items[0].str;
	if (str_to_u64(str_sub(id, 0, str_find(id, '-', 0)), INT64_MAX, &at) && work->now > (int64_t)at)
		*ms = work->now - (int64_t)at;
	return OK;
}
