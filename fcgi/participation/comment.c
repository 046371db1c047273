#include "participation/comment.h"

#include <inttypes.h>

#include "participation/held.h"
#include "participation/person.h"
#include "store/keys.h"

enum { LIMIT_DEVICE, LIMIT_NETWORK, LIMITS };

struct comment {
	struct str person;
	struct str once;
	bool again;	/* it came before, from the same form */
	struct limit limits[LIMITS];
	struct held_post post;
};

/* A form that was sent twice is one comment. */
static enum status note_once(struct comment *comment, struct case_edit *edit)
{
	struct casework *work = edit->work;
	struct batch batch = batch_in(work->arena);
	struct str key = key_once(work->store, work->arena, comment->once);
	struct result *results;

	if (comment->once.len == 0)
		return OK;
	WATCH(&batch, key);
	BATCH(&batch, S("EXISTS"), key);
	TRY(store_run(work->store, &batch, &results));
	comment->again = results[1].integer != 0;
	BATCH(edit->changes, S("SET"), key, num(work->arena, (int64_t)edit->before.n), S("EX"),
		S(ONCE_SECONDS));
	return comment->again ? ERR_ALREADY : OK;
}

static enum status add_comment(void *context, struct case_edit *edit)
{
	struct comment *comment = context;

	TRY(note_once(comment, edit));
	TRY(person_add(edit, comment->person, PERSON_COMMENTS, comment->limits, LIMITS));
	TRY(held_check(edit, &comment->post));
	held_add(edit, &comment->post);
	return OK;
}

enum status case_comment(struct casework *work, uint64_t n, struct str person, struct str body,
	struct str once)
{
	const struct config *config = work->config;
	struct comment comment = {
		.person = person,
		.once = once,
		.limits[LIMIT_DEVICE] = limit_of(work, "comment.", person,
			config->limits.comments_per_device_hour, 3600),
		.limits[LIMIT_NETWORK] = limit_of_network(work, "comment.a.",
			config->limits.comments_per_address_hour, 3600),
		.post = { .kind = "comment", .text = body, .waiting = {
			{ arena_printf(work->arena, "c%" PRIu64, n), config->limits.waiting_per_case,
				ERR_NOT_NOW },
			{ held_mark(work, "d", person), config->limits.waiting_per_device, ERR_TOO_MANY },
		} },
	};
	struct case_record after;
	enum status status;

	if (work->network.len > 0)
		comment.post.waiting[2] = (struct held_limit){ held_mark(work, "a", work->network),
			config->limits.waiting_per_address, ERR_TOO_MANY };
	status = commit_case(work, n, add_comment, &comment, &after);
	return status == ERR_ALREADY && comment.again ? OK : status;
}
