#include "model/derive.h"

#include <inttypes.h>

#include "base/log.h"
#include "model/answered.h"
#include "model/letter.h"
#include "model/work_order.h"
#include "model/phone_index.h"
#include "store/keys.h"

#define SUPPORT_WEIGHT_MS (2 * MS_PER_HOUR)
#define COMMENT_WEIGHT_MS (4 * MS_PER_HOUR)
#define RETURNED_OFTEN 2
#define RATED_LOW 2

bool derive_callback_owed(const struct case_record *record)
{
	return record->channel == CHANNEL_HOTLINE && record->state == STATE_ANSWERED &&
		(record->callback.len == 0 ||
			str_eq(record->callback, str_of(callback_name(CALLBACK_UNREACHED))));
}

/* Who sends letters to others: the department in charge, without one the dispatcher. */
static struct str sending_desk(struct arena *arena, const struct case_record *record)
{
	return record->dept.len > 0 ? arena_join(arena, S("dept:"), record->dept) : S("dispatch");
}

static struct str serving_desk(struct arena *arena, const struct case_record *record)
{
	return letter_answer_owed(record) ? sending_desk(arena, record) : (struct str){ 0 };
}

struct str derive_desk(struct arena *arena, const struct case_record *record)
{
	switch (record->state) {
	case STATE_PENDING:
		return S("review");
	case STATE_ACCEPTED:
		return S("dispatch");
	case STATE_ASSIGNED:
		return arena_join(arena, S("dept:"), record->dept);
	/* While others are waited for it stays with whoever sent for them. */
	case STATE_CORRECTING:
	case STATE_CONSULTING:
	case STATE_CHARGING:
		return sending_desk(arena, record);
	case STATE_DRAFTED:
		return S("approve");
	case STATE_ANSWERED:
		return derive_callback_owed(record) ? S("callback") : serving_desk(arena, record);
	/* The asker may close it by a rating before the letter is on record as served. */
	case STATE_CLOSED:
		return serving_desk(arena, record);
	default:
		return (struct str){ 0 };
	}
}

/*
 * Rows being gathered.  There is room for all that a record can have: else the table of this file is wrong.
 */
struct rows {
	struct derive_entry *out;
	size_t room;
	size_t count;
};

static void put(struct rows *rows, struct str list, int64_t score)
{
	if (rows->count == rows->room) {
		log_error("index: more than %zu rows", rows->room);
		abort();
	}
	rows->out[rows->count++] = (struct derive_entry){ list, score };
}

/* The most supporters first, of equals the oldest to the second; a whole number below 2^53. */
static int64_t by_supports(const struct case_record *record)
{
	const int64_t most = (int64_t)1 << 20;
	const int64_t seconds = (int64_t)1 << 32;
	int64_t supports = record->supports < most ? record->supports : most;

	return (most - supports) * seconds + record->created / 1000;
}

/* At a desk, in each of its orders. */
static void put_desk(struct rows *rows, struct arena *arena, const struct case_record *record,
	struct str desk, int64_t due)
{
	put(rows, desk, due);
	put(rows, arena_join(arena, desk, S(DERIVE_BY_AGE)), record->created);
	if (record->state != STATE_PENDING)
		put(rows, arena_join(arena, desk, S(DERIVE_BY_SUPPORTS)), by_supports(record));
}

size_t derive_desks(struct arena *arena, const struct case_record *record,
	struct derive_entry out[DERIVE_DESKS])
{
	struct str desk = derive_desk(arena, record);
	struct rows rows = { out, DERIVE_DESKS, 0 };
	struct assists assists;

	if (desk.len > 0)
		put_desk(&rows, arena, record, desk, record->due);
	if (record->asked_at != 0 && record->state == STATE_ASSIGNED)
		put_desk(&rows, arena, record, S("extension"), record->asked_due);
	assists_read(record, &assists);
	for (size_t i = 0; i < assists.count; i++)
		if (assist_owed(record, &assists.list[i]))
			put_desk(&rows, arena, record, arena_join(arena, S("dept:"), assists.list[i].dept),
				assists.list[i].due);
	return rows.count;
}

struct str derive_owed(struct arena *arena, struct str dept)
{
	return arena_join(arena, S("owed:"), dept);
}

struct str derive_merged(struct arena *arena, uint64_t n)
{
	return arena_printf(arena, "merged:%" PRIu64, n);
}

struct str derive_applicant(struct arena *arena, const struct case_record *record)
{
	return arena_join(arena, S("filer:"), record->applicant_hash);
}

int64_t derive_filed(const struct case_record *record)
{
	bool dated = record->mode == MODE_PERSON || record->mode == MODE_POST;

	return dated && record->received != 0 ? record->received : record->created;
}

/* Somebody's turn, and the asker has no answer yet, or none that helped. */
static bool is_waiting(const struct case_record *record)
{
	const uint32_t open = STATE_BIT(STATE_PENDING) | STATE_BIT(STATE_ACCEPTED) |
		STATE_BIT(STATE_ASSIGNED) | STATE_BIT(STATE_DRAFTED) | STATE_BIT(STATE_CONSULTING) |
		STATE_BIT(STATE_CHARGING);

	return record->n != 0 && !answered_stands(record) && (STATE_BIT(record->state) & open) != 0;
}

/* The end of a case, from which retention counts; 0 while it is open. */
static int64_t ended(const struct case_record *record)
{
	switch (record->state) {
	case STATE_CLOSED:
	case STATE_WITHDRAWN:
		return record->closed;
	case STATE_DECLINED:
		/* Earlier versions did not note when. */
		return record->closed != 0 ? record->closed : record->created;
	case STATE_MERGED:
		return record->created;
	default:
		return 0;
	}
}

/* The lists that no resident sees: the staff's and the jobs'. */
static void add_inner(struct arena *arena, const struct case_record *record, struct rows *rows)
{
	if (record->phone.len > 0)
		put(rows, phone_list(arena, record->phone), record->created);
	if (record->applicant_hash.len > 0)
		put(rows, derive_applicant(arena, record), derive_filed(record));
	if (is_waiting(record)) {
		put(rows, S("waiting"), answered_awaited(record));
		if (record->state == STATE_ASSIGNED || record->state == STATE_DRAFTED)
			put(rows, derive_owed(arena, record->dept), record->due);
		if (record->returns >= RETURNED_OFTEN)
			put(rows, S("returned"), answered_awaited(record));
	}
	if (record->rated != 0 && record->rating <= RATED_LOW)
		put(rows, S("low"), record->rated);
	if (record->channel == CHANNEL_REQUEST && record->state == STATE_DECLINED)
		put(rows, S("declined"), ended(record));
}

/* The requests behind the figures of the yearly report. */
static void add_figures(struct arena *arena, const struct case_record *record, struct rows *rows)
{
	struct count counts[COUNTS_MOST];
	size_t count = counts_of(arena, record, counts);

	for (size_t i = 0; i < count; i++)
		if (counts[i].listed)
			put(rows, count_list(arena, counts[i].figure), counts[i].at);
}

size_t derive_lists(struct arena *arena, const struct case_record *record,
	struct derive_entry out[DERIVE_LISTS])
{
	struct str prefix = { 0 };
	int64_t liked = record->supports * SUPPORT_WEIGHT_MS + record->comments * COMMENT_WEIGHT_MS;
	struct rows rows = { out, DERIVE_LISTS, 0 };

	add_inner(arena, record, &rows);
	add_figures(arena, record, &rows);
	if (record->state == STATE_MERGED) {
		put(&rows, derive_merged(arena, record->merged_into), record->created);
		return rows.count;
	}
	if (!case_visible(record, &viewer_public))
		return rows.count;
	if (record->channel != CHANNEL_TOPIC)
		prefix = arena_printf(arena, "%s:", channel_name(record->channel));
	put(&rows, arena_join(arena, prefix, S("new")), record->accepted);
	/* Each supporter is worth some hours of newness: no clock enters, so the score can be recounted. */
	/* What ended long ago isn't what people talk of now. */
	if (!record->packed)
		put(&rows, arena_join(arena, prefix, S("hot")), record->accepted + liked);
	put(&rows, arena_printf(arena, "%.*scat:%s", STR_ARG(prefix), category_name(record->category)),
		record->accepted);
	if (record->dept.len > 0)
		put(&rows, arena_printf(arena, "%.*sdept:%.*s", STR_ARG(prefix), STR_ARG(record->dept)),
			record->accepted);
	if (answered_stands(record))
		put(&rows, arena_join(arena, prefix, S("answered")), answered_latest(record));
	return rows.count;
}

/* The same of a request: its file is needed until the last court has decided. */
static int64_t request_ended(const struct case_record *record)
{
	int64_t end = ended(record);
	struct appeals appeals;

	appeals_read(record, &appeals);
	for (size_t i = 0; i < appeals.count && end != 0; i++) {
		if (appeals.list[i].result == APPEAL_PENDING)
			return 0;
		if (appeals.list[i].at > end)
			end = appeals.list[i].at;
	}
	return end;
}

size_t derive_dues(struct arena *arena, const struct case_record *record,
	struct derive_entry out[DERIVE_DUES])
{
	struct rows rows = { out, DERIVE_DUES, 0 };
	bool request = record->channel == CHANNEL_REQUEST;
	int64_t end = request ? request_ended(record) : ended(record);

	(void)arena;
	if (record->remind_at != 0)
		put(&rows, S("remind"), record->remind_at);
	if (letter_period_starts(record) != 0)
		put(&rows, S("lapse"), record->due);
	if (record->state == STATE_ANSWERED && !letter_answer_owed(record))
		put(&rows, S("close"), answered_latest(record));
	if (end != 0 && !record->packed)
		put(&rows, S("pack"), end);
	if (record->contact.len > 0 && end != 0)
		put(&rows, request ? S("archive") : S("erase"), end);
	return rows.count;
}

static const struct derive_entry *find_place(const struct derive_entry *entries, size_t count,
	struct str name)
{
	for (size_t i = 0; i < count; i++)
		if (str_eq(entries[i].list, name))
			return &entries[i];
	return NULL;
}

void derive_move(struct casework *work, struct batch *changes, const struct derive_move *move)
{
	struct str n = num(work->arena, (int64_t)move->n);

	for (size_t i = 0; i < move->olds; i++)
		if (find_place(move->now, move->nows, move->old[i].list) == NULL)
			BATCH(changes, S("ZREM"), move->key(work->store, work->arena, move->old[i].list), n);
	for (size_t i = 0; i < move->nows; i++) {
		const struct derive_entry *is = &move->now[i];
		const struct derive_entry *was = find_place(move->old, move->olds, is->list);

		if (was == NULL || was->score != is->score)
			BATCH(changes, S("ZADD"), move->key(work->store, work->arena, is->list),
				num(work->arena, is->score), n);
	}
}

const struct derive_kind derive_kinds[DERIVE_KINDS] = {
	{ key_queue, derive_desks },
	{ key_list, derive_lists },
	{ key_due, derive_dues },
};

void derive_case_move(struct casework *work, struct batch *changes, const struct case_record *before,
	const struct case_record *after)
{
	for (size_t i = 0; i < DERIVE_KINDS; i++) {
		const struct derive_kind *kind = &derive_kinds[i];
		struct derive_entry old[DERIVE_MOST];
		struct derive_entry now[DERIVE_MOST];
		const struct derive_move move = { .key = kind->key, .n = after->n, .old = old,
			.olds = kind->places(work->arena, before, old), .now = now,
			.nows = kind->places(work->arena, after, now) };

		derive_move(work, changes, &move);
	}
}

/* The tallies being gathered for one record. */
struct gather {
	struct arena *arena;
	struct derive_tally *out;
	size_t count;
	struct str dept;	/* whose the next sums are; empty: nobody's */
};

static void add_tally(struct gather *g, struct str period, struct str field, int64_t amount)
{
	if (amount == 0)
		return;
	if (g->count == DERIVE_TALLIES) {
		log_error("index: more than %d tallies", DERIVE_TALLIES);
		abort();
	}
	g->out[g->count++] = (struct derive_tally){ period, field, amount };
}

/* Counted for ever, for the year, for the month and for the day. */
static void add_sums(struct gather *g, int64_t at, struct str field, int64_t amount)
{
	struct str day = clock_date(g->arena, at);

	add_tally(g, S("all"), field, amount);
	add_tally(g, str_sub(day, 0, 4), field, amount);
	add_tally(g, str_sub(day, 0, 7), field, amount);
	add_tally(g, day, field, amount);
}

static struct str by_category(struct gather *g, const char *what, const struct case_record *record)
{
	return arena_printf(g->arena, "%s.%s.%s", what, channel_name(record->channel),
		category_name(record->category));
}

/*
 * A department has sums for the year and the month; what is with none, because it was returned or recalled,
 * has none until it is assigned anew.
 */
static void add_dept(struct gather *g, int64_t at, const char *what, const struct case_record *record,
	int64_t amount)
{
	struct str day = clock_date(g->arena, at);
	struct str field;

	if (g->dept.len == 0)
		return;
	field = arena_printf(g->arena, "%s@%.*s.%s", what, STR_ARG(g->dept), channel_name(record->channel));
	add_tally(g, str_sub(day, 0, 4), field, amount);
	add_tally(g, str_sub(day, 0, 7), field, amount);
}

static void add_answer(struct gather *g, const struct case_record *record, const struct answered *answered)
{
	g->dept = answered->dept;
	add_sums(g, answered->at, by_category(g, "done", record), 1);
	add_sums(g, answered->at, by_category(g, "ontime", record), answered->on_time);
	add_sums(g, answered->at, by_category(g, "days", record), answered->days);
	add_dept(g, answered->at, "done", record, 1);
	add_dept(g, answered->at, "ontime", record, answered->on_time);
	add_dept(g, answered->at, "days", record, answered->days);
}

static void add_rating(struct gather *g, const struct case_record *record)
{
	char what[] = "rate0";
	bool of_first = record->answer_dept.len > 0 && record->rated < record->assigned;

	g->dept = of_first ? record->answer_dept : record->dept;
	what[4] = (char)('0' + record->rating);
	add_sums(g, record->rated, by_category(g, what, record), 1);
	add_dept(g, record->rated, what, record, 1);
}

/* Tables 三 and 四 of the yearly report. */
static void add_request(struct gather *g, const struct case_record *record)
{
	struct count counts[COUNTS_MOST];
	size_t count = counts_of(g->arena, record, counts);

	for (size_t i = 0; i < count; i++)
		add_sums(g, counts[i].at, counts[i].figure, counts[i].amount);
}

size_t derive_tallies(struct arena *arena, const struct case_record *record,
	struct derive_tally out[DERIVE_TALLIES])
{
	struct gather g = { arena, out, 0, record->dept };
	struct answered answered;

	if (record->n == 0)
		return 0;
	add_sums(&g, record->created, by_category(&g, "in", record), 1);
	if (record->led != 0) {
		add_sums(&g, record->led, by_category(&g, "lead", record), 1);
		add_dept(&g, record->led, "lead", record, 1);
	}
	if (answered_of(record, &answered))
		add_answer(&g, record, &answered);
	if (record->rated != 0)
		add_rating(&g, record);
	if (record->channel == CHANNEL_REQUEST)
		add_request(&g, record);
	return g.count;
}
