/* Trees of values: base/value. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/value.h"

static int make_arena(void **state)
{
	*state = arena_new((size_t)1 << 20);
	return 0;
}

static int free_arena(void **state)
{
	arena_free(*state);
	return 0;
}

static struct value *sample(struct arena *arena)
{
	struct value *map = value_map(arena);
	struct value *list;

	map_str(map, "title", S("路灯不亮"));
	map_int(map, "number", -7);
	map_bool(map, "public", true);
	list = map_list(map, "entries");
	list_str(list, S("first"));
	map_str(list_map(list), "kind", S("answer"));
	map_str(map_map(map, "dept"), "id", S("zjj"));
	return map;
}

static void members_come_back_in_order(void **state)
{
	static const char *const keys[] = { "title", "number", "public", "entries", "dept" };
	const struct value *map = sample(*state);
	const struct member *member = map->first;

	assert_int_equal(map->count, 5);
	for (size_t i = 0; i < 5; i++, member = member->next)
		assert_true(str_eq(member->key, str_of(keys[i])));
	assert_null(member);
	assert_true(str_eq(map_get_str(map, "title"), S("路灯不亮")));
	assert_int_equal(map_get_int(map, "number", 0), -7);
	assert_true(map_get_bool(map, "public"));
	assert_true(str_eq(map_get_str(map_get(map, "dept"), "id"), S("zjj")));
}

static void a_list_holds_what_was_added(void **state)
{
	const struct value *list = map_get(sample(*state), "entries");

	assert_int_equal(list->type, VALUE_LIST);
	assert_int_equal(list->count, 2);
	assert_true(str_eq(list->first->value.str, S("first")));
	assert_true(str_eq(map_get_str(&list->first->next->value, "kind"), S("answer")));
	assert_ptr_equal(list->last, list->first->next);
}

static void what_is_absent_or_of_another_type_reads_as_empty(void **state)
{
	const struct value *map = sample(*state);

	assert_null(map_get(map, "absent"));
	assert_null(map_get(map, "titl"));
	assert_null(map_get(map, "title "));
	assert_null(map_get(NULL, "title"));
	assert_null(map_get(map_get(map, "entries"), ""));
	assert_int_equal(map_get_str(map, "number").len, 0);
	assert_int_equal(map_get_str(NULL, "title").len, 0);
	assert_int_equal(map_get_int(map, "title", 42), 42);
	assert_int_equal(map_get_int(map, "public", 42), 42);
	assert_false(map_get_bool(map, "number"));
	assert_false(map_get_bool(map, "absent"));
}

static void a_whole_tree_can_be_hung_into_another(void **state)
{
	struct value *outer = value_map(*state);
	struct value *list = value_list(*state);

	map_value(outer, "case", sample(*state));
	list_value(list, outer);
	list_value(list, outer);
	assert_int_equal(list->count, 2);
	assert_int_equal(map_get_int(map_get(&list->last->value, "case"), "number", 0), -7);
}

#define IN_ARENA(test) cmocka_unit_test_setup_teardown(test, make_arena, free_arena)

int main(void)
{
	const struct CMUnitTest tests[] = {
		IN_ARENA(members_come_back_in_order),
		IN_ARENA(a_list_holds_what_was_added),
		IN_ARENA(what_is_absent_or_of_another_type_reads_as_empty),
		IN_ARENA(a_whole_tree_can_be_hung_into_another),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
