#include "participation/notices.h"

#include "privacy/sealed.h"

bool notices_possible(const struct case_record *record)
{
	return record->contact.len > 0 && record->state != STATE_CLOSED && record->state != STATE_DECLINED &&
		record->state != STATE_MERGED && record->state != STATE_WITHDRAWN;
}

/* The address is part of a request, and answers go there; elsewhere only messages need it. */
static void set_email(const struct case_edit *edit, const struct notice_choice *choice,
	struct sealed_contact *contact)
{
	if (choice->email.len > 0)
		contact->email = choice->email;
	else if ((choice->told & TOLD_MAIL) == 0 && edit->before.channel != CHANNEL_REQUEST)
		contact->email = (struct str){ 0 };
}

static enum status choose(void *context, struct case_edit *edit)
{
	const struct notice_choice *choice = context;
	struct sealed_contact contact;

	if (choice->told != 0 && !notices_possible(&edit->before))
		return ERR_NOT_NOW;
	if (choice->told == edit->before.told && choice->email.len == 0)
		return ERR_ALREADY;
	TRY(sealed_read(edit->work, &edit->before, &contact));
	set_email(edit, choice, &contact);
	if (((choice->told & TOLD_SMS) != 0 && contact.phone.len == 0) ||
		((choice->told & TOLD_MAIL) != 0 && contact.email.len == 0))
		return ERR_INVALID;
	edit->after.contact = (struct str){ 0 };
	TRY(sealed_write(edit->work, &edit->after, &contact));
	edit->after.told = choice->told;
	edit->action = S("notices");
	edit->by = S("asker");
	return OK;
}

enum status notices_choose(struct casework *work, uint64_t n, const struct notice_choice *choice,
	struct case_record *after)
{
	struct notice_choice copy = *choice;
	enum status status = commit_case(work, n, choose, &copy, after);

	return status == ERR_ALREADY ? OK : status;
}

static enum status stop(void *context, struct case_edit *edit)
{
	const enum told *way = context;
	struct notice_choice choice = { .told = edit->before.told & ~(int64_t)*way };

	return choose(&choice, edit);
}

enum status notices_stop(struct casework *work, uint64_t n, enum told way)
{
	struct case_record after;
	enum status status = commit_case(work, n, stop, &way, &after);

	return status == ERR_ALREADY ? OK : status;
}
