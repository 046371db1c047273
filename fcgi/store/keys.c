#include "store/keys.h"

/* Names are made many times a request, so they are joined by hand: "{site}:" kind rest. */
static struct str named(KEY_ARGS, const char *kind, struct str rest)
{
	struct str site = str_of(store_site(store));
	struct str parts[] = { { "{", 1 }, site, { "}:", 2 }, str_of(kind), rest };
	size_t len = 0;
	char *name;

	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++)
		len += parts[i].len;
	name = arena_alloc(arena, len + 1);
	len = 0;
	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
		if (parts[i].len > 0)
			memcpy(name + len, parts[i].data, parts[i].len);
		len += parts[i].len;
	}
	return (struct str){ name, len };
}

static struct str of_case(KEY_ARGS, const char *kind, uint64_t n, const char *part)
{
	struct str digits = num(arena, (int64_t)n);

	return named(store, arena, kind, part[0] != '\0' ? arena_join(arena, digits, str_of(part)) : digits);
}

struct str key_seq(KEY_ARGS)
{
	return named(store, arena, "seq", S(""));
}

struct str key_case(KEY_ARGS, uint64_t n)
{
	return of_case(store, arena, "case:", n, "");
}

struct str key_thread(KEY_ARGS, uint64_t n)
{
	return of_case(store, arena, "case:", n, ":thread");
}

struct str key_comments(KEY_ARGS, uint64_t n)
{
	return of_case(store, arena, "case:", n, ":comments");
}

struct str key_refused(KEY_ARGS, uint64_t n)
{
	return of_case(store, arena, "case:", n, ":refused");
}

struct str key_held(KEY_ARGS, uint64_t n)
{
	return of_case(store, arena, "held:", n, "");
}

struct str key_waiting(KEY_ARGS)
{
	return named(store, arena, "waiting", S(""));
}

struct str key_voices(KEY_ARGS, uint64_t n)
{
	return of_case(store, arena, "voices:", n, "");
}

struct str key_claim(KEY_ARGS, uint64_t n)
{
	return of_case(store, arena, "claim:", n, "");
}

struct str key_saved(KEY_ARGS, uint64_t n, struct str writer)
{
	return of_case(store, arena, "saved:", n, arena_cstr(arena, arena_join(arena, S(":"), writer)));
}

struct str key_views(KEY_ARGS, uint64_t n)
{
	return of_case(store, arena, "views:", n / VIEWS_BUCKET, "");
}

struct str key_visits(KEY_ARGS)
{
	return named(store, arena, "visits", S(""));
}

struct str key_queue(KEY_ARGS, struct str desk)
{
	return named(store, arena, "queue:", desk);
}

struct str key_list(KEY_ARGS, struct str index)
{
	return named(store, arena, "list:", index);
}

struct str key_due(KEY_ARGS, struct str what)
{
	return named(store, arena, "due:", what);
}

struct str key_jobs(KEY_ARGS)
{
	return named(store, arena, "jobs", S(""));
}

struct str key_events(KEY_ARGS)
{
	return named(store, arena, "events", S(""));
}

struct str key_answers(KEY_ARGS)
{
	return named(store, arena, "answers", S(""));
}

struct str key_outbox(KEY_ARGS)
{
	return named(store, arena, "outbox", S(""));
}

struct str key_outbox_dead(KEY_ARGS)
{
	return named(store, arena, "outbox:dead", S(""));
}

struct str key_digest(KEY_ARGS, struct str date)
{
	return named(store, arena, "digest:", date);
}

struct str key_digests(KEY_ARGS, struct str which)
{
	return named(store, arena, "digests:", which);
}

struct str key_tally(KEY_ARGS, struct str period)
{
	return named(store, arena, "tally:", period);
}

struct str key_recount(KEY_ARGS)
{
	return named(store, arena, "recount", S(""));
}

struct str key_journal(KEY_ARGS, struct str token)
{
	return named(store, arena, "journal:", token);
}

struct str key_work(KEY_ARGS, struct str month)
{
	return named(store, arena, "work:", month);
}

struct str key_staff(KEY_ARGS, struct str id)
{
	return named(store, arena, "staff:", id);
}

struct str key_known(KEY_ARGS, struct str id)
{
	return named(store, arena, "known:", id);
}

struct str key_staff_all(KEY_ARGS)
{
	return named(store, arena, "staffs", S(""));
}

struct str key_dept(KEY_ARGS, struct str id)
{
	return named(store, arena, "dept:", id);
}

struct str key_dept_all(KEY_ARGS)
{
	return named(store, arena, "depts", S(""));
}

struct str key_once(KEY_ARGS, struct str token)
{
	return named(store, arena, "once:", token);
}

struct str key_limit(KEY_ARGS, struct str what)
{
	return named(store, arena, "limit:", what);
}

struct str key_upstream(KEY_ARGS, struct str source)
{
	return named(store, arena, "upstream:", source);
}
