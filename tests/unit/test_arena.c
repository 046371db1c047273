/* Memory that dies together, and text that grows in it: base/arena, base/buf. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <signal.h>
#include <stdalign.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>
#include <cmocka.h>

#include "base/asan.h"
#include "base/buf.h"

#define LIMIT ((size_t)1 << 20)

static int make_arena(void **state)
{
	*state = arena_new(LIMIT);
	return 0;
}

static int free_arena(void **state)
{
	arena_free(*state);
	return 0;
}

static void pieces_are_zeroed_aligned_and_apart(void **state)
{
	struct arena *arena = *state;
	unsigned char *pieces[200];

	for (size_t round = 0; round < 2; round++) {
		for (size_t i = 0; i < 200; i++) {
			pieces[i] = arena_alloc(arena, i * 7);
			assert_int_equal((uintptr_t)pieces[i] % alignof(max_align_t), 0);
			for (size_t byte = 0; byte < i * 7; byte++)
				assert_int_equal(pieces[i][byte], 0);
			memset(pieces[i], (int)i, i * 7);
		}
		for (size_t i = 0; i < 200; i++)
			for (size_t byte = 0; byte < i * 7; byte++)
				assert_int_equal(pieces[i][byte], i);
		arena_reset(arena);
	}
}

static void a_piece_larger_than_a_block_gets_its_own(void **state)
{
	char *large = arena_alloc(*state, 300000);
	char *small = arena_alloc(*state, 10);

	memset(large, 'x', 300000);
	memset(small, 'y', 10);
	assert_int_equal(large[299999], 'x');
}

/* How the process that does the deed ends: 0, or the signal or status it died of. */
static int end_of(void (*deed)(struct arena *arena), struct arena *arena)
{
	int status;
	pid_t child = fork();

	if (child == 0) {
		struct rlimit no_core = { 0, 0 };

		setrlimit(RLIMIT_CORE, &no_core);
		close(STDERR_FILENO);
		deed(arena);
		_exit(0);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	return WIFSIGNALED(status) ? WTERMSIG(status) : WEXITSTATUS(status);
}

static void take_exactly_the_limit(struct arena *arena)
{
	arena_alloc(arena, LIMIT - 100);
	arena_alloc(arena, 100);
}

static void take_one_over_the_limit(struct arena *arena)
{
	arena_alloc(arena, LIMIT - 100);
	arena_alloc(arena, 101);
}

static void take_more_than_there_is(struct arena *arena)
{
	arena_alloc(arena, SIZE_MAX - 8);
}

static void take_an_array_whose_size_overflows(struct arena *arena)
{
	arena_array(arena, SIZE_MAX / 4, 8);
}

static void past_the_limit_the_process_ends(void **state)
{
	assert_int_equal(end_of(take_exactly_the_limit, *state), 0);
	assert_int_equal(end_of(take_one_over_the_limit, *state), SIGABRT);
	assert_int_equal(end_of(take_more_than_there_is, *state), SIGABRT);
	assert_int_equal(end_of(take_an_array_whose_size_overflows, *state), SIGABRT);
}

struct attempt {
	struct arena *outer;
	int rounds;
	int undone;
	bool ended;
};

static void undo_attempt(void *object)
{
	struct attempt *attempt = object;

	attempt->undone++;
}

/* Takes from an arena of its own until there is no more. */
static void take_for_ever(void *context)
{
	struct attempt *attempt = context;
	struct arena *own = arena_new(LIMIT);

	arena_defer(own, undo_attempt, attempt);
	for (;;) {
		arena_alloc(own, LIMIT / 4);
		attempt->rounds++;
	}
}

static void take_a_little(void *context)
{
	struct attempt *attempt = context;

	attempt->ended = arena_cstr(attempt->outer, S("all is well")) != NULL;
}

static void guard_one_more(void *context)
{
	struct attempt *attempt = context;

	assert_false(arena_guarded(take_for_ever, context, NULL));
	arena_alloc(attempt->outer, LIMIT);
}

static void a_guarded_call_ends_where_an_arena_is_exhausted(void **state)
{
	struct attempt attempt = { .outer = *state };
	size_t wanted = 0;

	for (int i = 1; i <= 3; i++) {
		attempt.rounds = 0;
		assert_false(arena_guarded(take_for_ever, &attempt, &wanted));
		assert_int_equal(attempt.rounds, 3);
		assert_int_equal(attempt.undone, i);
		assert_true(wanted > LIMIT && wanted < 2 * LIMIT);
	}
	assert_true(arena_guarded(take_a_little, &attempt, NULL));
	assert_true(attempt.ended);
	/* The inner one first, then the outer; the arena from before the call stays. */
	assert_false(arena_guarded(guard_one_more, &attempt, &wanted));
	assert_int_equal(attempt.undone, 4);
	assert_true(wanted > LIMIT);
	assert_null(arena_try(*state, LIMIT));
	arena_reset(*state);
	assert_non_null(arena_try(*state, LIMIT));
	assert_int_equal(end_of(take_one_over_the_limit, *state), SIGABRT);
}

static void a_reset_gives_the_whole_limit_back(void **state)
{
	for (int round = 0; round < 5; round++) {
		arena_alloc(*state, LIMIT - 16);
		arena_reset(*state);
	}
}

#if HAS_ASAN
static void touch_behind_a_piece(struct arena *arena)
{
	volatile char *piece = arena_alloc(arena, 16);

	arena_alloc(arena, 16);
	piece[16] = 'x';
}

static void touch_after_a_reset(struct arena *arena)
{
	volatile char *piece = arena_alloc(arena, 16);

	arena_reset(arena);
	piece[0] = 'x';
}
#else
static void a_reset_wipes_what_was_there(void **state)
{
	const char *secret = arena_cstr(*state, S("a session token"));

	arena_reset(*state);
	for (size_t i = 0; i < sizeof("a session token"); i++)
		assert_int_equal(secret[i], 0);
}
#endif

#if HAS_ASAN
static void the_sanitizer_sees_an_overrun_and_a_use_after_reset(void **state)
{
	assert_int_not_equal(end_of(touch_behind_a_piece, *state), 0);
	assert_int_not_equal(end_of(touch_after_a_reset, *state), 0);
}
#endif

static char order[4];

static void note(void *letter)
{
	order[strlen(order)] = *(char *)letter;
}

static void deferred_calls_run_once_newest_first(void **state)
{
	static char letters[] = "abc";

	memset(order, 0, sizeof(order));
	for (size_t i = 0; i < 3; i++)
		arena_defer(*state, note, &letters[i]);
	arena_reset(*state);
	arena_reset(*state);
	assert_string_equal(order, "cba");
}

static void copies_end_with_a_nul_that_is_not_counted(void **state)
{
	struct str copy = arena_str(*state, S("问政"));
	struct str both = arena_join(*state, S("问"), S("政"));
	struct str printed = arena_printf(*state, "%d/%s", 12, "政");

	struct str glued = ARENA_GLUE(*state, S("问"), S("政"));

	assert_true(str_eq(glued, copy) && glued.data[glued.len] == '\0');
	assert_true(str_eq(copy, S("问政")) && copy.data[copy.len] == '\0');
	assert_true(str_eq(both, copy) && both.data[both.len] == '\0');
	assert_true(str_eq(printed, S("12/政")) && printed.data[printed.len] == '\0');
	assert_string_equal(arena_cstr(*state, (struct str){ 0 }), "");
	assert_int_equal(arena_join(*state, (struct str){ 0 }, S("")).len, 0);
}

static void a_buffer_grows_and_keeps_everything(void **state)
{
	struct buf buf = buf_in(*state);

	assert_int_equal(buf_str(&buf).len, 0);
	buf_add(&buf, (struct str){ 0 });
	for (int i = 0; i < 1000; i++) {
		buf_byte(&buf, 'a');
		buf_add(&buf, S("bc"));
		buf_printf(&buf, "%d", i % 10);
	}
	assert_int_equal(buf.len, 4000);
	for (size_t i = 0; i < 1000; i++) {
		char wanted[] = { 'a', 'b', 'c', (char)('0' + i % 10) };

		assert_memory_equal(buf.data + i * 4, wanted, 4);
	}
}

#define IN_ARENA(test) cmocka_unit_test_setup_teardown(test, make_arena, free_arena)

int main(void)
{
	const struct CMUnitTest tests[] = {
		IN_ARENA(pieces_are_zeroed_aligned_and_apart),
		IN_ARENA(a_piece_larger_than_a_block_gets_its_own),
		IN_ARENA(past_the_limit_the_process_ends),
		IN_ARENA(a_guarded_call_ends_where_an_arena_is_exhausted),
		IN_ARENA(a_reset_gives_the_whole_limit_back),
#if HAS_ASAN
		IN_ARENA(the_sanitizer_sees_an_overrun_and_a_use_after_reset),
#else
		IN_ARENA(a_reset_wipes_what_was_there),
#endif
		IN_ARENA(deferred_calls_run_once_newest_first),
		IN_ARENA(copies_end_with_a_nul_that_is_not_counted),
		IN_ARENA(a_buffer_grows_and_keeps_everything),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
