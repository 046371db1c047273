#include "publish/article_try.h"

#include "store/keys.h"
#include "store/transaction.h"

enum status try_refuse(struct article_try *try, enum status status, const char *field, const char *why)
{
	try->refusal = (struct article_refusal){ .why = str_of(why), .field = field };
	return status;
}

/* The next number, or what the same form made before. */
static enum status read_new(struct article_try *try)
{
	struct casework *work = try->work;
	struct str once = key_once(work->store, work->arena, try->change->once);
	struct str seq = key_article_seq(work->store, work->arena);
	struct batch batch = batch_in(work->arena);
	struct result *results;
	uint64_t last = 0;

	WATCH(&batch, once, seq);
	BATCH(&batch, S("GET"), once);
	BATCH(&batch, S("GET"), seq);
	TRY(store_run(work->store, &batch, &results));
	try->repeated = try->change->once.len > 0 && str_to_u64(results[1].str, INT64_MAX, &try->n);
	if (try->repeated)
		return article_read(work, try->n, &try->after);
	str_to_u64(results[2].str, INT64_MAX, &last);
	try->n = last + 1;
	BATCH(try->changes, S("SET"), seq, num(work->arena, (int64_t)try->n));
	if (try->change->once.len > 0)
		BATCH(try->changes, S("SET"), once, num(work->arena, (int64_t)try->n), S("EX"),
			S(ONCE_SECONDS));
	return OK;
}

/* The article that has this origin already is the one that it would make. */
static enum status read_taken(struct article_try *try)
{
	struct casework *work = try->work;
	uint64_t n;

	if ((try->change->by->roles & ROLE_OPERATOR) == 0)
		return ERR_FORBIDDEN;
	TRY(article_origin_watch(work, try->change->origin->address, &n));
	if (n != 0) {
		try->repeated = true;
		try->n = n;
		return article_read(work, n, &try->after);
	}
	TRY(read_new(try));
	if (try->change->number != 0 && try->n != try->change->number)
		return ERR_CONFLICT;
	BATCH(try->changes, S("HSET"), key_article_origins(work->store, work->arena),
		try->change->origin->address, num(work->arena, (int64_t)try->n));
	return OK;
}

static enum status read_old(struct article_try *try)
{
	struct casework *work = try->work;
	struct str key = key_article(work->store, work->arena, try->n);
	struct batch batch = batch_in(work->arena);
	struct result *results;

	/* Whoever writes the draft writes the hash too, so to watch the hash is enough. */
	WATCH(&batch, key);
	BATCH(&batch, S("HGETALL"), key);
	BATCH(&batch, S("GET"), key_article_draft(work->store, work->arena, try->n));
	TRY(store_run(work->store, &batch, &results));
	TRY(article_from(try->n, &results[1], &try->before));
	try->bytes = results[2].str;
	return try->bytes.len > 0 ? article_text_parse(work->arena, try->bytes, &try->text) : OK;
}

enum status try_read(struct article_try *try)
{
	switch (try->change->action) {
	case ARTICLE_CREATE:
		return read_new(try);
	case ARTICLE_TAKE_IN:
		return read_taken(try);
	default:
		return read_old(try);
	}
}
