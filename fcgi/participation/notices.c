#include "participation/notices.h"

#include "privacy/limit.h"
#include "privacy/sealed.h"

/* Times that one case's sender, or all of one network, may say that a browser is to be told. */
#define DEVICES_A_DAY 20
#define DEVICES_OF_NETWORK 300
#define DAY_SECONDS 86400

bool notices_possible(const struct case_record *record)
{
	return record->state != STATE_CLOSED && record->state != STATE_DECLINED &&
		record->state != STATE_MERGED && record->state != STATE_WITHDRAWN;
}

/* The address is part of a request, and answers go there; elsewhere only messages need it. */
static void set_addresses(const struct case_edit *edit, const struct notice_choice *choice,
	struct sealed_contact *contact)
{
	if (choice->email.len > 0)
		contact->email = choice->email;
	else if ((choice->told & TOLD_MAIL) == 0 && edit->before.channel != CHANNEL_REQUEST)
		contact->email = (struct str){ 0 };
	if ((choice->told & TOLD_PUSH) == 0)
		contact->push = (struct str){ 0 };
}

static enum status save(struct case_edit *edit, const struct sealed_contact *contact, int64_t told,
	struct str by)
{
	edit->after.contact = (struct str){ 0 };
	TRY(sealed_write(edit->work, &edit->after, contact));
	edit->after.told = told;
	edit->action = S("notices");
	edit->by = by;
	return OK;
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
	set_addresses(edit, choice, &contact);
	if (((choice->told & TOLD_SMS) != 0 && contact.phone.len == 0) ||
		((choice->told & TOLD_MAIL) != 0 && contact.email.len == 0) ||
		((choice->told & TOLD_PUSH) != 0 && contact.push.len == 0))
		return ERR_INVALID;
	return save(edit, &contact, choice->told, S("asker"));
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

/* All but the one that has this address or id. */
static size_t others(struct str text, struct str address, struct str id,
	struct push_device devices[PUSH_DEVICES])
{
	size_t count = push_devices_read(text, devices);
	size_t kept = 0;

	for (size_t i = 0; i < count; i++)
		if (!str_eq(devices[i].address, address) && !str_eq(devices[i].id, id))
			devices[kept++] = devices[i];
	return kept;
}

static enum status add_device(void *context, struct case_edit *edit)
{
	struct push_device devices[1 + PUSH_DEVICES];
	struct sealed_contact contact;
	struct str before;
	size_t count;

	if (!notices_possible(&edit->before))
		return ERR_NOT_NOW;
	TRY(sealed_read(edit->work, &edit->before, &contact));
	devices[0] = *(const struct push_device *)context;
	before = contact.push;
	count = 1 + others(before, devices[0].address, devices[0].id, devices + 1);
	contact.push = push_devices_print(edit->work->arena, devices,
		count < PUSH_DEVICES ? count : PUSH_DEVICES);
	if (str_eq(contact.push, before) && (edit->before.told & TOLD_PUSH) != 0)
		return ERR_ALREADY;
	return save(edit, &contact, edit->before.told | TOLD_PUSH, S("asker"));
}

enum status notices_add_device(struct casework *work, uint64_t n, const struct push_device *device)
{
	struct push_device copy = *device;
	struct limit limits[] = {
		limit_of(work, "push.n.", num(work->arena, (int64_t)n), DEVICES_A_DAY, DAY_SECONDS),
		limit_of_network(work, "push.a.", DEVICES_OF_NETWORK, DAY_SECONDS),
	};
	struct case_record after;
	enum status status;

	TRY(limit_spend(work, limits, sizeof(limits) / sizeof(limits[0]), 1));
	status = commit_case(work, n, add_device, &copy, &after);
	return status == ERR_ALREADY ? OK : status;
}

static enum status drop_device(void *context, struct case_edit *edit)
{
	const struct str *id = context;
	struct push_device devices[PUSH_DEVICES];
	struct sealed_contact contact;
	struct str before;
	size_t count;

	TRY(sealed_read(edit->work, &edit->before, &contact));
	before = contact.push;
	count = others(before, (struct str){ 0 }, *id, devices);
	contact.push = push_devices_print(edit->work->arena, devices, count);
	if (str_eq(contact.push, before))
		return ERR_ALREADY;
	return save(edit, &contact, count > 0 ? edit->before.told : edit->before.told & ~(int64_t)TOLD_PUSH,
		S("jobs"));
}

enum status notices_drop_device(struct casework *work, uint64_t n, struct str id)
{
	struct case_record after;
	enum status status = commit_case(work, n, drop_device, &id, &after);

	return status == ERR_ALREADY ? OK : status;
}
