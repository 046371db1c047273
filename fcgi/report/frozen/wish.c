#include "report/frozen/wish.h"

#include "model/event.h"
#include "store/keys.h"
#include "store/transaction.h"

#define PROGRESS_SECONDS "60"

static const char *const states[WISH_STATES] = {
	[WISH_NONE] = "", [WISH_ASKED] = "asked", [WISH_DRAFTED] = "drafted", [WISH_REFUSED] = "refused",
};

const char *wish_state_name(enum wish_state state)
{
	return states[state];
}

static bool parse_state(struct str name, void *member)
{
	enum wish_state *state = member;

	for (int i = WISH_ASKED; i < WISH_STATES; i++)
		if (str_eq(name, str_of(states[i]))) {
			*state = (enum wish_state)i;
			return true;
		}
	return false;
}

static struct str print_state(const void *member)
{
	const enum wish_state *state = member;

	return str_of(states[*state]);
}

static const struct member_names state_names = { parse_state, print_state };

static const struct member_row rows[] = {
	MEMBER_ROW("version", INT, struct wish, version, "grows with each change"),
	MEMBER_ROW_NAME("state", state_names, struct wish, state, "asked, drafted or refused"),
	MEMBER_ROW("by", STR, struct wish, by, "account that asked"),
	MEMBER_ROW("at", INT, struct wish, at, "when, ms"),
	MEMBER_ROW("note", STR, struct wish, note, "of a further version: what it corrects"),
	MEMBER_ROW("article", INT, struct wish, article, "drafted: the article"),
	MEMBER_ROW("why", STR, struct wish, why, "refused: why, in Chinese"),
};
const struct member_table wish_members = { rows, sizeof(rows) / sizeof(rows[0]) };

static struct str year_name(struct casework *work, int year)
{
	return num(work->arena, year);
}

static struct str key_of(struct casework *work, int year)
{
	return key_report_wish(work->store, work->arena, year_name(work, year));
}

enum status wish_read(struct casework *work, int year, struct wish *out)
{
	struct str key = key_of(work, year);
	struct result *hashes;

	TRY(members_fetch(work->store, work->arena, false, &key, 1, &hashes));
	*out = (struct wish){ .version = 0 };
	members_read(&wish_members, &hashes[0], out);
	return OK;
}

/* A wish being changed. */
struct change {
	struct casework *work;
	int year;
	const struct wish *before;	/* as it was read; NULL: whatever has ended */
	struct wish after;
};

static void record(const struct change *change, struct transaction *transaction)
{
	struct casework *work = change->work;
	struct str year = year_name(work, change->year);
	struct str list = key_composing(work->store, work->arena);

	if (change->after.state == WISH_ASKED)
		BATCH(&transaction->changes, S("ZADD"), list, num(work->arena, change->after.at), year);
	else
		BATCH(&transaction->changes, S("ZREM"), list, year);
	/* That it was drafted, the article's event says. */
	if (change->after.state != WISH_DRAFTED)
		event_add(work, &transaction->changes, &(struct event){
			.action = change->after.state == WISH_ASKED ? S(WISH_EVENT) : S(WISH_REFUSED_EVENT),
			.by = change->after.state == WISH_ASKED ? change->after.by : S("jobs"), .to = year,
			.at = work->now });
}

static enum status change_step(void *context, struct transaction *transaction)
{
	struct change *change = context;
	struct casework *work = change->work;
	struct str key = key_of(work, change->year);
	struct wish now = { .version = 0 };
	struct result *hashes;

	TRY(members_fetch(work->store, work->arena, true, &key, 1, &hashes));
	members_read(&wish_members, &hashes[0], &now);
	if (change->before != NULL && change->before->version != now.version)
		return ERR_CONFLICT;
	if (change->before == NULL && now.state == WISH_ASKED)
		return ERR_NOT_NOW;
	change->after.version = now.version + 1;
	members_write(&wish_members, &transaction->changes, key, now.version > 0 ? &now : NULL,
		&change->after);
	record(change, transaction);
	return OK;
}

enum status wish_ask(struct casework *work, int year, struct str by, struct str note)
{
	struct change change = { .work = work, .year = year,
		.after = { .state = WISH_ASKED, .by = by, .at = work->now, .note = note } };

	return transaction_run(work->store, work->arena, change_step, &change);
}

enum status wish_end(struct casework *work, int year, const struct wish *wish, uint64_t article,
	struct str why)
{
	struct change change = { .work = work, .year = year, .before = wish, .after = *wish };

	change.after.state = article != 0 ? WISH_DRAFTED : WISH_REFUSED;
	change.after.article = article;
	change.after.why = why;
	return transaction_run(work->store, work->arena, change_step, &change);
}

enum status wish_next(struct casework *work, int *year)
{
	struct batch batch = batch_in(work->arena);
	struct result *results;
	uint64_t found = 0;

	BATCH(&batch, S("ZRANGE"), key_composing(work->store, work->arena), S("0"), S("0"));
	TRY(store_run(work->store, &batch, &results));
	if (results[0].count > 0)
		str_to_u64(results[0].items[0].str, 9999, &found);
	*year = (int)found;
	return OK;
}

static struct str progress_key(struct casework *work, int year)
{
	return key_report_progress(work->store, work->arena, year_name(work, year));
}

enum status wish_progress_read(struct casework *work, int year, struct wish_progress *out)
{
	struct batch batch = batch_in(work->arena);
	struct result *results;
	struct str rest;
	struct str done;

	BATCH(&batch, S("GET"), progress_key(work, year));
	TRY(store_run(work->store, &batch, &results));
	*out = (struct wish_progress){ 0 };
	rest = results[0].str;
	if (str_cut(&rest, ' ', &done) && str_to_i64(done, &out->done))
		str_to_i64(rest, &out->all);
	return OK;
}

enum status wish_progress_write(struct casework *work, int year, const struct wish_progress *progress)
{
	struct batch batch = batch_in(work->arena);
	struct result *results;

	BATCH(&batch, S("SET"), progress_key(work, year), ARENA_GLUE(work->arena,
		num(work->arena, progress->done), S(" "), num(work->arena, progress->all)), S("EX"),
		S(PROGRESS_SECONDS));
	return store_run(work->store, &batch, &results);
}
