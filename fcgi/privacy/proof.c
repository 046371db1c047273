#include "privacy/proof.h"

#include "crypt/challenge.h"
#include "store/keys.h"

enum status proof_use(struct casework *work, struct str field, struct str form_nonce, bool *good)
{
	struct batch batch = batch_in(work->arena);
	struct result *results;
	struct str nonce;
	struct str key;

	*good = false;
	if (field.len == 0 || challenge_check(work->arena, work->keys, field, work->now, &nonce) != OK)
		return OK;
	key = key_once(work->store, work->arena, arena_join(work->arena, S("pow."), nonce));
	BATCH(&batch, S("SET"), key, form_nonce, S("NX"), S("GET"), S("PX"), num(work->arena, 2 * PROOF_MS));
	TRY(store_run(work->store, &batch, &results));
	*good = results[0].type == RESULT_NIL || str_eq(results[0].str, form_nonce);
	return OK;
}
