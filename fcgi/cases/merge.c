#include "cases/merge.h"

#include "model/derive.h"
#include "store/keys.h"
#include "store/transaction.h"

/*
 * Longer chains nobody makes; a loop cannot come about, but whoever edits Redis by hand must not hang a page.
 */
#define LONGEST_CHAIN 20

enum status merge_end(struct casework *work, const struct case_record *record, const struct viewer *viewer,
	struct merge_end *end)
{
	struct case_record here = *record;
	enum status status = OK;

	memset(end, 0, sizeof(*end));
	for (int hops = 0; here.state == STATE_MERGED && hops < LONGEST_CHAIN && status == OK; hops++)
		status = case_read(work, here.merged_into, &here, &end->thread, NULL);
	if (status != OK)
		return case_absent(status) ? OK : status;
	end->over = here.n != record->n && (here.state == STATE_DECLINED || here.state == STATE_WITHDRAWN);
	if (here.n != record->n && here.state != STATE_MERGED && case_visible(&here, viewer))
		end->record = here;
	return OK;
}

enum status merge_watch(struct casework *work, uint64_t n, int64_t *count)
{
	struct str key = key_list(work->store, work->arena, derive_merged(work->arena, n));
	struct batch batch = batch_in(work->arena);
	struct result *results;

	WATCH(&batch, key);
	BATCH(&batch, S("ZCARD"), key);
	TRY(store_run(work->store, &batch, &results));
	*count = results[1].integer;
	return OK;
}

struct merged_part merged_part(struct casework *work, uint64_t n)
{
	return (struct merged_part){ .work = work, .n = n,
		.records = arena_array(work->arena, MERGED_MOST, sizeof(struct case_record)) };
}

static void ask_sources(struct casework *work, struct batch *batch, uint64_t n)
{
	BATCH(batch, S("ZRANGE"), key_list(work->store, work->arena, derive_merged(work->arena, n)), S("0"),
		num(work->arena, MERGED_MOST - 1));
}

void merged_ask(void *self, struct batch *batch)
{
	struct merged_part *part = self;

	if (!part->begun)
		ask_sources(part->work, batch, part->n);
	for (size_t i = part->read; i < part->count; i++) {
		BATCH(batch, S("HGETALL"), key_case(part->work->store, part->work->arena, part->numbers[i]));
		ask_sources(part->work, batch, part->numbers[i]);
	}
}

static void add_sources(struct merged_part *part, const struct result *list)
{
	for (size_t i = 0; i < list->count && part->count < MERGED_MOST; i++)
		if (str_to_u64(list->items[i].str, INT64_MAX, &part->numbers[part->count]))
			part->count++;
}

enum status merged_take(void *self, const struct result *results)
{
	struct merged_part *part = self;
	size_t asked = part->count;

	if (!part->begun) {
		part->begun = true;
		add_sources(part, &results[0]);
		return OK;
	}
	for (; part->read < asked; part->read++, results += 2) {
		struct case_record *record = &part->records[part->read];

		enum status status = record_read(part->work, part->numbers[part->read], &results[0], record);

		if (status != OK && !case_absent(status))
			return status;
		add_sources(part, &results[1]);
	}
	return OK;
}

/*
 * The target as it is when the merge is committed: it is watched, so that two cases never merge into each
 * other.
 */
static enum status read_target(struct case_edit *edit, uint64_t n, struct case_record *target)
{
	struct casework *work = edit->work;
	struct batch batch = batch_in(work->arena);
	struct result *results;

	WATCH(&batch, key_case(work->store, work->arena, n));
	TRY(store_run(work->store, &batch, &results));
	return case_read(work, n, target, NULL, NULL);
}

static bool takes_merges(const struct case_record *target)
{
	return target->accepted != 0 && target->state != STATE_MERGED && target->state != STATE_DECLINED &&
	       target->state != STATE_WITHDRAWN;
}

enum status effect_merge(struct attempt *attempt, struct case_edit *edit)
{
	const struct case_record *before = &edit->before;
	struct case_record *after = &edit->after;
	struct case_record target;
	enum status status = read_target(edit, attempt->act->into, &target);

	if (status == ERR_AWAY || status == ERR_DAMAGED)
		return status;
	if (status != OK || target.n == before->n || target.channel != before->channel ||
		!takes_merges(&target))
		return attempt_refuse(attempt, ERR_INVALID, S("请填写同一渠道中另一件已受理、未合并的编号。"));
	if (before->channel != CHANNEL_TOPIC && !before->published && case_visible(&target, &viewer_public))
		return attempt_refuse(attempt, ERR_INVALID, S("未公开的不能并入已经公开的。"));
	after->merged_review = before->state == STATE_PENDING;
	if (after->accepted == 0)
		after->accepted = edit->at;
	after->merged_into = target.n;
	return OK;
}

enum status effect_unmerge(struct attempt *attempt, struct case_edit *edit)
{
	struct case_record *after = &edit->after;

	(void)attempt;
	if (edit->before.merged_review) {
		after->state = STATE_PENDING;
		after->accepted = 0;
	}
	after->merged_review = false;
	after->merged_into = 0;
	return OK;
}
