/* The sender's name and a reviewer's further words: privacy/mask, mask_person. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "privacy/mask.h"

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

static void the_senders_name_goes_and_other_words_stay(void **state)
{
	static const char *const rows[][3] = {
		{ "赵铁柱", "我是赵铁柱，赵先生", "我是***，*先生" },
		{ "赵铁柱", "赵某某和小赵说", "*某某和小赵说" },
		{ "赵铁柱", "我叫小赵。", "我叫**。" },
		{ "高明", "小高层的高明设计", "小高层的**设计" },
		{ "欧阳修", "欧阳女士", "**女士" },
		{ "于海", "关于海鲜市场", "关于海鲜市场" },
		{ "于海", "联系人：于海", "联系人：**" },
		{ "文明", "文明城市", "文明城市" },
		{ "Tom", "Tomorrow Tom says", "Tomorrow *** says" },
		{ "张", "张先生", "张先生" },
		{ "", "张先生", "张先生" },
	};
	struct arena *arena = *state;

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct masking masking = { .kinds = MASK_PUBLIC, .name = str_of(rows[i][0]) };

		assert_string_equal(arena_cstr(arena, mask_text(arena, &masking, str_of(rows[i][1]), NULL)),
			rows[i][2]);
	}
}

static void further_words_are_starred(void **state)
{
	static const struct {
		const char *sentence;
		const char *text;
		const char *words;
		const char *masked;
	} rows[] = {
		{ "one word", "王小明住在隔壁", "王小明", "***住在隔壁" },
		{ "every time it occurs", "小明和小明", "小明", "**和**" },
		{ "several lines, blanks around them", "王小明和李四", " 王小明 \r\n\n李四\n", "***和**" },
		{ "a word that isn't there", "王小明", "李四", "王小明" },
		{ "no words", "王小明", "", "王小明" },
		{ "the whole text", "王小明", "王小明", "***" },
		{ "part of a starred one", "abc", "ab\nb", "**c" },
	};
	struct arena *arena = *state;

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		char *got = arena_cstr(arena, mask_words(arena, str_of(rows[i].text), str_of(rows[i].words)));

		if (strcmp(got, rows[i].masked) != 0)
			print_error("%s\n", rows[i].sentence);
		assert_string_equal(got, rows[i].masked);
	}
}

static void names_keep_the_family(void **state)
{
	static const char *const rows[][2] = {
		{ "张三丰", "张**" },
		{ "张三", "张*" },
		{ "张", "张*" },
		{ "欧阳修", "欧阳*" },
		{ "欧阳", "欧*" },
		{ "司马相如", "司马**" },
		{ "阿卜杜热合曼", "阿**" },
		{ "Tom Smith", "T**" },
		{ "", "匿名网友" },
		{ "  ", "匿名网友" },
	};
	struct arena *arena = *state;

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		assert_string_equal(arena_cstr(arena, mask_name(arena, str_of(rows[i][0]))), rows[i][1]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_senders_name_goes_and_other_words_stay),
		cmocka_unit_test(further_words_are_starred),
		cmocka_unit_test(names_keep_the_family),
	};

	return cmocka_run_group_tests_name("mask_names", tests, make_arena, free_arena);
}
