/*
 * What people type, from the words to the documents, against a scan that knows nothing of the index: query,
 * fold, postings, manifest, find.  `COUNT=1000000 SEARCH_DOCS=2000 build/tests/unit/test_search_words` asks more.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/buf.h"
#include "search/excerpt.h"
#include "search/find.h"
#include "search/writer.h"
#include "scratch.h"

#define LONGEST 40
#define FORMS 4

/* Characters that count as the same, the one that the scan compares first; "" is none. */
static const char *const characters[][FORMS] = { { "路" }, { "灯", "燈" }, { "国", "國" }, { "后", "後" },
	{ "发", "發", "髮" }, { "台", "臺", "颱" }, { "小" }, { "区", "區" }, { "a", "A", "Ａ", "ａ" },
	{ "7", "７" },
	{ "é", "É" }, { "%", "％" }, { "-", "－" }, { "。" }, { "!", "！" }, { "𠮷" }, { "株式会社", "㍿" },
	{ "", " ", "\n", "　" } };

#define CHARACTERS (sizeof(characters) / sizeof(characters[0]))

/* Most texts are of the first few alone, so that words of these are in more documents than a search counts. */
#define COMMON 4
#define RARE_TEXTS 300

/* A text as it is typed, and as it is compared. */
struct written {
	struct str typed;
	struct str plain;
};

static char folder[40];
static struct arena *arena;
static struct written (*texts)[SECTIONS];
static size_t count;

/* The same each time. */
static size_t any(size_t below)
{
	static uint64_t state = 11;

	state = state * 6364136223846793005u + 1442695040888963407u;
	return (size_t)(state >> 33) % below;
}

static size_t from_env(const char *name, size_t otherwise)
{
	const char *value = getenv(name);
	uint64_t n = otherwise;

	if (value != NULL)
		assert_true(str_to_u64(str_of(value), 100000000, &n));
	return (size_t)n;
}

/* The last is what shows nothing: only within a text. */
static struct written random_text(size_t length, size_t kinds)
{
	struct buf typed = buf_in(arena);
	struct buf plain = buf_in(arena);

	while (length-- > 0) {
		const char *const *forms = characters[any(kinds)];
		size_t form = any(FORMS);

		while (forms[form] == NULL)
			form--;
		buf_add(&typed, str_of(forms[form]));
		buf_add(&plain, str_of(forms[0]));
	}
	return (struct written){ buf_str(&typed), buf_str(&plain) };
}

static void put(struct writer *writer, size_t i)
{
	struct doc doc = { .row = { .id = i + 1, .at = (int64_t)any(1000) * 86400000 } };

	for (enum section k = 0; k < SECTIONS; k++) {
		texts[i][k] = random_text(any(LONGEST), i < RARE_TEXTS ? CHARACTERS : COMMON);
		doc.sections[k] = fold_letters(arena, texts[i][k].typed, false);
	}
	assert_int_equal(writer_put(writer, &doc), OK);
}

static int begin(void **state)
{
	struct writer *writer;

	(void)state;
	snprintf(folder, sizeof(folder), "/tmp/search-words-XXXXXX");
	assert_non_null(mkdtemp(folder));
	arena = arena_new((size_t)8 << 30);
	count = from_env("SEARCH_DOCS", 1500);
	texts = calloc(count, sizeof(*texts));
	assert_non_null(texts);
	assert_int_equal(writer_open(folder, &writer), OK);
	writer_begin_anew(writer);
	for (size_t i = 0; i < count; i++) {
		put(writer, i);
		if (any(count) < 20)
			assert_int_equal(writer_commit(writer, S("1-0")), OK);
	}
	assert_int_equal(writer_commit(writer, S("2-0")), OK);
	writer_free(writer);
	return 0;
}

static int end(void **state)
{
	(void)state;
	scratch_remove_folder(folder);
	arena_free(arena);
	free(texts);
	return 0;
}

/* What is asked for, as the scan knows it. */
struct asked {
	struct buf typed;
	struct str plain[QUERY_TERMS];
	bool without[QUERY_TERMS];
	size_t count;
};

static void add_word(struct asked *asked, bool without)
{
	static const char *const opening[] = { "\"", "“", "「", "＂" };
	static const char *const closing[] = { "\"", "”", "」", "＂" };
	bool quoted = any(3) == 0;
	size_t mark = any(4), common = any(4) == 0;
	struct written word;

	do
		word = common ? random_text(1 + any(4), COMMON) :
			random_text(1 + any(8), quoted ? CHARACTERS : CHARACTERS - 1);
	while (word.plain.len == 0);
	/* What looks like an operator is text only within quotation marks. */
	quoted = quoted || str_starts(word.plain, S("-"));
	if (asked->count > 0)
		buf_add(&asked->typed, any(2) == 0 ? S(" ") : S("　"));
	if (without)
		buf_add(&asked->typed, any(2) == 0 ? S("-") : S("－"));
	if (quoted)
		buf_add(&asked->typed, str_of(opening[mark]));
	buf_add(&asked->typed, word.typed);
	if (quoted)
		buf_add(&asked->typed, str_of(closing[mark]));
	asked->plain[asked->count] = word.plain;
	asked->without[asked->count++] = without;
}

static bool matches(const struct asked *asked, size_t i)
{
	for (size_t term = 0; term < asked->count; term++) {
		bool found = false;

		for (enum section k = 0; k < SECTIONS; k++)
			found = found || str_search(texts[i][k].plain, asked->plain[term], 0) <
				texts[i][k].plain.len;
		if (found == asked->without[term])
			return false;
	}
	return true;
}

static bool is_ordered(const struct find *find, const struct found *found)
{
	const struct find_hit *before = find->after ? &find->cursor : NULL;

	for (size_t i = 0; i < found->count; before = &found->hits[i++])
		if (before != NULL && (found->hits[i].score > before->score ||
			(found->hits[i].score == before->score && found->hits[i].id >= before->id)))
			return false;
	return true;
}

/* Whether the pages of the index list exactly what the scan finds: true when that is something. */
static bool ask(const struct index *index)
{
	struct asked asked = { .typed = buf_in(arena) };
	struct find find = { .limit = FIND_MOST, .filter = { .kind = DOC_KINDS } };
	struct query query;
	struct found found;
	uint64_t expected = 0;
	uint64_t listed = 0;

	add_word(&asked, false);
	for (size_t more = any(3); more > 0; more--)
		add_word(&asked, any(3) == 0);
	for (size_t i = 0; i < count; i++)
		expected += matches(&asked, i);
	assert_int_equal(query_parse(arena, buf_str(&asked.typed), &query), QUERY_FINE);
	find.query = &query;
	do {
		assert_int_equal(find_docs(index, &find, &found), OK);
		if (found.total != (expected < FIND_COUNTED ? expected : FIND_COUNTED))
			fail_msg("%.*s: %d, not %d", STR_ARG(buf_str(&asked.typed)), (int)found.total,
				(int)expected);
		for (size_t i = 0; i < found.count; i++)
			assert_true(matches(&asked, (size_t)found.hits[i].id - 1));
		assert_true(is_ordered(&find, &found));
		listed += found.count;
		find.after = true;
		find.cursor = found.hits[found.count > 0 ? found.count - 1 : 0];
	} while (found.more);
	assert_int_equal(listed, expected);
	return expected > 0;
}

static void what_is_typed_finds_what_a_scan_finds(void **state)
{
	size_t queries = from_env("COUNT", 10000);
	struct index *index = index_new(folder);
	size_t useful = 0;

	(void)state;
	assert_int_equal(index_follow(index), OK);
	for (size_t i = 0; i < queries; i++)
		useful += ask(index);
	/* The words must meet the texts, or nothing was tried. */
	assert_true(useful > queries / 10);
	index_free(index);
}

static void a_query_is_its_words(void **state)
{
	/* Each as its terms, the refused ones behind a minus, parted by bars. */
	static const char *const rows[][2] = { { "路灯", "路灯" }, { "路灯 不亮", "路灯|不亮" },
		{ "　路灯　", "路灯" }, { "-不亮 路灯", "路灯|-不亮" }, { "路灯－不亮", "路灯-不亮" },
		{ "\"路灯 不亮\"", "路灯不亮" }, { "“路灯”不亮", "路灯|不亮" }, { "路灯\"不亮", "路灯|不亮" },
		{ "- 路灯", "路灯" }, { "-\"路 灯\" 不亮", "不亮|-路灯" }, { "路\t灯\n亮", "路|灯|亮" },
		{ "\"\" 路灯", "路灯" }, { "路燈", "路灯" }, { "ＡＢ", "ab" }, { "a*b %", "a*b|%" } };

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct str rest = str_of(rows[i][1]);
		struct query query;
		struct str term;
		size_t n = 0;

		assert_int_equal(query_parse(arena, str_of(rows[i][0]), &query), QUERY_FINE);
		for (; str_cut(&rest, '|', &term); n++) {
			bool without = str_starts(term, S("-"));
			struct letters letters = fold_letters(arena,
				str_sub(term, without ? 1 : 0, term.len), false);

			if (n >= query.count || query.terms[n].without != without ||
				query.terms[n].letters.count != letters.count ||
				memcmp(query.terms[n].letters.at, letters.at, letters.count * 2) != 0)
				fail_msg("%s", rows[i][0]);
		}
		assert_int_equal(n, query.count);
	}
}

static void what_asks_for_nothing_is_told_apart(void **state)
{
	static const struct {
		const char *text;
		enum query_fault fault;
	} rows[] = { { "", QUERY_EMPTY }, { " 　\n", QUERY_EMPTY }, { "-", QUERY_FINE },
		{ "\"\"", QUERY_EMPTY },
		{ "-a", QUERY_NEGATIVE }, { "-a -b", QUERY_NEGATIVE }, { "\xff", QUERY_BAD },
		{ "a\xe8\xb7", QUERY_BAD }, { "1 2 3 4 5 6 7 8 9 0", QUERY_FINE },
		{ "1 2 3 4 5 6 7 8 9 0 1", QUERY_LONG }, { "1 2 3 4 5 6 7 8 9 0 -1", QUERY_LONG } };
	char hundred[101] = { 0 };
	struct query query;

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (query_parse(arena, str_of(rows[i].text), &query) != rows[i].fault)
			fail_msg("%s", rows[i].text);
	memset(hundred, 'a', QUERY_CHARACTERS);
	assert_int_equal(query_parse(arena, str_of(hundred), &query), QUERY_FINE);
	assert_int_equal(query_parse(arena, arena_printf(arena, "%sb", hundred), &query), QUERY_LONG);
}

static void a_list_is_walked_and_sought_as_it_was_packed(void **state)
{
	static struct posting list[1000];
	static unsigned char bytes[POSTINGS_ROOM(1000)];

	(void)state;
	for (size_t round = 0; round < 300; round++) {
		size_t length = any(round % 3 == 0 ? 4 : 1000);
		struct postings walk;
		uint32_t doc = 0;
		size_t at = 0;
		size_t len;

		for (size_t i = 0; i < length; i++) {
			doc += (uint32_t)(i > 0) + (uint32_t)any(any(2) == 0 ? 3 : 200000);
			list[i] = (struct posting){ doc, (uint8_t)(1 + any(7)) };
		}
		len = postings_pack(list, length, bytes);
		assert_true(len <= POSTINGS_ROOM(length));
		postings_open(&walk, bytes, len);
		assert_int_equal(walk.count, length);
		while (at < length) {
			size_t ahead = any(100) == 0 ? any(300) : 0;

			assert_int_equal(walk.doc, list[at].doc);
			assert_int_equal(walk.sections, list[at].sections);
			if (ahead > 0 && at + ahead < length) {
				at += ahead;
				/* To any document behind the one before it. */
				postings_seek(&walk,
					list[at].doc - (uint32_t)any(list[at].doc - list[at - 1].doc));
			} else {
				at++;
				postings_next(&walk);
			}
		}
		assert_int_equal(walk.doc, POSTINGS_END);
		postings_seek(&walk, 5);
		assert_int_equal(walk.doc, POSTINGS_END);
	}
}

static void a_manifest_is_read_as_it_was_written_or_not_at_all(void **state)
{
	struct manifest manifest = { .position = "1700000000000-7" };
	struct manifest again;
	struct manifest_mark mark;
	char path[64];

	(void)state;
	for (uint32_t docs = 0; docs < 130; docs += 13)
		manifest_add(&manifest, docs + 1, docs);
	manifest.segments[5].dead = 1;
	manifest.segments[5].bits[8] = 1;
	assert_true(manifest_write(folder, &manifest));
	assert_true(manifest_read(folder, &again));
	assert_string_equal(again.position, manifest.position);
	assert_int_equal(again.count, manifest.count);
	for (size_t i = 0; i < again.count; i++) {
		assert_int_equal(again.segments[i].number, manifest.segments[i].number);
		assert_int_equal(again.segments[i].docs, manifest.segments[i].docs);
		assert_int_equal(again.segments[i].dead, manifest.segments[i].dead);
		assert_memory_equal(again.segments[i].bits, manifest.segments[i].bits,
			(manifest.segments[i].docs + 7) / 8);
	}
	manifest_free(&again);
	manifest_free(&manifest);
	assert_true(manifest_look(folder, &mark));
	snprintf(path, sizeof(path), "%s/" MANIFEST_NAME, folder);
	for (int64_t size = mark.size - 1; size >= 0; size -= 3) {
		assert_int_equal(truncate(path, size), 0);
		assert_false(manifest_read(folder, &again));
	}
}

/* Wherever in a text the word begins, at the edges of what is looked at first too. */
static void a_word_is_shown_and_marked_wherever_it_stands_in_a_long_text(void **state)
{
	static const size_t places[] = { 0, 1, 1300, 1362, 1363, 1364, 1365, 1366, 5459, 5460, 5461, 5462,
		40000 };
	struct query query;

	(void)state;
	assert_int_equal(query_parse(arena, S("路灯坏"), &query), QUERY_FINE);
	for (size_t i = 0; i < sizeof(places) / sizeof(places[0]); i++) {
		struct buf text = buf_in(arena);
		struct excerpt shown;
		size_t marked = 0;

		for (size_t k = 0; k < 45000; k++)
			buf_add(&text, k == places[i] ? S("路灯\n坏") : S("街"));
		excerpt_make(arena, &query, buf_str(&text), 90, &shown);
		assert_true(shown.hit);
		assert_int_equal(shown.before, places[i] > 36);
		for (size_t k = 0; k < shown.count; k++)
			marked += shown.pieces[k].found ? shown.pieces[k].text.len : 0;
		assert_int_equal(marked, S("路灯\n坏").len);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_typed_finds_what_a_scan_finds),
		cmocka_unit_test(a_query_is_its_words),
		cmocka_unit_test(a_word_is_shown_and_marked_wherever_it_stands_in_a_long_text),
		cmocka_unit_test(what_asks_for_nothing_is_told_apart),
		cmocka_unit_test(a_list_is_walked_and_sought_as_it_was_packed),
		cmocka_unit_test(a_manifest_is_read_as_it_was_written_or_not_at_all),
	};

	return cmocka_run_group_tests(tests, begin, end);
}
