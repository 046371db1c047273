/* Frames and lists of strings: what was packed comes back as it was, or is refused. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "compress/frame.h"
#include "compress/strings.h"

#define LIMIT 100000
#define SAMPLES 400

static struct arena *arena;
static struct str made[2];	/* dictionaries with the ids 1 and 2 */
static uint64_t seed = 7;

static size_t below(size_t n)
{
	seed = seed * 6364136223846793005u + 1442695040888963407u;
	return (size_t)(seed >> 33) % n;
}

static struct str words(size_t count)
{
	static const char *const all[] = { "路灯", "不亮", "人民路", "请", "派人", "看看", "，", "已经处理",
		"感谢反映", "{\"id\":", "\"kind\":\"event\"", "\"at\":17380", "\n", "" };
	struct str text = { 0 };

	for (size_t i = 0; i < count; i++)
		text = arena_join(arena, text, str_of(all[below(sizeof(all) / sizeof(all[0]))]));
	return text;
}

static struct str train(uint32_t id)
{
	struct str bytes = { 0 };
	size_t lens[SAMPLES];
	struct str out;

	for (size_t i = 0; i < SAMPLES; i++) {
		struct str sample = words(40);

		lens[i] = sample.len;
		bytes = arena_join(arena, bytes, sample);
	}
	assert_true(dictionary_train(arena, bytes, lens, SAMPLES, id, &out));
	return out;
}

static int begin(void **state)
{
	(void)state;
	arena = arena_new((size_t)512 << 20);
	for (uint32_t i = 0; i < 2; i++)
		made[i] = train(i + 1);
	return 0;
}

static int end(void **state)
{
	(void)state;
	arena_free(arena);
	return 0;
}

static void random_lists_come_back_as_they_were(void **state)
{
	struct dictionary *dictionary = dictionary_open(made[0]);

	(void)state;
	for (int round = 0; round < 200; round++) {
		struct str list[20];
		size_t count = below(20);
		struct str opened;
		struct str frame;
		struct str one;

		for (size_t i = 0; i < count; i++)
			list[i] = words(below(200));
		frame = frame_make(arena, strings_write(arena, list, count), dictionary);
		assert_int_equal(frame_dictionary(frame), 1);
		assert_true(frame_open(arena, frame, dictionary, LIMIT, &opened));
		for (size_t i = 0; i < count; i++) {
			assert_true(strings_next(&opened, &one));
			assert_true(str_eq(one, list[i]));
		}
		assert_int_equal(opened.len, 0);
	}
	dictionary_close(dictionary);
}

static void a_frame_that_is_cut_changed_or_followed_is_refused(void **state)
{
	struct dictionary *dictionary = dictionary_open(made[0]);
	struct str text = words(100);
	struct str frame = frame_make(arena, text, dictionary);
	struct str opened;

	(void)state;
	for (size_t len = 0; len < frame.len; len++)
		assert_false(frame_open(arena, str_sub(frame, 0, len), dictionary, LIMIT, &opened));
	for (size_t i = 0; i < frame.len * 8; i++) {
		char *changed = arena_cstr(arena, frame);

		changed[i / 8] = (char)(changed[i / 8] ^ 1 << i % 8);
		/* One bit of the header means nothing. */
		if (frame_open(arena, (struct str){ changed, frame.len }, dictionary, LIMIT, &opened))
			assert_true(str_eq(opened, text));
	}
	assert_false(frame_open(arena, arena_join(arena, frame, S("x")), dictionary, LIMIT, &opened));
	assert_false(frame_open(arena, arena_join(arena, frame, frame), dictionary, LIMIT, &opened));
	dictionary_close(dictionary);
}

static void a_frame_opens_only_with_the_dictionary_that_it_names(void **state)
{
	struct dictionary *one = dictionary_open(made[0]);
	struct dictionary *two = dictionary_open(made[1]);
	struct str frame = frame_make(arena, words(100), one);
	struct str plain = frame_make(arena, words(100), NULL);
	struct str opened;

	(void)state;
	assert_int_equal(dictionary_id(two), 2);
	assert_false(frame_open(arena, frame, two, LIMIT, &opened));
	assert_false(frame_open(arena, frame, NULL, LIMIT, &opened));
	assert_false(frame_open(arena, plain, one, LIMIT, &opened));
	assert_true(frame_open(arena, plain, NULL, LIMIT, &opened));
	dictionary_close(one);
	dictionary_close(two);
}

static void a_frame_is_opened_up_to_its_limit_and_not_a_byte_beyond(void **state)
{
	char *zeros = arena_alloc(arena, LIMIT + 1);
	struct str whole = frame_make(arena, (struct str){ zeros, LIMIT }, NULL);
	struct str over = frame_make(arena, (struct str){ zeros, LIMIT + 1 }, NULL);
	struct str opened;

	(void)state;
	assert_true(frame_open(arena, whole, NULL, LIMIT, &opened));
	assert_int_equal(opened.len, LIMIT);
	assert_false(frame_open(arena, over, NULL, LIMIT, &opened));
}

static void what_is_no_dictionary_is_told(void **state)
{
	size_t lens[] = { 1 };
	struct str out;

	(void)state;
	assert_null(dictionary_open(S("")));
	assert_null(dictionary_open(S("what somebody put there")));
	assert_null(dictionary_open(str_sub(made[0], 0, 9)));
	assert_false(dictionary_train(arena, S("x"), lens, 1, 1, &out));
}

static void a_list_whose_lengths_lie_is_refused(void **state)
{
	static const struct str lies[] = { { "\x02" "a", 2 }, { "\x80", 1 },
		{ "\xff\xff\xff\xff\xff\x01", 6 }, { "\xff\xff\xff\xff\x7f" "a", 6 } };
	struct str one;

	(void)state;
	for (size_t i = 0; i < sizeof(lies) / sizeof(lies[0]); i++) {
		struct str rest = lies[i];

		assert_false(strings_next(&rest, &one));
		assert_int_equal(rest.len, lies[i].len);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(random_lists_come_back_as_they_were),
		cmocka_unit_test(a_frame_that_is_cut_changed_or_followed_is_refused),
		cmocka_unit_test(a_frame_opens_only_with_the_dictionary_that_it_names),
		cmocka_unit_test(a_frame_is_opened_up_to_its_limit_and_not_a_byte_beyond),
		cmocka_unit_test(what_is_no_dictionary_is_told),
		cmocka_unit_test(a_list_whose_lengths_lie_is_refused),
	};

	return cmocka_run_group_tests(tests, begin, end);
}
