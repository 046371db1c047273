/* What is learned from posts, and which posts are alike: the room suggest. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "suggest/learn.h"
#include "suggest/similar.h"

static struct arena *arena;

static int begin(void **state)
{
	(void)state;
	arena = arena_new((size_t)256 << 20);
	return 0;
}

static int end(void **state)
{
	(void)state;
	arena_free(arena);
	return 0;
}

static void grams_end_at_blanks_and_punctuation_and_ignore_width_and_case(void **state)
{
	static const struct {
		const char *text;
		size_t count;
	} rows[] = {
		{ "", 0 },
		{ "灯", 0 },
		{ "路灯", 1 },
		{ "路灯坏", 2 },
		{ "路，灯。坏", 0 },
		{ "路 灯", 0 },
		{ "路灯路灯", 2 },
		{ "ＡＢ ab", 1 },
		{ "“路灯”（坏）", 1 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct grams grams = grams_of(arena, gram_text(arena, str_of(rows[i].text)),
			(struct gram_kind){ 0, 2, 2 });

		if (grams.count != rows[i].count)
			fail_msg("%s: %zu", rows[i].text, grams.count);
	}
}

static void a_list_of_themes_is_refused_with_its_line(void **state)
{
	static const struct {
		const char *text;
		enum status status;
		size_t words;
	} rows[] = {
		{ "", OK, 0 },
		{ "# 说明\n照明: 路灯 灯杆\n水: 水压 水管 路灯\n", OK, 5 },
		{ "照明: 路灯 路灯\n", OK, 1 },
		{ "照明 路灯\n", ERR_INVALID, 0 },
		{ "照明: 这个词实在是太长了一些\n", ERR_INVALID, 0 },
		{ "照明: \xff\n", ERR_INVALID, 0 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct themes themes;
		const char *problem = NULL;
		enum status status = themes_parse(arena, str_of(rows[i].text), &themes, &problem);

		if (status != rows[i].status || (status == OK && themes.word_count != rows[i].words))
			fail_msg("%s: %d", rows[i].text, status);
		assert_true(status == OK || problem != NULL);
	}
}

static const struct example examples[] = {
	{ S("城南路灯不亮"), S("城南大道的路灯坏了一排，晚上走路看不见。"), 0 },
	{ S("路灯杆倾斜"), S("中学门口的路灯杆歪了，怕倒下来砸到人。"), 0 },
	{ S("请修路灯"), S("巷子里的路灯装好后从来没有亮过。"), 0 },
	{ S("路灯白天也亮"), S("滨河路的路灯白天不关，太浪费电了。"), 0 },
	{ S("水压太低"), S("五楼以上自来水水压低，热水器打不着。"), 1 },
	{ S("自来水发黄"), S("这几天自来水发黄，还有沉淀，能喝吗？"), 1 },
	{ S("停水没有通知"), S("昨天停水一整天，事先没有任何通知。"), 1 },
	{ S("水表走得快"), S("家里没人，自来水水表还在走，请来检查。"), 1 },
	{ S("咨询办事时间"), S("请问周末办事窗口开不开？"), NO_LABEL },
};
#define EXAMPLES (sizeof(examples) / sizeof(examples[0]))

static struct str learned(void)
{
	static const struct str labels[] = { S("城管局"), S("水务局") };
	struct themes themes;
	const char *problem;
	struct lesson lesson = { .examples = examples, .count = EXAMPLES, .labels = labels, .label_count = 2,
		.themes = &themes, .now = 1 };
	struct str file;

	assert_int_equal(themes_parse(arena, S("照明: 路灯 灯泡\n用水: 自来水 停水 水管\n"), &themes, &problem),
		OK);
	assert_int_equal(learn(arena, &lesson, &file), OK);
	return file;
}

static void what_was_learned_is_guessed_with_the_words_that_spoke_for_it(void **state)
{
	struct classifier classifier;
	const char *problem = "";
	struct guess guesses[GUESSES];
	struct post_text post = post_text(arena, S("门前路灯坏了"), S("门前的路灯不亮，请来修。"));

	(void)state;
	assert_int_equal(classifier_read(learned(), &classifier, &problem), OK);
	assert_int_equal(classifier.labels, 2);
	assert_int_equal(classifier.examples, 8);
	assert_int_equal(classifier_guess(arena, &classifier, &post, guesses), 2);
	assert_string_equal(classifier.names[guesses[0].label], "城管局");
	assert_true(guesses[0].confidence > 0.5 && guesses[1].confidence < 0.5);
	assert_true(guesses[0].word_count > 0);
	assert_true(str_eq(guesses[0].words[0], S("路灯")));
}

static void a_word_of_a_theme_is_known_though_no_example_had_it(void **state)
{
	struct classifier classifier;
	const char *problem = "";
	struct guess guesses[GUESSES];
	struct post_text post = post_text(arena, S("灯泡"), S("灯泡"));

	(void)state;
	assert_int_equal(classifier_read(learned(), &classifier, &problem), OK);
	assert_true(classifier_guess(arena, &classifier, &post, guesses) > 0);
	assert_string_equal(classifier.names[guesses[0].label], "城管局");
	post = post_text(arena, S("？"), S("……"));
	assert_int_equal(classifier_guess(arena, &classifier, &post, guesses), 0);
}

static void too_few_examples_teach_nothing(void **state)
{
	static const struct str labels[] = { S("城管局") };
	struct themes themes = { 0 };
	struct str file;
	struct lesson lesson = { .examples = examples, .count = 4, .labels = labels, .label_count = 1,
		.themes = &themes };

	(void)state;
	assert_int_equal(learn(arena, &lesson, &file), ERR_NOT_NOW);
}

typedef enum status (*reader)(struct str bytes, const char **problem);

static enum status read_classifier(struct str bytes, const char **problem)
{
	struct classifier out;

	return classifier_read(bytes, &out, problem);
}

static enum status read_block(struct str bytes, const char **problem)
{
	struct block out;

	return block_read(bytes, &out, problem);
}

/* Cut anywhere, one byte changed anywhere, of another version. */
static void refuses_what_is_damaged(struct str file, reader read)
{
	const char *problem = "";
	char *copy = arena_alloc(arena, file.len + 8);

	memcpy(copy, file.data, file.len);
	assert_int_equal(read((struct str){ copy, file.len }, &problem), OK);
	for (size_t len = 0; len <= file.len + 8; len += len < 80 ? 1 : 8)
		if (len != file.len && read((struct str){ copy, len }, &problem) != ERR_INVALID)
			fail_msg("%zu of %zu bytes", len, file.len);
	for (size_t i = 0; i < file.len; i += i < 80 ? 1 : 37) {
		copy[i] ^= 0x40;
		/* What tells when it was learned isn't part of the sum. */
		if (read((struct str){ copy, file.len }, &problem) == OK && (i < 28 || i >= 48))
			fail_msg("byte %zu", i);
		copy[i] ^= 0x40;
	}
	copy[8]++;
	assert_int_equal(read((struct str){ copy, file.len }, &problem), ERR_INVALID);
	assert_string_equal(problem, "written by another version");
}

static void files_that_are_cut_changed_or_of_another_version_are_refused(void **state)
{
	static const struct indexed_post posts[] = { { 7, S("城南路灯不亮"), S("路灯坏了") } };

	(void)state;
	refuses_what_is_damaged(learned(), read_classifier);
	refuses_what_is_damaged(block_print(arena, posts, 1), read_block);
}

static size_t alike(const struct indexed_post *posts, size_t count, size_t asked, struct likeness *list)
{
	struct block blocks[2];
	const char *problem = "";
	size_t half = count / 2;

	assert_int_equal(block_read(block_print(arena, posts, half), &blocks[0], &problem), OK);
	assert_int_equal(block_read(block_print(arena, posts + half, count - half), &blocks[1], &problem),
		OK);
	return similar_find(arena, &(struct similar_query){ blocks, 2, posts[asked].title, posts[asked].body,
		posts[asked].number }, list, 3);
}

static void posts_about_the_same_place_and_matter_are_alike_across_blocks(void **state)
{
	static const struct indexed_post posts[] = {
		{ 11, S("翠屏花园旁沙场夜间施工扰民"), S("翠屏花园旁边的沙场每天夜里施工，很吵。") },
		{ 12, S("社保缴费年限怎么查询"), S("请问养老保险缴费年限在哪里查询？") },
		{ 13, S("文化广场健身器材损坏"), S("文化广场的健身器材坏了三个月。") },
		{ 14, S("反映翠屏花园沙场噪声"), S("翠屏花园附近沙场夜间施工，扰民严重。") },
	};
	struct likeness list[3];

	(void)state;
	assert_int_equal(alike(posts, 4, 0, list), 1);
	assert_int_equal(list[0].number, 14);
	assert_int_equal(alike(posts, 4, 3, list), 1);
	assert_int_equal(list[0].number, 11);
	assert_int_equal(alike(posts, 4, 1, list), 0);
}

static void a_suggestion_speaks_of_one_close_match_or_of_several(void **state)
{
	static const struct likeness one[] = { { 1, ALIKE_ONE, 0 } };
	static const struct likeness short_one[] = { { 1, ALIKE_MOSTLY, ALIKE_SHARE } };
	static const struct likeness part[] = { { 1, ALIKE_MOSTLY, ALIKE_SHARE / 2 } };
	static const struct likeness weak[] = { { 1, ALIKE_SEVERAL, 0 },
		{ 2, ALIKE_SEVERAL, 0 }, { 3, ALIKE_SEVERAL, 0 } };

	(void)state;
	assert_false(similar_speaks(NULL, 0));
	assert_true(similar_speaks(one, 1));
	assert_true(similar_speaks(short_one, 1));
	assert_false(similar_speaks(part, 1));
	assert_false(similar_speaks(weak, 1));
	assert_false(similar_speaks(weak, 2));
	assert_true(similar_speaks(weak, 3));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)

int main(void)
{
	static const struct CMUnitTest tests[] = {
		TEST(grams_end_at_blanks_and_punctuation_and_ignore_width_and_case),
		TEST(a_list_of_themes_is_refused_with_its_line),
		TEST(what_was_learned_is_guessed_with_the_words_that_spoke_for_it),
		TEST(a_word_of_a_theme_is_known_though_no_example_had_it),
		TEST(too_few_examples_teach_nothing),
		TEST(files_that_are_cut_changed_or_of_another_version_are_refused),
		TEST(posts_about_the_same_place_and_matter_are_alike_across_blocks),
		TEST(a_suggestion_speaks_of_one_close_match_or_of_several),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
