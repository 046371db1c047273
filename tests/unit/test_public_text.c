/* What a reviewer leaves in clear: privacy/public_text, cases/effect. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/buf.h"
#include "casework_rig.h"
#include "privacy/public_text.h"
#include "store/keys.h"

#define TITLE "人民路12号外墙掉砖"
#define AREA "人民路12号"

static uint64_t submit(void)
{
	struct submission in = { .channel = CHANNEL_TOPIC, .category = CATEGORY_HELP, .title = S(TITLE),
		.body = S("我家住人民路12号3栋2单元501室，外墙掉砖，王老五也看见了。"), .area = S(AREA) };
	struct receipt receipt;

	assert_int_equal(case_submit(&rig, &in, &receipt), OK);
	return receipt.n;
}

static bool has(struct str text, const char *part)
{
	return str_search(text, str_of(part), 0) < text.len;
}

static void a_hit_that_the_reviewer_keeps_is_public_and_recorded(void **state)
{
	uint64_t n = submit();
	struct case_record record;
	struct value *thread;
	const struct value *event;
	struct str body;

	(void)state;
	rig_do(n, &(struct act){ .action = ACTION_ACCEPT, .by = &rig_moderator,
		.keep = S("title.door.9.14\narea.door.9.14"), .mask = S("王老五") });
	assert_int_equal(case_read(&rig, n, &record, &thread, NULL), OK);
	assert_true(str_eq(record.title, S(TITLE)));
	assert_true(str_eq(record.area, S(AREA)));
	body = map_get_str(&thread->first->value, "text");
	assert_false(has(body, "12号") || has(body, "王老五"));
	event = &thread->last->value;
	assert_true(str_eq(map_get_str(event, "action"), S("accept")));
	assert_true(str_eq(map_get_str(event, "unmasked"), S("door")));
	assert_true(has(rig_events("unmask"), "unmask"));
	for (const struct member *m = thread_visible(rig.arena, &record, thread, &viewer_public)->first;
		m != NULL; m = m->next)
		assert_null(map_get(&m->value, "unmasked"));
}

static void a_hit_that_is_not_there_is_refused(void **state)
{
	static const char *const wrong[] = { "body.door.0.3", "title.mobile.9.14", "title.door.9.15", "x",
		"title", "title.door.9.14\ntitle.door.9.14" };
	uint64_t n = submit();

	(void)state;
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++)
		assert_int_equal(rig_act(n, &(struct act){ .action = ACTION_ACCEPT, .by = &rig_moderator,
				.keep = str_of(wrong[i]) }, NULL),
			ERR_INVALID);
	assert_int_equal(read_case(n).state, STATE_PENDING);
	assert_int_equal(rig_events("unmask").len, 0);
}

/* "人民路12号3栋2单元501室": a place may cut through a hit, and a word may hold one. */
static void what_the_reviewer_hides_is_starred_whatever_the_rules_found(void **state)
{
	uint64_t n = submit();
	struct case_record record;
	struct value *thread;

	(void)state;
	rig_do(n, &(struct act){ .action = ACTION_ACCEPT, .by = &rig_moderator,
		.keep = S("title.door.9.14"), .hide = S("title.0.9 body.0.3"), .mask = S("外墙\n路12号3") });
	assert_int_equal(case_read(&rig, n, &record, &thread, NULL), OK);
	assert_true(str_eq(record.title, S("***12号**掉砖")));
	assert_true(str_eq(map_get_str(&thread->first->value, "text"),
		S("*家住人民*****栋*单元***室，**掉砖，王老五也看见了。")));
}

static void a_place_that_is_not_in_the_text_is_refused(void **state)
{
	static const char *const wrong[] = { "title.0", "title.9.9", "title.9.8", "title.0.4000", "note.0.3",
		"x", "title.-1.3", "title.0.3 title.0.4000" };
	uint64_t n = submit();
	struct buf many = buf_in(rig.arena);

	(void)state;
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++)
		assert_int_equal(rig_act(n, &(struct act){ .action = ACTION_ACCEPT, .by = &rig_moderator,
				.hide = str_of(wrong[i]) }, NULL),
			ERR_INVALID);
	for (size_t i = 0; i <= MARKS_MOST; i++)
		buf_add(&many, S("title.0.3 "));
	assert_int_equal(rig_act(n, &(struct act){ .action = ACTION_ACCEPT, .by = &rig_moderator,
			.hide = buf_str(&many) }, NULL),
		ERR_INVALID);
	assert_int_equal(read_case(n).state, STATE_PENDING);
}

/* A case that came in before masking knew a kind is masked by the rules of the day on which it is reviewed. */
static void what_came_in_by_older_rules_is_masked_at_review(void **state)
{
	struct batch batch = batch_in(rig.arena);
	uint64_t n = submit();
	struct case_record record;
	struct sealed_contact contact;
	struct value *thread;

	(void)state;
	BATCH(&batch, S("HSET"), key_case(rig.store, rig.arena, n), S("title"), S(TITLE),
		S("contact"), S(""));
	BATCH(&batch, S("LSET"), key_thread(rig.store, rig.arena, n), S("0"),
		S("{\"id\":0,\"kind\":\"question\",\"text\":\"我住3栋501室\"}"));
	assert_int_equal(store_commit(rig.store, &batch, NULL), OK);
	rig_do(n, &(struct act){ .action = ACTION_ACCEPT, .by = &rig_moderator });
	assert_int_equal(case_read(&rig, n, &record, &thread, NULL), OK);
	assert_true(str_eq(record.title, S("人民路**号外墙掉砖")));
	assert_true(str_eq(map_get_str(&thread->first->value, "text"), S("我住*栋***室")));
	assert_int_equal(sealed_read(&rig, &record, &contact), OK);
	assert_true(str_eq(contact.title, S(TITLE)));
	assert_true(str_eq(contact.body, S("我住3栋501室")));
}

int main(void)
{
#define IN_RIG(test) cmocka_unit_test_setup(test, rig_clean)
	const struct CMUnitTest tests[] = {
		IN_RIG(a_hit_that_the_reviewer_keeps_is_public_and_recorded),
		IN_RIG(a_hit_that_is_not_there_is_refused),
		IN_RIG(what_the_reviewer_hides_is_starred_whatever_the_rules_found),
		IN_RIG(a_place_that_is_not_in_the_text_is_refused),
		IN_RIG(what_came_in_by_older_rules_is_masked_at_review),
	};

	return cmocka_run_group_tests_name("public_text", tests, rig_start, rig_stop);
}
