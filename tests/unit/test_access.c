/* Who may see a case, which of its entries, and contact data: model/access. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <cmocka.h>

#include "model/access.h"

#define CASE 17
#define OTHER_CASE 18

static int make_arena(void **state)
{
	*state = arena_new((size_t)16 << 20);
	return 0;
}

static int free_arena(void **state)
{
	arena_free(*state);
	return 0;
}

/* Everybody who may come to the door, in the columns of the tables below. */
enum who { ANYBODY, ASKER, OTHER_ASKER, LINK, OLD_LINK, OTHER_LINK, CLERK, OTHER_CLERK, ASSISTANT,
	ASSISTANT_LINK, MODERATOR, DISPATCHER, APPROVER, SUPERVISOR, EDITOR, REVIEWER, ADMIN, JOBS,
	OPERATOR, WHO_COUNT };

#define LINK_OF(id, n) { .roles = ROLE_LINK, .dept = { id, 3 }, .case_n = (n) }

static const struct {
	const char *name;
	struct viewer viewer;
} people[WHO_COUNT] = {
	[ANYBODY] = { "anybody", { .roles = ROLE_PUBLIC } },
	[ASKER] = { "the asker", { .roles = ROLE_ASKER, .case_n = CASE } },
	[OTHER_ASKER] = { "the asker of another case", { .roles = ROLE_ASKER, .case_n = OTHER_CASE } },
	[LINK] = { "the department's answer link", LINK_OF("zjj", CASE) },
	[OLD_LINK] = { "an answer link of the department before", LINK_OF("jtj", CASE) },
	[OTHER_LINK] = { "an answer link for another case", LINK_OF("zjj", OTHER_CASE) },
	[CLERK] = { "a clerk of the department", { .roles = ROLE_CLERK, .dept = { "zjj", 3 } } },
	[OTHER_CLERK] = { "a clerk of another department", { .roles = ROLE_CLERK, .dept = { "jtj", 3 } } },
	[ASSISTANT] = { "a clerk of an assisting department", { .roles = ROLE_CLERK, .dept = { "hbj", 3 } } },
	[ASSISTANT_LINK] = { "an answer link for an assisting department", LINK_OF("hbj", CASE) },
	[MODERATOR] = { "a moderator", { .roles = ROLE_MODERATOR } },
	[DISPATCHER] = { "a dispatcher", { .roles = ROLE_DISPATCHER } },
	[APPROVER] = { "an approver", { .roles = ROLE_APPROVER } },
	[SUPERVISOR] = { "a supervisor", { .roles = ROLE_SUPERVISOR } },
	[EDITOR] = { "an editor", { .roles = ROLE_EDITOR } },
	[REVIEWER] = { "a reviewer", { .roles = ROLE_REVIEWER } },
	[ADMIN] = { "an admin", { .roles = ROLE_ADMIN } },
	[JOBS] = { "the jobs", { .roles = ROLE_JOBS } },
	[OPERATOR] = { "the operator", { .roles = ROLE_OPERATOR } },
};

#define BIT(who) (1u << (who))
#define EVERYWHERE \
	(BIT(MODERATOR) | BIT(DISPATCHER) | BIT(APPROVER) | BIT(SUPERVISOR) | BIT(ADMIN) | BIT(JOBS) | \
		BIT(OPERATOR))
#define OWN (BIT(ASKER) | BIT(LINK) | BIT(CLERK))
#define ALL ((1u << WHO_COUNT) - 1)

/* A case of the department zjj in that state, as it would have become. */
static struct case_record case_in(enum channel channel, enum state state)
{
	return (struct case_record){ .n = CASE, .channel = channel, .state = state, .dept = S("zjj"),
		.created = 1, .accepted = state != STATE_PENDING ? 2 : 0, .contact = S("sealed") };
}

static void check(const struct case_record *record, uint32_t seeing, const char *sentence)
{
	for (enum who who = 0; who < WHO_COUNT; who++)
		if (case_visible(record, &people[who].viewer) != ((seeing & BIT(who)) != 0))
			fail_msg("%s, %s, %s: %s should %ssee it", sentence, channel_name(record->channel),
				state_name(record->state), people[who].name, seeing & BIT(who) ? "" : "not ");
}

/* By state, for a topic: public after review, not public once declined or taken back. */
static const bool topic_is_public[STATE_COUNT] = { [STATE_ACCEPTED] = true, [STATE_MERGED] = true,
	[STATE_ASSIGNED] = true, [STATE_DRAFTED] = true, [STATE_ANSWERED] = true, [STATE_CLOSED] = true,
	[STATE_CORRECTING] = true, [STATE_CONSULTING] = true, [STATE_CHARGING] = true };

static void topics_are_public_once_reviewed(void **state)
{
	(void)state;
	for (enum state s = STATE_PENDING; s < STATE_COUNT; s++) {
		struct case_record record = case_in(CHANNEL_TOPIC, s);

		check(&record, topic_is_public[s] ? ALL : EVERYWHERE | OWN, "a topic");
		record.hidden = true;
		check(&record, EVERYWHERE | OWN, "an unpublished topic");
		record.hidden = false;
		record.published = true;
		check(&record, topic_is_public[s] ? ALL : EVERYWHERE | OWN, "a topic marked as published");
	}
}

static void other_channels_are_private_unless_published(void **state)
{
	(void)state;
	for (enum channel c = CHANNEL_LETTER; c < CHANNEL_COUNT; c++)
		for (enum state s = STATE_PENDING; s < STATE_COUNT; s++) {
			struct case_record record = case_in(c, s);

			check(&record, EVERYWHERE | OWN, "not published");
			record.published = true;
			check(&record, topic_is_public[s] ? ALL : EVERYWHERE | OWN, "published");
			record.hidden = true;
			check(&record, EVERYWHERE | OWN, "published and taken back");
		}
}

static void an_assisting_clerk_sees_the_case_whatever_its_state_and_a_link_never(void **state)
{
	(void)state;
	for (enum channel c = 0; c < CHANNEL_COUNT; c++)
		for (enum state s = STATE_PENDING; s < STATE_COUNT; s++) {
			struct case_record record = case_in(c, s);
			bool public = c == CHANNEL_TOPIC && topic_is_public[s];

			record.assists = S("gaj:1:2,hbj:1:0");
			check(&record, public ? ALL : EVERYWHERE | OWN | BIT(ASSISTANT), "assisted");
			record.hidden = true;
			check(&record, EVERYWHERE | OWN | BIT(ASSISTANT), "assisted and taken down");
			record.assists = S("gaj:1:2,hb:1:2");
			check(&record, EVERYWHERE | OWN, "assisted by others");
			assert_false(contact_visible(&record, &people[ASSISTANT].viewer));
		}
}

static void what_was_never_accepted_is_not_public_whatever_its_state_says(void **state)
{
	struct case_record record = case_in(CHANNEL_TOPIC, STATE_WITHDRAWN);

	(void)state;
	for (enum state s = STATE_PENDING; s < STATE_COUNT; s++) {
		record.state = s;
		record.accepted = 0;
		assert_false(case_visible(&record, &viewer_public));
	}
}

static void a_case_without_department_has_no_clerk(void **state)
{
	struct case_record record = case_in(CHANNEL_LETTER, STATE_ACCEPTED);
	struct viewer lost = { .roles = ROLE_CLERK };

	(void)state;
	record.dept = (struct str){ 0 };
	check(&record, EVERYWHERE | BIT(ASKER), "no department yet");
	assert_false(case_visible(&record, &lost));
}

static void nobody_sees_what_is_no_case(void **state)
{
	struct case_record record = { .state = STATE_ANSWERED, .accepted = 1 };
	struct viewer nought = { .roles = ROLE_ASKER, .case_n = 0 };

	(void)state;
	check(&record, 0, "no case");
	assert_false(case_visible(&record, &nought));
}

static void posts_that_wait_are_for_staff_whose_business_the_case_is(void **state)
{
	const uint32_t seeing = BIT(MODERATOR) | BIT(DISPATCHER) | BIT(APPROVER) | BIT(SUPERVISOR) |
		BIT(ADMIN) | BIT(JOBS) | BIT(OPERATOR) | BIT(CLERK);
	struct case_record record = case_in(CHANNEL_TOPIC, STATE_ASSIGNED);

	(void)state;
	for (enum who who = 0; who < WHO_COUNT; who++)
		if (held_visible(&record, &people[who].viewer) != ((seeing & BIT(who)) != 0))
			fail_msg("%s", people[who].name);
	record.n = 0;
	assert_false(held_visible(&record, &people[MODERATOR].viewer));
}

static void contact_data_is_for_those_who_work_on_it(void **state)
{
	const uint32_t seeing = BIT(MODERATOR) | BIT(DISPATCHER) | BIT(ADMIN) | BIT(CLERK);
	struct case_record record = case_in(CHANNEL_TOPIC, STATE_ASSIGNED);

	(void)state;
	for (enum who who = 0; who < WHO_COUNT; who++) {
		bool seen = contact_visible(&record, &people[who].viewer);

		if (seen != ((seeing & BIT(who)) != 0))
			fail_msg("%s", people[who].name);
	}
	record.assists = S("hbj:1:2");
	assert_false(contact_visible(&record, &people[ASSISTANT].viewer));
	record.contact = (struct str){ 0 };
	for (enum who who = 0; who < WHO_COUNT; who++)
		assert_false(contact_visible(&record, &people[who].viewer));
}

/* One entry of a thread and who reads it in a public topic. */
static const struct entry_row {
	const char *kind;
	const char *action;	/* of events and notes */
	bool anybody;
	bool asker;
} entries[] = {
	{ "question", NULL, true, true }, { "followup", NULL, true, true },
	{ "comment", NULL, true, true }, { "answer", NULL, true, true },
	{ "event", "accept", true, true },
	{ "event", "assign", true, true }, { "event", "assist", true, true },
	{ "event", "extend", true, true },
	{ "event", "reopen", true, true },
	{ "event", "close", true, true },
	{ "event", "rate", true, true },
	{ "event", "merge", true, true },
	{ "event", "unmerge", true, true },
	{ "event", "decline", false, true }, { "event", "withdraw", false, true },
	{ "event", "return", true, true },
	{ "event", "reassign", true, true }, { "event", "recall", true, true },
	{ "event", "ask-extension", false, false }, { "event", "refuse-extension", false, false },
	{ "opinion", NULL, false, false }, { "draft", NULL, false, false },
	{ "event", "opinion", false, false }, { "event", "release", false, false },
	{ "event", "draft", false, false }, { "event", "revise", false, false },
	{ "event", "reject", false, false }, { "event", "approve", false, false },
	{ "event", "charge", false, true }, { "event", "pay", false, true },
	{ "event", "unpaid", false, true }, { "event", "justify", false, true },
	{ "event", "explain", false, true }, { "event", "defer", false, true },
	{ "event", "remind", false, false }, { "event", "supervise", false, false },
	{ "event", "publish", false, false }, { "event", "unpublish", false, false },
	{ "event", "confirm", false, true },
	{ "event", "correct", false, true }, { "event", "supplement", false, true },
	{ "event", "lapse", false, true },
	{ "event", "consult", false, true }, { "event", "reply", false, true },
	{ "event", "appeal", false, false }, { "event", "serve", false, false },
	{ "event", "blur", false, false }, { "event", "drop", false, false },
	{ "event", "drop_file", false, false }, { "event", "callback", false, true },
	{ "event", "withdraw-consent", false, true },
	{ "note", "correct", false, true }, { "note", "supplement", false, true },
	{ "note", "lapse", false, false }, { "note", "consult", false, false },
	{ "note", "reply", false, false },
	{ "note", "appeal", false, false },
	{ "note", "callback", false, false },
	{ "note", "extend", true, true },
	{ "note", "decline", false, true }, { "note", "rate", false, true },
	{ "note", "reopen", false, true },
	{ "note", "return", false, false },
	{ "note", "reassign", false, false }, { "note", "recall", false, false },
	{ "note", "ask-extension", false, false }, { "note", "refuse-extension", false, false },
	{ "note", "reject", false, false },
	{ "note", "remind", false, false }, { "note", "supervise", false, false },
	{ "note", "unpublish", false, false },
	{ "note", "assist", false, false }, { "note", "release", false, false },
	{ "note", "unmerge", false, false },
	{ "note", "refuse", false, false },
	{ "note", "remark", false, false }, { "event", "remark", false, false },
	{ "event", "take", false, false }, { "event", "give", false, false },
};
#define ENTRIES (sizeof(entries) / sizeof(entries[0]))

/* What the holder of an answer link doesn't read. */
static bool kept_from_links(const struct entry_row *row)
{
	static const char *const notes[] = { "refuse", "assist", "release", "consult", "reply", "appeal",
		"callback", "return", "reassign", "recall", "ask-extension", "refuse-extension", "remark" };
	static const char *const events[] = { "blur", "drop", "drop_file", "remark", "take", "give" };
	bool event = strcmp(row->kind, "event") == 0;
	const char *const *kept = event ? events : notes;
	size_t count = event ? sizeof(events) / sizeof(events[0]) : sizeof(notes) / sizeof(notes[0]);

	for (size_t i = 0; i < count && row->action != NULL; i++)
		if (strcmp(row->action, kept[i]) == 0)
			return true;
	return strcmp(row->kind, "opinion") == 0 || strcmp(row->kind, "draft") == 0;
}

static struct value *entry_of(struct arena *arena, const struct entry_row *row)
{
	struct value *entry = value_map(arena);

	map_str(entry, "kind", str_of(row->kind));
	if (row->action != NULL)
		map_str(entry, "action", str_of(row->action));
	map_str(entry, "by", S("mod1"));
	return entry;
}

static void each_entry_has_its_readers(void **state)
{
	struct case_record topic = case_in(CHANNEL_TOPIC, STATE_ANSWERED);

	topic.assists = S("hbj:1:2");
	for (size_t i = 0; i < ENTRIES; i++) {
		const struct value *entry = entry_of(*state, &entries[i]);

		for (enum who who = 0; who < WHO_COUNT; who++) {
			bool inside = ((EVERYWHERE | BIT(CLERK) | BIT(ASSISTANT)) & BIT(who)) != 0 ||
				      (who == LINK && !kept_from_links(&entries[i]));
			bool should = inside || (who == ASKER ? entries[i].asker : entries[i].anybody);

			if (entry_visible(&topic, entry, &people[who].viewer) != should)
				fail_msg("%s %s: %s should %sread it", entries[i].kind,
					entries[i].action != NULL ? entries[i].action : "", people[who].name,
					should ? "" : "not ");
		}
	}
}

static void no_entry_of_an_invisible_case_is_shown(void **state)
{
	struct case_record pending = case_in(CHANNEL_TOPIC, STATE_PENDING);

	for (size_t i = 0; i < ENTRIES; i++) {
		const struct value *entry = entry_of(*state, &entries[i]);

		assert_false(entry_visible(&pending, entry, &viewer_public));
		assert_false(entry_visible(&pending, entry, &people[OTHER_CLERK].viewer));
		assert_false(entry_visible(&pending, entry, &people[OTHER_ASKER].viewer));
		assert_false(entry_visible(&pending, entry, &people[EDITOR].viewer));
	}
}

/* A key is a counted string: what stands behind it in memory isn't part of it. */
static void keys_of_an_entry_end_where_their_length_says(void **state)
{
	struct case_record topic = case_in(CHANNEL_TOPIC, STATE_ANSWERED);
	struct value *thread = value_list(*state);
	struct value *entry = list_map(thread);
	const struct value *shown;

	map_str(entry, "kind", S("answer"));
	*value_add(entry, str_sub(S("textual"), 0, 4)) = (struct value){ .type = VALUE_STR,
		.str = S("答复") };
	shown = thread_visible(*state, &topic, thread, &viewer_public);
	assert_int_equal(shown->count, 1);
	assert_true(str_eq(map_get_str(&shown->first->value, "text"), S("答复")));
}

/* Every action's event has a row above, so that a new one can't become public unthought. */
static void every_action_has_a_row(void **state)
{
	(void)state;
	for (enum action action = ACTION_ACCEPT; action < ACTION_COUNT; action++) {
		size_t i = 0;

		while (i < ENTRIES &&
			!(entries[i].action != NULL && str_eq(str_of(entries[i].kind), S("event")) &&
				str_eq(str_of(entries[i].action), str_of(action_name(action)))))
			i++;
		if (i == ENTRIES)
			fail_msg("%s", action_name(action));
	}
}

static void threads_keep_their_order_and_name_staff_to_staff_only(void **state)
{
	struct arena *arena = *state;
	struct case_record topic = case_in(CHANNEL_TOPIC, STATE_ANSWERED);
	struct value *thread = value_list(arena);
	struct value *seen;
	size_t should = 0;

	for (size_t i = 0; i < ENTRIES; i++) {
		should += entries[i].anybody;
		list_value(thread, entry_of(arena, &entries[i]));
	}
	seen = thread_visible(arena, &topic, thread, &viewer_public);
	assert_int_equal(seen->count, should);
	for (const struct member *m = seen->first; m != NULL; m = m->next)
		assert_null(map_get(&m->value, "by"));
	assert_true(str_eq(map_get_str(&seen->first->value, "kind"), S("question")));
	seen = thread_visible(arena, &topic, thread, &people[ASKER].viewer);
	for (const struct member *m = seen->first; m != NULL; m = m->next)
		assert_null(map_get(&m->value, "by"));
	seen = thread_visible(arena, &topic, thread, &people[LINK].viewer);
	for (const struct member *m = seen->first; m != NULL; m = m->next)
		assert_null(map_get(&m->value, "by"));
	seen = thread_visible(arena, &topic, thread, &people[MODERATOR].viewer);
	assert_int_equal(seen->count, ENTRIES);
	assert_true(str_eq(map_get_str(&seen->last->value, "by"), S("mod1")));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(topics_are_public_once_reviewed),
		cmocka_unit_test(other_channels_are_private_unless_published),
		cmocka_unit_test(an_assisting_clerk_sees_the_case_whatever_its_state_and_a_link_never),
		cmocka_unit_test(what_was_never_accepted_is_not_public_whatever_its_state_says),
		cmocka_unit_test(a_case_without_department_has_no_clerk),
		cmocka_unit_test(nobody_sees_what_is_no_case),
		cmocka_unit_test(posts_that_wait_are_for_staff_whose_business_the_case_is),
		cmocka_unit_test(contact_data_is_for_those_who_work_on_it),
		cmocka_unit_test(each_entry_has_its_readers),
		cmocka_unit_test(keys_of_an_entry_end_where_their_length_says),
		cmocka_unit_test(no_entry_of_an_invisible_case_is_shown),
		cmocka_unit_test(every_action_has_a_row),
		cmocka_unit_test(threads_keep_their_order_and_name_staff_to_staff_only),
	};

	return cmocka_run_group_tests_name("visible", tests, make_arena, free_arena);
}
