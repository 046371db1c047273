#include "lists/queue.h"

#include <inttypes.h>

#include "base/buf.h"
#include "base/json.h"
#include "drafts/lease.h"
#include "model/department.h"
#include "model/derive.h"
#include "store/keys.h"

/*
 * How many rows are looked at for one page, when the viewer may not see many, before the page is given as it
 * is.
 */
#define MOST_LOOKED 600
/* The same in bytes: long drafts and questions must not exhaust the request's arena. */
#define MOST_TAKEN ((size_t)3 << 20)
/* Rows read at once to find the next case; a case's held posts may stand between. */
#define NEXT_ROWS 10
/* Pages looked through for it, of MOST_LOOKED rows at most: behind that the list is shown instead. */
#define NEXT_PAGES 3

bool queue_open(struct str desk, const struct viewer *viewer)
{
	const uint32_t overseers = ROLE_SUPERVISOR | ROLE_ADMIN | ROLE_JOBS;

	if ((viewer->roles & overseers) != 0)
		return true;
	if (str_eq(desk, S("review")))
		return (viewer->roles & ROLE_MODERATOR) != 0;
	if (str_eq(desk, S("dispatch")) || str_eq(desk, S("extension")) || str_eq(desk, S("callback")))
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

bool queue_has_order(struct str desk, enum queue_order order)
{
	return order != ORDER_SUPPORTS || !str_eq(desk, S("review"));
}

static struct str order_key(struct casework *work, struct str desk, enum queue_order order)
{
	static const char *const suffixes[QUEUE_ORDERS] = { [ORDER_DUE] = "",
		[ORDER_AGE] = DERIVE_BY_AGE, [ORDER_SUPPORTS] = DERIVE_BY_SUPPORTS };

	return key_queue(work->store, work->arena, arena_join(work->arena, desk, str_of(suffixes[order])));
}

static int64_t held_id(struct str member)
{
	size_t slash = str_find(member, '/', 0);
	int64_t id;

	return slash < member.len && str_to_i64(str_sub(member, slash + 1, member.len), &id) ? id : -1;
}

/* The held post that a row stands for, or what its case asks. */
static void take_text(struct queue_row *row, struct value *entry)
{
	if (row->held >= 0)
		row->post = entry;
	else
		row->question = map_get_str(entry, "text");
}

static bool filter_keeps(const struct queue_filter *filter, const struct queue_row *row)
{
	const struct case_record *record = &row->record;

	if (filter->channels != 0 && (filter->channels & CHANNEL_BIT(record->channel)) == 0)
		return false;
	if (filter->categories != 0 && (filter->categories & 1u << record->category) == 0)
		return false;
	if (filter->area.len > 0 && str_search(record->area, filter->area, 0) == record->area.len)
		return false;
	if (filter->due_before != 0 && (row->due == 0 || row->due >= filter->due_before))
		return false;
	if (filter->created_before != 0 && record->created >= filter->created_before)
		return false;
	return filter->holder.len == 0 || str_eq(filter->holder, row->holder) ||
		str_eq(filter->holder, record->owner);
}

/* From its case's hash and the text; a packed case (one that is to be called back, perhaps) has that in it. */
static enum status take_row(struct casework *work, const struct result *results, struct queue_row *row)
{
	struct str text = results[1].str;
	struct value *entry;
	enum status status = record_read(work, row->record.n, &results[0], &row->record);

	if (status == OK && row->record.packed && row->held < 0)
		status = thread_first(work, &row->record, &text);
	if (status == OK && json_parse(work->arena, text, &entry) == OK)
		take_text(row, entry);
	return case_absent(status) ? OK : status;
}

/*
 * What is shown of each member of a desk's queue, in one round trip with the departments' ids.  dues: the queue
 * by due time, when the rows are of another order; else empty, and their scores are the due times.
 */
static enum status read_queue_rows(struct casework *work, struct str dues, const struct ranked *rows,
	size_t count, struct queue_page *page, struct queue_row *out)
{
	struct batch batch = batch_in(work->arena);
	const struct result *at;
	struct result *results;
	int64_t until;

	dept_ask_ids(work, &batch);
	for (size_t i = 0; i < count; i++) {
		uint64_t n = ranked_case(rows[i].member);

		out[i] = (struct queue_row){ .record.n = n, .held = held_id(rows[i].member),
			.due = rows[i].score };
		if (dues.len > 0)
			BATCH(&batch, S("ZSCORE"), dues, rows[i].member);
		BATCH(&batch, S("HGETALL"), key_case(work->store, work->arena, n));
		if (out[i].held >= 0)
			BATCH(&batch, S("HGET"), key_held(work->store, work->arena, n),
				num(work->arena, out[i].held));
		else
			BATCH(&batch, S("LINDEX"), key_thread(work->store, work->arena, n), S("0"));
		lease_ask(work, &batch, n);
	}
	TRY(store_run(work->store, &batch, &results));
	page->dept_ids = results;
	at = results + 1;
	for (size_t i = 0; i < count; i++) {
		struct queue_row *row = &out[i];
		bool there = dues.len == 0 || str_to_i64((at++)->str, &row->due);

		TRY(take_row(work, at, row));
		if (!there)
			row->record.n = 0;
		at += 2;
		lease_read(work, at, &row->holder, &until);
		at += 2;
	}
	return OK;
}

/* Until a recount has made what an older version did not keep, all stands by due time. */
static enum status order_there(struct casework *work, struct str desk, enum queue_order *order)
{
	struct batch batch = batch_in(work->arena);
	struct result *results;

	if (*order == ORDER_DUE)
		return OK;
	BATCH(&batch, S("ZCARD"), order_key(work, desk, *order));
	BATCH(&batch, S("ZCARD"), order_key(work, desk, ORDER_DUE));
	TRY(store_run(work->store, &batch, &results));
	if (results[0].integer < results[1].integer)
		*order = ORDER_DUE;
	return OK;
}

enum status queue_read(struct casework *work, const struct queue_ask *ask, struct queue_page *page)
{
	enum queue_order order = ask->filter.order;
	struct str dues = { 0 };
	struct walk walk = { 0 };
	size_t begun = arena_taken(work->arena);
	struct ranked last = { 0 };

	*page = (struct queue_page){ 0 };
	if (!queue_open(ask->desk, ask->viewer))
		return ERR_FORBIDDEN;
	TRY(order_there(work, ask->desk, &order));
	walk.key = order_key(work, ask->desk, order);
	if (order != ORDER_DUE)
		dues = order_key(work, ask->desk, ORDER_DUE);
	TRY(cursor_parse(work->arena, ask->after, &walk.from));
	page->rows = arena_array(work->arena, ask->limit + 1, sizeof(*page->rows));
	while (page->count < ask->limit && !walk.ended && walk.looked < MOST_LOOKED &&
		arena_taken(work->arena) - begun < MOST_TAKEN) {
		struct queue_row *read;
		struct ranked *rows;
		size_t count;

		TRY(walk_chunk(work, &walk, ask->limit, &rows, &count));
		read = arena_array(work->arena, count + 1, sizeof(*read));
		TRY(read_queue_rows(work, dues, rows, count, page, read));
		for (size_t i = 0; i < count && page->count < ask->limit; i++) {
			last = rows[i];
			if (case_visible(&read[i].record, ask->viewer) &&
				filter_keeps(&ask->filter, &read[i]))
				page->rows[page->count++] = read[i];
		}
		if (order == ORDER_DUE && ask->filter.due_before != 0 &&
			last.score >= ask->filter.due_before)
			walk.ended = true;
	}
	if (page->count == ask->limit || !walk.ended)
		page->next = cursor_print(work->arena, &last);
	page->total = walk.total;
	return OK;
}

enum status queue_place(struct casework *work, struct str desk, uint64_t n, struct str *place)
{
	struct batch batch = batch_in(work->arena);
	struct str member = num(work->arena, (int64_t)n);
	struct buf text = buf_in(work->arena);
	struct result *results;

	for (size_t i = 0; i < QUEUE_ORDERS; i++) {
		struct str key = order_key(work, desk, (enum queue_order)i);

		BATCH(&batch, S("ZSCORE"), key, member);
		BATCH(&batch, S("ZRANK"), key, member);
	}
	TRY(store_run(work->store, &batch, &results));
	*place = (struct str){ 0 };
	if (results[0].type == RESULT_NIL)
		return OK;
	for (size_t i = 0; i < QUEUE_ORDERS; i++) {
		struct ranked row = { .member = member, .rank = results[2 * i + 1].integer };

		if (i > 0)
			buf_add(&text, S(","));
		if (results[2 * i].type == RESULT_STR && str_to_i64(results[2 * i].str, &row.score))
			buf_add(&text, cursor_print(work->arena, &row));
	}
	*place = buf_str(&text);
	return OK;
}

/* The cursor in one order of a place that queue_place gave. */
static struct str place_in(struct str place, enum queue_order order)
{
	struct str cursor = { 0 };

	for (size_t i = 0; i <= order; i++)
		if (!str_cut(&place, ',', &cursor))
			return (struct str){ 0 };
	return cursor;
}

/* The first case other than n from a place on; *rest is where the look stopped before the queue's end. */
static enum status next_from(struct casework *work, const struct queue_ask *ask, struct str place, uint64_t n,
	uint64_t *next, struct str *rest)
{
	struct queue_ask rows = *ask;
	struct queue_page page;
	int pages = 0;

	rows.after = place;
	rows.limit = NEXT_ROWS;
	do {
		TRY(queue_read(work, &rows, &page));
		for (size_t i = 0; i < page.count && *next == 0; i++)
			if (page.rows[i].record.n != n)
				*next = page.rows[i].record.n;
		rows.after = page.next;
	} while (*next == 0 && page.next.len > 0 && ++pages < NEXT_PAGES);
	*rest = page.next;
	return OK;
}

enum status queue_next(struct casework *work, const struct queue_ask *ask, uint64_t n, uint64_t *next,
	struct str *rest)
{
	struct str place = ask->after;

	*next = 0;
	*rest = (struct str){ 0 };
	if (!queue_open(ask->desk, ask->viewer))
		return ERR_FORBIDDEN;
	if (place.len == 0)
		TRY(queue_place(work, ask->desk, n, &place));
	place = place_in(place, ask->filter.order);
	if (place.len > 0)
		TRY(next_from(work, ask, place, n, next, rest));
	return *next == 0 && rest->len == 0 ? next_from(work, ask, (struct str){ 0 }, n, next, rest) : OK;
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
		{ { "review", 6 }, { "待审核", 9 } },
		{ { "dispatch", 8 }, { "待交办", 9 } },
		{ { "extension", 9 }, { "延期申请", 12 } },
		{ { "approve", 7 }, { "待审签", 9 } },
		{ { "callback", 8 }, { "待回访", 9 } },
	};
	const size_t fixed_count = sizeof(fixed) / sizeof(fixed[0]);
	struct dept *depts;

	TRY(dept_all(work, &depts, count));
	*desks = arena_array(work->arena, *count + fixed_count, sizeof(**desks));
	memcpy(*desks, fixed, sizeof(fixed));
	for (size_t i = 0; i < *count; i++)
		(*desks)[fixed_count + i] = (struct desk){ arena_join(work->arena, S("dept:"), depts[i].id),
			depts[i].name };
	*count += fixed_count;
	return OK;
}

void queue_count(struct casework *work, struct batch *batch, struct str desk)
{
	struct str key = key_queue(work->store, work->arena, desk);

	BATCH(batch, S("ZCARD"), key);
	BATCH(batch, S("ZCOUNT"), key, S(QUEUE_EARLIEST), arena_printf(work->arena, "(%" PRId64, work->now));
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
		queue_count(work, &batch, all[i].name);
		all[count++] = all[i];
	}
	if (count == 0)
		return OK;
	TRY(store_run(work->store, &batch, &results));
	for (size_t i = 0; i < count; i++)
		add_desk(*desks, all[i].name, all[i].label, &results[2 * i]);
	return OK;
}
