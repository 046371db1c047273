#include "cases/commit.h"

#include "base/json_print.h"
#include "model/derive.h"
#include "model/event.h"
#include "cases/journal.h"
#include "cases/outbox.h"
#include "drafts/opened.h"
#include "store/keys.h"

struct value *commit_begin_entry(struct case_edit *edit, const char *kind)
{
	struct value *entry = value_map(edit->work->arena);

	map_int(entry, "id", edit->after.entries++);
	map_str(entry, "kind", str_of(kind));
	map_int(entry, "at", edit->at);
	return entry;
}

void commit_entry(struct case_edit *edit, const struct value *entry)
{
	struct casework *work = edit->work;

	BATCH(edit->changes, S("RPUSH"), key_thread(work->store, work->arena, edit->after.n),
		json_print(work->arena, entry));
}

enum status commit_once(struct case_edit *edit, struct str once, bool *again)
{
	struct casework *work = edit->work;
	struct batch batch = batch_in(work->arena);
	struct str key = key_once(work->store, work->arena, once);
	struct result *results;

	*again = false;
	if (once.len == 0)
		return OK;
	WATCH(&batch, key);
	BATCH(&batch, S("EXISTS"), key);
	TRY(store_run(work->store, &batch, &results));
	*again = results[1].integer != 0;
	BATCH(edit->changes, S("SET"), key, num(work->arena, (int64_t)edit->before.n), S("EX"),
		S(ONCE_SECONDS));
	return *again ? ERR_ALREADY : OK;
}

/* Adds amount × sign of each tally to sums, one row a counter. */
static size_t add_up(struct derive_tally *sums, size_t count, const struct derive_tally *tallies, size_t more,
	int sign)
{
	for (size_t i = 0; i < more; i++) {
		size_t at = 0;

		while (at < count && !(str_eq(sums[at].period, tallies[i].period) &&
				       str_eq(sums[at].field, tallies[i].field)))
			at++;
		if (at == count) {
			sums[count] = tallies[i];
			sums[count++].amount = 0;
		}
		sums[at].amount += sign * tallies[i].amount;
	}
	return count;
}

static void write_tallies(struct case_edit *edit)
{
	struct casework *work = edit->work;
	struct derive_tally part[DERIVE_TALLIES];
	struct derive_tally sums[2 * DERIVE_TALLIES];
	size_t count = 0;

	count = add_up(sums, count, part, derive_tallies(work->arena, &edit->after, part), 1);
	count = add_up(sums, count, part, derive_tallies(work->arena, &edit->before, part), -1);
	for (size_t i = 0; i < count; i++)
		if (sums[i].amount != 0)
			BATCH(edit->changes, S("HINCRBY"),
				key_tally(work->store, work->arena, sums[i].period), sums[i].field,
				num(work->arena, sums[i].amount));
	if (edit->journal.len > 0)
		journal_write(work, edit->changes, edit->journal, edit->after.n, sums, count);
}

static void write_event(struct case_edit *edit)
{
	const struct event event = {
		.n = edit->after.n,
		.action = edit->action,
		.by = edit->by,
		.from = str_of(state_name(edit->before.state)),
		.to = str_of(state_name(edit->after.state)),
		.about = edit->concerns.len > 0 ? edit->concerns : edit->after.dept,
		.at = edit->at,
	};

	if (event.action.len > 0)
		event_add(edit->work, edit->changes, &event);
}

void commit_write(struct case_edit *edit, struct transaction *transaction)
{
	struct casework *work = edit->work;

	record_write(work, edit->changes, &edit->before, &edit->after);
	derive_case_move(work, edit->changes, &edit->before, &edit->after);
	write_tallies(edit);
	write_event(edit);
	outbox_write(work, edit->changes, &(struct transition){ .before = &edit->before,
		.after = &edit->after, .action = edit->action, .concerns = edit->concerns, .at = edit->at });
	if (edit->before.state == STATE_PENDING && edit->after.state != STATE_PENDING)
		opened_end(work, edit->changes, edit->after.n);
	if (edit->hides ||
		(case_visible(&edit->before, &viewer_public) && !case_visible(&edit->after, &viewer_public)))
		transaction->purge = work->config->paths.cache;
}

static enum status read_watched(struct casework *work, uint64_t n, struct case_edit *edit)
{
	struct batch batch = batch_in(work->arena);
	struct str key = key_case(work->store, work->arena, n);
	struct str recount = key_recount(work->store, work->arena);
	struct result *results;

	WATCH(&batch, key, recount);
	BATCH(&batch, S("HGETALL"), key);
	BATCH(&batch, S("GET"), recount);
	TRY(store_run(work->store, &batch, &results));
	edit->journal = results[2].str;
	TRY(record_read(work, n, &results[1], &edit->before));
	edit->after = edit->before;
	edit->after.packed = false;
	return record_unpack(work, edit->changes, &edit->before);
}

struct change {
	struct casework *work;
	uint64_t n;
	case_rule rule;
	void *context;	/* of the rule */
	struct case_edit edit;
};

static enum status change_case(void *context, struct transaction *transaction)
{
	struct change *change = context;
	struct case_edit *edit = &change->edit;

	*edit = (struct case_edit){ .work = change->work, .changes = &transaction->changes,
		.at = change->work->now };
	TRY(read_watched(change->work, change->n, edit));
	TRY(change->rule(change->context, edit));
	commit_write(edit, transaction);
	return OK;
}

enum status commit_case(struct casework *work, uint64_t n, case_rule rule, void *context,
	struct case_record *after)
{
	struct change change = { .work = work, .n = n, .rule = rule, .context = context };
	enum status status = transaction_run(work->store, work->arena, change_case, &change);

	*after = status == OK ? change.edit.after : change.edit.before;
	return status;
}
