#include "lists/event_log.h"

#include <stdio.h>

#include "base/log.h"
#include "store/keys.h"

#define MOST_EVENTS 200
#define EVENT_ID 48
#define WALK_BYTES ((size_t)64 << 20)
/* Then memory is given back; a file of old events that is being read is read anew. */
#define PAGES_AT_ONCE 50

static int64_t pair_int(const struct result *pairs, struct str key)
{
	int64_t n = 0;

	str_to_i64(result_pair(pairs, key), &n);
	return n;
}

/* The page goes on before this event. */
static void add(struct event_page *page, const struct result *entry)
{
	const struct result *pairs = &entry->items[1];
	struct value *map = list_map(page->events);

	page->next = entry->items[0].str;
	map_str(map, "id", page->next);
	map_int(map, "at", pair_int(pairs, S("at")));
	map_int(map, "case", pair_int(pairs, S("c")));
	map_str(map, "action", result_pair(pairs, S("a")));
	map_str(map, "by", result_pair(pairs, S("by")));
	map_str(map, "from", result_pair(pairs, S("f")));
	map_str(map, "to", result_pair(pairs, S("t")));
	map_str(map, "dept", result_pair(pairs, S("d")));
}

enum status event_log_oldest(struct casework *work, int64_t *at)
{
	struct batch batch = batch_in(work->arena);
	struct result *results;

	BATCH(&batch, S("XRANGE"), key_events(work->store, work->arena), S("-"), S("+"), S("COUNT"), S("1"));
	TRY(store_run(work->store, &batch, &results));
	*at = results[0].count > 0 ? pair_int(&results[0].items[0].items[1], S("at")) : 0;
	return OK;
}

static enum status read_stream(struct casework *work, size_t limit, struct event_page *page)
{
	struct batch batch = batch_in(work->arena);
	struct str from = page->next.len > 0 ? arena_join(work->arena, S("("), page->next) : S("+");
	struct result *results;

	BATCH(&batch, S("XREVRANGE"), key_events(work->store, work->arena), from, S("-"), S("COUNT"),
		num(work->arena, (int64_t)limit));
	TRY(store_run(work->store, &batch, &results));
	for (size_t i = 0; i < results[0].count; i++)
		add(page, &results[0].items[i]);
	return OK;
}

static void tell(struct event_log *log, const struct event_file *file, const char *problem)
{
	log_error("record: the file %.*s" EVENT_FILE_ENDING " of old events %s",
		STR_ARG(event_file_name(log->work->arena, file)), problem);
}

static enum status open_file(struct event_log *log, const struct event_file *file)
{
	const char *problem = "";

	if (str_eq(file->first, log->file.first))
		return OK;
	log->file = (struct event_file){ 0 };
	if (event_files_read(log->work, file, &log->lines, &problem) == OK) {
		log->file = *file;
		return OK;
	}
	tell(log, file, problem);
	return ERR_DAMAGED;
}

/* How many of the lines stand before the id; all of them if it is empty. */
static size_t lines_before(const struct event_lines *lines, struct str before)
{
	size_t least = 0;
	size_t most = lines->count;
	struct event_id end;
	struct event_id id;
	struct str text;

	if (!event_id_parse(before, &end))
		return most;
	while (least < most) {
		size_t middle = least + (most - least) / 2;

		if (event_line_id(lines->lines[middle], &text, &id) && event_id_compare(id, end) < 0)
			least = middle + 1;
		else
			most = middle;
	}
	return least;
}

static enum status add_lines(struct event_log *log, size_t limit, struct event_page *page)
{
	size_t left = lines_before(&log->lines, page->next);

	while (left > 0 && page->events->count < limit) {
		struct result entry;

		if (event_line_read(log->work->arena, log->lines.lines[--left], &entry) != OK) {
			tell(log, &log->file, "has a line that is no event");
			return ERR_DAMAGED;
		}
		add(page, &entry);
	}
	return OK;
}

/* The page ends, and the next one goes on behind the file, whose note may be damaged too. */
static void lose(struct event_page *page, const struct event_file *file)
{
	struct event_id last;

	page->lost = true;
	page->first = page->next = file->first;
	page->last = event_id_parse(file->last, &last) ? file->last : file->first;
}

/* Goes on in the next file before the page's last event.  ERR_NOT_FOUND when there is none. */
static enum status read_file(struct event_log *log, size_t limit, struct event_page *page)
{
	struct event_file file;
	enum status status;

	status = event_files_before(log->work, page->next, &file);
	if (status == OK)
		status = open_file(log, &file);
	if (status == OK)
		status = add_lines(log, limit, page);
	if (status != ERR_DAMAGED)
		return status;
	lose(page, &file);
	return OK;
}

enum status event_log_read(struct event_log *log, struct str before, size_t limit, struct event_page *page)
{
	enum status status;
	struct event_id id;

	*page = (struct event_page){ .events = value_list(log->work->arena), .next = before };
	/* Nothing is before 0-0, which Redis takes for an error. */
	if ((before.len > 0 && (!event_id_parse(before, &id) || (id.ms == 0 && id.seq == 0))) ||
		limit > MOST_EVENTS)
		return ERR_MALFORMED;
	status = read_stream(log->work, limit, page);
	while (status == OK && page->events->count < limit && !page->lost)
		status = read_file(log, limit, page);
	if (status == ERR_NOT_FOUND) {
		page->next = (struct str){ 0 };
		return OK;
	}
	return status;
}

/* When it was written: its id begins with that. */
static int64_t written(const struct value *event)
{
	struct event_id id;

	return event_id_parse(map_get_str(event, "id"), &id) ? (int64_t)id.ms : INT64_MAX;
}

enum status event_log_walk(const struct casework *work, struct str before, int64_t since,
	event_log_visit *visit, void *context, bool *lost)
{
	struct casework own = *work;
	struct event_log log = { .work = &own };
	struct event_page page = { 0 };
	char next[EVENT_ID];
	bool over = false;
	enum status status = OK;

	own.arena = arena_new(WALK_BYTES);
	*lost = false;
	snprintf(next, sizeof(next), "%.*s", STR_ARG(before));
	for (int pages = 1; status == OK && !over; pages++) {
		status = event_log_read(&log, str_of(next), MOST_EVENTS, &page);
		if (status != OK)
			break;
		*lost = *lost || page.lost;
		for (const struct member *m = page.events->first; m != NULL && !over; m = m->next) {
			over = written(&m->value) < since;
			if (!over)
				visit(context, own.arena, &m->value);
		}
		over = over || page.next.len == 0;
		snprintf(next, sizeof(next), "%.*s", STR_ARG(page.next));
		if (pages % PAGES_AT_ONCE == 0) {
			log = (struct event_log){ .work = &own };
			arena_reset(own.arena);
		}
	}
	arena_free(own.arena);
	return status;
}
