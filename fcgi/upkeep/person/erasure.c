#include "upkeep/person/erasure.h"

#include "cases/commit.h"
#include "model/derive.h"
#include "participation/case_photo.h"
#include "photos/photo_entry.h"
#include "privacy/mask.h"
#include "staff/audit.h"

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

static enum status check(struct casework *work, const struct case_record *record)
{
	if (record->channel == CHANNEL_REQUEST)
		return ERR_FORBIDDEN;
	return has_ended(work, record) ? OK : ERR_NOT_NOW;
}

static bool knows_sender(const struct case_record *record)
{
	return record->contact.len > 0 || record->device.len > 0 || record->phone.len > 0 ||
		record->applicant_hash.len > 0;
}

static enum status forget(void *context, struct case_edit *edit)
{
	const struct person_request *request = context;

	TRY(check(edit->work, &edit->before));
	record_forget_sender(&edit->after);
	edit->after.asker = mask_name(edit->work->arena, (struct str){ 0 });
	edit->action = S(AUDIT_ERASURE);
	edit->by = request->by;
	edit->concerns = request->ground;
	return OK;
}

/* Before the contact data: what is cut short here is found and goes on the next time. */
static enum status drop_photos(struct casework *work, uint64_t n, const struct value *thread, struct str by,
	uint64_t *dropped)
{
	const struct viewer viewer = { .roles = ROLE_MODERATOR, .id = by };

	for (const struct member *m = thread->first; m != NULL; m = m->next) {
		struct str kind = map_get_str(&m->value, "kind");

		if (!str_eq(kind, S("question")) && !str_eq(kind, S("followup")))
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

enum status person_erase(struct casework *work, uint64_t n, const struct person_request *request,
	struct person_erased *erased)
{
	struct person_request asked = *request;
	struct case_record record;
	struct value *thread;

	*erased = (struct person_erased){ 0 };
	TRY(case_read(work, n, &record, &thread, NULL));
	TRY(check(work, &record));
	TRY(drop_photos(work, n, thread, request->by, &erased->photos));
	erased->contact = knows_sender(&record);
	if (!erased->contact)
		return OK;
	return commit_case(work, n, forget, &asked, &record);
}
