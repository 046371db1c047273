#include "drafts/desk_filter.h"

#include "store/keys.h"

#define KEPT_SECONDS "15552000"

enum status desk_filter_read(struct casework *work, struct str account, struct str desk, struct str *query)
{
	struct batch batch = batch_in(work->arena);
	struct result *results;

	BATCH(&batch, S("HGET"), key_filters(work->store, work->arena, account), desk);
	TRY(store_run(work->store, &batch, &results));
	*query = results[0].str;
	return OK;
}

enum status desk_filter_write(struct casework *work, struct str account, struct str desk, struct str query)
{
	struct str key = key_filters(work->store, work->arena, account);
	struct batch batch = batch_in(work->arena);

	if (query.len > 0)
		BATCH(&batch, S("HSET"), key, desk, query);
	else
		BATCH(&batch, S("HDEL"), key, desk);
	BATCH(&batch, S("EXPIRE"), key, S(KEPT_SECONDS));
	return store_commit(work->store, &batch, NULL);
}
