#include "participation/follow_request.h"

#include "base/clock.h"
#include "cases/outbox.h"
#include "crypt/keyed_hash.h"
#include "participation/followers.h"
#include "privacy/limit.h"
#include "store/keys.h"
#include "store/transaction.h"

#define HOUR_SECONDS 3600
#define DAY_SECONDS 86400
/* Mails that one visitor, one network, one topic and the site may cause in an hour, and to one address a day. */
#define OF_VISITOR 10
#define OF_NETWORK 30
#define OF_TOPIC 500
#define OF_SITE 2000
#define TO_ADDRESS 3
#define INDEXES_MOST 8

static struct str request_key(struct casework *work, uint64_t n, struct str id)
{
	return key_unconfirmed(work->store, work->arena, n, id);
}

/* Each before what more people share: who is past one limit uses up nothing of the next. */
static enum status spend(struct casework *work, uint64_t n, struct str email, struct str visitor)
{
	struct limit own[] = { limit_of(work, "ask.d.", visitor, OF_VISITOR, HOUR_SECONDS),
		limit_of_network(work, "ask.a.", OF_NETWORK, HOUR_SECONDS) };
	struct limit address = limit_of(work, "ask.m.", email, TO_ADDRESS, DAY_SECONDS);
	struct limit shared[] = {
		limit_of(work, "ask.t.", num(work->arena, (int64_t)n), OF_TOPIC, HOUR_SECONDS),
		limit_of(work, "ask.s.", S("all"), OF_SITE, HOUR_SECONDS) };
	enum status status;

	TRY(limit_spend(work, own, sizeof(own) / sizeof(own[0]), 1));
	status = limit_spend(work, &address, 1, 1);
	TRY(status == ERR_TOO_MANY ? ERR_ALREADY : status);
	status = limit_spend(work, shared, sizeof(shared) / sizeof(shared[0]), 1);
	return status == ERR_TOO_MANY ? ERR_AWAY : status;
}

/* Under any of the site's index keys, since one that is new made other hashes. */
static enum status wants_none(struct casework *work, struct str email, bool *none)
{
	struct str ids[INDEXES_MOST];
	size_t count = keys_indexes(work->arena, work->keys, email, ids, INDEXES_MOST);
	struct batch batch = batch_in(work->arena);
	struct result *results;

	for (size_t i = 0; i < count; i++)
		BATCH(&batch, S("EXISTS"), key_unwanted(work->store, work->arena, ids[i]));
	TRY(store_run(work->store, &batch, &results));
	*none = false;
	for (size_t i = 0; i < count; i++)
		*none = *none || results[i].integer != 0;
	return OK;
}

enum status follow_request_take(struct casework *work, uint64_t n, struct str email, struct str visitor)
{
	const struct follower follower = { .way = TOLD_MAIL, .address = email };
	struct str id = keys_index(work->arena, work->keys, email);
	struct batch batch = batch_in(work->arena);
	struct str sealed;
	bool none;

	TRY(spend(work, n, email, visitor));
	TRY(wants_none(work, email, &none));
	if (none)
		return OK;
	TRY(followers_seal(work, n, &follower, &sealed));
	BATCH(&batch, S("SET"), request_key(work, n, id), sealed, S("EX"),
		num(work->arena, REQUEST_DAYS * DAY_SECONDS));
	outbox_add(work, &batch, &(struct notice_event){ .kind = NOTICE_CONFIRM, .n = n, .at = work->now,
		.about = id });
	return store_commit(work->store, &batch, NULL);
}

static enum status read_sealed(struct casework *work, struct batch *batch, uint64_t n, struct str id,
	struct str *sealed)
{
	struct result *results;
	size_t at = batch->count;

	BATCH(batch, S("GET"), request_key(work, n, id));
	TRY(store_run(work->store, batch, &results));
	*sealed = results[at].str;
	return sealed->len > 0 ? OK : ERR_NOT_FOUND;
}

enum status follow_request_read(struct casework *work, uint64_t n, struct str id, struct str *email)
{
	struct batch batch = batch_in(work->arena);
	struct follower follower;
	struct str sealed;

	TRY(read_sealed(work, &batch, n, id, &sealed));
	TRY(followers_open(work, n, sealed, &follower));
	*email = follower.address;
	return OK;
}

struct str follow_request_confirm_link(struct casework *work, uint64_t n, struct str id, int64_t asked_at)
{
	return follow_link(work, &(struct follow_claim){ .purpose = FOLLOW_CONFIRM, .n = n, .id = id,
		.until = asked_at + REQUEST_DAYS * MS_PER_DAY });
}

struct str follow_request_stop_link(struct casework *work, uint64_t n, struct str id)
{
	return arena_join(work->arena,
		follow_link(work, &(struct follow_claim){ .purpose = FOLLOW_STOP, .n = n, .id = id }),
		S("/stop"));
}

struct confirmation {
	struct casework *work;
	const struct follow_claim *claim;
};

static enum status confirm(void *context, struct transaction *transaction)
{
	const struct confirmation *confirmation = context;
	const struct follow_claim *claim = confirmation->claim;
	struct casework *work = confirmation->work;
	struct str key = request_key(work, claim->n, claim->id);
	struct batch batch = batch_in(work->arena);
	struct str sealed;
	enum status status;
	bool known;

	TRY(followers_know(work, claim->n, claim->id, &known));
	if (known)
		return OK;
	TRY(followers_check(work, claim->n));
	WATCH(&batch, key);
	status = read_sealed(work, &batch, claim->n, claim->id, &sealed);
	TRY(status == ERR_NOT_FOUND ? ERR_GONE : status);
	followers_join(work, &transaction->changes, claim->n, claim->id, sealed);
	BATCH(&transaction->changes, S("DEL"), key);
	return OK;
}

enum status follow_request_confirm(struct casework *work, const struct follow_claim *claim)
{
	struct confirmation confirmation = { work, claim };

	if (claim->until < work->now)
		return ERR_GONE;
	return transaction_run(work->store, work->arena, confirm, &confirmation);
}

enum status follow_request_stop(struct casework *work, const struct follow_claim *claim)
{
	struct batch batch = batch_in(work->arena);

	BATCH(&batch, S("SET"), key_unwanted(work->store, work->arena, claim->id), S("1"), S("EX"),
		num(work->arena, (int64_t)REQUEST_REST_DAYS * DAY_SECONDS));
	BATCH(&batch, S("DEL"), request_key(work, claim->n, claim->id));
	BATCH(&batch, S("HDEL"), key_followers(work->store, work->arena, claim->n), claim->id);
	BATCH(&batch, S("HDEL"), key_followed(work->store, work->arena, claim->n), claim->id);
	return store_commit(work->store, &batch, NULL);
}
