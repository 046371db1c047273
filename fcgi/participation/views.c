#include "participation/views.h"

#include "model/access.h"
#include "store/keys.h"

enum status case_views_add(struct casework *work, uint64_t n, int64_t views)
{
	struct batch batch = batch_in(work->arena);
	struct str amount = num(work->arena, views);
	struct str visits = key_visits(work->store, work->arena);
	struct str month = clock_month(work->arena, work->now);
	struct result *results;

	BATCH(&batch, S("HINCRBY"), key_views(work->store, work->arena, n), num(work->arena, (int64_t)n),
		amount);
	BATCH(&batch, S("HINCRBY"), visits, str_sub(month, 0, 4), amount);
	BATCH(&batch, S("HINCRBY"), visits, month, amount);
	return store_run(work->store, &batch, &results);
}

enum status case_viewed(struct casework *work, uint64_t n)
{
	struct case_record record;

	TRY(case_read(work, n, &record, NULL, NULL));
	if (!case_visible(&record, &viewer_public))
		return ERR_NOT_FOUND;
	return case_views_add(work, n, 1);
}
