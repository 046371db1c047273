#include "staff/factor_rule.h"

#include "staff/audit.h"
#include "store/keys.h"
#include "store/transaction.h"

#define FIELD "totp_roles"

void factor_rule_ask(struct casework *work, struct batch *batch)
{
	BATCH(batch, S("HGET"), key_settings(work->store, work->arena), S(FIELD));
}

enum status factor_rule_take(const struct result *result, uint32_t *roles)
{
	*roles = 0;
	return result->type == RESULT_NIL || roles_parse(result->str, roles) ? OK : ERR_INTERNAL;
}

enum status factor_rule_read(struct casework *work, uint32_t *roles)
{
	struct batch batch = batch_in(work->arena);
	struct result *results;

	factor_rule_ask(work, &batch);
	TRY(store_run(work->store, &batch, &results));
	return factor_rule_take(&results[0], roles);
}

struct change {
	struct casework *work;
	uint32_t roles;
	struct str by;
};

static enum status write_rule(void *context, struct transaction *transaction)
{
	const struct change *change = context;
	struct casework *work = change->work;
	struct str key = key_settings(work->store, work->arena);
	struct batch batch = batch_in(work->arena);
	struct result *results;
	uint32_t before;

	WATCH(&batch, key);
	factor_rule_ask(work, &batch);
	TRY(store_run(work->store, &batch, &results));
	TRY(factor_rule_take(&results[1], &before));
	BATCH(&transaction->changes, S("HSET"), key, S(FIELD), roles_print(work->arena, change->roles));
	audit_account(work, &transaction->changes, &(struct account_event){ AUDIT_ACCOUNT_REQUIRE, S(""),
		change->by, before, change->roles });
	return OK;
}

enum status factor_rule_write(struct casework *work, uint32_t roles, struct str by)
{
	struct change change = { work, roles, by };

	if ((roles & ~ROLE_STAFF) != 0)
		return ERR_INVALID;
	return transaction_run(work->store, work->arena, write_rule, &change);
}
