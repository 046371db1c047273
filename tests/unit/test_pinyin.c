/* Reading pinyin as people type it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "search/pinyin.h"

static bool has(const struct pinyin_letters *letters, uint16_t letter)
{
	for (size_t i = 0; i < letters->count; i++)
		if (letters->at[i] == letter)
			return true;
	return false;
}

static void a_word_is_read_however_its_tones_are_typed(void **state)
{
	static const char *const typed[] = { "ludeng", "lu deng", "lùdēng", "lu4deng1", "lu4 deng1", "LuDeng",
		"lu'deng", "lu4deng" };
	struct pinyin_letters out[PINYIN_SYLLABLES];

	(void)state;
	for (size_t i = 0; i < sizeof(typed) / sizeof(typed[0]); i++)
		if (pinyin_read(str_of(typed[i]), out) != 2 || !has(&out[0], 0x8def) || !has(&out[1], 0x706f))
			fail_msg("%s", typed[i]);
	assert_int_equal(pinyin_read(S("lu1deng"), out), 2);
	assert_false(has(&out[0], 0x8def));
	assert_int_equal(pinyin_read(S("nüer"), out), 2);
	assert_true(has(&out[0], 0x5973));
	assert_int_equal(pinyin_read(S("nv"), out), 1);
	assert_true(has(&out[0], 0x5973));
}

static void syllables_are_cut_so_that_nothing_is_left(void **state)
{
	struct pinyin_letters out[PINYIN_SYLLABLES];

	(void)state;
	assert_int_equal(pinyin_read(S("fangan"), out), 2);
	assert_int_equal(pinyin_read(S("xian"), out), 1);
	assert_int_equal(pinyin_read(S("xi'an"), out), 2);
	assert_int_equal(pinyin_read(S("chengnanludeng"), out), 4);
	assert_int_equal(pinyin_read(S("danganguan"), out), 3);
}

static void what_is_no_pinyin_is_none(void **state)
{
	static const char *const typed[] = { "wifi", "v", "3", "lu44", "4lu", "路灯", "", "lu-deng", "\xff",
		"lu0",
		"lulululululululu", "nononononononononononononononononononononononononono" };
	struct pinyin_letters out[PINYIN_SYLLABLES];

	(void)state;
	for (size_t i = 0; i < sizeof(typed) / sizeof(typed[0]); i++)
		if (pinyin_read(str_of(typed[i]), out) != 0)
			fail_msg("%s", typed[i]);
}

static void letters_of_one_sound_are_alike_whatever_their_tone(void **state)
{
	struct pinyin_letters out;

	(void)state;
	pinyin_alike(0x767b, &out);	/* 登 */
	assert_true(has(&out, 0x706f) && has(&out, 0x7b49) && has(&out, 0x767b));
	assert_false(has(&out, 0x8def));
	for (size_t i = 1; i < out.count; i++)
		assert_true(out.at[i - 1] < out.at[i]);
	pinyin_alike('a', &out);
	assert_int_equal(out.count, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_word_is_read_however_its_tones_are_typed),
		cmocka_unit_test(syllables_are_cut_so_that_nothing_is_left),
		cmocka_unit_test(what_is_no_pinyin_is_none),
		cmocka_unit_test(letters_of_one_sound_are_alike_whatever_their_tone),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
