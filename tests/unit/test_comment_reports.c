/* Published comments that readers report, and a department's own: participation/comment, held. */
#include <stdarg.h>
#include <stdio.h>

#include <setjmp.h>
#include <cmocka.h>

#include "casework_rig.h"
#include "participation/comment.h"
#include "participation/comment_pages.h"
#include "participation/held.h"
#include "store/keys.h"

#define TEST(name) cmocka_unit_test_setup(name, rig_clean)

static struct str person(int i)
{
	return arena_printf(rig.arena, "person %d", i);
}

static int64_t first_held(uint64_t n)
{
	struct value *held;

	assert_int_equal(held_list(&rig, n, &held), OK);
	assert_non_null(held->first);
	return map_get_int(&held->first->value, "id", -1);
}

/* The comments of the case as the public reads them. */
static struct value *published(uint64_t n, struct case_record *record)
{
	struct comments_page page = { 0 };
	struct value *thread;

	assert_int_equal(case_read(&rig, n, record, &thread, NULL), OK);
	assert_int_equal(comments_join(&rig, record, &viewer_public, &thread, &page), OK);
	return thread;
}

/* The first of some comments that were sent and passed; where it stands among them. */
static int64_t first_passed(uint64_t n, int count, int64_t *place)
{
	struct case_record record;
	const struct member *m;

	for (int i = 0; i < count; i++) {
		assert_int_equal(case_comment(&rig, n, person(i), S("我家门口也是这样。"), S("")), OK);
		assert_int_equal(held_pass(&rig, n, first_held(n), &rig_moderator, S("")), OK);
	}
	m = published(n, &record)->last;
	assert_int_equal(record.comments, count);
	*place = map_get_int(&m->value, "place", -1);
	return map_get_int(&m->value, "id", -1);
}

static void however_many_report_a_comment_it_waits_once_and_says_how_many(void **state)
{
	uint64_t n = rig_case_in(STATE_ACCEPTED);
	int64_t place;
	int64_t id = first_passed(n, 2, &place);
	struct value *held;

	(void)state;
	assert_int_equal(place, 0);
	for (int i = 0; i < HELD_REPORTERS + 3; i++)
		assert_int_equal(case_comment_report(&rig, n, id, place, person(100 + i)), OK);
	assert_int_equal(case_comment_report(&rig, n, id, place, person(100)), ERR_ALREADY);
	assert_int_equal(case_comment_report(&rig, n, 99999, place, person(1)), ERR_NOT_FOUND);
	assert_int_equal(held_list(&rig, n, &held), OK);
	assert_int_equal(held->count, 1);
	assert_int_equal(held_reporters(&held->first->value), HELD_REPORTERS);
	assert_int_equal(map_get_int(&held->first->value, "id", -1), id);
	assert_recount_agrees();
}

static void a_reported_comment_that_is_kept_is_not_reported_again(void **state)
{
	uint64_t n = rig_case_in(STATE_ACCEPTED);
	int64_t place;
	int64_t id = first_passed(n, 2, &place);
	struct case_record record;
	struct value *held;

	(void)state;
	assert_int_equal(case_comment_report(&rig, n, id, place, S("me")), OK);
	assert_int_equal(held_pass(&rig, n, id, &rig_moderator, S("")), OK);
	assert_true(map_get_bool(&published(n, &record)->last->value, "kept"));
	assert_int_equal(record.comments, 2);
	assert_int_equal(case_comment_report(&rig, n, id, place, S("you")), ERR_CONFLICT);
	assert_int_equal(held_list(&rig, n, &held), OK);
	assert_int_equal(held->count, 0);
	assert_recount_agrees();
}

static void a_reported_comment_that_is_taken_off_is_gone_for_readers_and_noted_for_staff(void **state)
{
	uint64_t n = rig_case_in(STATE_ACCEPTED);
	struct comments_page page = { 0 };
	int64_t place;
	int64_t id = first_passed(n, 3, &place);
	struct case_record record;
	struct value *thread = published(n, &record);
	size_t shown = thread->count;
	int64_t other = map_get_int(&thread->last->value, "id", -1);

	(void)state;
	assert_int_equal(case_comment_report(&rig, n, id, place, S("me")), OK);
	assert_int_equal(held_refuse(&rig, n, id, &rig_moderator, S("privacy")), OK);
	thread = published(n, &record);
	assert_int_equal(thread->count, shown - 1);
	assert_int_equal(record.comments, 2);
	assert_int_not_equal(map_get_int(&thread->last->value, "id", -1), other);
	assert_int_equal(case_read(&rig, n, &record, &thread, NULL), OK);
	assert_int_equal(comments_join(&rig, &record, &rig_moderator, &thread, &page), OK);
	assert_int_equal(thread->count, shown);
	assert_int_equal(case_comment_report(&rig, n, id, place, S("you")), ERR_NOT_FOUND);
	assert_recount_agrees();
}

static void a_comment_is_found_where_it_moved_when_others_were_taken_off(void **state)
{
	uint64_t n = rig_case_in(STATE_ACCEPTED);
	int64_t place;
	int64_t first = first_passed(n, 3, &place);
	struct case_record record;
	struct value *thread = published(n, &record);
	/* The newest comes first behind the rest of the thread. */
	int64_t newest = -1;

	(void)state;
	for (const struct member *m = thread->first; newest < 0; m = m->next)
		if (map_get_int(&m->value, "place", -1) == 2)
			newest = map_get_int(&m->value, "id", -1);
	assert_int_equal(case_comment_report(&rig, n, newest, 2, S("me")), OK);
	assert_int_equal(case_comment_report(&rig, n, first, 0, S("me")), OK);
	assert_int_equal(held_refuse(&rig, n, first, &rig_moderator, S("privacy")), OK);
	assert_int_equal(case_comment_report(&rig, n, newest, 2, S("you")), OK);
	assert_int_equal(held_refuse(&rig, n, newest, &rig_moderator, S("privacy")), OK);
	(void)published(n, &record);
	assert_int_equal(record.comments, 1);
}

/* The only comment there is, as somebody is shown it. */
static const struct value *shown_to(const struct viewer *viewer, uint64_t n)
{
	struct case_record record;
	struct value *thread = published(n, &record);

	return &thread_visible(rig.arena, &record, thread, viewer)->last->value;
}

/* So many others are published before it, or taken off again. */
static void move_up(uint64_t n, int others)
{
	struct str key = key_comments(rig.store, rig.arena, n);
	struct batch batch = batch_in(rig.arena);
	struct result *results;

	for (int i = 0; i < others; i++)
		BATCH(&batch, S("LPUSH"), key, arena_printf(rig.arena, "{\"id\":%d}", 1000 + i));
	assert_int_equal(store_run(rig.store, &batch, &results), OK);
}

static void move_down(uint64_t n, int others)
{
	struct batch batch = batch_in(rig.arena);
	struct result *results;

	BATCH(&batch, S("LTRIM"), key_comments(rig.store, rig.arena, n), num(rig.arena, others), S("-1"));
	assert_int_equal(store_run(rig.store, &batch, &results), OK);
}

static void a_reported_comment_is_taken_off_however_far_it_moved(void **state)
{
	const int others = COMMENTS_MOVED + 1;
	uint64_t n = rig_case_in(STATE_ACCEPTED);
	struct case_record record;
	int64_t place;
	int64_t id = first_passed(n, 1, &place);

	(void)state;
	move_up(n, others);
	assert_int_equal(case_comment_report(&rig, n, id, others, S("me")), OK);
	move_down(n, others);
	assert_int_equal(held_refuse(&rig, n, id, &rig_moderator, S("privacy")), OK);
	assert_true(!str_eq(map_get_str(&published(n, &record)->last->value, "kind"), S("comment")));
	assert_int_equal(record.comments, 0);
	assert_recount_agrees();
}

static void who_decides_on_a_comment_that_is_gone_is_told_so_and_its_reports_end(void **state)
{
	uint64_t n = rig_case_in(STATE_ACCEPTED);
	struct batch batch = batch_in(rig.arena);
	struct result *results;
	struct case_record record;
	struct value *held;
	int64_t place;
	int64_t id = first_passed(n, 1, &place);

	(void)state;
	assert_int_equal(case_comment_report(&rig, n, id, place, S("me")), OK);
	BATCH(&batch, S("DEL"), key_comments(rig.store, rig.arena, n));
	assert_int_equal(store_run(rig.store, &batch, &results), OK);
	assert_int_equal(held_refuse(&rig, n, id, &rig_moderator, S("privacy")), ERR_GONE);
	assert_int_equal(held_list(&rig, n, &held), OK);
	assert_int_equal(held->count, 0);
	assert_int_equal(case_read(&rig, n, &record, &held, NULL), OK);
	assert_int_equal(record.comments, 1);
}

static void a_moderator_takes_off_any_published_comment_and_its_reports_end_with_it(void **state)
{
	uint64_t n = rig_case_in(STATE_ACCEPTED);
	int64_t place;
	int64_t id = first_passed(n, 2, &place);
	const struct held_published one = { id, place };
	struct case_record record;
	struct value *held;

	(void)state;
	assert_int_equal(held_take_off(&rig, n, &one, &rig_clerk, S("privacy")), ERR_FORBIDDEN);
	assert_int_equal(held_take_off(&rig, n, &one, &rig_moderator, S("whim")), ERR_INVALID);
	assert_int_equal(case_comment_report(&rig, n, id, place, S("me")), OK);
	assert_int_equal(held_pass(&rig, n, id, &rig_moderator, S("")), OK);
	assert_int_equal(held_take_off(&rig, n, &one, &rig_moderator, S("privacy")), OK);
	assert_int_equal(held_take_off(&rig, n, &one, &rig_moderator, S("privacy")), ERR_NOT_FOUND);
	assert_int_not_equal(map_get_int(&published(n, &record)->last->value, "id", -1), id);
	assert_int_equal(record.comments, 1);
	id = map_get_int(&published(n, &record)->last->value, "id", -1);
	assert_int_equal(case_comment_report(&rig, n, id, place, S("me")), OK);
	assert_int_equal(held_take_off(&rig, n, &(struct held_published){ id, place }, &rig_moderator,
		S("privacy")), OK);
	(void)published(n, &record);
	assert_int_equal(record.comments, 0);
	assert_int_equal(held_list(&rig, n, &held), OK);
	assert_int_equal(held->count, 0);
	assert_recount_agrees();
}

static void staff_alone_are_told_which_account_wrote_an_official_comment(void **state)
{
	uint64_t n = rig_case_in(STATE_ASSIGNED);
	const struct viewer asker = rig_asker(n);

	(void)state;
	assert_int_equal(case_comment_official(&rig, n, &rig_clerk, S("我们正在修。"), S("")), OK);
	assert_true(str_eq(rig_events("official"),
		arena_printf(rig.arena, "official %.*s zjj", STR_ARG(rig_clerk.id))));
	assert_int_equal(held_pass(&rig, n, first_held(n), &rig_moderator, S("")), OK);
	assert_true(str_eq(map_get_str(shown_to(&rig_moderator, n), "by"), rig_clerk.id));
	assert_true(str_eq(map_get_str(shown_to(&rig_clerk, n), "by"), rig_clerk.id));
	assert_true(str_eq(map_get_str(shown_to(&viewer_public, n), "kind"), S("comment")));
	assert_null(map_get(shown_to(&viewer_public, n), "by"));
	assert_null(map_get(shown_to(&asker, n), "by"));
}

static void only_the_clerk_of_the_department_in_charge_comments_officially(void **state)
{
	uint64_t n = rig_case_in(STATE_ASSIGNED);
	struct case_record record;

	(void)state;
	assert_int_equal(case_comment_official(&rig, n, &rig_other_clerk, S("我们正在修。"), S("")),
		ERR_FORBIDDEN);
	assert_int_equal(case_comment_official(&rig, n, &rig_moderator, S("我们正在修。"), S("")),
		ERR_FORBIDDEN);
	assert_int_equal(case_comment_official(&rig, n, &rig_clerk, S("我们正在修。"), S("")), OK);
	assert_int_equal(held_pass(&rig, n, first_held(n), &rig_moderator, S("")), OK);
	assert_true(str_eq(map_get_str(&published(n, &record)->last->value, "dept"), S("zjj")));
	assert_recount_agrees();
}

/* The place is known: it is the only comment there is. */
static void nobody_reports_an_official_comment(void **state)
{
	uint64_t n = rig_case_in(STATE_ASSIGNED);
	struct value *held;
	int64_t id;

	(void)state;
	assert_int_equal(case_comment_official(&rig, n, &rig_clerk, S("我们正在修。"), S("")), OK);
	id = first_held(n);
	assert_int_equal(held_pass(&rig, n, id, &rig_moderator, S("")), OK);
	assert_int_equal(case_comment_report(&rig, n, id, 0, S("me")), ERR_CONFLICT);
	assert_int_equal(held_list(&rig, n, &held), OK);
	assert_int_equal(held->count, 0);
}

static void neither_reports_nor_comments_that_wait_keep_the_other_or_the_department_out(void **state)
{
	uint64_t n = rig_case_in(STATE_ASSIGNED);
	int64_t place;
	int64_t id = first_passed(n, 3, &place);

	(void)state;
	rig_config.limits.waiting_per_case = 1;
	rig_config.limits.waiting_per_address = 2;
	rig_config.limits.comments_per_address_hour = 1000;
	rig.network = S("192.0.2.1");
	assert_int_equal(case_comment_report(&rig, n, id, place, S("me")), OK);
	assert_int_equal(case_comment_report(&rig, n, id + 1, place + 1, S("me")), ERR_NOT_NOW);
	assert_int_equal(case_comment(&rig, n, S("me"), S("我家门口也是这样。"), S("")), OK);
	assert_int_equal(case_comment(&rig, n, S("me"), S("我家门口也是这样。"), S("")), ERR_NOT_NOW);
	assert_int_equal(case_comment_official(&rig, n, &rig_clerk, S("我们正在修。"), S("")), OK);
	rig.network = (struct str){ 0 };
	rig_config.limits.waiting_per_address = 500;
	rig_config.limits.waiting_per_case = 200;
}

static void the_same_official_comment_from_the_same_page_is_one(void **state)
{
	uint64_t n = rig_case_in(STATE_ASSIGNED);
	struct value *held;

	(void)state;
	for (int i = 0; i < 2; i++)
		assert_int_equal(case_comment_official(&rig, n, &rig_clerk, S("正在修。"), S("once")), OK);
	assert_int_equal(held_list(&rig, n, &held), OK);
	assert_int_equal(held->count, 1);
	assert_int_equal(case_comment_official(&rig, n, &rig_clerk, S("今天修好了。"), S("once")), OK);
	assert_int_equal(case_comment_official(&rig, n, &rig_clerk, S("正在修。"), S("later")), OK);
	assert_int_equal(held_list(&rig, n, &held), OK);
	assert_int_equal(held->count, 3);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(however_many_report_a_comment_it_waits_once_and_says_how_many),
		TEST(a_reported_comment_that_is_kept_is_not_reported_again),
		TEST(a_reported_comment_that_is_taken_off_is_gone_for_readers_and_noted_for_staff),
		TEST(a_comment_is_found_where_it_moved_when_others_were_taken_off),
		TEST(a_reported_comment_is_taken_off_however_far_it_moved),
		TEST(who_decides_on_a_comment_that_is_gone_is_told_so_and_its_reports_end),
		TEST(a_moderator_takes_off_any_published_comment_and_its_reports_end_with_it),
		TEST(staff_alone_are_told_which_account_wrote_an_official_comment),
		TEST(only_the_clerk_of_the_department_in_charge_comments_officially),
		TEST(nobody_reports_an_official_comment),
		TEST(neither_reports_nor_comments_that_wait_keep_the_other_or_the_department_out),
		TEST(the_same_official_comment_from_the_same_page_is_one),
	};

	return cmocka_run_group_tests(tests, rig_start, rig_stop);
}
