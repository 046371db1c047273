/* The outbox, against a real Redis: what is told of, in which words, tried again when, and never with a person in it. */
#include <unistd.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/clock.h"
#include "base/json.h"
#include "casework_rig.h"
#include "cases/answer_token.h"
#include "notify/dead_letter.h"
#include "notify/notice.h"
#include "cases/outbox.h"
#include "store/keys.h"

#define ORIGIN "https://wz.example.gov.cn"
#define MOST 20

static char site_name[] = "微问政";
static const struct outbox_rules rules = { .timeout_ms = 20, .retry_ms = 20, .tries = 3 };

static int begin(void **state)
{
	rig_clean(state);
	rig_config.site.name = site_name;
	assert_int_equal(outbox_open(&rig, S("all")), OK);
	return 0;
}

/* What the target gets now. */
static size_t take(const char *target, struct message *messages)
{
	size_t count;

	assert_int_equal(outbox_take(&rig, str_of(target), &rules, MOST, messages, &count), OK);
	return count;
}

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
	struct message messages[MOST];
	size_t count = take("all", messages);

	if (count != 1 || !str_eq(str_of(notice_name(messages[0].kind)), str_of(kind)) || messages[0].n != n)
		fail_msg("after %s there are %zu messages, the first %s", after, count,
			count > 0 ? notice_name(messages[0].kind) : "-");
	assert_true(str_eq(messages[0].dept, S("zjj")));
	assert_int_equal(outbox_done(&rig, S("all"), &messages[0]), OK);
}

static void each_step_that_is_told_of_leaves_one_message(void **state)
{
	struct message messages[MOST];
	uint64_t n = rig_case_in(STATE_ACCEPTED);
	struct viewer asker = rig_asker(n);

	(void)state;
	assert_int_equal(take("all", messages), 0);
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
	step(n, (struct act){ .action = ACTION_DRAFT, .by = &rig_clerk, .text = S("您好，路灯已经修好，感谢您的反映。") });
	assert_int_equal(take("all", messages), 0);
	step(n, (struct act){ .action = ACTION_APPROVE, .by = &rig_approver });
	one_message("approve", "answer", n);
	step(n, (struct act){ .action = ACTION_RATE, .by = &asker, .rating = 2 });
	one_message("a low rating", "rating", n);
	step(n, (struct act){ .action = ACTION_REOPEN, .by = &asker, .reason = S("又坏了") });
	one_message("reopen", "assign", n);
}

static void a_good_rating_and_replayed_history_are_no_news(void **state)
{
	struct message messages[MOST];
	uint64_t n = rig_case_in(STATE_ANSWERED);
	struct viewer asker = rig_asker(n);
	uint64_t old = rig_case_in(STATE_ACCEPTED);
	size_t count = take("all", messages);

	(void)state;
	assert_int_equal(count, 2);
	step(n, (struct act){ .action = ACTION_RATE, .by = &asker, .rating = 3 });
	step(old, (struct act){ .action = ACTION_ASSIGN, .by = &rig_dispatcher, .dept = S("zjj"), .at = rig.now - MS_PER_DAY });
	assert_int_equal(take("all", messages), 0);
}

/* Every kind, of a letter whose sender, title, text and notes are nothing but personal data. */
static void no_person_is_in_any_message(void **state)
{
	static const char *const secrets[] = { "赵敏慧", "赵", "13912345678", "110105", "幸福路", "低保", "骨折", "zhao@", "李四" };
	struct submission in = { .channel = CHANNEL_LETTER, .category = CATEGORY_HELP, .title = S("赵敏慧的低保13912345678"),
		.body = S("我叫赵敏慧，身份证11010519491231002X，住幸福路8号，电话13912345678，骨折在家，zhao@example.com。"),
		.area = S("幸福路"), .name = S("赵敏慧"), .phone = S("13912345678"), .addressee = S("市长信箱"), .consent = true };
	const struct str note = S("请联系赵敏慧13912345678，她骨折在家");
	struct message messages[MOST];
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
		{ .action = ACTION_REMIND, .by = &rig_supervisor, .note = note },
		{ .action = ACTION_SUPERVISE, .by = &rig_supervisor, .note = note },
		{ .action = ACTION_DRAFT, .by = &rig_clerk, .text = note },
		{ .action = ACTION_APPROVE, .by = &rig_approver },
		{ .action = ACTION_RATE, .by = &asker, .rating = 1, .comment = note },
	};
	for (size_t i = 0; i < sizeof(acts) / sizeof(acts[0]); i++) {
		size_t count;

		step(receipt.n, acts[i]);
		count = take("all", messages);
		for (size_t k = 0; k < count; k++) {
			struct notice notice;

			assert_int_equal(notice_make(&rig, &messages[k], S(ORIGIN), true, &notice), OK);
			told |= 1u << notice.kind;
			for (size_t j = 0; j < sizeof(secrets) / sizeof(secrets[0]); j++)
				if (str_search(notice.text, str_of(secrets[j]), 0) < notice.text.len)
					fail_msg("%s tells %s: %.*s", notice_name(notice.kind), secrets[j], STR_ARG(notice.text));
			messages[k].tries = rules.tries;
			assert_int_equal(outbox_failed(&rig, S("all"), &messages[k], &rules, S("HTTP 500"), &dead), OK);
			assert_true(dead);
		}
	}
	assert_int_equal(told, (1u << NOTICE_COUNT) - 1);
	for (size_t j = 0; j < sizeof(secrets) / sizeof(secrets[0]); j++)
		assert_int_equal(str_search(all_stored(), str_of(secrets[j]), 0), all_stored().len);
	assert_int_equal(str_search(all_stored(), S("/answer/"), 0), all_stored().len);
}

static void only_a_target_that_may_have_it_gets_the_answer_link(void **state)
{
	uint64_t n = rig_case_in(STATE_ASSIGNED);
	struct message messages[MOST];
	struct notice notice;

	(void)state;
	assert_int_equal(take("all", messages), 1);
	assert_int_equal(notice_make(&rig, &messages[0], S(ORIGIN), false, &notice), OK);
	assert_int_equal(str_search(notice.text, S("/answer/"), 0), notice.text.len);
	assert_true(str_ends(notice.text, arena_join(rig.arena, S(ORIGIN "/staff/cases/"), num(rig.arena, (int64_t)n))));
	assert_int_equal(notice_make(&rig, &messages[0], S(ORIGIN), true, &notice), OK);
	assert_true(str_starts(notice.url, S(ORIGIN "/answer/")));
	assert_true(str_search(notice.text, notice.url, 0) < notice.text.len);
	assert_true(str_search(notice.text, S("市住房和城乡建设局"), 0) < notice.text.len);
	assert_true(str_search(notice.text, S("2026-03-11"), 0) < notice.text.len);
}

static void what_has_moved_on_is_not_told_any_more(void **state)
{
	uint64_t n = rig_case_in(STATE_ASSIGNED);
	struct message messages[MOST];
	struct notice notice;

	(void)state;
	assert_int_equal(take("all", messages), 1);
	step(n, (struct act){ .action = ACTION_RETURN, .by = &rig_clerk, .reason = S("不归我们管") });
	assert_int_equal(notice_make(&rig, &messages[0], S(ORIGIN), true, &notice), ERR_NOT_NOW);
	step(n, (struct act){ .action = ACTION_ASSIGN, .by = &rig_dispatcher, .dept = S("jtj") });
	assert_int_equal(notice_make(&rig, &messages[0], S(ORIGIN), true, &notice), ERR_NOT_NOW);
	messages[0].n = 999;
	assert_int_equal(notice_make(&rig, &messages[0], S(ORIGIN), true, &notice), ERR_NOT_FOUND);
}

static void each_wait_is_longer_and_no_try_overlaps_the_next(void **state)
{
	const struct outbox_rules real = { .timeout_ms = 10000, .retry_ms = 30000, .tries = 12 };
	int64_t before = 0;

	(void)state;
	for (int64_t tries = 1; tries <= 8; tries++) {
		int64_t wait = outbox_wait(&real, S("1700000000000-0"), tries);

		assert_true(wait >= real.timeout_ms + (real.retry_ms << (tries - 1)));
		assert_true(wait > before && wait <= real.timeout_ms + (real.retry_ms << (tries - 1)) * 3 / 2);
		before = wait;
	}
	assert_true(outbox_wait(&real, S("1-0"), 60) <= 9 * MS_PER_HOUR + real.timeout_ms);
	assert_true(outbox_wait(&real, S("1-0"), 1) != outbox_wait(&real, S("2-0"), 1));
}

static void a_failed_message_is_tried_again_and_dies_in_the_end_for_that_target_only(void **state)
{
	struct message messages[MOST];
	struct value *letters;
	int64_t total;
	struct str id;
	bool dead = false;

	(void)state;
	assert_int_equal(outbox_open(&rig, S("other")), OK);
	assert_int_equal(outbox_open(&rig, S("other")), OK);
	rig_case_in(STATE_ASSIGNED);
	for (int64_t tries = 1; tries <= rules.tries; tries++) {
		assert_int_equal(take("all", messages), 1);
		assert_int_equal(messages[0].tries, tries);
		assert_int_equal(outbox_failed(&rig, S("all"), &messages[0], &rules, S("HTTP 500"), &dead), OK);
		/* Nobody else gets it before its time. */
		assert_int_equal(take("all", messages), 0);
		usleep((useconds_t)outbox_wait(&rules, messages[0].id, tries) * 1000 + 5000);
	}
	assert_true(dead);
	assert_int_equal(take("all", messages), 0);
	assert_int_equal(take("other", messages), 1);
	assert_int_equal(outbox_done(&rig, S("other"), &messages[0]), OK);
	id = messages[0].id;

	assert_int_equal(dead_letters_read(&rig, MOST, &letters, &total), OK);
	assert_int_equal(letters->count, 1);
	assert_int_equal(total, 1);
	assert_true(str_eq(map_get_str(&letters->first->value, "target"), S("all")));
	assert_true(str_eq(map_get_str(&letters->first->value, "error"), S("HTTP 500")));
	assert_int_equal(map_get_int(&letters->first->value, "tries", 0), rules.tries);

	assert_int_equal(dead_letter_resend(&rig, S("nothing"), S("all")), ERR_NOT_FOUND);
	assert_int_equal(dead_letter_resend(&rig, S(""), S("other")), ERR_NOT_FOUND);
	assert_int_equal(dead_letter_resend(&rig, map_get_str(&letters->first->value, "id"), S("")), OK);
	assert_int_equal(dead_letter_resend(&rig, map_get_str(&letters->first->value, "id"), S("")), ERR_NOT_FOUND);
	assert_int_equal(take("other", messages), 0);
	assert_int_equal(take("all", messages), 1);
	assert_int_equal(messages[0].tries, 1);
	assert_true(str_eq(messages[0].origin, id) && !str_eq(messages[0].id, id));
}

static void what_a_dead_process_held_comes_back_to_one_of_the_others(void **state)
{
	struct casework second = rig;
	struct message messages[MOST];
	struct message mine[MOST];
	size_t count;

	(void)state;
	second.store = rig_link();
	rig_case_in(STATE_ASSIGNED);
	assert_int_equal(take("all", messages), 1);
	usleep((useconds_t)outbox_wait(&rules, messages[0].id, 1) * 1000 + 5000);
	assert_int_equal(outbox_take(&second, S("all"), &rules, MOST, mine, &count), OK);
	assert_int_equal(count, 1);
	assert_int_equal(take("all", messages), 0);
	store_free(second.store);
}

static void all_dead_letters_of_a_target_are_sent_again_in_order_and_the_oldest_go_when_there_are_too_many(void **state)
{
	struct batch batch = batch_in(rig.arena);
	struct message message = { .id = S("1-0"), .origin = S("1-0"), .kind = NOTICE_ANSWER, .dept = S("zjj"), .tries = 3 };
	struct message messages[MOST];
	struct value *letters;
	int64_t total;

	(void)state;
	for (message.n = 1; message.n <= DEAD_LETTERS + 3; message.n++)
		dead_letter_add(&rig, &batch, message.n % 100 == 0 ? S("all") : S("other"), &message, S("x"));
	assert_int_equal(store_commit(rig.store, &batch, NULL), OK);
	assert_int_equal(dead_letters_read(&rig, 5, &letters, &total), OK);
	assert_int_equal(letters->count, 5);
	assert_int_equal(total, DEAD_LETTERS);
	assert_int_equal(map_get_int(&letters->first->value, "case", 0), DEAD_LETTERS + 3);
	assert_int_equal(dead_letter_resend(&rig, S(""), S("all")), OK);
	assert_int_equal(take("all", messages), DEAD_LETTERS / 100);
	for (size_t i = 0; i < DEAD_LETTERS / 100; i++)
		assert_int_equal(messages[i].n, (i + 1) * 100);
	assert_int_equal(dead_letters_read(&rig, 5, &letters, &total), OK);
	assert_int_equal(total, DEAD_LETTERS - DEAD_LETTERS / 100);
}

static void each_target_has_its_own_depth(void **state)
{
	struct message messages[MOST];
	struct value *targets;

	(void)state;
	rig_case_in(STATE_ASSIGNED);
	rig_case_in(STATE_ASSIGNED);
	assert_int_equal(outbox_targets(&rig, &targets), OK);
	assert_int_equal(map_get_int(&targets->first->value, "waiting", -1), 2);
	assert_int_equal(take("all", messages), 2);
	assert_int_equal(outbox_done(&rig, S("all"), &messages[0]), OK);
	assert_int_equal(outbox_targets(&rig, &targets), OK);
	assert_int_equal(map_get_int(&targets->first->value, "waiting", -1), 0);
	assert_int_equal(map_get_int(&targets->first->value, "failed", -1), 1);
	assert_recount_agrees();
}

/* Writes count messages, of cases 1, 2 … */
static void write_messages(size_t count)
{
	struct batch batch = batch_in(rig.arena);
	struct message message = { .kind = NOTICE_ANSWER, .dept = S("zjj") };

	for (message.n = 1; message.n <= count; message.n++)
		outbox_add(&rig, &batch, &message);
	assert_int_equal(store_commit(rig.store, &batch, NULL), OK);
}

static int64_t outbox_length(void)
{
	struct batch batch = batch_in(rig.arena);
	struct result *results;

	BATCH(&batch, S("XLEN"), key_outbox(rig.store, rig.arena));
	assert_int_equal(store_run(rig.store, &batch, &results), OK);
	return results[0].integer;
}

static void what_a_target_has_not_had_is_never_trimmed_however_much_it_is(void **state)
{
	const size_t many = 12000;
	struct message messages[MOST];

	(void)state;
	write_messages(many);
	assert_int_equal(outbox_trim(&rig, &(struct str){ "all", 3 }, 1), OK);
	assert_int_equal(outbox_length(), many);
	assert_int_equal(take("all", messages), MOST);
	assert_int_equal(messages[0].n, 1);
}

static void what_every_target_has_had_is_trimmed_and_what_one_still_needs_is_kept(void **state)
{
	const struct str both[] = { S("all"), S("other") };
	struct message messages[MOST], others[MOST];

	(void)state;
	assert_int_equal(outbox_open(&rig, S("other")), OK);
	write_messages(5);
	assert_int_equal(take("all", messages), 5);
	assert_int_equal(take("other", others), 5);
	for (size_t i = 0; i < 5; i++)
		assert_int_equal(outbox_done(&rig, S("all"), &messages[i]), OK);
	assert_int_equal(outbox_trim(&rig, both, 2), OK);
	assert_int_equal(outbox_length(), 5);
	for (size_t i = 0; i < 5; i++)
		if (i != 2)
			assert_int_equal(outbox_done(&rig, S("other"), &others[i]), OK);
	assert_int_equal(outbox_trim(&rig, both, 2), OK);
	assert_int_equal(outbox_length(), 3);
	assert_int_equal(outbox_done(&rig, S("other"), &others[2]), OK);
	write_messages(1);
	assert_int_equal(outbox_trim(&rig, both, 2), OK);
	assert_int_equal(outbox_length(), 1);
	assert_int_equal(take("all", messages), 1);
	assert_int_equal(take("other", messages), 1);
}

/* The ids in the stream are of the real clock. */
static void a_target_that_was_taken_out_of_the_file_holds_its_messages_for_thirty_days_only(void **state)
{
	struct casework later = rig;
	struct message messages[MOST];

	(void)state;
	write_messages(2);
	later.now = clock_now() + OUTBOX_PATIENCE_MS - MS_PER_DAY;
	assert_int_equal(outbox_trim(&later, NULL, 0), OK);
	assert_int_equal(outbox_length(), 2);
	later.now += 2 * MS_PER_DAY;
	assert_int_equal(outbox_trim(&later, &(struct str){ "all", 3 }, 1), OK);
	assert_int_equal(outbox_length(), 2);
	assert_int_equal(take("all", messages), 2);
	assert_int_equal(outbox_trim(&later, NULL, 0), OK);
	assert_int_equal(outbox_length(), 0);
}

static void what_is_written_while_nobody_is_to_be_told_does_not_pile_up(void **state)
{
	struct batch batch = batch_in(rig.arena);

	(void)state;
	assert_int_equal(outbox_trim(&rig, NULL, 0), OK);
	BATCH(&batch, S("XGROUP"), S("DESTROY"), key_outbox(rig.store, rig.arena), S("all"));
	assert_int_equal(store_commit(rig.store, &batch, NULL), OK);
	write_messages(3);
	assert_int_equal(outbox_trim(&rig, NULL, 0), OK);
	assert_int_equal(outbox_length(), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(each_step_that_is_told_of_leaves_one_message, begin),
		cmocka_unit_test_setup(a_good_rating_and_replayed_history_are_no_news, begin),
		cmocka_unit_test_setup(no_person_is_in_any_message, begin),
		cmocka_unit_test_setup(only_a_target_that_may_have_it_gets_the_answer_link, begin),
		cmocka_unit_test_setup(what_has_moved_on_is_not_told_any_more, begin),
		cmocka_unit_test_setup(each_wait_is_longer_and_no_try_overlaps_the_next, begin),
		cmocka_unit_test_setup(a_failed_message_is_tried_again_and_dies_in_the_end_for_that_target_only, begin),
		cmocka_unit_test_setup(what_a_dead_process_held_comes_back_to_one_of_the_others, begin),
		cmocka_unit_test_setup(all_dead_letters_of_a_target_are_sent_again_in_order_and_the_oldest_go_when_there_are_too_many, begin),
		cmocka_unit_test_setup(each_target_has_its_own_depth, begin),
		cmocka_unit_test_setup(what_a_target_has_not_had_is_never_trimmed_however_much_it_is, begin),
		cmocka_unit_test_setup(what_every_target_has_had_is_trimmed_and_what_one_still_needs_is_kept, begin),
		cmocka_unit_test_setup(a_target_that_was_taken_out_of_the_file_holds_its_messages_for_thirty_days_only, begin),
		cmocka_unit_test_setup(what_is_written_while_nobody_is_to_be_told_does_not_pile_up, begin),
	};

	return cmocka_run_group_tests(tests, rig_start, rig_stop);
}
