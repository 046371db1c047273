#include "lists/listing.h"

#include <inttypes.h>

#include "base/json.h"
#include "cases/lease.h"
#include "model/department.h"
#include "store/keys.h"

static const char *const tab_names[] = { "new", "hot", "answered" };

/* How many rows are looked at for one page, when two criteria leave many out, before the page is given as it is. */
#define MOST_LOOKED 600
/* Of a cursor: whoever writes one may name any, and it is added to. */
#define RANK_MOST ((uint64_t)1 << 53)
#define MOST_ROWS 50
/* Rows read at once to find the next case; a case's held posts may stand between. */
#define NEXT_ROWS 10

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
	int64_t rank;	/* where the row stood when it was shown: about where it still is */
};

/* "SCORE-N~RANK" or, for a held post, "SCORE-N.H~RANK"; without a rank the place is searched for. */
static enum status cursor_parse(struct arena *arena, struct str text, struct cursor *out)
{
	size_t tilde = str_find(text, '~', 0);
	struct str place = str_sub(text, 0, tilde);
	size_t dash = str_find(place, '-', 0);
	struct str rest = str_sub(place, dash + 1, place.len);
	uint64_t score;
	uint64_t rank = 0;
	char *member;

	*out = (struct cursor){ 0 };
	if (text.len == 0)
		return OK;
	if (dash == place.len || !str_to_u64(str_sub(place, 0, dash), INT64_MAX, &score) || rest.len == 0 || rest.len > 40)
		return ERR_MALFORMED;
	if (tilde < text.len && !str_to_u64(str_sub(text, tilde + 1, text.len), RANK_MOST, &rank))
		return ERR_MALFORMED;
	member = arena_cstr(arena, rest);
	for (size_t i = 0; i < rest.len; i++) {
		if (member[i] == '.')
			member[i] = '/';
		else if (member[i] < '0' || member[i] > '9')
			return ERR_MALFORMED;
	}
	*out = (struct cursor){ true, (int64_t)score, { member, rest.len }, (int64_t)rank };
	return OK;
}

/* A member of a sorted set with its score. */
struct ranked {
	struct str member;
	int64_t score;
	int64_t rank;
};

static struct str cursor_print(struct arena *arena, const struct ranked *row)
{
	struct str text = arena_printf(arena, "%" PRId64 "-%.*s~%" PRId64, row->score, STR_ARG(row->member), row->rank);
	char *slash = memchr(text.data, '/', text.len);

	if (slash != NULL)
		*slash = '.';
	return text;
}

/* A walk over a sorted set from a cursor, a chunk at a time; up or down. */
struct walk {
	struct str key;
	bool descending;
	struct cursor from;
	bool begun;
	int64_t next;	/* rank, in the walk's order, of the next row to read */
	size_t looked;	/* rows given */
	int64_t total;	/* length of the set */
	bool ended;
};

/* Whether the row comes after the cursor in the walk's order: Redis orders equal scores by bytes. */
static bool is_after(const struct walk *walk, const struct ranked *row)
{
	int order;

	if (!walk->from.set)
		return true;
	if (row->score != walk->from.score)
		return (row->score > walk->from.score) != walk->descending;
	order = str_cmp(row->member, walk->from.member);
	return walk->descending ? order < 0 : order > 0;
}

/*
 * The rows at the ranks from on, with the set's length.  Scores are integers below 2^53, which Redis prints without an
 * exponent.
 */
static enum status read_ranks(struct casework *work, struct walk *walk, int64_t from, size_t size, struct ranked **rows,
	size_t *count)
{
	struct batch batch = batch_in(work->arena);
	struct result *results;

	BATCH(&batch, walk->descending ? S("ZREVRANGE") : S("ZRANGE"), walk->key, num(work->arena, from),
		num(work->arena, from + (int64_t)size - 1), S("WITHSCORES"));
	BATCH(&batch, S("ZCARD"), walk->key);
	TRY(store_run(work->store, &batch, &results));
	walk->total = results[1].integer;
	*count = results[0].count / 2;
	*rows = arena_array(work->arena, *count + 1, sizeof(**rows));
	for (size_t i = 0; i < *count; i++) {
		(*rows)[i] = (struct ranked){ .member = results[0].items[2 * i].str, .rank = from + (int64_t)i };
		str_to_i64(results[0].items[2 * i + 1].str, &(*rows)[i].score);
	}
	return OK;
}

/* The rank of the first row after the cursor, when it is not where it was: one row read for each halving. */
static enum status find_place(struct casework *work, struct walk *walk)
{
	int64_t low = 0;
	int64_t high = walk->total;

	while (low < high) {
		int64_t middle = low + (high - low) / 2;
		struct ranked *row;
		size_t count;

		TRY(read_ranks(work, walk, middle, 1, &row, &count));
		if (count == 0 || is_after(walk, row))
			high = middle;
		else
			low = middle + 1;
	}
	walk->next = low;
	return OK;
}

/* Rows leave and join a list while it is read: look so many before the place where the cursor's row was. */
#define SLACK 60

/* The first chunk: where the cursor's row was, else wherever its place is now. */
static enum status walk_begin(struct casework *work, struct walk *walk, size_t size, struct ranked **rows, size_t *count)
{
	int64_t from = walk->from.rank > SLACK ? walk->from.rank - SLACK : 0;
	size_t window = size + (walk->from.set ? SLACK + 1 : 0);
	size_t skip = 0;
	bool there;

	walk->begun = true;
	TRY(read_ranks(work, walk, from, window, rows, count));
	while (skip < *count && !is_after(walk, &(*rows)[skip]))
		skip++;
	there = (skip > 0 || from == 0) && (skip < *count || *count < window);
	if (!there) {
		TRY(find_place(work, walk));
		return read_ranks(work, walk, walk->next, size, rows, count);
	}
	*rows += skip;
	*count -= skip;
	walk->next = from + (int64_t)skip;
	return OK;
}

static enum status walk_chunk(struct casework *work, struct walk *walk, size_t size, struct ranked **rows, size_t *count)
{
	if (!walk->begun)
		TRY(walk_begin(work, walk, size, rows, count));
	else
		TRY(read_ranks(work, walk, walk->next, size, rows, count));
	if (*count > size)
		*count = size;
	walk->next += (int64_t)*count;
	walk->looked += *count;
	walk->ended = *count == 0 || walk->next >= walk->total;
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

/* The case of a member: "N" or "N/H". */
static uint64_t case_of(struct str member)
{
	uint64_t n = 0;

	str_to_u64(str_sub(member, 0, str_find(member, '/', 0)), INT64_MAX, &n);
	return n;
}

/* The cases of a chunk's members, in one round trip. */
static enum status read_cases(struct casework *work, const struct ranked *rows, size_t count, struct case_record **out)
{
	uint64_t *numbers = arena_array(work->arena, count + 1, sizeof(*numbers));

	*out = arena_array(work->arena, count + 1, sizeof(**out));
	for (size_t i = 0; i < count; i++)
		numbers[i] = case_of(rows[i].member);
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
	while (!full && !walk.ended && walk.looked < MOST_LOOKED) {
		struct case_record *records;
		struct ranked *rows;
		size_t count;

		TRY(walk_chunk(work, &walk, listing->limit + 1, &rows, &count));
		TRY(read_cases(work, rows, count, &records));
		take_rows(page, listing, rows, records, count, &last, &full);
	}
	if (full || !walk.ended)
		page->next = cursor_print(work->arena, &last);
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

/* What is shown of each member of a desk's queue, in one round trip with the departments' ids. */
static enum status read_queue_rows(struct casework *work, struct str desk, const struct ranked *rows, size_t count,
	struct queue_page *page, struct queue_row *out)
{
	bool review = str_eq(desk, S("review"));
	struct batch batch = batch_in(work->arena);
	const struct result *at;
	struct result *results;
	int64_t until;

	dept_ask_ids(work, &batch);
	for (size_t i = 0; i < count; i++) {
		uint64_t n = case_of(rows[i].member);

		out[i] = (struct queue_row){ .record.n = n, .held = held_id(rows[i].member), .due = rows[i].score };
		BATCH(&batch, S("HGETALL"), key_case(work->store, work->arena, n));
		if (out[i].held >= 0)
			BATCH(&batch, S("HGET"), key_held(work->store, work->arena, n), num(work->arena, out[i].held));
		else if (review)
			BATCH(&batch, S("LINDEX"), key_thread(work->store, work->arena, n), S("0"));
		claim_ask(work, &batch, n);
	}
	TRY(store_run(work->store, &batch, &results));
	page->dept_ids = results;
	at = results + 1;
	for (size_t i = 0; i < count; i++) {
		struct queue_row *row = &out[i];
		struct value *entry;

		if (record_read(work->arena, row->record.n, at++, &row->record) != OK)
			row->record.n = 0;
		if (row->held >= 0 && json_parse(work->arena, (at++)->str, &entry) == OK)
			row->post = entry;
		else if (row->held < 0 && review && json_parse(work->arena, (at++)->str, &entry) == OK)
			row->question = map_get_str(entry, "text");
		claim_read(work, at, &row->holder, &until);
		at += 2;
	}
	return OK;
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
	while (page->count < limit && !walk.ended && walk.looked < MOST_LOOKED) {
		struct queue_row *read;
		struct ranked *rows;
		size_t count;

		TRY(walk_chunk(work, &walk, limit, &rows, &count));
		read = arena_array(work->arena, count + 1, sizeof(*read));
		TRY(read_queue_rows(work, desk, rows, count, page, read));
		for (size_t i = 0; i < count && page->count < limit; i++) {
			last = rows[i];
			if (case_visible(&read[i].record, viewer))
				page->rows[page->count++] = read[i];
		}
	}
	if (page->count == limit || !walk.ended)
		page->next = cursor_print(work->arena, &last);
	page->total = walk.total;
	return OK;
}

/* The place of case n in a queue as a cursor; empty when it isn't there. */
static enum status place_in_queue(struct casework *work, struct str desk, uint64_t n, struct str *place)
{
	struct batch batch = batch_in(work->arena);
	struct str key = key_queue(work->store, work->arena, desk);
	struct ranked row = { .member = num(work->arena, (int64_t)n) };
	struct result *results;

	BATCH(&batch, S("ZSCORE"), key, row.member);
	BATCH(&batch, S("ZRANK"), key, row.member);
	TRY(store_run(work->store, &batch, &results));
	*place = (struct str){ 0 };
	row.rank = results[1].integer;
	if (results[0].type == RESULT_STR && str_to_i64(results[0].str, &row.score))
		*place = cursor_print(work->arena, &row);
	return OK;
}

/* The first case other than n from a place on. */
static enum status next_from(struct casework *work, struct str desk, const struct viewer *viewer, struct str place,
	uint64_t n, uint64_t *next)
{
	struct queue_page page = { .next = place };

	do {
		TRY(queue_read(work, desk, viewer, page.next, NEXT_ROWS, &page));
		for (size_t i = 0; i < page.count && *next == 0; i++)
			if (page.rows[i].record.n != n)
				*next = page.rows[i].record.n;
	} while (*next == 0 && page.next.len > 0);
	return OK;
}

enum status queue_next(struct casework *work, struct str desk, const struct viewer *viewer, uint64_t n, uint64_t *next)
{
	struct str place = { 0 };

	*next = 0;
	if (!queue_open(desk, viewer))
		return ERR_FORBIDDEN;
	TRY(place_in_queue(work, desk, n, &place));
	if (place.len > 0)
		TRY(next_from(work, desk, viewer, place, n, next));
	return *next == 0 ? next_from(work, desk, viewer, (struct str){ 0 }, n, next) : OK;
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
