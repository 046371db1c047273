#include "cases/visible.h"

const struct viewer viewer_public = { .roles = ROLE_PUBLIC };

/* Past review, and neither declined nor withdrawn: a merged topic stays, to say where it went. */
static bool reviewed(const struct case_record *record)
{
	return record->accepted != 0 && record->state != STATE_PENDING && record->state != STATE_DECLINED &&
	       record->state != STATE_WITHDRAWN;
}

static bool public_sees(const struct case_record *record)
{
	if (record->hidden || !reviewed(record))
		return false;
	return record->channel == CHANNEL_TOPIC || record->published;
}

static bool same_dept(const struct case_record *record, const struct viewer *viewer)
{
	return viewer->dept.len > 0 && str_eq(record->dept, viewer->dept);
}

static bool staff_sees(const struct case_record *record, const struct viewer *viewer)
{
	const uint32_t everywhere = ROLE_MODERATOR | ROLE_DISPATCHER | ROLE_APPROVER | ROLE_SUPERVISOR | ROLE_ADMIN |
				    ROLE_JOBS | ROLE_OPERATOR;

	if ((viewer->roles & everywhere) != 0)
		return true;
	return (viewer->roles & ROLE_CLERK) != 0 && same_dept(record, viewer);
}

static bool holds_link(const struct case_record *record, const struct viewer *viewer)
{
	if (viewer->case_n == 0 || viewer->case_n != record->n)
		return false;
	if ((viewer->roles & ROLE_ASKER) != 0)
		return true;
	return (viewer->roles & ROLE_LINK) != 0 && same_dept(record, viewer);
}

bool case_visible(const struct case_record *record, const struct viewer *viewer)
{
	if (record->n == 0)
		return false;
	return public_sees(record) || staff_sees(record, viewer) || holds_link(record, viewer);
}

/* Steps the asker and the public may read with their notes; all else inside is for staff. */
static bool public_event(struct str action)
{
	static const enum action open[] = { ACTION_ACCEPT, ACTION_ASSIGN, ACTION_EXTEND, ACTION_REOPEN, ACTION_CLOSE,
		ACTION_RATE, ACTION_MERGE };

	for (size_t i = 0; i < sizeof(open) / sizeof(open[0]); i++)
		if (str_eq(action, str_of(action_name(open[i]))))
			return true;
	return false;
}

static bool asker_event(struct str action)
{
	return public_event(action) || str_eq(action, str_of(action_name(ACTION_DECLINE))) ||
	       str_eq(action, str_of(action_name(ACTION_WITHDRAW)));
}

bool entry_visible(const struct case_record *record, const struct value *entry, const struct viewer *viewer)
{
	if (!case_visible(record, viewer))
		return false;
	if (!str_eq(map_get_str(entry, "kind"), S("event")) || staff_sees(record, viewer))
		return true;
	if (holds_link(record, viewer) && (viewer->roles & ROLE_LINK) != 0)
		return true;
	if (holds_link(record, viewer))
		return asker_event(map_get_str(entry, "action"));
	return public_event(map_get_str(entry, "action"));
}

struct value *thread_visible(struct arena *arena, const struct case_record *record, const struct value *thread,
	const struct viewer *viewer)
{
	struct value *seen = value_list(arena);

	for (const struct member *m = thread->first; m != NULL; m = m->next)
		if (entry_visible(record, &m->value, viewer))
			list_value(seen, &m->value);
	return seen;
}

bool contact_visible(const struct case_record *record, const struct viewer *viewer)
{
	const uint32_t everywhere = ROLE_MODERATOR | ROLE_DISPATCHER | ROLE_ADMIN;

	if (record->contact.len == 0)
		return false;
	if ((viewer->roles & everywhere) != 0)
		return true;
	return (viewer->roles & ROLE_CLERK) != 0 && same_dept(record, viewer);
}
