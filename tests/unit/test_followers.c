/* Those who follow a topic are told of its answer once each, in batches (participation/followers). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "casework_rig.h"
#include "notify/sender_notice.h"
#include "participation/followers.h"
#include "store/keys.h"

#define SOME 450

static int begin(void **state)
{
	rig_config.notices.follow = rig_config.notices.mail = true;
	return rig_clean(state);
}

static void follow(uint64_t n, size_t i)
{
	struct arena *arena = arena_new(1 << 20);
	struct casework work = rig;
	struct follower follower = { .way = TOLD_MAIL,
		.address = arena_printf(arena, "reader%zu@example.com", i) };

	work.arena = arena;
	assert_int_equal(followers_add(&work, n, &follower, arena_printf(arena, "visitor %zu", i)), OK);
	arena_free(arena);
}

static uint64_t followed_topic(size_t count)
{
	uint64_t n = rig_case_in(STATE_DRAFTED);

	for (size_t i = 0; i < count; i++)
		follow(n, i);
	return n;
}

static void answer(uint64_t n)
{
	rig_do(n, &(struct act){ .action = ACTION_APPROVE, .by = &rig_approver });
}

static struct result *ask(const char *command, struct str key, const char *more)
{
	struct batch batch = batch_in(rig.arena);
	struct result *results;

	if (more == NULL)
		BATCH(&batch, str_of(command), key);
	else
		BATCH(&batch, str_of(command), key, S("-"), str_of(more));
	assert_int_equal(store_run(rig.store, &batch, &results), OK);
	return results;
}

static int by_text(const void *left, const void *right)
{
	const struct str *a = left;
	const struct str *b = right;

	return memcmp(a->data, b->data, a->len < b->len ? a->len : b->len);
}

/* How many different followers the outbox tells; each stands there once. */
static size_t told(uint64_t n)
{
	const struct result *entries = &ask("XRANGE", key_outbox(rig.store, rig.arena), "+")[0];
	struct str *ids = arena_alloc(rig.arena, (entries->count + 1) * sizeof(*ids));
	size_t count = 0;

	for (size_t i = 0; i < entries->count; i++) {
		const struct result *pairs = &entries->items[i].items[1];

		if (!str_eq(result_pair(pairs, S("k")), S("followed")))
			continue;
		assert_true(str_eq(result_pair(pairs, S("c")), num(rig.arena, (int64_t)n)));
		ids[count++] = result_pair(pairs, S("x"));
	}
	qsort(ids, count, sizeof(*ids), by_text);
	for (size_t i = 1; i < count; i++)
		assert_false(str_eq(ids[i - 1], ids[i]));
	return count;
}

static void batches_come_until_everybody_was_handed_over(void **state)
{
	uint64_t n = followed_topic(SOME);
	const size_t expected[] = { FOLLOWERS_BATCH, FOLLOWERS_BATCH, SOME - 2 * FOLLOWERS_BATCH, 0, 0 };
	size_t count;

	(void)state;
	assert_int_equal(followers_spread(&rig, &count), OK);
	assert_int_equal(count, 0);
	answer(n);
	for (size_t i = 0; i < sizeof(expected) / sizeof(expected[0]); i++) {
		assert_int_equal(followers_spread(&rig, &count), OK);
		assert_int_equal(count, expected[i]);
	}
	assert_int_equal(told(n), SOME);
	assert_int_equal(ask("ZCARD", key_telling(rig.store, rig.arena), NULL)[0].integer, 0);
	assert_int_equal(ask("EXISTS", key_followers(rig.store, rig.arena, n), NULL)[0].integer, 0);
}

static void hand_over_until_killed(struct store *store)
{
	struct casework work = rig;
	size_t count = 1;

	work.store = store;
	while (count > 0 && followers_spread(&work, &count) == OK)
		;
	_exit(0);
}

static void processes_that_work_at_once_and_are_killed_tell_everybody_once(void **state)
{
	const char *many = getenv("FOLLOWERS");
	size_t all = many != NULL ? strtoul(many, NULL, 10) : SOME;
	uint64_t n = followed_topic(all);
	size_t count = 1;

	(void)state;
	answer(n);
	for (useconds_t wait = 0; wait < 5000; wait += 500) {
		pid_t children[2];

		for (size_t i = 0; i < 2; i++) {
			children[i] = fork();
			if (children[i] == 0)
				hand_over_until_killed(rig_link());
		}
		usleep(wait);
		for (size_t i = 0; i < 2; i++) {
			kill(children[i], SIGKILL);
			waitpid(children[i], NULL, 0);
		}
	}
	while (count > 0) {
		arena_reset(rig.arena);
		assert_int_equal(followers_spread(&rig, &count), OK);
	}
	assert_int_equal(told(n), all);
}

/* What the one follower of an answered topic is to be told. */
static struct notice_event answered_event(void)
{
	uint64_t n = followed_topic(1);
	struct notice_event event = { .kind = NOTICE_FOLLOWED, .n = n };
	size_t count;

	answer(n);
	assert_int_equal(followers_spread(&rig, &count), OK);
	event.about = ask("HKEYS", key_followed(rig.store, rig.arena, n), NULL)[0].items[0].str;
	return event;
}

static void a_follower_reads_number_and_public_address_alone_and_is_forgotten(void **state)
{
	struct notice_event event = answered_event();
	uint64_t n = event.n;
	struct sender_notice notice;

	(void)state;
	assert_int_equal(sender_notice_make(&rig, &event, TOLD_SMS, S("https://x"), &notice), ERR_NOT_NOW);
	assert_int_equal(sender_notice_make(&rig, &event, TOLD_MAIL, S("https://x"), &notice), OK);
	assert_true(str_eq(notice.to, S("reader0@example.com")));
	assert_true(str_eq(notice.url, arena_printf(rig.arena, "https://x/topics/%d", (int)n)));
	assert_int_equal(followers_done(&rig, n, event.about), OK);
	assert_int_equal(sender_notice_make(&rig, &event, TOLD_MAIL, S("https://x"), &notice),
		ERR_NOT_FOUND);
}

static void a_follower_is_not_told_of_what_was_taken_off_the_board(void **state)
{
	struct notice_event event = answered_event();
	struct sender_notice notice;

	(void)state;
	rig_do(event.n, &(struct act){ .action = ACTION_UNPUBLISH, .by = &rig_moderator,
		.reason = S("涉及个人") });
	assert_int_equal(sender_notice_make(&rig, &event, TOLD_MAIL, S("https://x"), &notice), ERR_NOT_NOW);
}

static void an_address_counts_once_and_one_visitor_adds_no_more_than_its_share(void **state)
{
	uint64_t n = followed_topic(1);
	struct follower follower = { .way = TOLD_MAIL, .address = S("other@example.com") };
	enum status status = OK;
	size_t added = 0;

	(void)state;
	follow(n, 0);
	assert_int_equal(ask("HLEN", key_followers(rig.store, rig.arena, n), NULL)[0].integer, 1);
	for (size_t i = 0; i < 1000 && status == OK; i++) {
		follower.address = arena_printf(rig.arena, "flood%zu@example.com", i);
		status = followers_add(&rig, n, &follower, S("one visitor"));
		added += status == OK;
	}
	assert_int_equal(status, ERR_TOO_MANY);
	assert_true(added > 0 && added < 100);
	assert_int_equal(ask("HLEN", key_followers(rig.store, rig.arena, n), NULL)[0].integer, added + 1);
}

static void nobody_follows_what_is_answered_private_or_not_offered(void **state)
{
	struct case_record record = read_case(rig_case_in(STATE_ASSIGNED));

	(void)state;
	assert_true(followers_may_come(&rig, &record));
	rig_config.notices.follow = false;
	assert_false(followers_may_come(&rig, &record));
	rig_config.notices.follow = true;
	record = read_case(rig_case_in(STATE_ANSWERED));
	assert_false(followers_may_come(&rig, &record));
	record = read_case(rig_case_in(STATE_PENDING));
	assert_false(followers_may_come(&rig, &record));
	record = read_case(rig_letter_in(STATE_ASSIGNED, true));
	assert_false(followers_may_come(&rig, &record));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(batches_come_until_everybody_was_handed_over, begin),
		cmocka_unit_test_setup(processes_that_work_at_once_and_are_killed_tell_everybody_once,
			begin),
		cmocka_unit_test_setup(a_follower_reads_number_and_public_address_alone_and_is_forgotten,
			begin),
		cmocka_unit_test_setup(a_follower_is_not_told_of_what_was_taken_off_the_board, begin),
		cmocka_unit_test_setup(an_address_counts_once_and_one_visitor_adds_no_more_than_its_share,
			begin),
		cmocka_unit_test_setup(nobody_follows_what_is_answered_private_or_not_offered, begin),
	};

	return cmocka_run_group_tests(tests, rig_start, rig_stop);
}
