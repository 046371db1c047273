#include "participation/followup.h"

#include <inttypes.h>

#include "cases/act.h"
#include "cases/action.h"
#include "participation/held.h"
#include "participation/reopening.h"
#include "photos/photo_file.h"
#include "store/keys.h"

#define WAITING_MOST 5

struct followup {
	struct str once;
	struct held_post post;
};

static enum status add_followup(void *context, struct case_edit *edit)
{
	const struct followup *followup = context;
	struct casework *work = edit->work;
	struct batch batch = batch_in(work->arena);
	struct str once = key_once(work->store, work->arena, followup->once);
	struct result *results;

	if (edit->before.state == STATE_DECLINED || edit->before.state == STATE_MERGED ||
	    edit->before.state == STATE_WITHDRAWN)
		return ERR_NOT_NOW;
	WATCH(&batch, once);
	BATCH(&batch, S("EXISTS"), once);
	TRY(store_run(work->store, &batch, &results));
	if (results[1].integer != 0)
		return ERR_ALREADY;
	TRY(held_check(edit, &followup->post));
	if (followup->post.photos != NULL)
		TRY(photos_settle(work, followup->post.photos, edit->before.n));
	BATCH(edit->changes, S("SET"), once, num(work->arena, (int64_t)edit->before.n), S("EX"),
		S(ONCE_SECONDS));
	held_add(edit, &followup->post);
	return OK;
}

enum status case_followup(struct casework *work, uint64_t n, struct str once, struct str body,
	struct photos *photos)
{
	struct followup followup = { .once = once, .post = { .kind = "followup", .text = body,
		.photos = photos,
		.waiting = { { arena_printf(work->arena, "f%" PRIu64, n), WAITING_MOST, ERR_TOO_MANY } } } };
	struct case_record after;
	enum status status = commit_case(work, n, add_followup, &followup, &after);

	/* What may have been written although nothing came back is left for the sweep. */
	if (photos != NULL && status != OK && status != ERR_AWAY)
		photos_discard(work, photos);
	return status == ERR_ALREADY ? OK : status;
}

static enum status hold_reason(const struct act *act, struct case_edit *edit)
{
	if (case_visible(&edit->before, &viewer_public))
		held_add(edit, &(struct held_post){ .kind = REOPENING, .text = act->reason });
	return OK;
}

enum status case_reopen(struct casework *work, uint64_t n, const struct viewer *by, struct str reason,
	struct case_record *after, struct str *why)
{
	const struct act act = { .action = ACTION_REOPEN, .by = by, .reason = reason, .also = hold_reason };

	return case_act(work, n, &act, after, why);
}
