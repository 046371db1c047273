#include "cases/listing.h"

#include <inttypes.h>

#include "cases/dept.h"
#include "store/keys.h"

static const char *const tab_names[] = { "new", "hot", "answered" };

/* How many rows are looked at for one page, when two criteria leave many out, before the page is given as it is. */
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

/* A place in a sorted set: the row that was shown last. */
struct cursor {
	bool set;
	int64_t score;
	struct str member;
};

/* "SCORE-N" or, for a held post, "SCORE-N.H". */
static enum status cursor_parse(struct arena *arena, struct str text, struct cursor *out)
{
	size_t dash = str_find(text, '-', 0);
	struct str rest = str_sub(text, dash + 1, text.len);
	char *member;
	uint64_t score;

	*out = (struct cursor){ 0 };
	if (text.len == 0)
		return OK;
	if (dash == text.len || !str_to_u64(str_sub(text, 0, dash), INT64_MAX, &score) || rest.len == 0 || rest.len > 40)
		return ERR_MALFORMED;
	member = arena_cstr(arena, rest);
	for (size_t i = 0; i < rest.len; i++) {
		if (member[i] == '.')
			member[i] = '/';
		else if (member[i] < '0' || member[i] > '9')
			return ERR_MALFORMED;
	}
	*out = (struct cursor){ true, (int64_t)score, { member, rest.len } };
	return OK;
}

static struct str cursor_print(struct arena *arena, int64_t score, struct str member)
{
	struct str text = arena_printf(arena, "%" PRId64 "-%.*s", score, STR_ARG(member));
	char *slash = memchr(text.data, '/', text.len);

	if (slash != NULL)
		*slash = '.';
	return text;
}

/* A member of a sorted set with its score. */
struct ranked {
	struct str member;
	int64_t score;
};

/* A walk over a sorted set from a cursor, a chunk at a time; up or down. */
struct walk {
	struct str key;
	bool descending;
	struct cursor from;
	size_t offset;	/* rows already taken from the cursor's score on */
	int64_t total;	/* length of the set, read with the first chunk */
	bool ended;
};

/* Whether the row comes after the cursor in the walk's order: Redis orders equal scores by bytes. */
static bool is_after(const struct walk *walk, const struct ranked *row)
{
	int order;

	if (!walk->from.set || row->score != walk->from.score)
		return true;
	order = str_cmp(row->member, walk->from.member);
	return walk->descending ? order < 0 : order > 0;
}

/* Scores are integers below 2^53, which Redis prints without an exponent. */
static enum status walk_chunk(struct casework *work, struct walk *walk, size_t size, struct ranked **rows, size_t *count)
{
	struct batch batch = batch_in(work->arena);
	struct str start = num(work->arena, walk->from.score);
	struct result *results;
	const struct result *pairs;

	if (!walk->from.set)
		start = walk->descending ? S("+inf") : S("-inf");
	BATCH(&batch, walk->descending ? S("ZREVRANGEBYSCORE") : S("ZRANGEBYSCORE"), walk->key, start,
		walk->descending ? S("-inf") : S("+inf"), S("WITHSCORES"), S("LIMIT"),
		num(work->arena, (int64_t)walk->offset), num(work->arena, (int64_t)size));
	if (walk->offset == 0)
		BATCH(&batch, S("ZCARD"), walk->key);
	TRY(store_run(work->store, &batch, &results));
	pairs = &results[0];
	if (walk->offset == 0)
		walk->total = results[1].integer;
	*rows = arena_array(work->arena, size + 1, sizeof(**rows));
	*count = 0;
	walk->offset += pairs->count / 2;
	walk->ended = pairs->count / 2 < size;
	for (size_t i = 0; i + 1 < pairs->count; i += 2) {
		struct ranked row = { .member = pairs->items[i].str };

		if (str_to_i64(pairs->items[i + 1].str, &row.score) && is_after(walk, &row))
			(*rows)[(*count)++] = row;
	}
	return OK;
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

/* The cases of a chunk's members, in one round trip. */
static enum status read_cases(struct casework *work, const struct ranked *rows, size_t count, struct case_record **out)
{
	uint64_t *numbers = arena_array(work->arena, count + 1, sizeof(*numbers));

	*out = arena_array(work->arena, count + 1, sizeof(**out));
	for (size_t i = 0; i < count; i++)
		str_to_u64(str_sub(rows[i].member, 0, str_find(rows[i].member, '/', 0)), INT64_MAX, &numbers[i]);
	return case_read_many(work, numbers, count, *out);
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

	*page = (struct listing_page){ 0 };
	if (full)
		return ERR_INTERNAL;
	TRY(cursor_parse(work->arena, listing->before, &walk.from));
	page->rows = arena_array(work->arena, listing->limit + 1, sizeof(*page->rows));
	while (!full && !walk.ended && walk.offset < MOST_LOOKED) {
		struct case_record *records;
		struct ranked *rows;
		size_t count;

		TRY(walk_chunk(work, &walk, listing->limit + 1, &rows, &count));
		TRY(read_cases(work, rows, count, &records));
		take_rows(page, listing, rows, records, count, &last, &full);
	}
	if (full || !walk.ended)
		page->next = cursor_print(work->arena, last.score, last.member);
	page->total = walk.total;
	return OK;
}

bool queue_open(struct str desk, const struct viewer *viewer)
{
	const uint32_t overseers = ROLE_SUPERVISOR | ROLE_ADMIN | ROLE_JOBS;

	if ((viewer->roles & overseers) != 0)
		return true;
	if (str_eq(desk, S("review")))
		return (viewer->roles & ROLE_MODERATOR) != 0;
	if (str_eq(desk, S("dispatch")) || str_eq(desk, S("callback")))
		return (viewer->roles & ROLE_DISPATCHER) != 0;
	if (str_eq(desk, S("approve")))
		return (viewer->roles & ROLE_APPROVER) != 0;
	if (!str_starts(desk, S("dept:")))
		return false;
	if ((viewer->roles & ROLE_DISPATCHER) != 0)
		return true;
	return (viewer->roles & ROLE_CLERK) != 0 && viewer->dept.len > 0 &&
	       str_eq(str_sub(desk, 5, desk.len), viewer->dept);
}

static int64_t held_id(struct str member)
{
	size_t slash = str_find(member, '/', 0);
	int64_t id;

	return slash < member.len && str_to_i64(str_sub(member, slash + 1, member.len), &id) ? id : -1;
}

enum status queue_read(struct casework *work, struct str desk, const struct viewer *viewer, struct str after,
	size_t limit, struct queue_page *page)
{
	struct walk walk = { .key = key_queue(work->store, work->arena, desk) };
	struct ranked last = { 0 };

	*page = (struct queue_page){ 0 };
	if (!queue_open(desk, viewer))
		return ERR_FORBIDDEN;
	TRY(cursor_parse(work->arena, after, &walk.from));
	page->rows = arena_array(work->arena, limit + 1, sizeof(*page->rows));
	while (page->count < limit && !walk.ended) {
		struct case_record *records;
		struct ranked *rows;
		size_t count;

		TRY(walk_chunk(work, &walk, limit, &rows, &count));
		TRY(read_cases(work, rows, count, &records));
		for (size_t i = 0; i < count && page->count < limit; i++) {
			last = rows[i];
			if (case_visible(&records[i], viewer))
				page->rows[page->count++] =
					(struct queue_row){ records[i], held_id(rows[i].member), rows[i].score };
		}
	}
	if (page->count == limit)
		page->next = cursor_print(work->arena, last.score, last.member);
	page->total = walk.total;
	return OK;
}

enum status queue_next(struct casework *work, struct str desk, const struct viewer *viewer, uint64_t n, uint64_t *next)
{
	struct queue_page page;
	bool found = false;

	*next = 0;
	TRY(queue_read(work, desk, viewer, (struct str){ 0 }, MOST_ROWS, &page));
	for (size_t i = 0; i < page.count; i++) {
		uint64_t here = page.rows[i].record.n;

		if (found && here != n) {
			*next = here;
			return OK;
		}
		if (here == n)
			found = true;
		else if (*next == 0)
			*next = here;
	}
	return OK;
}

static void add_desk(struct value *desks, struct str desk, struct str label,
	const struct result *results)
{
	struct value *map = list_map(desks);

	map_str(map, "desk", desk);
	map_str(map, "label", label);
	map_int(map, "waiting", results[0].integer);
	map_int(map, "overdue", results[1].integer);
}

enum status queue_desks(struct casework *work, struct desk **desks, size_t *count)
{
	static const struct desk fixed[] = {
		{ { "review", 6 }, { "待审核", 9 } }, { { "dispatch", 8 }, { "待交办", 9 } }, { { "approve", 7 }, { "待审签", 9 } },
		{ { "callback", 8 }, { "待回访", 9 } },
	};
	const size_t fixed_count = sizeof(fixed) / sizeof(fixed[0]);
	struct dept *depts;

	TRY(dept_all(work, &depts, count));
	*desks = arena_array(work->arena, *count + fixed_count, sizeof(**desks));
	memcpy(*desks, fixed, sizeof(fixed));
	for (size_t i = 0; i < *count; i++)
		(*desks)[fixed_count + i] = (struct desk){ arena_join(work->arena, S("dept:"), depts[i].id), depts[i].name };
	*count += fixed_count;
	return OK;
}

enum status queue_overview(struct casework *work, const struct viewer *viewer, struct value **desks)
{
	struct batch batch = batch_in(work->arena);
	struct result *results;
	struct desk *all;
	size_t all_count;
	size_t count = 0;

	*desks = value_list(work->arena);
	TRY(queue_desks(work, &all, &all_count));
	for (size_t i = 0; i < all_count; i++) {
		if (!queue_open(all[i].name, viewer))
			continue;
		BATCH(&batch, S("ZCARD"), key_queue(work->store, work->arena, all[i].name));
		BATCH(&batch, S("ZCOUNT"), key_queue(work->store, work->arena, all[i].name), S(QUEUE_EARLIEST),
			arena_printf(work->arena, "(%" PRId64, work->now));
		all[count++] = all[i];
	}
	if (count == 0)
		return OK;
	TRY(store_run(work->store, &batch, &results));
	for (size_t i = 0; i < count; i++)
		add_desk(*desks, all[i].name, all[i].label, &results[2 * i]);
	return OK;
}
