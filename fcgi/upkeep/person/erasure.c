#include "upkeep/person/erasure.h"

#include "cases/commit.h"
#include "model/derive.h"
#include "participation/case_photo.h"
#include "participation/held.h"
#include "photos/photo_entry.h"
#include "privacy/mask.h"
#include "staff/audit.h"

/* As in cases/merge: whoever edits Redis by hand must not hang it. */
#define LONGEST_CHAIN 20

/* Whether the case has ended: nobody works on it any more. */
static bool has_ended(struct casework *work, const struct case_record *record)
{
	struct derive_entry dues[DERIVE_DUES];
	struct case_record held = *record;
	size_t count;

	/* What is erased when is derived of a case that has contact data. */
	held.contact = S("sealed");
	count = derive_dues(work->arena, &held, dues);
	for (size_t i = 0; i < count; i++)
		if (str_eq(dues[i].list, S("erase")))
			return true;
	return false;
}

/* What was merged is handled with what it was merged into. */
static enum status check(struct casework *work, const struct case_record *record)
{
	struct case_record end = *record;
	enum status status = OK;

	if (record->channel == CHANNEL_REQUEST)
		return ERR_FORBIDDEN;
	for (int hops = 0; end.state == STATE_MERGED && hops < LONGEST_CHAIN && status == OK; hops++)
		status = case_read(work, end.merged_into, &end, NULL, NULL);
	if (status != OK && !case_absent(status))
		return status;
	return has_ended(work, record) && (status != OK || has_ended(work, &end)) ? OK : ERR_NOT_NOW;
}

static struct str nobody(struct casework *work)
{
	return mask_name(work->arena, (struct str){ 0 });
}

static bool knows_sender(struct casework *work, const struct case_record *record)
{
	return record->contact.len > 0 || record->device.len > 0 || record->phone.len > 0 ||
		record->applicant_hash.len > 0 ||
		(record->asker.len > 0 && !str_eq(record->asker, nobody(work)));
}

struct erasing {
	const struct person_request *request;
	struct value *photos;	/* ids of those that only what waited names */
};

static enum status forget(void *context, struct case_edit *edit)
{
	struct erasing *erasing = context;

	TRY(check(edit->work, &edit->before));
	erasing->photos = value_list(edit->work->arena);
	TRY(held_forget_sender(edit, erasing->photos));
	record_forget_sender(&edit->after);
	edit->after.asker = nobody(edit->work);
	edit->action = S(AUDIT_ERASURE);
	edit->by = erasing->request->by;
	edit->concerns = erasing->request->ground;
	return OK;
}

/* Before the contact data: what is cut short here is found and goes on the next time. */
static enum status drop_photos(struct casework *work, uint64_t n, const struct value *thread, struct str by,
	uint64_t *dropped)
{
	const struct viewer viewer = { .roles = ROLE_MODERATOR, .id = by };

	for (const struct member *m = thread->first; m != NULL; m = m->next) {
		if (!person_sent(&m->value))
			continue;
		for (const struct member *p = photo_entry_first(&m->value); p != NULL; p = p->next) {
			enum status status = case_photo_drop(work, n, map_get_str(&p->value, "id"), &viewer);

			if (status != OK && status != ERR_NOT_FOUND)
				return status;
			*dropped += status == OK;
		}
	}
	return OK;
}

static uint64_t count_waiting(const struct value *held)
{
	uint64_t count = 0;

	for (const struct member *m = held->first; m != NULL; m = m->next)
		count += held_by_sender(&m->value);
	return count;
}

enum status person_erase(struct casework *work, uint64_t n, const struct person_request *request,
	struct person_erased *erased)
{
	struct erasing erasing = { .request = request };
	struct case_record record;
	struct value *thread;
	struct value *held;

	*erased = (struct person_erased){ 0 };
	TRY(case_read(work, n, &record, &thread, NULL));
	TRY(check(work, &record));
	TRY(drop_photos(work, n, thread, request->by, &erased->photos));
	TRY(held_list(work, n, &held));
	erased->contact = knows_sender(work, &record);
	erased->waiting = count_waiting(held);
	if (!erased->contact && erased->waiting == 0 && erased->photos == 0)
		return OK;
	TRY(commit_case(work, n, forget, &erasing, &record));
	for (const struct member *m = erasing.photos->first; m != NULL; m = m->next)
		photo_file_remove(work, n, m->value.str);
	erased->photos += erasing.photos->count;
	return OK;
}
