#include "lists/listing.h"

#include "lists/walk.h"
#include "store/keys.h"

static const char *const tab_names[] = { "new", "hot", "answered" };

/*
 * How many rows are looked at for one page, when two criteria leave many out, before the page is given as it
 * is.
 */
#define MOST_LOOKED 600
#define MOST_ROWS 50

const char *tab_name(enum tab tab)
{
	return tab_names[tab];
}

bool tab_parse(struct str name, enum tab *out)
{
	for (int i = 0; i < TAB_COUNT; i++)
		if (str_eq(name, str_of(tab_names[i]))) {
			*out = (enum tab)i;
			return true;
		}
	return false;
}

/* The list that comes nearest to what is asked; the rest is filtered row by row. */
static struct str listing_index(struct arena *arena, const struct listing *listing)
{
	struct str prefix = { 0 };

	if (listing->channel != CHANNEL_TOPIC)
		prefix = arena_printf(arena, "%s:", channel_name(listing->channel));
	if (listing->tab == TAB_NEW && listing->dept.len > 0)
		return arena_printf(arena, "%.*sdept:%.*s", STR_ARG(prefix), STR_ARG(listing->dept));
	if (listing->tab == TAB_NEW && !listing->any_category)
		return arena_printf(arena, "%.*scat:%s", STR_ARG(prefix), category_name(listing->category));
	return arena_join(arena, prefix, str_of(tab_name(listing->tab)));
}

static bool listing_fits(const struct listing *listing, const struct case_record *record)
{
	if (!case_visible(record, &viewer_public) || record->channel != listing->channel)
		return false;
	if (!listing->any_category && record->category != listing->category)
		return false;
	return listing->dept.len == 0 || str_eq(listing->dept, record->dept);
}

/* A span begins where a row of its end, without a member, would stand. */
static enum status begin_span(struct casework *work, const struct listing *listing, struct walk *walk)
{
	struct batch batch = batch_in(work->arena);
	struct result *results;

	if (listing->until == 0 || (walk->from.set && walk->from.score < listing->until))
		return OK;
	BATCH(&batch, S("ZCOUNT"), walk->key, num(work->arena, listing->until), S("+inf"));
	TRY(store_run(work->store, &batch, &results));
	walk->from = (struct cursor){ true, listing->until, { 0 }, results[0].integer };
	return OK;
}

/* The rows of a chunk that are within the span; *past: it ends in the chunk. */
static size_t within(const struct listing *listing, const struct ranked *rows, size_t count, bool *past)
{
	size_t inside = 0;

	while (inside < count && rows[inside].score >= listing->from)
		inside++;
	*past = inside < count;
	return inside;
}

/* Fills the page from one chunk; *last is the last row that was looked at. */
static void take_rows(struct listing_page *page, const struct listing *listing, const struct ranked *rows,
	const struct case_record *records, size_t count, struct ranked *last, bool *full)
{
	for (size_t i = 0; i < count; i++) {
		if (!listing_fits(listing, &records[i])) {
			*last = rows[i];
			continue;
		}
		if (page->count == listing->limit) {
			*full = true;
			return;
		}
		page->rows[page->count++] = records[i];
		*last = rows[i];
	}
}

enum status listing_read(struct casework *work, const struct listing *listing, struct listing_page *page)
{
	struct walk walk = { .key = key_list(work->store, work->arena, listing_index(work->arena, listing)),
		.descending = true };
	struct ranked last = { 0 };
	bool full = listing->limit > MOST_ROWS;
	bool past = false;

	*page = (struct listing_page){ 0 };
	if (full)
		return ERR_INTERNAL;
	TRY(cursor_parse(work->arena, listing->before, &walk.from));
	TRY(begin_span(work, listing, &walk));
	page->rows = arena_array(work->arena, listing->limit + 1, sizeof(*page->rows));
	while (!full && !past && !walk.ended && walk.looked < MOST_LOOKED) {
		struct case_record *records;
		struct ranked *rows;
		size_t count;

		TRY(walk_chunk(work, &walk, listing->limit + 1, &rows, &count));
		count = within(listing, rows, count, &past);
		TRY(ranked_read_cases(work, rows, count, &records));
		take_rows(page, listing, rows, records, count, &last, &full);
	}
	if (full || (!past && !walk.ended))
		page->next = cursor_print(work->arena, &last);
	page->total = walk.total;
	return OK;
}
