#include "upkeep/old/move_events.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/log.h"
#include "disk/file.h"
#include "lists/event_files.h"
#include "model/event.h"
#include "store/keys.h"
#include "store/transaction.h"

/* A file being made and noted. */
struct move {
	struct casework *work;
	struct event_file before;	/* the newest that is noted; its seal is empty: there is none */
	struct event_file file;
	struct str oldest;		/* the first event that stays */
};

/* Room for the lock of the folder. */
#define LOCK_BYTES 4096

/*
 * By the earlier of its two times: the ids go on from a time that Redis once was ahead.  A time that is still
 * to come says nothing, so it holds nothing up.
 */
static bool is_old(const struct casework *work, const struct result *event)
{
	struct event_id id;
	int64_t at;

	if (!event_id_parse(event->items[0].str, &id))
		return false;
	if (!str_to_i64(result_pair(&event->items[1], S("at")), &at) || (int64_t)id.ms < at)
		at = (int64_t)id.ms;
	return at < work->now - work->config->cases.events_days * MS_PER_DAY || at > work->now + MS_PER_DAY;
}

static enum status read_oldest(struct casework *work, int64_t count, const struct result **events)
{
	struct batch batch = batch_in(work->arena);
	struct result *results;

	BATCH(&batch, S("XRANGE"), key_events(work->store, work->arena), S("-"), S("+"), S("COUNT"),
		num(work->arena, count));
	TRY(store_run(work->store, &batch, &results));
	*events = &results[0];
	return OK;
}

/* The oldest events and the one behind them, if they are due; none otherwise, most often after a look at one. */
static enum status read_due(struct casework *work, const struct result **events)
{
	const struct result *oldest;

	*events = NULL;
	TRY(read_oldest(work, 1, &oldest));
	if (oldest->count == 0 || !is_old(work, &oldest->items[0]))
		return OK;
	TRY(read_oldest(work, EVENTS_A_FILE + 1, &oldest));
	if (oldest->count > EVENTS_A_FILE && is_old(work, &oldest->items[EVENTS_A_FILE - 1]))
		*events = oldest->items;
	return OK;
}

/* Under WATCH: whether Redis would take a note of a file that begins with this id. */
static enum status check_room(struct casework *work, struct str first)
{
	struct batch batch = batch_in(work->arena);
	struct result *results;
	struct event_id last;
	struct event_id id;

	BATCH(&batch, S("XINFO"), S("STREAM"), key_old_events(work->store, work->arena));
	TRY(store_run(work->store, &batch, &results));
	return event_id_parse(result_pair(&results[0], S("last-generated-id")), &last) &&
		event_id_parse(first, &id) && event_id_compare(last, id) < 0 ? OK : ERR_DAMAGED;
}

/* Under WATCH: the newest file, unless a recount runs.  ERR_DAMAGED: none may be noted behind it. */
static enum status read_newest(struct casework *work, struct str first, struct event_file *newest)
{
	struct batch batch = batch_in(work->arena);
	struct str recount = key_recount(work->store, work->arena);
	struct result *results;
	enum status status;

	*newest = (struct event_file){ 0 };
	WATCH(&batch, recount, key_old_events(work->store, work->arena));
	event_files_ask(work, &batch);
	BATCH(&batch, S("EXISTS"), recount);
	BATCH(&batch, S("EXISTS"), key_old_events(work->store, work->arena));
	TRY(store_run(work->store, &batch, &results));
	if (results[2].integer != 0)
		return ERR_NOT_NOW;
	status = event_files_take(&results[1], newest);
	if (status != OK && status != ERR_NOT_FOUND)
		return status;
	return results[3].integer != 0 ? check_room(work, first) : OK;
}

static enum status note(void *context, struct transaction *transaction)
{
	struct move *move = context;
	struct casework *work = move->work;
	const struct event moved = { .action = S(EVENTS_MOVED), .by = S("jobs"), .at = work->now,
		.about = event_file_name(work->arena, &move->file) };
	struct event_file newest;

	TRY(read_newest(work, move->file.first, &newest));
	if (!str_eq(newest.seal, move->before.seal))
		return ERR_NOT_NOW;
	event_files_add(work, &transaction->changes, &move->file);
	event_add_moved(work, &transaction->changes, &moved, move->oldest);
	return OK;
}

/* Both are on disk afterwards, the seal first: a file is never there without one. */
static bool write_files(struct casework *work, const struct event_file *file, struct str bytes,
	struct str jws)
{
	struct str name = event_file_name(work->arena, file);
	const char *folder = work->config->cases.events_dir;

	return file_replace(folder, arena_join(work->arena, name, S(EVENT_SEAL_ENDING)).data, jws) &&
		file_replace(folder, arena_join(work->arena, name, S(EVENT_FILE_ENDING)).data, bytes);
}

static enum status refuse(struct move_round *round, const char *what, const char *why)
{
	log_error("jobs: old events stay in Redis: %s: %s", what, why);
	round->complete = true;
	return OK;
}

/* A stream that was restored, or whose events were changed by hand, may hold what is in a file already. */
static bool follows(const struct move *move)
{
	struct event_id last;
	struct event_id first;

	return move->before.seal.len == 0 || (event_id_parse(move->before.last, &last) &&
		event_id_parse(move->file.first, &first) && event_id_compare(last, first) < 0);
}

/* The newest file; its seal is empty when there is none.  ERR_DAMAGED when a note is damaged or gone. */
static enum status read_before(struct casework *work, struct event_file *before)
{
	enum status status = event_files_before(work, (struct str){ 0 }, before);
	struct str unnoted;

	if (status != OK && status != ERR_NOT_FOUND)
		return status;
	TRY(event_files_unnoted(work, &unnoted));
	return unnoted.len > 0 ? ERR_DAMAGED : OK;
}

static enum status make_file(struct move *move, const struct result *events, struct move_round *round)
{
	struct casework *work = move->work;
	struct event_file *file = &move->file;
	enum status status;
	struct str bytes;
	struct str jws;

	status = event_file_make(work->arena, events, EVENTS_A_FILE, file, &bytes);
	if (status == OK)
		status = event_file_sign(work->arena, work->keys, str_of(store_site(work->store)), file,
			move->before.seal, &jws);
	if (status != OK)
		return refuse(round, arena_cstr(work->arena, file->last), status_code(status));
	if (!follows(move))
		return refuse(round, arena_cstr(work->arena, file->first),
			"it is older than the newest file's last event");
	if (!write_files(work, file, bytes, jws))
		return refuse(round, work->config->cases.events_dir, strerror(errno));
	move->oldest = events[EVENTS_A_FILE].items[0].str;
	TRY(transaction_run(work->store, work->arena, note, move));
	round->files++;
	round->complete = false;
	return OK;
}

static enum status move_due(struct move *move, const struct result *events, struct move_round *round)
{
	enum status status = read_before(move->work, &move->before);

	if (status == OK)
		status = make_file(move, events, round);
	return status != ERR_DAMAGED ? status :
		refuse(round, "old_events", "what Redis notes of the files is damaged or gone; see verify");
}

static bool is_private(int folder)
{
	struct stat info;

	return fstat(folder, &info) == 0 && (info.st_mode & (S_IRWXG | S_IRWXO)) == 0;
}

/* One writer at a time: two would write over each other's half a file. */
static enum status run_locked(struct casework *work, int folder, struct move_round *round)
{
	bool locked = folder >= 0 && flock(folder, LOCK_EX | LOCK_NB) == 0;
	int error = errno;
	struct move move = { .work = work };
	const struct result *events;

	if (folder >= 0 && !locked && error == EWOULDBLOCK)
		return ERR_NOT_NOW;
	TRY(read_due(work, &events));
	if (events == NULL)
		return OK;
	if (!locked)
		return refuse(round, work->config->cases.events_dir, strerror(error));
	return is_private(folder) ? move_due(&move, events, round) :
		refuse(round, work->config->cases.events_dir, "its mode lets others in than its owner");
}

static void let_go(void *folder)
{
	close(*(int *)folder);
}

enum status move_events_run(struct casework *work, struct move_round *round)
{
	/* The lock ends with it, also when the round runs out of memory. */
	struct arena *locked = arena_new(LOCK_BYTES);
	int *folder = ARENA_NEW(locked, int);
	enum status status;

	round->complete = true;
	*folder = open(work->config->cases.events_dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (*folder >= 0)
		arena_defer(locked, let_go, folder);
	status = run_locked(work, *folder, round);
	arena_free(locked);
	return status;
}
