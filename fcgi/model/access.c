#include "model/access.h"

#include "model/assist.h"
#include "model/letter.h"

const struct viewer viewer_public = { .roles = ROLE_PUBLIC };

/*
 * Past review, and neither declined nor withdrawn: a merged topic stays, to say where it went, unless nobody
 * had reviewed it before.
 */
static bool reviewed(const struct case_record *record)
{
	return record->accepted != 0 && !record->merged_review && record->state != STATE_PENDING &&
		record->state != STATE_DECLINED && record->state != STATE_WITHDRAWN;
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
	const uint32_t everywhere = ROLE_MODERATOR | ROLE_DISPATCHER | ROLE_APPROVER | ROLE_SUPERVISOR |
		ROLE_ADMIN | ROLE_JOBS | ROLE_OPERATOR;

	if ((viewer->roles & everywhere) != 0)
		return true;
	return (viewer->roles & ROLE_CLERK) != 0 &&
		(same_dept(record, viewer) || assisting(record, viewer->dept));
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

bool case_inside(const struct case_record *record, const struct viewer *viewer)
{
	return record->n != 0 && staff_sees(record, viewer);
}

bool source_visible(const struct case_record *source, const struct case_record *target,
	const struct viewer *viewer)
{
	if (case_visible(source, viewer))
		return true;
	return source->n != 0 && source->channel == CHANNEL_TOPIC && source->merged_review &&
		!source->hidden && case_inside(target, viewer);
}

static bool one_of(struct str action, const enum action *actions, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (str_eq(action, str_of(action_name(actions[i]))))
			return true;
	return false;
}
#define ONE_OF(action, ...) \
	one_of((action), (const enum action[]){ __VA_ARGS__ }, \
		sizeof((const enum action[]){ __VA_ARGS__ }) / sizeof(enum action))

/* Steps that anybody may know of. */
static bool public_event(struct str action)
{
	return ONE_OF(action, ACTION_ACCEPT, ACTION_ASSIGN, ACTION_RETURN, ACTION_REASSIGN, ACTION_RECALL,
		ACTION_ASSIST, ACTION_EXTEND, ACTION_REOPEN, ACTION_CLOSE, ACTION_RATE, ACTION_MERGE,
		ACTION_UNMERGE);
}

/* The asker also reads why it was declined, and what the asker wrote. */
static bool asker_event(struct str action)
{
	return public_event(action) ||
		ONE_OF(action, ACTION_DECLINE, ACTION_WITHDRAW, ACTION_CONFIRM, ACTION_CORRECT,
			ACTION_SUPPLEMENT, ACTION_LAPSE, ACTION_CONSULT, ACTION_REPLY, ACTION_CALLBACK,
			ACTION_WITHDRAW_CONSENT, ACTION_CHARGE, ACTION_PAY, ACTION_UNPAID, ACTION_JUSTIFY,
			ACTION_EXPLAIN, ACTION_DEFER);
}

static bool asker_note(struct str action)
{
	return ONE_OF(action, ACTION_EXTEND, ACTION_DECLINE, ACTION_RATE, ACTION_REOPEN, ACTION_CORRECT,
		ACTION_SUPPLEMENT, ACTION_CHARGE, ACTION_JUSTIFY, ACTION_EXPLAIN, ACTION_DEFER);
}

/* Why it was reopened, once a moderator has passed it. */
static bool public_note(const struct value *entry, struct str action)
{
	return ONE_OF(action, ACTION_EXTEND) ||
		(ONE_OF(action, ACTION_REOPEN) && map_get_bool(entry, "shown"));
}

/*
 * Whoever has the answer link reads what the department must know, but no post that was refused, and nothing
 * of what departments and dispatchers write to each other: a link goes from hand to hand.
 */
static bool link_sees(struct str kind, struct str action)
{
	if (str_eq(kind, S("note")))
		return !str_eq(action, S("refuse")) &&
			!ONE_OF(action, ACTION_RETURN, ACTION_REASSIGN, ACTION_RECALL, ACTION_ASK_EXTENSION,
				ACTION_REFUSE_EXTENSION, ACTION_ASSIST, ACTION_RELEASE, ACTION_CONSULT,
				ACTION_REPLY, ACTION_APPEAL, ACTION_CALLBACK, ACTION_REMARK);
	/* What became of a photo is the reviewers' affair, who has the case within its department the clerks'. */
	if (str_eq(kind, S("event")))
		return !str_eq(action, S("blur")) && !str_eq(action, S("drop")) &&
			!str_eq(action, S("drop_file")) &&
			!ONE_OF(action, ACTION_REMARK, ACTION_TAKE, ACTION_GIVE);
	return !str_eq(kind, S("opinion")) && !str_eq(kind, S("draft")) && !str_eq(kind, S("letter")) &&
		!str_eq(kind, S("service"));
}

/* Letters to others than the applicant, and their service, are for staff. */
static bool asker_letter(const struct value *entry)
{
	enum letter letter;

	return letter_parse(map_get_str(entry, "letter"), &letter) && letter_to_applicant(letter);
}

/* What a resident reads in full; kinds that are not named here are for staff. */
static bool for_readers(struct str kind)
{
	return str_eq(kind, S("question")) || str_eq(kind, S("followup")) || str_eq(kind, S("comment")) ||
	       str_eq(kind, S("answer"));
}

bool entry_visible(const struct case_record *record, const struct value *entry, const struct viewer *viewer)
{
	struct str kind = map_get_str(entry, "kind");
	struct str action = map_get_str(entry, "action");
	bool asker = holds_link(record, viewer);

	if (!case_visible(record, viewer))
		return false;
	if (staff_sees(record, viewer))
		return true;
	if ((viewer->roles & ROLE_LINK) != 0 && holds_link(record, viewer))
		return link_sees(kind, action);
	if (str_eq(kind, S("letter")) || str_eq(kind, S("service")))
		return asker && asker_letter(entry);
	if (str_eq(kind, S("event")))
		return asker ? asker_event(action) : public_event(action);
	if (str_eq(kind, S("note")))
		return asker ? asker_note(action) : public_note(entry, action);
	return for_readers(kind);
}

/* The entry without who did it and whom it was about, which is for staff. */
static struct value *without_actor(struct arena *arena, const struct value *entry)
{
	struct value *copy = value_map(arena);

	for (const struct member *m = entry->first; m != NULL; m = m->next)
		if (!str_eq(m->key, S("by")) && !str_eq(m->key, S("consenter")) &&
			!str_eq(m->key, S("about")) && !str_eq(m->key, S("result")) &&
			!str_eq(m->key, S("unmasked")) && !str_eq(m->key, S("mail")))
			*value_add(copy, m->key) = m->value;
	return copy;
}

struct value *thread_visible(struct arena *arena, const struct case_record *record,
	const struct value *thread, const struct viewer *viewer)
{
	struct value *seen = value_list(arena);
	bool inside = staff_sees(record, viewer);

	for (const struct member *m = thread->first; m != NULL; m = m->next)
		if (entry_visible(record, &m->value, viewer))
			list_value(seen, inside ? &m->value : without_actor(arena, &m->value));
	return seen;
}

bool held_visible(const struct case_record *record, const struct viewer *viewer)
{
	return case_inside(record, viewer);
}

bool place_visible(const struct case_record *record, const struct viewer *viewer)
{
	return case_inside(record, viewer) ||
		((viewer->roles & ROLE_LINK) != 0 && holds_link(record, viewer));
}

bool enclosed_visible(const struct case_record *record, const struct viewer *viewer)
{
	return place_visible(record, viewer);
}

bool enclosed_mends(const struct case_record *record, const struct viewer *viewer)
{
	if (!case_inside(record, viewer))
		return false;
	return (viewer->roles & ROLE_APPROVER) != 0 ||
		((viewer->roles & ROLE_CLERK) != 0 && same_dept(record, viewer));
}

bool contact_visible(const struct case_record *record, const struct viewer *viewer)
{
	const uint32_t everywhere = ROLE_MODERATOR | ROLE_DISPATCHER | ROLE_ADMIN;

	if (record->contact.len == 0)
		return false;
	if ((viewer->roles & everywhere) != 0)
		return true;
	/* A caller may ask to stay unnamed before the department. */
	return (viewer->roles & ROLE_CLERK) != 0 && same_dept(record, viewer) && !record->confidential;
}
