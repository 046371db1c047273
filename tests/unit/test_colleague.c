/* What colleagues tell each other about a case, and who of a department answers it (cases/effect_assist). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "casework_rig.h"
#include "drafts/mention.h"
#include "store/keys.h"

static void names_stand_behind_an_at_sign_and_end_at_a_blank_or_a_mark(void **state)
{
	static const struct {
		const char *text;
		const char *names;
	} rows[] = {
		{ "", "" }, { "@", "" }, { "@ 李四", "" }, { "@李四 请核实", "李四" },
		{ "请@李四，@zjj2。", "李四 zjj2" }, { "请@李四\u3000看", "李四" },
		{ "a@b.example", "" }, { "@李四", "李四" }, { "@a@b @c", "a c" },
		{ "@a @b @c @d @e @f", "a b c d e" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct str names[MENTIONS_MOST];
		struct str found = { 0 };
		size_t count = mentions_in(str_of(rows[i].text), names);

		for (size_t k = 0; k < count; k++)
			found = ARENA_GLUE(rig.arena, found, k > 0 ? S(" ") : S(""), names[k]);
		if (!str_eq(found, str_of(rows[i].names)))
			fail_msg("%s: %.*s", rows[i].text, STR_ARG(found));
	}
}

static void a_remark_reaches_whom_it_names_by_id_or_name(void **state)
{
	const struct viewer colleague = { .roles = ROLE_CLERK, .id = S("zjj2"), .dept = S("zjj") };
	uint64_t n = rig_case_in(STATE_ASSIGNED);
	struct act remark = { .action = ACTION_REMARK, .by = &rig_clerk, .note = S("请@李四 看现场照片") };
	struct mentions mentions;

	(void)state;
	rig_colleague();
	rig_do(n, &remark);
	remark.note = S("@zjj2 再催一下");
	rig_do(n, &remark);
	assert_int_equal(mentions_read(&rig, &colleague, &mentions), OK);
	assert_int_equal(mentions.count, 1);
	assert_int_equal(mentions.list[0].n, n);
	assert_int_equal(mention_drop(&rig, S("zjj2"), n), OK);
	assert_int_equal(mentions_read(&rig, &colleague, &mentions), OK);
	assert_int_equal(mentions.total, 0);
	assert_recount_agrees();
}

static void what_its_reader_may_see_no_more_waits_no_more(void **state)
{
	const struct viewer colleague = { .roles = ROLE_CLERK, .id = S("zjj2"), .dept = S("zjj") };
	uint64_t n = rig_case_in(STATE_ASSIGNED);
	struct act remark = { .action = ACTION_REMARK, .by = &rig_clerk, .note = S("请@李四 看现场照片") };
	struct act away = { .action = ACTION_REASSIGN, .by = &rig_dispatcher, .dept = S("jtj"),
		.reason = S("不属于住建局") };
	struct mentions mentions;
	int64_t total;

	(void)state;
	rig_colleague();
	rig_do(n, &remark);
	rig_do(n, &away);
	assert_int_equal(mentions_read(&rig, &colleague, &mentions), OK);
	assert_int_equal(mentions.count, 0);
	assert_int_equal(mentions.total, 0);
	assert_int_equal(mentions_count(&rig, colleague.id, &total), OK);
	assert_int_equal(total, 0);
}

static void a_remark_to_nobody_or_to_an_outsider_is_refused(void **state)
{
	uint64_t n = rig_case_in(STATE_ASSIGNED);
	struct act remark = { .action = ACTION_REMARK, .by = &rig_clerk, .note = S("@王五 看一下") };
	struct batch batch = batch_in(rig.arena);

	(void)state;
	assert_int_equal(rig_act(n, &remark, NULL), ERR_INVALID);
	BATCH(&batch, S("HSET"), key_staff(rig.store, rig.arena, S("jtj1")), S("name"), S("王五"), S("roles"),
		S("clerk"), S("dept"), S("jtj"));
	BATCH(&batch, S("SADD"), key_staff_all(rig.store, rig.arena), S("jtj1"));
	assert_int_equal(store_commit(rig.store, &batch, NULL), OK);
	assert_int_equal(rig_act(n, &remark, NULL), ERR_INVALID);
	remark.note = S("");
	assert_int_equal(rig_act(n, &remark, NULL), ERR_INVALID);
	remark.by = &rig_other_clerk;
	assert_int_not_equal(rig_act(n, &remark, NULL), OK);
}

static void a_case_has_an_owner_until_it_leaves_the_department(void **state)
{
	uint64_t n = rig_case_in(STATE_ASSIGNED);
	struct act take = { .action = ACTION_TAKE, .by = &rig_clerk };
	struct act give = { .action = ACTION_GIVE, .by = &rig_clerk, .to = S("李四") };
	struct act away = { .action = ACTION_REASSIGN, .by = &rig_dispatcher, .dept = S("jtj"),
		.reason = S("不属于住建局") };

	(void)state;
	rig_do(n, &take);
	assert_true(str_eq(read_case(n).owner, rig_clerk.id));
	assert_int_equal(rig_act(n, &take, NULL), ERR_NOT_NOW);
	assert_int_equal(rig_act(n, &give, NULL), ERR_INVALID);
	rig_colleague();
	rig_do(n, &give);
	assert_true(str_eq(read_case(n).owner, S("zjj2")));
	rig_do(n, &away);
	assert_int_equal(read_case(n).owner.len, 0);
	assert_recount_agrees();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(names_stand_behind_an_at_sign_and_end_at_a_blank_or_a_mark, rig_clean),
		cmocka_unit_test_setup(a_remark_reaches_whom_it_names_by_id_or_name, rig_clean),
		cmocka_unit_test_setup(what_its_reader_may_see_no_more_waits_no_more, rig_clean),
		cmocka_unit_test_setup(a_remark_to_nobody_or_to_an_outsider_is_refused, rig_clean),
		cmocka_unit_test_setup(a_case_has_an_owner_until_it_leaves_the_department, rig_clean),
	};

	return cmocka_run_group_tests(tests, rig_start, rig_stop);
}
