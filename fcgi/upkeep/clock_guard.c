#include "upkeep/clock_guard.h"

#include "base/clock.h"
#include "base/log.h"
#include "store/keys.h"

/* A clock that jumps further is suspect: a day, and an hour to spare for jobs that are run once a day. */
#define JUMP_MS (25 * MS_PER_HOUR)
/* At most so many days of events are followed in one check; the next goes on from there. */
#define STEPS 400

/* The time in an event's id: "1764316800000-0". */
static int64_t event_time(const struct result *events)
{
	struct str id = events->count > 0 ? events->items[0].items[0].str : (struct str){ 0 };
	struct str ms;
	int64_t at = 0;

	if (str_cut(&id, '-', &ms))
		str_to_i64(ms, &at);
	return at;
}

/* The last event up to that time (empty: of all) and not before from; 0 if there is none. */
static enum status last_event(struct casework *work, struct str until, struct str from, int64_t *at)
{
	struct batch batch = batch_in(work->arena);
	struct result *results;

	BATCH(&batch, S("XREVRANGE"), key_events(work->store, work->arena), until, from, S("COUNT"), S("1"));
	TRY(store_run(work->store, &batch, &results));
	*at = event_time(&results[0]);
	return OK;
}

/* Moves the proved time on to the last event that can be reached in steps of a day. */
static enum status follow_events(struct casework *work, struct clock_verdict *verdict)
{
	int64_t at = verdict->proved;

	for (int i = 0; i < STEPS && at != 0 && work->now - verdict->proved > JUMP_MS; i++) {
		verdict->proved = at;
		TRY(last_event(work, num(work->arena, at + JUMP_MS), num(work->arena, at + 1), &at));
	}
	return OK;
}

static enum status judge(struct casework *work, struct str proved, struct clock_verdict *verdict)
{
	*verdict = (struct clock_verdict){ 0 };
	if (!str_to_i64(proved, &verdict->proved))
		TRY(last_event(work, S("+"), S("-"), &verdict->proved));
	if (work->now < verdict->proved - JUMP_MS) {
		log_warn("clock_guard: the wall clock was put back by more than a day");
		verdict->proved = work->now;
	}
	/* No time was ever proved. */
	if (verdict->proved == 0)
		verdict->proved = work->now;
	TRY(follow_events(work, verdict));
	verdict->suspect = work->now - verdict->proved > JUMP_MS && !clock_synchronized();
	if (!verdict->suspect && work->now > verdict->proved)
		verdict->proved = work->now;
	return OK;
}

static enum status write_proved(struct casework *work, int64_t proved, bool suspect)
{
	struct batch batch = batch_in(work->arena);
	struct result *results;

	BATCH(&batch, S("HSET"), key_jobs(work->store, work->arena), S("proved"), num(work->arena, proved),
		S("suspect"), suspect ? S("1") : S("0"));
	return store_run(work->store, &batch, &results);
}

static enum status read_proved(struct casework *work, struct str *proved)
{
	struct batch batch = batch_in(work->arena);
	struct result *results;

	BATCH(&batch, S("HGET"), key_jobs(work->store, work->arena), S("proved"));
	TRY(store_run(work->store, &batch, &results));
	*proved = results[0].str;
	return OK;
}

enum status clock_guard_check(struct casework *work, struct clock_verdict *verdict)
{
	struct str proved;

	TRY(read_proved(work, &proved));
	TRY(judge(work, proved, verdict));
	return write_proved(work, verdict->proved, verdict->suspect);
}

enum status clock_guard_accept(struct casework *work, struct clock_verdict *verdict)
{
	struct str proved;

	TRY(read_proved(work, &proved));
	TRY(judge(work, proved, verdict));
	return write_proved(work, work->now, false);
}

enum status clock_guard_read(struct casework *work, struct clock_verdict *verdict)
{
	struct batch batch = batch_in(work->arena);
	struct str key = key_jobs(work->store, work->arena);
	struct result *results;

	*verdict = (struct clock_verdict){ 0 };
	BATCH(&batch, S("HMGET"), key, S("proved"), S("suspect"));
	TRY(store_run(work->store, &batch, &results));
	str_to_i64(results[0].items[0].str, &verdict->proved);
	verdict->suspect = str_eq(results[0].items[1].str, S("1"));
	return OK;
}

enum status clock_guard_suspects(struct casework *work, bool *suspect)
{
	struct clock_verdict verdict;

	TRY(clock_guard_read(work, &verdict));
	*suspect = verdict.suspect;
	return OK;
}
