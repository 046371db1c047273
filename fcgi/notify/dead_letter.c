#include "notify/dead_letter.h"

#include "base/json.h"
#include "base/json_print.h"
#include "store/keys.h"
#include "store/transaction.h"

static struct str print(struct casework *work, struct str target, const struct notice_event *event,
	struct str error)
{
	struct value *letter = value_map(work->arena);

	map_str(letter, "id", ARENA_GLUE(work->arena, event->id, S("."), target));
	map_str(letter, "origin", event->origin);
	map_str(letter, "target", target);
	map_str(letter, "kind", str_of(notice_name(event->kind)));
	map_int(letter, "case", (int64_t)event->n);
	map_str(letter, "dept", event->dept);
	map_int(letter, "assignment", event->assignment);
	map_str(letter, "account", event->account);
	map_str(letter, "about", event->about);
	map_int(letter, "at", event->at);
	map_int(letter, "died", work->now);
	map_int(letter, "tries", event->tries);
	map_str(letter, "error", error);
	return json_print(work->arena, letter);
}

void dead_letter_add(struct casework *work, struct batch *batch, struct str target,
	const struct notice_event *event, struct str error)
{
	struct str key = key_outbox_dead(work->store, work->arena);

	BATCH(batch, S("LPUSH"), key, print(work, target, event, error));
	BATCH(batch, S("LTRIM"), key, S("0"), num(work->arena, DEAD_LETTERS - 1));
}

enum status dead_letters_read(struct casework *work, size_t limit, struct value **letters, int64_t *total)
{
	struct batch batch = batch_in(work->arena);
	struct str key = key_outbox_dead(work->store, work->arena);
	struct result *results;
	struct value *letter;

	*letters = value_list(work->arena);
	BATCH(&batch, S("LRANGE"), key, S("0"), num(work->arena, (int64_t)limit - 1));
	BATCH(&batch, S("LLEN"), key);
	TRY(store_run(work->store, &batch, &results));
	*total = results[1].integer;
	for (size_t i = 0; i < results[0].count; i++)
		if (json_parse(work->arena, results[0].items[i].str, &letter) == OK)
			list_value(*letters, letter);
	return OK;
}

/* The message again, if the letter is the one wanted. */
static bool wanted(struct casework *work, struct str text, struct str id, struct str target,
	struct notice_event *event)
{
	struct value *letter;

	if (json_parse(work->arena, text, &letter) != OK)
		return false;
	if (id.len > 0 ? !str_eq(map_get_str(letter, "id"), id) :
			 !str_eq(map_get_str(letter, "target"), target))
		return false;
	*event = (struct notice_event){
		.origin = map_get_str(letter, "origin"),
		.only = map_get_str(letter, "target"),
		.n = (uint64_t)map_get_int(letter, "case", 0),
		.dept = map_get_str(letter, "dept"),
		.assignment = map_get_int(letter, "assignment", 0),
		.account = map_get_str(letter, "account"),
		.about = map_get_str(letter, "about"),
		.at = map_get_int(letter, "at", 0),
	};
	return notice_parse(map_get_str(letter, "kind"), &event->kind);
}

struct resend {
	struct casework *work;
	struct str id;
	struct str target;
};

static enum status add_again(void *context, struct transaction *transaction)
{
	const struct resend *resend = context;
	struct casework *work = resend->work;
	struct batch batch = batch_in(work->arena);
	struct str key = key_outbox_dead(work->store, work->arena);
	struct notice_event event;
	struct result *results;

	WATCH(&batch, key);
	BATCH(&batch, S("LRANGE"), key, S("0"), S("-1"));
	TRY(store_run(work->store, &batch, &results));
	/* From the oldest on, so that they arrive in order. */
	for (size_t i = results[1].count; i > 0; i--)
		if (wanted(work, results[1].items[i - 1].str, resend->id, resend->target, &event)) {
			BATCH(&transaction->changes, S("LREM"), key, S("-1"), results[1].items[i - 1].str);
			outbox_add(work, &transaction->changes, &event);
		}
	return transaction->changes.count > 0 ? OK : ERR_NOT_FOUND;
}

enum status dead_letter_resend(struct casework *work, struct str id, struct str target)
{
	struct resend resend = { work, id, target };

	return transaction_run(work->store, work->arena, add_again, &resend);
}
