/* Every kind of key has its row, its function and a name of its own: store/keys. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>

#include "base/arena.h"
#include "store/keys.h"

static struct arena *arena;

static void every_row_says_what_the_data_model_prints(void **state)
{
	static const char *const types[] = { "string", "hash", "list", "set", "zset", "stream" };

	(void)state;
	for (enum key key = 0; key < KEY_KINDS; key++) {
		const struct key_row *row = key_row(key);
		bool known = false;

		if (row->before == NULL || row->type == NULL || row->meaning == NULL || row->writer == NULL)
			fail_msg("row %d of store/keys says too little", (int)key);
		for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++)
			known = known || strcmp(row->type, types[i]) == 0;
		if (!known)
			fail_msg("%s: Redis has no type %s", row->before, row->type);
	}
}

static void no_two_kinds_have_one_name(void **state)
{
	(void)state;
	for (enum key a = 0; a < KEY_KINDS; a++)
		for (enum key b = a + 1; b < KEY_KINDS; b++) {
			const struct key_row *one = key_row(a);
			const struct key_row *other = key_row(b);
			struct str behind = str_of(one->behind != NULL ? one->behind : "");

	if (strcmp(one->before, other->before) == 0 &&
		(one->varies == NULL) == (other->varies == NULL) &&
				str_eq(behind, str_of(other->behind != NULL ? other->behind : "")))
				fail_msg("two kinds of keys are named %s", one->before);
		}
}

static void a_name_begins_with_the_sites_hash_tag_and_follows_its_row(void **state)
{
	struct store *store = store_new(&(struct store_options){ .site = "test", .socket = "/nonexistent",
		.user = "nobody",
		.password_file = "/nonexistent", .timeout_ms = 100 });

	(void)state;
	assert_true(str_eq(key_seq(store, arena), S("{test}:seq")));
	assert_true(str_eq(key_case(store, arena, 7), S("{test}:case:7")));
	assert_true(str_eq(key_thread(store, arena, 7), S("{test}:case:7:thread")));
	assert_true(str_eq(key_saved(store, arena, 7, S("zjj1")), S("{test}:saved:7:zjj1")));
	assert_true(str_eq(key_views(store, arena, VIEWS_BUCKET), S("{test}:views:1")));
	assert_true(str_eq(key_outbox_dead(store, arena), S("{test}:outbox:dead")));
	assert_true(str_eq(key_queue(store, arena, S("dept:zjj")), S("{test}:queue:dept:zjj")));
	store_free(store);
}

/* So none makes a name of its own; but the mark of a move is named by the link, before there is a store. */
static void each_kind_but_the_links_own_mark_has_a_function(void **state)
{
	FILE *in = fopen("fcgi/store/keys.h", "r");
	char line[256];
	int functions = 0;

	(void)state;
	assert_non_null(in);
	while (fgets(line, sizeof(line), in) != NULL)
		functions += strncmp(line, "struct str key_", strlen("struct str key_")) == 0;
	fclose(in);
	assert_int_equal(functions + 1, KEY_KINDS);
}

static int make_arena(void **state)
{
	(void)state;
	arena = arena_new((size_t)1 << 20);
	return 0;
}

static int free_arena(void **state)
{
	(void)state;
	arena_free(arena);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_row_says_what_the_data_model_prints),
		cmocka_unit_test(no_two_kinds_have_one_name),
		cmocka_unit_test(a_name_begins_with_the_sites_hash_tag_and_follows_its_row),
		cmocka_unit_test(each_kind_but_the_links_own_mark_has_a_function),
	};

	return cmocka_run_group_tests(tests, make_arena, free_arena);
}
