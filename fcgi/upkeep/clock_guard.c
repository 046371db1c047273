#include "upkeep/clock_guard.h"

#include "base/clock.h"
#include "base/log.h"
#include "store/keys.h"

/* A day, and an hour for rounds that are run once a day. */
#define LEAP_MS (25 * MS_PER_HOUR)
/* So many days of events are followed at one look; the next goes on from there. */
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

/* From what was proved to the last event that can be reached in steps of a day. */
static enum status follow_events(struct casework *work, struct leap *leap)
{
	int64_t at = leap->proved;

	for (int i = 0; i < STEPS && at != 0 && work->now - leap->proved > LEAP_MS; i++) {
		leap->proved = at;
		TRY(last_event(work, num(work->arena, at + LEAP_MS), num(work->arena, at + 1), &at));
	}
	return OK;
}

static enum status judge(struct casework *work, struct str proved, struct leap *leap)
{
	*leap = (struct leap){ 0 };
	if (!str_to_i64(proved, &leap->proved))
		TRY(last_event(work, S("+"), S("-"), &leap->proved));
	if (work->now < leap->proved - LEAP_MS) {
		log_warn("leap: the wall clock was put back by more than a day");
		leap->proved = work->now;
	}
	/* There is nothing to go by. */
	if (leap->proved == 0)
		leap->proved = work->now;
	TRY(follow_events(work, leap));
	leap->suspect = work->now - leap->proved > LEAP_MS && !clock_synchronized();
	if (!leap->suspect && work->now > leap->proved)
		leap->proved = work->now;
	return OK;
}

static enum status write_proved(struct casework *work, int64_t proved, bool suspect)
{
	struct batch batch = batch_in(work->arena);
	struct result *results;

	BATCH(&batch, S("HSET"), key_jobs(work->store, work->arena), S("proved"), num(work->arena, proved), S("suspect"),
		suspect ? S("1") : S("0"));
	return store_run(work->store, &batch, &results);
}

static enum status read_field(struct casework *work, struct str field, struct str *value)
{
	struct batch batch = batch_in(work->arena);
	struct result *results;

	BATCH(&batch, S("HGET"), key_jobs(work->store, work->arena), field);
	TRY(store_run(work->store, &batch, &results));
	*value = results[0].str;
	return OK;
}

enum status leap_look(struct casework *work, struct leap *leap)
{
	struct str proved;

	TRY(read_field(work, S("proved"), &proved));
	TRY(judge(work, proved, leap));
	return write_proved(work, leap->proved, leap->suspect);
}

enum status leap_accept(struct casework *work, struct leap *leap)
{
	struct str proved;

	TRY(read_field(work, S("proved"), &proved));
	TRY(judge(work, proved, leap));
	return write_proved(work, work->now, false);
}

enum status leap_known(struct casework *work, bool *suspect)
{
	struct str value;

	TRY(read_field(work, S("suspect"), &value));
	*suspect = str_eq(value, S("1"));
	return OK;
}
