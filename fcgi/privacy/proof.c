#include "privacy/proof.h"

#include "crypt/challenge.h"
#include "store/keys.h"

/* Whether this one has it, the first that wants it. */
static void claim(struct batch *batch, struct str key, struct str claimant)
{
	BATCH(batch, S("SET"), key, claimant, S("NX"), S("GET"), S("PX"), num(batch->arena, 2 * PROOF_MS));
}

static bool has(const struct result *claimed, struct str claimant)
{
	return claimed->type == RESULT_NIL || str_eq(claimed->str, claimant);
}

enum status proof_use(struct casework *work, struct str field, struct str form_nonce, struct str once,
	bool *good)
{
	struct batch batch = batch_in(work->arena);
	struct result *results;
	struct str nonce;
	struct str token;
	struct str token_once;

	*good = false;
	if (field.len == 0 || challenge_check(work->arena, work->keys, field, work->now, &nonce) != OK)
		return OK;
	token = arena_join(work->arena, S("pow."), nonce);
	token_once = arena_join(work->arena, token, S(".once"));
	claim(&batch, key_once(work->store, work->arena, token), form_nonce);
	if (once.len > 0)
		claim(&batch, key_once(work->store, work->arena, token_once), once);
	TRY(store_run(work->store, &batch, &results));
	*good = has(&results[0], form_nonce) && (once.len == 0 || has(&results[1], once));
	return OK;
}
