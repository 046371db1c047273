/*
 * Counters with an expiry, when the wall clock goes back under them: Redis keeps the time at which they end,
 * not how long they last.
 */
#include <stdarg.h>
#include <setjmp.h>

#include <cmocka.h>

#include "base/clock.h"
#include "drafts/lease.h"
#include "privacy/limit.h"
#include "casework_rig.h"
#include "staff/login.h"
#include "store/keys.h"

#define TEST(name) cmocka_unit_test_setup(name, rig_clean)
#define EIGHT_HOURS 28800

static int64_t run(struct str command, struct str key, struct str argument)
{
	struct batch batch = batch_in(rig.arena);
	struct result *results;

	if (argument.len > 0)
		BATCH(&batch, command, key, argument);
	else
		BATCH(&batch, command, key);
	assert_int_equal(store_run(rig.store, &batch, &results), OK);
	return results[0].integer;
}

/* What eight hours back do to it. */
static void put_clock_back(struct str key)
{
	int64_t left = run(S("TTL"), key, S(""));

	assert_true(left > 0);
	run(S("EXPIRE"), key, num(rig.arena, left + EIGHT_HOURS));
}

static bool reached(struct limit *limit)
{
	struct batch batch = batch_in(rig.arena);
	struct result *results;

	limit_look(&batch, limit);
	assert_int_equal(store_run(rig.store, &batch, &results), OK);
	return limit_reached(limit, results);
}

static void count(const struct limit *limit)
{
	struct batch batch = batch_in(rig.arena);

	limit_count(&batch, limit);
	assert_int_equal(store_commit(rig.store, &batch, NULL), OK);
}

static void a_limit_lasts_no_longer_than_its_period_after_the_clock_went_back(void **state)
{
	struct limit limit = limit_of(&rig, "test.", S("somebody"), 2, 3600);

	(void)state;
	count(&limit);
	count(&limit);
	assert_true(reached(&limit));
	assert_in_range(run(S("TTL"), limit.key, S("")), 3590, 3600);
	put_clock_back(limit.key);
	assert_false(reached(&limit));
	count(&limit);
	assert_true(reached(&limit));
	assert_in_range(run(S("TTL"), limit.key, S("")), 3590, 3600);
}

static void counting_again_does_not_make_a_period_longer(void **state)
{
	struct limit limit = limit_of(&rig, "test.", S("somebody"), 2, 3600);

	(void)state;
	count(&limit);
	run(S("EXPIRE"), limit.key, S("100"));
	count(&limit);
	assert_in_range(run(S("TTL"), limit.key, S("")), 90, 100);
}

static void a_locked_account_stays_locked_no_longer_after_the_clock_went_back(void **state)
{
	const struct account account = { .id = S("mod1"), .name = S("审核员甲"), .roles = ROLE_MODERATOR };
	const struct login proof = { S("mod1"), S("falsch"), S(""), S("") };
	struct str key = limit_of(&rig, "login.", S("mod1"), 1, 900).key;
	struct account out;

	(void)state;
	rig_config.limits.login_failures = 100;
	rig_config.limits.login_failures_account = 1;
	assert_int_equal(account_add(&rig, &account, S("korrekt-pferd-9"), S(ACCOUNT_OPERATOR)), OK);
	assert_int_equal(login_check(&rig, &proof, &out), ERR_LOGIN);
	assert_int_equal(login_check(&rig, &proof, &out), ERR_TOO_MANY);
	put_clock_back(key);
	assert_int_equal(login_check(&rig, &proof, &out), ERR_TOO_MANY);
	assert_in_range(run(S("TTL"), key, S("")), 890, 900);
}

static void a_claim_keeps_colleagues_off_no_longer_after_the_clock_went_back(void **state)
{
	const struct viewer colleague = { .roles = ROLE_CLERK, .id = S("zjj2"), .dept = S("zjj") };
	uint64_t n = rig_case_in(STATE_ASSIGNED);
	struct str key = key_claim(rig.store, rig.arena, n);
	struct str holder;
	int64_t until;

	(void)state;
	assert_int_equal(lease_take(&rig, n, &rig_clerk, &holder, &until), OK);
	put_clock_back(key);
	assert_int_equal(lease_look(&rig, n, &holder, &until), OK);
	assert_int_equal(holder.len, 0);
	assert_int_equal(lease_take(&rig, n, &colleague, &holder, &until), ERR_CONFLICT);
	assert_true(until <= rig.now + LEASE_MS);
	assert_in_range(run(S("PTTL"), key, S("")), LEASE_MS - 10000, LEASE_MS);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_limit_lasts_no_longer_than_its_period_after_the_clock_went_back),
		TEST(counting_again_does_not_make_a_period_longer),
		TEST(a_claim_keeps_colleagues_off_no_longer_after_the_clock_went_back),
		TEST(a_locked_account_stays_locked_no_longer_after_the_clock_went_back),
	};

	return cmocka_run_group_tests(tests, rig_start, rig_stop);
}
