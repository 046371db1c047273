/* An e-mail address follows a topic only once its owner has confirmed it (participation/follow_request). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/clock.h"
#include "casework_rig.h"
#include "crypt/keyed_hash.h"
#include "notify/sender_notice.h"
#include "participation/follow_request.h"
#include "participation/followers.h"
#include "store/keys.h"
#include "store/transaction.h"

#define EMAIL S("reader@example.com")
#define HOST S("https://x")
#define FLOOD 10000

static int begin(void **state)
{
	rig_config.notices.follow = rig_config.notices.mail = true;
	rig.network = (struct str){ 0 };
	return rig_clean(state);
}

static struct result *ask(const char *command, struct str key)
{
	struct batch batch = batch_in(rig.arena);
	struct result *results;

	BATCH(&batch, str_of(command), key);
	assert_int_equal(store_run(rig.store, &batch, &results), OK);
	return results;
}

static int64_t followers_of(uint64_t n)
{
	return ask("HLEN", key_followers(rig.store, rig.arena, n))[0].integer;
}

static enum status take(uint64_t n, struct str email, const char *visitor)
{
	return follow_request_take(&rig, n, email, str_of(visitor));
}

static struct notice_event event_of(uint64_t n, struct str email)
{
	return (struct notice_event){ .kind = NOTICE_CONFIRM, .n = n, .at = rig.now,
		.about = keys_index(rig.arena, rig.keys, email) };
}

/* What the link in the mail to that address claims. */
static struct follow_claim link_of(uint64_t n, struct str email, enum follow_purpose purpose)
{
	const struct notice_event event = event_of(n, email);
	struct sender_notice notice;
	struct follow_claim claim;
	struct str url;

	assert_int_equal(sender_notice_make(&rig, &event, TOLD_MAIL, HOST, &notice), OK);
	assert_true(str_eq(notice.to, email));
	url = str_sub(purpose == FOLLOW_STOP ? notice.stop : notice.url, HOST.len + 3, 2000);
	if (purpose == FOLLOW_STOP)
		url = str_sub(url, 0, url.len - S("/stop").len);
	assert_int_equal(follow_link_open(&rig, url, purpose, &claim), OK);
	return claim;
}

static void an_address_is_told_only_after_its_owner_confirmed_it_once_or_twice(void **state)
{
	uint64_t n = rig_case_in(STATE_DRAFTED);
	struct follow_claim claim;
	size_t count;

	(void)state;
	assert_int_equal(take(n, EMAIL, "a"), OK);
	assert_int_equal(take(n, S("other@example.com"), "a"), OK);
	claim = link_of(n, EMAIL, FOLLOW_CONFIRM);
	assert_int_equal(followers_of(n), 0);
	assert_int_equal(follow_request_confirm(&rig, &claim), OK);
	assert_int_equal(follow_request_confirm(&rig, &claim), OK);
	assert_int_equal(followers_of(n), 1);
	rig_do(n, &(struct act){ .action = ACTION_APPROVE, .by = &rig_approver });
	assert_int_equal(followers_spread(&rig, &count), OK);
	assert_int_equal(count, 1);
}

static void a_link_is_good_for_its_topic_address_and_purpose_and_for_three_days(void **state)
{
	uint64_t n = rig_case_in(STATE_DRAFTED);
	struct follow_claim claim, opened;
	struct str link;

	(void)state;
	assert_int_equal(take(n, EMAIL, "a"), OK);
	claim = link_of(n, EMAIL, FOLLOW_CONFIRM);
	link = str_sub(follow_link(&rig, &claim), 3, 2000);
	assert_int_equal(follow_link_open(&rig, link, FOLLOW_STOP, &opened), ERR_NOT_FOUND);
	for (size_t i = 0; i < link.len; i++) {
		char *forged = arena_cstr(rig.arena, link);

		forged[i] = forged[i] == '1' ? '2' : '1';
		assert_int_equal(follow_link_open(&rig, str_of(forged), FOLLOW_CONFIRM, &opened),
			ERR_NOT_FOUND);
	}
	assert_int_equal(follow_link_open(&rig, (struct str){ 0 }, FOLLOW_CONFIRM, &opened), ERR_NOT_FOUND);
	rig.now += REQUEST_DAYS * MS_PER_DAY + 1;
	assert_int_equal(follow_request_confirm(&rig, &claim), ERR_GONE);
	assert_int_equal(followers_of(n), 0);
	rig.now -= REQUEST_DAYS * MS_PER_DAY + 1;
	rig_do(n, &(struct act){ .action = ACTION_APPROVE, .by = &rig_approver });
	assert_int_equal(follow_request_confirm(&rig, &claim), ERR_NOT_NOW);
}

static void what_is_not_confirmed_goes_by_itself(void **state)
{
	uint64_t n = rig_case_in(STATE_DRAFTED);
	struct str id = keys_index(rig.arena, rig.keys, EMAIL);
	int64_t left;

	(void)state;
	assert_int_equal(take(n, EMAIL, "a"), OK);
	left = ask("TTL", key_unconfirmed(rig.store, rig.arena, n, id))[0].integer;
	assert_in_range(left, REQUEST_DAYS * 86400 - 60, REQUEST_DAYS * 86400);
}

static void who_ends_such_mails_gets_none_for_any_topic_and_is_not_told(void **state)
{
	uint64_t n = rig_case_in(STATE_DRAFTED);
	uint64_t other = rig_case_in(STATE_ASSIGNED);
	struct notice_event event = event_of(other, EMAIL);
	struct follow_claim confirm, stop;
	struct sender_notice notice;
	size_t count;

	(void)state;
	assert_int_equal(take(n, EMAIL, "a"), OK);
	confirm = link_of(n, EMAIL, FOLLOW_CONFIRM);
	stop = link_of(n, EMAIL, FOLLOW_STOP);
	assert_int_equal(follow_request_confirm(&rig, &confirm), OK);
	assert_int_equal(follow_request_stop(&rig, &stop), OK);
	assert_int_equal(followers_of(n), 0);
	assert_int_equal(follow_request_confirm(&rig, &confirm), ERR_GONE);
	assert_int_equal(take(other, EMAIL, "b"), OK);
	assert_int_equal(sender_notice_make(&rig, &event, TOLD_MAIL, HOST, &notice), ERR_NOT_FOUND);
	rig_do(n, &(struct act){ .action = ACTION_APPROVE, .by = &rig_approver });
	assert_int_equal(followers_spread(&rig, &count), OK);
	assert_int_equal(count, 0);
}

static void who_types_the_addresses_of_ten_thousand_others_has_few_mails_sent(void **state)
{
	uint64_t n = rig_case_in(STATE_DRAFTED);
	int64_t before = ask("XLEN", key_outbox(rig.store, rig.arena))[0].integer;
	struct str email;

	(void)state;
	rig.network = S("192.0.2.0");
	for (size_t i = 0; i < FLOOD; i++) {
		struct arena *arena = arena_new(1 << 20);
		struct casework work = rig;

		work.arena = arena;
		email = arena_printf(arena, "victim%zu@example.com", i);
		(void)follow_request_take(&work, n, email, arena_printf(arena, "new browser %zu", i));
		arena_free(arena);
	}
	assert_in_range(ask("XLEN", key_outbox(rig.store, rig.arena))[0].integer - before, 1, 30);
	/* Another network isn't held up by it. */
	rig.network = S("198.51.100.0");
	assert_int_equal(take(n, EMAIL, "b"), OK);
}

static void one_address_gets_three_such_mails_a_day_whoever_asks(void **state)
{
	uint64_t n = rig_case_in(STATE_DRAFTED);

	(void)state;
	for (size_t i = 0; i < 3; i++)
		assert_int_equal(take(n, EMAIL, arena_printf(rig.arena, "visitor %zu", i).data), OK);
	assert_int_equal(take(n, EMAIL, "another"), ERR_ALREADY);
}

/* Between the look whether one may come and the commit another worker publishes the answer. */
static enum status answer_between(void *context, struct transaction *transaction)
{
	const uint64_t *n = context;
	struct store *own = rig.store;

	TRY(followers_check(&rig, *n));
	if (transaction->race == 0) {
		rig.store = rig_link();
		rig_do(*n, &(struct act){ .action = ACTION_APPROVE, .by = &rig_approver });
		store_free(rig.store);
		rig.store = own;
	}
	followers_join(&rig, &transaction->changes, *n, S("id"), S("sealed"));
	return OK;
}

static void who_comes_while_the_answer_is_published_is_refused_and_does_not_wait_for_ever(void **state)
{
	uint64_t n = rig_case_in(STATE_DRAFTED);

	(void)state;
	assert_int_equal(transaction_run(rig.store, rig.arena, answer_between, &n), ERR_NOT_NOW);
	assert_int_equal(followers_of(n), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(an_address_is_told_only_after_its_owner_confirmed_it_once_or_twice,
			begin),
		cmocka_unit_test_setup(a_link_is_good_for_its_topic_address_and_purpose_and_for_three_days,
			begin),
		cmocka_unit_test_setup(what_is_not_confirmed_goes_by_itself, begin),
		cmocka_unit_test_setup(who_ends_such_mails_gets_none_for_any_topic_and_is_not_told, begin),
		cmocka_unit_test_setup(who_types_the_addresses_of_ten_thousand_others_has_few_mails_sent,
			begin),
		cmocka_unit_test_setup(one_address_gets_three_such_mails_a_day_whoever_asks, begin),
		cmocka_unit_test_setup(
			who_comes_while_the_answer_is_published_is_refused_and_does_not_wait_for_ever, begin),
	};

	return cmocka_run_group_tests(tests, rig_start, rig_stop);
}
