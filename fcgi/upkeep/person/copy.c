#include "upkeep/person/copy.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/clock.h"
#include "lists/event_log.h"
#include "lists/phone_trace.h"
#include "model/access.h"
#include "model/phone_index.h"
#include "participation/held.h"
#include "photos/photo_entry.h"
#include "privacy/sealed.h"
#include "staff/audit.h"

#define ARENA_LIMIT ((size_t)64 << 20)
#define EVENTS_A_PAGE 200
/* Then memory is given back; a file of old events that is being read is read anew. */
#define PAGES_AT_ONCE 50
#define EVENT_ID 48

/* What isn't about the person: keyed hashes and keys, the office's own drafts and notes. */
static const char *const left_out[] = { "v", "code", "contact", "tel", "dev", "fil", "qh", "upm", "draft",
	"dby", "denc", "dout", "dmore", "dtold", "dgrnd", "rwhy", "xwhy", "lby", "lact", "own", "eby",
	"declby", "asg",
};

static bool is_left_out(const char *field)
{
	for (size_t i = 0; i < sizeof(left_out) / sizeof(left_out[0]); i++)
		if (strcmp(field, left_out[i]) == 0)
			return true;
	return false;
}

static void add_fields(struct casework *work, const struct case_record *record, struct value *map)
{
	struct value *fields = map_map(map, "stored");
	struct record_field field;

	for (size_t i = 0; record_field(i, &field); i++) {
		struct str text = record_field_text(work->arena, record, i);

		if (text.len > 0 && !is_left_out(field.name))
			map_str(fields, field.name, text);
	}
}

/* Of an entry, if it is the sender's. */
static bool by_sender(const struct value *entry)
{
	struct str kind = map_get_str(entry, "kind");

	return str_eq(kind, S("question")) || str_eq(kind, S("followup")) || str_eq(kind, S("reopening"));
}

static void add_photos(struct casework *work, uint64_t n, const struct value *entries, struct value *names)
{
	for (const struct member *m = entries->first; m != NULL; m = m->next) {
		if (!by_sender(&m->value))
			continue;
		for (const struct member *p = photo_entry_first(&m->value); p != NULL; p = p->next)
			list_str(names, arena_printf(work->arena, "%" PRIu64 "/%.*s.jpg", n,
				STR_ARG(map_get_str(&p->value, "id"))));
	}
}

static void add_waiting(const struct value *held, struct value *list)
{
	for (const struct member *m = held->first; m != NULL; m = m->next)
		if (by_sender(&m->value)) {
			struct value *post = list_map(list);

			map_str(post, "kind", map_get_str(&m->value, "kind"));
			map_int(post, "at", map_get_int(&m->value, "at", 0));
			map_str(post, "text", map_get_str(&m->value, "text"));
		}
}

enum status person_copy_case(struct casework *work, uint64_t n, const struct person_request *request,
	struct value **map, int64_t *created)
{
	const struct viewer sender = { .roles = ROLE_ASKER, .id = S("asker"), .case_n = n };
	struct case_record record;
	struct value *thread;
	struct value *contact;
	struct value *held;
	struct value *photos;

	TRY(case_read(work, n, &record, &thread, NULL));
	TRY(sealed_map(work, &record, &contact));
	TRY(held_list(work, n, &held));
	TRY(audit_copy(work, &record, request->by, request->ground));
	*map = value_map(work->arena);
	*created = record.created;
	map_int(*map, "case", (int64_t)n);
	map_str(*map, "number", case_number(work, &record));
	map_str(*map, "channel", str_of(channel_name(record.channel)));
	map_str(*map, "state", str_of(state_name(record.state)));
	map_str(*map, "created", clock_rfc3339(work->arena, record.created));
	map_value(*map, "contact", contact);
	map_value(*map, "thread", thread_visible(work->arena, &record, thread, &sender));
	add_waiting(held, map_list(*map, "waiting"));
	photos = map_list(*map, "photos");
	add_photos(work, n, thread, photos);
	add_photos(work, n, held, photos);
	add_fields(work, &record, *map);
	return OK;
}

static int by_number(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a;
	uint64_t y = *(const uint64_t *)b;

	return (x > y) - (x < y);
}

enum status person_copy_events(struct casework *work, const uint64_t *cases, size_t count, int64_t since,
	person_tell_event *tell, void *context, bool *lost)
{
	struct casework own = *work;
	struct event_log log = { .work = &own };
	struct event_page page = { 0 };
	char next[EVENT_ID] = "";
	bool over = false;
	enum status status = OK;

	own.arena = arena_new(ARENA_LIMIT);
	*lost = false;
	for (int pages = 1; status == OK && !over; pages++) {
		status = event_log_read(&log, str_of(next), EVENTS_A_PAGE, &page);
		if (status != OK)
			break;
		*lost = *lost || page.lost;
		for (const struct member *m = page.events->first; m != NULL && !over; m = m->next) {
			uint64_t n = (uint64_t)map_get_int(&m->value, "case", 0);

			over = map_get_int(&m->value, "at", 0) < since;
			if (!over && n != 0 && bsearch(&n, cases, count, sizeof(n), by_number) != NULL)
				tell(context, &m->value);
		}
		over = over || page.next.len == 0;
		snprintf(next, sizeof(next), "%.*s", STR_ARG(page.next));
		if (pages % PAGES_AT_ONCE == 0) {
			log.file = (struct event_file){ 0 };
			arena_reset(own.arena);
		}
	}
	arena_free(own.arena);
	return status;
}

/* Of one keyed hash of the number. */
static enum status trace(struct phone_trace *trace, uint64_t cases[PERSON_CASES], size_t *count)
{
	while (!trace->ended) {
		TRY(phone_trace_next(trace));
		for (size_t i = 0; i < trace->found; i++) {
			if (*count == PERSON_CASES)
				return ERR_TOO_MANY;
			cases[(*count)++] = trace->hits[i];
		}
		arena_reset(trace->work.arena);
	}
	return OK;
}

enum status person_cases(struct casework *work, struct str phone, uint64_t cases[PERSON_CASES], size_t *count)
{
	struct str indexes[PHONE_INDEXES];
	size_t keys = phone_indexes(work, phone, indexes);
	struct arena *arena = arena_new(ARENA_LIMIT);
	enum status status = OK;

	*count = 0;
	for (size_t i = 0; i < keys && status == OK; i++) {
		struct phone_trace one = { .work = *work, .index = indexes[i] };

		one.work.arena = arena;
		status = trace(&one, cases, count);
	}
	arena_free(arena);
	qsort(cases, *count, sizeof(cases[0]), by_number);
	return status;
}
