#include "cases/upstream.h"

#include "base/json.h"
#include "base/json_print.h"
#include "cases/commit.h"
#include "cases/deadline.h"
#include "privacy/mask.h"
#include "model/answer_seal.h"
#include "model/phone_index.h"
#include "privacy/sealed.h"
#include "store/keys.h"

/* The question is the thread's first entry, and what it adds beside its text (photos) stays. */
static enum status replace_question(struct case_edit *edit, struct str text)
{
	struct casework *work = edit->work;
	struct str thread = key_thread(work->store, work->arena, edit->after.n);
	struct value *fresh = value_map(work->arena);
	struct value *question;
	struct str stored;

	TRY(thread_first(work, &edit->before, &stored));
	TRY(json_parse(work->arena, stored, &question));
	for (const struct member *m = question->first; m != NULL; m = m->next)
		if (str_eq(m->key, S("text")))
			map_str(fresh, "text", text);
		else
			*value_add(fresh, m->key) = m->value;
	BATCH(edit->changes, S("LSET"), thread, S("0"), json_print(work->arena, fresh));
	return OK;
}

static enum status take_over(struct case_edit *edit, const struct submission *in)
{
	struct casework *work = edit->work;
	struct case_record *after = &edit->after;
	const struct masking masking = { .kinds = MASK_PUBLIC, .name = in->name };
	struct str body = mask_text(work->arena, &masking, in->body, NULL);
	struct sealed_contact contact;

	TRY(sealed_read(work, after, &contact));
	after->title = mask_text(work->arena, &masking, in->title, NULL);
	after->question_hash = answer_question_hash(work->arena, after->title, body);
	after->area = mask_text(work->arena, &masking, in->area, NULL);
	after->asker = mask_name(work->arena, in->name);
	after->addressee = in->addressee;
	after->phone = phone_index(work, in->phone);
	contact.name = in->name;
	contact.phone = in->phone;
	contact.title = contact.body = contact.area = (struct str){ 0 };
	if (!str_eq(after->title, in->title) || !str_eq(body, in->body)) {
		contact.title = in->title;
		contact.body = in->body;
	}
	if (!str_eq(after->area, in->area))
		contact.area = in->area;
	TRY(sealed_write(work, after, &contact));
	return replace_question(edit, body);
}

static bool still_open(const struct case_record *record)
{
	return record->answers == 0 &&
		(STATE_BIT(record->state) &
			(STATE_BIT(STATE_PENDING) | STATE_BIT(STATE_ACCEPTED) | STATE_BIT(STATE_ASSIGNED) |
				STATE_BIT(STATE_DRAFTED))) != 0;
}

static enum status update(void *context, struct case_edit *edit)
{
	const struct submission *in = context;
	struct case_record *after = &edit->after;
	struct str mark = submission_mark(edit->work, in);

	if (str_eq(after->upstream_mark, mark) || !still_open(&edit->before))
		return ERR_NOT_NOW;
	after->upstream_mark = mark;
	after->category = in->category;
	after->upstream_due = in->upstream_due;
	if (after->assigned != 0 && in->upstream_due != 0)
		after->due_fixed = in->upstream_due;
	if (!case_visible(&edit->before, &viewer_public))
		TRY(take_over(edit, in));
	after->version++;
	deadline_set(edit->work, after);
	edit->action = S("update");
	edit->by = S("import");
	return OK;
}

enum status case_update(struct casework *work, uint64_t n, const struct submission *submission, bool *changed)
{
	struct case_record after;
	struct submission in = *submission;
	enum status status = commit_case(work, n, update, &in, &after);

	*changed = status == OK;
	return status == ERR_NOT_NOW ? OK : status;
}
