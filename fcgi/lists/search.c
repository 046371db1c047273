#include "lists/search.h"

#include "base/clock.h"
#include "base/text.h"
#include "staff/audit.h"
#include "lists/phone_trace.h"
#include "model/phone_index.h"
#include "store/keys.h"

#define CHUNK 100
#define ARENA_LIMIT ((size_t)64 << 20)
/* How much one search may cost. */
#define MOST_MS 400

static const char *const names[] = { "number", "phone", "word" };

const char *search_name(enum search_by by)
{
	return names[by];
}

bool search_parse(struct str name, enum search_by *out)
{
	for (int i = 0; i < SEARCH_BYS; i++)
		if (str_eq(name, str_of(names[i]))) {
			*out = (enum search_by)i;
			return true;
		}
	return false;
}

enum search_by search_guess(struct casework *work, struct str text)
{
	struct str folded = str_trim(text_fold(work->arena, text_first(text, SEARCH_TEXT_MAX)));
	uint64_t n;

	for (size_t i = 0; i < folded.len; i++) {
		char c = folded.data[i];

		if (!(c >= '0' && c <= '9') && c != '-' && c != ' ' && c != '+' && c != '(' && c != ')')
			return case_number_parse(work, text, &n) ? SEARCH_NUMBER : SEARCH_WORD;
	}
	return phone_plain(phone_digits(work->arena, folded)) ? SEARCH_PHONE : SEARCH_NUMBER;
}

/* Adds those of the numbers that the viewer has business with, until the page is full. */
static enum status add_numbers(struct casework *work, const struct viewer *viewer, const uint64_t *numbers,
	size_t count, struct search_page *page)
{
	struct case_record *records = arena_array(work->arena, count + 1, sizeof(*records));

	TRY(case_read_many(work, numbers, count, records));
	for (size_t i = 0; i < count && page->count < SEARCH_ROWS; i++)
		if (case_inside(&records[i], viewer))
			page->rows[page->count++] = records[i];
	return OK;
}

/* The number itself, then the newest that end in the same digits. */
static enum status search_digits(struct casework *work, const struct viewer *viewer, struct str digits,
	struct search_page *page)
{
	uint64_t numbers[CHUNK];
	uint64_t last;
	uint64_t tail;
	uint64_t step = 1;
	size_t count = 0;

	if (!str_to_u64(digits, INT64_MAX, &tail))
		return OK;
	TRY(case_last(work, &last));
	for (size_t i = 0; i < digits.len && step <= last; i++)
		step *= 10;
	if (tail <= last && tail > 0)
		numbers[count++] = tail;
	if (tail < step && last >= tail)
		for (uint64_t n = last - (last - tail) % step; n > tail && count < CHUNK; n -= step)
			numbers[count++] = n;
	return add_numbers(work, viewer, numbers, count, page);
}

enum status search_number(struct casework *work, const struct viewer *viewer, struct str text,
	struct search_page *page)
{
	uint64_t n;

	*page = (struct search_page){ 0 };
	if (case_number_parse(work, text, &n))
		return add_numbers(work, viewer, &n, 1, page);
	return search_digits(work, viewer,
		str_trim(text_fold(work->arena, text_first(text, SEARCH_TEXT_MAX))), page);
}

/* Whether the viewer may see contact data of any case at all. */
static bool sees_contacts(const struct viewer *viewer)
{
	const struct case_record own = { .n = 1, .dept = viewer->dept, .contact = S("sealed") };

	return contact_visible(&own, viewer);
}

/* Adds those of the hits that the viewer may see the contact data of. */
static enum status add_traced(struct casework *work, const struct viewer *viewer,
	const struct phone_trace *tracing, struct search_page *page)
{
	struct case_record *records = arena_array(work->arena, tracing->found + 1, sizeof(*records));

	TRY(case_read_many(work, tracing->hits, tracing->found, records));
	for (size_t i = 0; i < tracing->found; i++) {
		if (!case_inside(&records[i], viewer) || !contact_visible(&records[i], viewer))
			continue;
		if (page->count < SEARCH_ROWS)
			page->rows[page->count++] = records[i];
		else
			page->cut = true;
	}
	return OK;
}

/* Goes back through one list until it ends, the page is full, or `end` (of clock_steady) comes. */
static enum status trace(struct casework *work, const struct viewer *viewer, struct phone_trace *tracing,
	int64_t end, struct search_page *page)
{
	enum status status = OK;

	while (status == OK && !tracing->ended && !page->cut) {
		page->cut = clock_steady() >= end;
		if (page->cut)
			break;
		status = phone_trace_next(tracing);
		if (status == OK)
			status = add_traced(work, viewer, tracing, page);
		arena_reset(tracing->work.arena);
	}
	return status;
}

enum status search_phone(struct casework *work, const struct viewer *viewer, struct str text,
	struct search_page *page)
{
	struct str indexes[PHONE_INDEXES];
	size_t count = phone_indexes(work, text, indexes);
	struct arena *arena;
	int64_t end = clock_steady() + MOST_MS;
	enum status status = OK;

	*page = (struct search_page){ 0 };
	if (!sees_contacts(viewer))
		return ERR_FORBIDDEN;
	TRY(audit_search(work, viewer));
	arena = arena_new(ARENA_LIMIT);
	for (size_t i = 0; i < count && status == OK; i++) {
		struct phone_trace tracing = { .work = *work, .index = indexes[i] };

		tracing.work.arena = arena;
		status = trace(work, viewer, &tracing, end, page);
	}
	arena_free(arena);
	return status;
}
