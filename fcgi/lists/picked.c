#include "lists/picked.h"

enum status picked_read(struct casework *work, struct str text, struct picked out[PICKS_MOST], size_t *count,
	int64_t *hidden)
{
	struct batch batch = batch_in(work->arena);
	struct picks picks;
	struct result *results;

	*count = 0;
	*hidden = 0;
	picks_read(text, &picks);
	if (picks.count == 0)
		return OK;
	for (size_t i = 0; i < picks.count; i++)
		case_ask(work, &batch, picks.list[i]);
	TRY(store_run(work->store, &batch, &results));
	for (size_t i = 0; i < picks.count; i++) {
		struct picked *one = &out[*count];
		enum status status = case_take(work, picks.list[i], &results[2 * i], &one->record,
			&one->thread);

		if (status != OK && !case_absent(status))
			return status;
		if (status != OK || !case_visible(&one->record, &viewer_public)) {
			(*hidden)++;
			continue;
		}
		one->thread = thread_visible(work->arena, &one->record, one->thread, &viewer_public);
		(*count)++;
	}
	return OK;
}
