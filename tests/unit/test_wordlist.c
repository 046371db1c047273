/* The operator's word list: privacy/wordlist. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <cmocka.h>

#include "privacy/wordlist.h"
#include "scratch.h"

#define ZERO_WIDTH "\xe2\x80\x8b"

static int make_arena(void **state)
{
	*state = arena_new((size_t)64 << 20);
	return 0;
}

static int free_arena(void **state)
{
	arena_free(*state);
	return 0;
}

/* A list with this text, from a file that is gone again. */
static struct wordlist *load(const char *text)
{
	struct scratch file = scratch_open(str_of(text));
	const char *problem = "";
	struct wordlist *words;

	assert_int_equal(wordlist_load(file.path, &words, &problem), OK);
	scratch_close(&file);
	return words;
}

/* The words found, joined by commas. */
static char *found(struct arena *arena, const struct wordlist *words, const char *text)
{
	const struct value *list = wordlist_found(arena, words, str_of(text));
	struct str all = { 0 };

	for (const struct member *m = list->first; m != NULL; m = m->next)
		all = arena_join(arena, m == list->first ? all : arena_join(arena, all, S(",")),
			m->value.str);
	return arena_cstr(arena, all);
}

static void words_are_found_however_they_are_written(void **state)
{
	static const struct {
		const char *sentence;
		const char *text;
		const char *words;
	} rows[] = {
		{ "amid a sentence", "有人代开发票，谁管？", "代开发票" },
		{ "nothing suspicious", "路灯坏了，请修一修。", "" },
		{ "no text", "", "" },
		{ "capital and small letters", "请加qq聊", "加QQ" },
		{ "full-width letters", "加ＱＱ", "加QQ" },
		{ "zero-width characters inside", "代开" ZERO_WIDTH "发票", "代开发票" },
		{ "twice in one text", "代开发票、代开发票", "代开发票" },
		{ "the whole text", "刷单", "刷单" },
		{ "part of a word only", "代开", "" },
		{ "characters of the word with others between", "代为开发票", "" },
	};
	struct wordlist *words = load("# Advertising\n\n代开发票\n  加QQ  \r\n刷单\n#刷子\n");

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		char *got = found(*state, words, rows[i].text);

		if (strcmp(got, rows[i].words) != 0)
			print_error("%s: found %s\n", rows[i].sentence, got);
		assert_string_equal(got, rows[i].words);
	}
	wordlist_free(words);
}

static void each_word_in_the_text_is_named_once(void **state)
{
	struct wordlist *words = load("刷单\n兼职\n刷单\n加QQ\n加qq\n");

	assert_string_equal(found(*state, words, "兼职刷单，刷单兼职"), "兼职,刷单");
	assert_int_equal(wordlist_found(*state, words, S("加Qq"))->count, 1);
	wordlist_free(words);
}

static void an_absent_or_empty_list_finds_nothing(void **state)
{
	const char *problem = "";
	struct wordlist *words;

	assert_int_equal(wordlist_load("/nowhere/words.txt", &words, &problem), OK);
	assert_string_equal(found(*state, words, "刷单"), "");
	wordlist_free(words);
	words = load("# nothing but a comment\n\n");
	assert_string_equal(found(*state, words, "刷单"), "");
	wordlist_free(words);
	assert_string_equal(found(*state, NULL, "刷单"), "");
}

static void a_list_that_cant_be_read_is_named(void **state)
{
	const char *problem = "";
	struct wordlist *words;

	(void)state;
	assert_int_equal(wordlist_load("/tmp", &words, &problem), ERR_MALFORMED);
	assert_non_null(strstr(problem, "/tmp"));
}

static void lines_that_are_no_utf8_are_passed_over(void **state)
{
	struct wordlist *words = load("\xff\xfe\n刷单\n");

	assert_string_equal(found(*state, words, "刷单"), "刷单");
	wordlist_free(words);
}

static void the_shipped_list_compiles_and_finds(void **state)
{
	const char *problem = "";
	struct wordlist *words;

	assert_int_equal(wordlist_load("conf/words.txt", &words, &problem), OK);
	assert_string_equal(found(*state, words, "无抵押贷款，当天放款"), "无抵押贷款");
	wordlist_free(words);
}

static void twenty_thousand_words_are_searched_at_once(void **state)
{
	struct arena *arena = *state;
	char *text = arena_alloc(arena, 20000 * 24);
	size_t used = 0;
	struct wordlist *words;

	for (int i = 0; i < 20000; i++)
		used += (size_t)snprintf(text + used, 24, "坏词%05d\n", i);
	words = load(text);
	assert_string_equal(found(arena, words, "有坏词00017和坏词19999"), "坏词00017,坏词19999");
	wordlist_free(words);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(words_are_found_however_they_are_written),
		cmocka_unit_test(each_word_in_the_text_is_named_once),
		cmocka_unit_test(an_absent_or_empty_list_finds_nothing),
		cmocka_unit_test(a_list_that_cant_be_read_is_named),
		cmocka_unit_test(lines_that_are_no_utf8_are_passed_over),
		cmocka_unit_test(the_shipped_list_compiles_and_finds),
		cmocka_unit_test(twenty_thousand_words_are_searched_at_once),
	};

	return cmocka_run_group_tests_name("words", tests, make_arena, free_arena);
}
