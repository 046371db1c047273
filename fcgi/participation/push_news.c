#include "participation/push_news.h"

#include <inttypes.h>

#include "store/keys.h"

/* Before the number of a topic that its reader follows. */
#define FOLLOWS "f"
#define KEPT_SECONDS "604800"

enum status push_news_put(struct casework *work, struct str device, uint64_t n, bool follows)
{
	struct batch batch = batch_in(work->arena);
	struct result *results;

	BATCH(&batch, S("SET"), key_push(work->store, work->arena, device),
		arena_printf(work->arena, "%s%" PRIu64, follows ? FOLLOWS : "", n), S("EX"), S(KEPT_SECONDS));
	return store_run(work->store, &batch, &results);
}

enum status push_news_read(struct casework *work, struct str device, uint64_t *n, bool *follows)
{
	struct batch batch = batch_in(work->arena);
	struct result *results;

	BATCH(&batch, S("GET"), key_push(work->store, work->arena, device));
	TRY(store_run(work->store, &batch, &results));
	*follows = str_starts(results[0].str, S(FOLLOWS));
	return str_to_u64(str_sub(results[0].str, *follows, results[0].str.len), INT64_MAX, n) ? OK :
		ERR_NOT_FOUND;
}
