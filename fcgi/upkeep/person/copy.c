#include "upkeep/person/copy.h"

#include <inttypes.h>
#include <stdlib.h>

#include "base/clock.h"
#include "lists/phone_trace.h"
#include "model/access.h"
#include "model/phone_index.h"
#include "participation/held.h"
#include "photos/photo_entry.h"
#include "privacy/sealed.h"
#include "staff/audit.h"

#define ARENA_LIMIT ((size_t)64 << 20)

/*
 * What is about the person and the matter.  Whatever else a case has is the office's (keyed hashes, codes,
 * drafts, reasons, who asks whom) or another's (letters to third parties, which case it repeats).
 */
static const char *const given[] = {
	"ch", "st", "cat", "dept", "title", "area", "asker", "told", "src", "upno", "updue", "to",
	"urg", "via", "conf", "rw", "cb", "cbat", "appl", "mode", "want", "remit", "docno", "recd",
	"clk", "corr", "cord", "chgd", "yuan", "paid", "just", "expl", "defd", "outc", "grnd",
	"conc", "apls", "created", "accepted", "assigned", "due", "led", "answered", "revised",
	"closed", "setdue", "fdue", "days", "ans", "ansd", "rating", "rated", "ret", "ext", "reop",
	"reopat", "again", "agdue", "agday", "sup", "likes", "cmts", "mrev", "hid", "cons", "pub",
	"unv", "prov", "decl",
};

static bool is_given(const char *field)
{
	for (size_t i = 0; i < sizeof(given) / sizeof(given[0]); i++)
		if (strcmp(field, given[i]) == 0)
			return true;
	return false;
}

static void add_fields(struct casework *work, const struct case_record *record, struct value *map)
{
	struct value *fields = map_map(map, "stored");
	struct record_field field;

	for (size_t i = 0; record_field(i, &field); i++) {
		struct str text = record_field_text(work->arena, record, i);

		if (text.len > 0 && is_given(field.name))
			map_str(fields, field.name, text);
	}
}

bool person_sent(const struct value *entry)
{
	return str_eq(map_get_str(entry, "kind"), S("question")) || held_by_sender(entry) ||
		held_refused(entry);
}

static void add_photos(struct casework *work, uint64_t n, const struct value *entries, struct value *names)
{
	for (const struct member *m = entries->first; m != NULL; m = m->next) {
		if (!person_sent(&m->value))
			continue;
		for (const struct member *p = photo_entry_first(&m->value); p != NULL; p = p->next)
			list_str(names, arena_printf(work->arena, "%" PRIu64 "/%.*s.jpg", n,
				STR_ARG(map_get_str(&p->value, "id"))));
	}
}

/* Those of the entries that the test picks. */
static void add_posts(const struct value *entries, bool (*test)(const struct value *entry),
	struct value *list)
{
	for (const struct member *m = entries->first; m != NULL; m = m->next)
		if (test(&m->value)) {
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
	add_posts(held, held_by_sender, map_list(*map, "waiting"));
	add_posts(thread, held_refused, map_list(*map, "refused"));
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

/* Whose events are told, and to whom. */
struct picking {
	const uint64_t *cases;
	size_t count;
	event_log_visit *tell;
	void *context;
};

static void pick(void *context, struct arena *arena, const struct value *event)
{
	const struct picking *picking = context;
	uint64_t n = (uint64_t)map_get_int(event, "case", 0);

	if (n != 0 && bsearch(&n, picking->cases, picking->count, sizeof(n), by_number) != NULL)
		picking->tell(picking->context, arena, event);
}

enum status person_copy_events(struct casework *work, const uint64_t *cases, size_t count, int64_t since,
	event_log_visit *tell, void *context, bool *lost)
{
	struct picking picking = { cases, count, tell, context };

	return event_log_walk(work, S(""), since, pick, &picking, lost);
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
