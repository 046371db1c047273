/*
 * How messages are delivered: tries, dead letters, and what is trimmed (notify/outbox, notify/dead_letter).
 */
#include <unistd.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <cmocka.h>

#include "base/clock.h"
#include "casework_rig.h"
#include "notify/dead_letter.h"
#include "notify/outbox.h"
#include "store/keys.h"
#include "outbox_rig.h"

static void each_wait_is_longer_and_no_try_overlaps_the_next(void **state)
{
	const struct outbox_rules real = { .timeout_ms = 10000, .retry_ms = 30000, .tries = 12 };
	int64_t before = 0;

	(void)state;
	for (int64_t tries = 1; tries <= 8; tries++) {
		int64_t wait = outbox_wait(&real, S("1700000000000-0"), tries);

		assert_true(wait >= real.timeout_ms + (real.retry_ms << (tries - 1)));
		assert_true(
			wait > before && wait <= real.timeout_ms + (real.retry_ms << (tries - 1)) * 3 / 2);
		before = wait;
	}
	assert_true(outbox_wait(&real, S("1-0"), 60) <= 9 * MS_PER_HOUR + real.timeout_ms);
	assert_true(outbox_wait(&real, S("1-0"), 1) != outbox_wait(&real, S("2-0"), 1));
}

static void a_failed_message_is_tried_again_and_dies_in_the_end_for_that_target_only(void **state)
{
	struct notice_event messages[MESSAGES_MOST];
	struct value *letters;
	int64_t total;
	struct str id;
	bool dead = false;

	(void)state;
	assert_int_equal(outbox_open(&rig, S("other")), OK);
	assert_int_equal(outbox_open(&rig, S("other")), OK);
	rig_case_in(STATE_ASSIGNED);
	for (int64_t tries = 1; tries <= outbox_test_rules.tries; tries++) {
		assert_int_equal(outbox_take_for("all", messages), 1);
		assert_int_equal(messages[0].tries, tries);
		assert_int_equal(outbox_failed(&rig, S("all"), &messages[0], &outbox_test_rules,
			S("HTTP 500"), &dead),
			OK);
		/* Nobody else gets it before its time. */
		assert_int_equal(outbox_take_for("all", messages), 0);
		usleep((useconds_t)outbox_wait(&outbox_test_rules, messages[0].id, tries) * 1000 + 5000);
	}
	assert_true(dead);
	assert_int_equal(outbox_take_for("all", messages), 0);
	assert_int_equal(outbox_take_for("other", messages), 1);
	assert_int_equal(outbox_done(&rig, S("other"), &messages[0]), OK);
	id = messages[0].id;

	assert_int_equal(dead_letters_read(&rig, MESSAGES_MOST, &letters, &total), OK);
	assert_int_equal(letters->count, 1);
	assert_int_equal(total, 1);
	assert_true(str_eq(map_get_str(&letters->first->value, "target"), S("all")));
	assert_true(str_eq(map_get_str(&letters->first->value, "error"), S("HTTP 500")));
	assert_int_equal(map_get_int(&letters->first->value, "tries", 0), outbox_test_rules.tries);

	assert_int_equal(dead_letter_resend(&rig, S("nothing"), S("all")), ERR_NOT_FOUND);
	assert_int_equal(dead_letter_resend(&rig, S(""), S("other")), ERR_NOT_FOUND);
	assert_int_equal(dead_letter_resend(&rig, map_get_str(&letters->first->value, "id"), S("")), OK);
	assert_int_equal(dead_letter_resend(&rig, map_get_str(&letters->first->value, "id"), S("")),
		ERR_NOT_FOUND);
	assert_int_equal(outbox_take_for("other", messages), 0);
	assert_int_equal(outbox_take_for("all", messages), 1);
	assert_int_equal(messages[0].tries, 1);
	assert_true(str_eq(messages[0].origin, id) && !str_eq(messages[0].id, id));
}

static void what_a_dead_process_held_comes_back_to_one_of_the_others(void **state)
{
	struct casework second = rig;
	struct notice_event messages[MESSAGES_MOST];
	struct notice_event mine[MESSAGES_MOST];
	size_t count;

	(void)state;
	second.store = rig_link();
	rig_case_in(STATE_ASSIGNED);
	assert_int_equal(outbox_take_for("all", messages), 1);
	usleep((useconds_t)outbox_wait(&outbox_test_rules, messages[0].id, 1) * 1000 + 5000);
	assert_int_equal(outbox_take(&second, S("all"), &outbox_test_rules, MESSAGES_MOST, mine, &count), OK);
	assert_int_equal(count, 1);
	assert_int_equal(outbox_take_for("all", messages), 0);
	store_free(second.store);
}

/*
 * DUMP of an outbox whose group "all" took its one message in 2098, of a Redis 7.0 with its clock ahead:
 * XCLAIM refuses to set such a time.
 */
static const char taken_in_2098[] =
	"1301100000018bcfe56800000000000000000040424200000012000101000105"
	"01816b02816302816402816e0282617403000102010001000186616e73776572"
	"070101837a6a6a040101f40068e5cf8b010000090801ff01810000018bcfe568"
	"0000810000018bcfe56800000000010103616c6c810000018bcfe56800000101"
	"0000018bcfe568000000000000000000fe2b09b6b20300000101066e6f746966"
	"79fe2b09b6b2030000010000018bcfe5680000000000000000000a009bffee65"
	"2fbec198";

static void what_was_taken_while_the_clock_was_ahead_is_tried_as_soon_as_it_is_right_again(void **state)
{
	struct batch batch = batch_in(rig.arena);
	struct notice_event messages[MESSAGES_MOST];
	unsigned char bytes[sizeof(taken_in_2098) / 2];

	(void)state;
	for (size_t i = 0; i < sizeof(bytes); i++)
		assert_int_equal(sscanf(taken_in_2098 + 2 * i, "%2hhx", &bytes[i]), 1);
	BATCH(&batch, S("RESTORE"), key_outbox(rig.store, rig.arena), S("0"),
		((struct str){ (const char *)bytes, sizeof(bytes) }), S("REPLACE"));
	assert_int_equal(store_commit(rig.store, &batch, NULL), OK);
	assert_int_equal(outbox_take_for("all", messages), 0);
	assert_int_equal(outbox_wake(&rig), OK);
	assert_int_equal(outbox_take_for("all", messages), 1);
	assert_int_equal(messages[0].tries, 2);
	assert_int_equal(outbox_wake(&rig), OK);
	assert_int_equal(outbox_take_for("all", messages), 0);
}

static void all_dead_letters_of_a_target_are_sent_again_in_order_and_the_oldest_go_when_too_many(
	void **state)
{
	struct batch batch = batch_in(rig.arena);
	struct notice_event message = { .id = S("1-0"), .origin = S("1-0"), .kind = NOTICE_ANSWER,
		.dept = S("zjj"), .tries = 3 };
	struct notice_event messages[MESSAGES_MOST];
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
	assert_int_equal(outbox_take_for("all", messages), DEAD_LETTERS / 100);
	for (size_t i = 0; i < DEAD_LETTERS / 100; i++)
		assert_int_equal(messages[i].n, (i + 1) * 100);
	assert_int_equal(dead_letters_read(&rig, 5, &letters, &total), OK);
	assert_int_equal(total, DEAD_LETTERS - DEAD_LETTERS / 100);
}

static void each_target_has_its_own_depth(void **state)
{
	struct notice_event messages[MESSAGES_MOST];
	struct value *targets;

	(void)state;
	rig_case_in(STATE_ASSIGNED);
	rig_case_in(STATE_ASSIGNED);
	assert_int_equal(outbox_targets(&rig, &targets), OK);
	assert_int_equal(map_get_int(&targets->first->value, "waiting", -1), 2);
	assert_int_equal(outbox_take_for("all", messages), 2);
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
	struct notice_event message = { .kind = NOTICE_ANSWER, .dept = S("zjj") };

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
	struct notice_event messages[MESSAGES_MOST];

	(void)state;
	write_messages(many);
	assert_int_equal(outbox_trim(&rig, &(struct str){ "all", 3 }, 1), OK);
	assert_int_equal(outbox_length(), many);
	assert_int_equal(outbox_take_for("all", messages), MESSAGES_MOST);
	assert_int_equal(messages[0].n, 1);
}

static void what_every_target_has_had_is_trimmed_and_what_one_still_needs_is_kept(void **state)
{
	const struct str both[] = { S("all"), S("other") };
	struct notice_event messages[MESSAGES_MOST], others[MESSAGES_MOST];

	(void)state;
	assert_int_equal(outbox_open(&rig, S("other")), OK);
	write_messages(5);
	assert_int_equal(outbox_take_for("all", messages), 5);
	assert_int_equal(outbox_take_for("other", others), 5);
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
	assert_int_equal(outbox_take_for("all", messages), 1);
	assert_int_equal(outbox_take_for("other", messages), 1);
}

/* The ids in the stream are of the real clock. */
static void a_target_that_was_taken_out_of_the_file_holds_its_messages_for_thirty_days_only(void **state)
{
	struct casework later = rig;
	struct notice_event messages[MESSAGES_MOST];

	(void)state;
	write_messages(2);
	later.now = clock_now() + OUTBOX_PATIENCE_MS - MS_PER_DAY;
	assert_int_equal(outbox_trim(&later, NULL, 0), OK);
	assert_int_equal(outbox_length(), 2);
	later.now += 2 * MS_PER_DAY;
	assert_int_equal(outbox_trim(&later, &(struct str){ "all", 3 }, 1), OK);
	assert_int_equal(outbox_length(), 2);
	assert_int_equal(outbox_take_for("all", messages), 2);
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
		cmocka_unit_test_setup(each_wait_is_longer_and_no_try_overlaps_the_next, outbox_begin),
		cmocka_unit_test_setup(
			a_failed_message_is_tried_again_and_dies_in_the_end_for_that_target_only,
			outbox_begin),
		cmocka_unit_test_setup(what_a_dead_process_held_comes_back_to_one_of_the_others,
			outbox_begin),
		cmocka_unit_test_setup(
			what_was_taken_while_the_clock_was_ahead_is_tried_as_soon_as_it_is_right_again,
			outbox_begin),
		cmocka_unit_test_setup(
			all_dead_letters_of_a_target_are_sent_again_in_order_and_the_oldest_go_when_too_many,
			outbox_begin),
		cmocka_unit_test_setup(each_target_has_its_own_depth, outbox_begin),
		cmocka_unit_test_setup(what_a_target_has_not_had_is_never_trimmed_however_much_it_is,
			outbox_begin),
		cmocka_unit_test_setup(what_every_target_has_had_is_trimmed_and_what_one_still_needs_is_kept,
			outbox_begin),
		cmocka_unit_test_setup(
			a_target_that_was_taken_out_of_the_file_holds_its_messages_for_thirty_days_only,
			outbox_begin),
		cmocka_unit_test_setup(what_is_written_while_nobody_is_to_be_told_does_not_pile_up,
			outbox_begin),
	};

	return cmocka_run_group_tests(tests, rig_start, rig_stop);
}
