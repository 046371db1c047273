/* What departments are told: one message a step, no person in it (cases/outbox, notify/notice). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/clock.h"
#include "casework_rig.h"
#include "cases/commit.h"
#include "notify/notice.h"
#include "cases/outbox.h"
#include "store/keys.h"
#include "outbox_rig.h"

#define ORIGIN "https://wz.example.gov.cn"

/* Everything that lies in the stream and among the dead letters, as one text. */
static struct str all_stored(void)
{
	struct batch batch = batch_in(rig.arena);
	struct result *results;
	struct str text = { 0 };

	BATCH(&batch, S("XRANGE"), key_outbox(rig.store, rig.arena), S("-"), S("+"));
	BATCH(&batch, S("LRANGE"), key_outbox_dead(rig.store, rig.arena), S("0"), S("-1"));
	assert_int_equal(store_run(rig.store, &batch, &results), OK);
	for (size_t i = 0; i < results[0].count; i++)
		for (size_t k = 0; k < results[0].items[i].items[1].count; k++)
			text = ARENA_GLUE(rig.arena, text, S(" "), results[0].items[i].items[1].items[k].str);
	for (size_t i = 0; i < results[1].count; i++)
		text = ARENA_GLUE(rig.arena, text, S(" "), results[1].items[i].str);
	return text;
}

static void step(uint64_t n, struct act act)
{
	assert_int_equal(rig_act(n, &act, NULL), OK);
}

static void one_message(const char *after, const char *kind, uint64_t n)
{
	struct notice_event messages[MESSAGES_MOST];
	size_t count = outbox_take_for("all", messages);

	if (count != 1 || !str_eq(str_of(notice_name(messages[0].kind)), str_of(kind)) || messages[0].n != n)
		fail_msg("after %s there are %zu messages, the first %s", after, count,
			count > 0 ? notice_name(messages[0].kind) : "-");
	assert_true(str_eq(messages[0].dept, S("zjj")));
	assert_int_equal(outbox_done(&rig, S("all"), &messages[0]), OK);
}

static void each_step_that_is_told_of_leaves_one_message(void **state)
{
	struct notice_event messages[MESSAGES_MOST];
	uint64_t n = rig_case_in(STATE_ACCEPTED);
	struct viewer asker = rig_asker(n);

	(void)state;
	assert_int_equal(outbox_take_for("all", messages), 0);
	step(n, (struct act){ .action = ACTION_ASSIGN, .by = &rig_dispatcher, .dept = S("zjj") });
	one_message("assign", "assign", n);
	step(n, (struct act){ .action = ACTION_RETURN, .by = &rig_clerk, .reason = S("不归我们管") });
	one_message("return", "return", n);
	step(n, (struct act){ .action = ACTION_ASSIGN, .by = &rig_dispatcher, .dept = S("zjj") });
	one_message("assign", "assign", n);
	step(n, (struct act){ .action = ACTION_REMIND, .by = &rig_supervisor });
	one_message("remind", "remind", n);
	step(n, (struct act){ .action = ACTION_SUPERVISE, .by = &rig_supervisor });
	one_message("supervise", "supervise", n);
	step(n, (struct act){ .action = ACTION_DRAFT, .by = &rig_clerk,
		.text = S("您好，路灯已经修好，感谢您的反映。") });
	assert_int_equal(outbox_take_for("all", messages), 0);
	step(n, (struct act){ .action = ACTION_APPROVE, .by = &rig_approver });
	one_message("approve", "answer", n);
	step(n, (struct act){ .action = ACTION_RATE, .by = &asker, .rating = 2 });
	one_message("a low rating", "rating", n);
	step(n, (struct act){ .action = ACTION_REOPEN, .by = &asker, .reason = S("又坏了") });
	one_message("reopen", "assign", n);
}

/* Assigns a case that somebody else changes meanwhile, so that there is nothing to assign any more. */
static enum status assign_too_late(void *context, struct case_edit *edit)
{
	struct batch theirs = batch_in(rig.arena);
	struct store *other;
	int *runs = context;

	if ((*runs)++ > 0)
		return ERR_NOT_NOW;
	other = rig_link();
	BATCH(&theirs, S("HINCRBY"), key_case(rig.store, rig.arena, edit->after.n), S("v"), S("1"));
	assert_int_equal(store_commit(other, &theirs, NULL), OK);
	store_free(other);
	edit->action = S("assign");
	edit->after.state = STATE_ASSIGNED;
	edit->after.assignment++;
	edit->after.dept = S("zjj");
	return OK;
}

static void a_step_that_lost_its_race_leaves_no_message(void **state)
{
	struct notice_event messages[MESSAGES_MOST];
	uint64_t n = rig_case_in(STATE_ACCEPTED);
	struct case_record after;
	int runs = 0;

	(void)state;
	assert_int_equal(commit_case(&rig, n, assign_too_late, &runs, &after), ERR_NOT_NOW);
	assert_int_equal(runs, 2);
	assert_int_equal(outbox_take_for("all", messages), 0);
}

static void a_good_rating_and_replayed_history_are_no_news(void **state)
{
	struct notice_event messages[MESSAGES_MOST];
	uint64_t n = rig_case_in(STATE_ANSWERED);
	struct viewer asker = rig_asker(n);
	uint64_t old = rig_case_in(STATE_ACCEPTED);
	size_t count = outbox_take_for("all", messages);

	(void)state;
	assert_int_equal(count, 2);
	step(n, (struct act){ .action = ACTION_RATE, .by = &asker, .rating = 3 });
	step(old, (struct act){ .action = ACTION_ASSIGN, .by = &rig_dispatcher, .dept = S("zjj"),
		.at = rig.now - MS_PER_DAY });
	assert_int_equal(outbox_take_for("all", messages), 0);
}

/* Every kind, of a letter whose sender, title, text and notes are nothing but personal data. */
static void no_person_is_in_any_message(void **state)
{
	static const char *const secrets[] = { "赵敏慧", "赵", "13912345678", "110105", "幸福路", "低保",
		"骨折", "zhao@", "李四" };
	struct submission in = { .channel = CHANNEL_LETTER,
		.category = CATEGORY_HELP,
		.title = S("赵敏慧的低保13912345678"),
		.body = S(
			"我叫赵敏慧，身份证11010519491231002X，住幸福路8号，电话13912345678，骨折在家，zhao@example.com。"),
		.area = S("幸福路"),
		.name = S("赵敏慧"),
		.phone = S("13912345678"),
		.addressee = S("市长信箱"),
		.consent = true };
	const struct str note = S("请联系赵敏慧13912345678，她骨折在家");
	struct notice_event messages[MESSAGES_MOST];
	struct receipt receipt;
	struct viewer asker;
	uint32_t told = 0;
	bool dead;

	(void)state;
	assert_int_equal(case_submit(&rig, &in, &receipt), OK);
	asker = rig_asker(receipt.n);
	const struct act acts[] = {
		{ .action = ACTION_ACCEPT, .by = &rig_moderator },
		{ .action = ACTION_ASSIGN, .by = &rig_dispatcher, .dept = S("zjj"), .note = note },
		{ .action = ACTION_RETURN, .by = &rig_clerk, .reason = note },
		{ .action = ACTION_ASSIGN, .by = &rig_dispatcher, .dept = S("zjj"), .note = note },
		{ .action = ACTION_RECALL, .by = &rig_dispatcher, .reason = note },
		{ .action = ACTION_ASSIGN, .by = &rig_dispatcher, .dept = S("zjj"), .note = note },
		{ .action = ACTION_REMIND, .by = &rig_supervisor, .note = note },
		{ .action = ACTION_SUPERVISE, .by = &rig_supervisor, .note = note },
		{ .action = ACTION_DRAFT, .by = &rig_clerk, .text = note },
		{ .action = ACTION_APPROVE, .by = &rig_approver },
		{ .action = ACTION_RATE, .by = &asker, .rating = 1, .comment = note },
	};
	for (size_t i = 0; i < sizeof(acts) / sizeof(acts[0]); i++) {
		size_t count;

		step(receipt.n, acts[i]);
		count = outbox_take_for("all", messages);
		for (size_t k = 0; k < count; k++) {
			struct notice notice;

			assert_int_equal(notice_make(&rig, &messages[k], S(ORIGIN), true, &notice), OK);
			told |= 1u << notice.kind;
			for (size_t j = 0; j < sizeof(secrets) / sizeof(secrets[0]); j++)
				if (str_search(notice.text, str_of(secrets[j]), 0) < notice.text.len)
					fail_msg("%s tells %s: %.*s", notice_name(notice.kind), secrets[j],
						STR_ARG(notice.text));
			messages[k].tries = outbox_test_rules.tries;
			assert_int_equal(outbox_failed(&rig, S("all"), &messages[k], &outbox_test_rules,
				S("HTTP 500"), &dead),
				OK);
			assert_true(dead);
		}
	}
	assert_int_equal(told, (1u << NOTICE_REVIEW) - 1);
	for (size_t j = 0; j < sizeof(secrets) / sizeof(secrets[0]); j++)
		assert_int_equal(str_search(all_stored(), str_of(secrets[j]), 0), all_stored().len);
	assert_int_equal(str_search(all_stored(), S("/answer/"), 0), all_stored().len);
}

static void only_a_target_that_may_have_it_gets_the_answer_link(void **state)
{
	uint64_t n = rig_case_in(STATE_ASSIGNED);
	struct notice_event messages[MESSAGES_MOST];
	struct notice notice;

	(void)state;
	assert_int_equal(outbox_take_for("all", messages), 1);
	assert_int_equal(notice_make(&rig, &messages[0], S(ORIGIN), false, &notice), OK);
	assert_int_equal(str_search(notice.text, S("/answer/"), 0), notice.text.len);
	assert_true(str_ends(notice.text,
		arena_join(rig.arena, S(ORIGIN "/staff/cases/"), num(rig.arena, (int64_t)n))));
	assert_int_equal(notice_make(&rig, &messages[0], S(ORIGIN), true, &notice), OK);
	assert_true(str_starts(notice.url, S(ORIGIN "/answer/")));
	assert_true(str_search(notice.text, notice.url, 0) < notice.text.len);
	assert_true(str_search(notice.text, S("市住房和城乡建设局"), 0) < notice.text.len);
	assert_true(str_search(notice.text, S("2026-03-11"), 0) < notice.text.len);
}

static void what_has_moved_on_is_not_told_any_more(void **state)
{
	uint64_t n = rig_case_in(STATE_ASSIGNED);
	struct notice_event messages[MESSAGES_MOST];
	struct notice notice;

	(void)state;
	assert_int_equal(outbox_take_for("all", messages), 1);
	step(n, (struct act){ .action = ACTION_RETURN, .by = &rig_clerk, .reason = S("不归我们管") });
	assert_int_equal(notice_make(&rig, &messages[0], S(ORIGIN), true, &notice), ERR_NOT_NOW);
	step(n, (struct act){ .action = ACTION_ASSIGN, .by = &rig_dispatcher, .dept = S("jtj") });
	assert_int_equal(notice_make(&rig, &messages[0], S(ORIGIN), true, &notice), ERR_NOT_NOW);
	messages[0].n = 999;
	assert_int_equal(notice_make(&rig, &messages[0], S(ORIGIN), true, &notice), ERR_NOT_FOUND);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(each_step_that_is_told_of_leaves_one_message, outbox_begin),
		cmocka_unit_test_setup(a_step_that_lost_its_race_leaves_no_message, outbox_begin),
		cmocka_unit_test_setup(a_good_rating_and_replayed_history_are_no_news, outbox_begin),
		cmocka_unit_test_setup(no_person_is_in_any_message, outbox_begin),
		cmocka_unit_test_setup(only_a_target_that_may_have_it_gets_the_answer_link, outbox_begin),
		cmocka_unit_test_setup(what_has_moved_on_is_not_told_any_more, outbox_begin),
	};

	return cmocka_run_group_tests(tests, rig_start, rig_stop);
}
