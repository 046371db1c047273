#include "suggest/already.h"

#include "store/keys.h"

static bool public(const struct already_part *part)
{
	return part->viewer->roles == ROLE_PUBLIC;
}

void already_ask(void *self, struct batch *batch)
{
	struct already_part *part = self;
	struct similar_query query = { .title = part->title, .body = part->text,
		.except = part->record != NULL ? part->record->n : 0 };

	if (part->asked || part->title.len == 0)
		return;
	part->asked = true;
	query.blocks = shelf_follow(part->shelf, &query.block_count);
	part->looked = similar_find(part->work->arena, &query, part->alike, ALREADY_LOOKED);
	for (size_t i = 0; i < part->looked; i++)
		case_ask(part->work, batch, part->alike[i].number);
}

/* Merged ones stay public to say where they went; it is the other that is meant. */
static bool shown(const struct already_part *part, const struct case_record *record)
{
	return record->channel == CHANNEL_TOPIC && record->state != STATE_MERGED &&
	       record->state != STATE_DECLINED && record->state != STATE_WITHDRAWN &&
	       case_visible(record, part->viewer);
}

/* One that the shelf found, as it is now; ERR_NOT_FOUND: it isn't shown. */
static enum status look(const struct already_part *part, size_t i, const struct result *results,
	struct already *out)
{
	struct casework *work = part->work;
	enum status status;

	*out = (struct already){ 0 };
	status = case_take(work, part->alike[i].number, results, &out->record, &out->thread);
	if (status != OK)
		return case_absent(status) ? ERR_NOT_FOUND : status;
	if (!shown(part, &out->record))
		return ERR_NOT_FOUND;
	out->identical = part->record != NULL && part->record->question_hash.len > 0 &&
		str_eq(out->record.question_hash, part->record->question_hash);
	out->thread = thread_visible(work->arena, &out->record, out->thread, part->viewer);
	return OK;
}

enum status already_take(void *self, const struct result *results)
{
	struct already_part *part = self;
	size_t most = public(part) ? ALREADY_PUBLIC : ALREADY_STAFF;
	struct likeness seen[ALREADY_LOOKED];
	size_t count = 0;

	for (size_t i = 0; i < part->looked; i++) {
		struct already found;
		enum status status = look(part, i, &results[2 * i], &found);

		if (status == ERR_NOT_FOUND)
			continue;
		TRY(status);
		part->identical += found.identical;
		seen[count++] = part->alike[i];
		if (part->count < most && (found.identical || part->alike[i].degree >= ALIKE_SEVERAL))
			part->list[part->count++] = found;
	}
	if (public(part) && !similar_speaks(seen, count))
		part->count = 0;
	return OK;
}
