/*
 * The index against a brute-force scan of the same texts: search/writer, search/find.  SEARCH_DOCS and
 * SEARCH_QUERIES make it larger; SEARCH_TEXTS names a file of texts, one a line, instead of random ones.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/buf.h"
#include "search/find.h"
#include "search/writer.h"
#include "scratch.h"

#define LONGEST 60

/* What the brute force knows of a document; id 0: there is none. */
struct model {
	struct doc_row row;
	struct letters sections[SECTIONS];
};

struct rig {
	char folder[40];
	struct arena *arena;
	struct model *docs;
	size_t count;
	struct str lines;	/* of SEARCH_TEXTS */
	size_t at;
};

/* The same each time. */
static size_t next_random(void)
{
	static uint64_t state = 7;

	state = state * 6364136223846793005u + 1442695040888963407u;
	return (size_t)(state >> 33);
}

static size_t from_env(const char *name, size_t otherwise)
{
	const char *value = getenv(name);
	uint64_t n = otherwise;

	if (value != NULL)
		assert_true(str_to_u64(str_of(value), 100000000, &n));
	return (size_t)n;
}

/* Few different characters, so that words meet. */
static struct str random_text(struct arena *arena, size_t most)
{
	static const char *const characters[] = { "路", "灯", "花", "园", "小", "区", "a", "B", "7", "。",
		"國", "国", "Ａ", " ", "\n", "𠮷", "ﷺ", "é" };
	const size_t kinds = sizeof(characters) / sizeof(characters[0]);
	struct buf text = buf_in(arena);

	for (size_t i = next_random() % (most + 1); i > 0; i--)
		buf_add(&text, str_of(characters[next_random() % kinds]));
	return buf_str(&text);
}

static struct str next_text(struct rig *rig)
{
	struct str rest = str_sub(rig->lines, rig->at, rig->lines.len);
	size_t end = str_find(rest, '\n', 0);

	if (rig->lines.len == 0)
		return random_text(rig->arena, LONGEST);
	rig->at = rig->at + end + 1 < rig->lines.len ? rig->at + end + 1 : 0;
	return str_sub(rest, 0, end);
}

static void make_doc(struct rig *rig, size_t i)
{
	struct model *model = &rig->docs[i];

	model->row = (struct doc_row){ .id = i + 1, .at = (int64_t)(next_random() % 1000) * 86400000,
		.supports = (uint32_t)next_random() % 5, .kind = (uint8_t)(next_random() % DOC_KINDS),
		.year = (uint16_t)(2020 + next_random() % 3), .answered = next_random() % 2 == 0 };
	for (enum section k = 0; k < SECTIONS; k++)
		model->sections[k] = fold_letters(rig->arena, next_text(rig), false);
}

static void put(struct writer *writer, const struct model *model)
{
	struct doc doc = { .row = model->row };

	memcpy(doc.sections, model->sections, sizeof(doc.sections));
	assert_int_equal(writer_put(writer, &doc), OK);
}

static int make_rig(void **state)
{
	struct rig *rig = calloc(1, sizeof(*rig));
	const char *texts = getenv("SEARCH_TEXTS");

	assert_non_null(rig);
	snprintf(rig->folder, sizeof(rig->folder), "/tmp/test_search-XXXXXX");
	assert_non_null(mkdtemp(rig->folder));
	rig->arena = arena_new((size_t)16 << 30);
	rig->count = from_env("SEARCH_DOCS", 700);
	rig->docs = calloc(rig->count, sizeof(*rig->docs));
	if (texts != NULL) {
		FILE *file = fopen(texts, "r");
		char *text = NULL;
		size_t room = 0;

		assert_non_null(file);
		rig->lines.len = (size_t)getdelim(&text, &room, '\0', file);
		rig->lines.data = text;
		fclose(file);
	}
	*state = rig;
	return 0;
}

static int free_rig(void **state)
{
	struct rig *rig = *state;

	scratch_remove_folder(rig->folder);
	arena_free(rig->arena);
	free(rig->docs);
	free((void *)(uintptr_t)rig->lines.data);
	free(rig);
	return 0;
}

static bool has(const struct model *model, struct letters needle)
{
	for (enum section k = 0; k < SECTIONS; k++)
		if (model->sections[k].count > 0 &&
			fold_find(model->sections[k], needle, 0) < model->sections[k].count)
			return true;
	return false;
}

/* Whether the brute force finds it. */
static bool matches(const struct model *model, const struct find *find)
{
	if (model->row.id == 0 || (find->filter.kind != DOC_KINDS && find->filter.kind != model->row.kind) ||
		(find->filter.year != 0 && find->filter.year != model->row.year))
		return false;
	for (size_t i = 0; i < find->query->count; i++)
		if (has(model, find->query->terms[i].letters) == find->query->terms[i].without)
			return false;
	return true;
}

/* A piece of 1 to 8 letters of some document. */
static struct letters random_piece(struct rig *rig)
{
	for (;;) {
		const struct model *model = &rig->docs[next_random() % rig->count];
		struct letters text = model->sections[next_random() % SECTIONS];
		size_t count = 1 + next_random() % 8;

		if (text.count >= count)
			return (struct letters){ text.at + next_random() % (text.count - count + 1), count,
				NULL };
	}
}

static struct query random_query(struct rig *rig)
{
	struct query query = { .wanted = 1 + (size_t)(next_random() % 4 == 0) };

	query.count = query.wanted + (size_t)(next_random() % 4 == 0);
	for (size_t i = 0; i < query.count; i++)
		query.terms[i] = (struct query_term){ random_piece(rig), i >= query.wanted };
	return query;
}

/* What it ranks by, told from the texts. */
static struct find_hit score(const struct model *model, const struct find *find)
{
	uint64_t places = 0;

	for (size_t i = 0; i < find->query->wanted; i++) {
		enum section k = SECTION_TITLE;

		while (model->sections[k].count == 0 || fold_find(model->sections[k],
			find->query->terms[i].letters, 0) == model->sections[k].count)
			k++;
		places += find->newest ? 0 : (uint64_t)(SECTIONS - k);
	}
	return (struct find_hit){ places << 32 | doc_standing(&model->row), model->row.id };
}

/* How many of the brute force's are this hit or before it. */
static uint64_t up_to(const struct rig *rig, const struct find *find, struct find_hit last)
{
	uint64_t count = 0;

	for (size_t i = 0; i < rig->count; i++)
		if (matches(&rig->docs[i], find)) {
			struct find_hit hit = score(&rig->docs[i], find);

			count += hit.score > last.score || (hit.score == last.score && hit.id >= last.id);
		}
	return count;
}

/* All that the index finds, page after page: each once, in order, and each of the brute force's. */
static void compare(struct rig *rig, const struct index *index)
{
	struct query query = random_query(rig);
	struct find find = { .query = &query, .limit = FIND_MOST, .filter = { .kind = DOC_KINDS } };
	struct find_hit last = { UINT64_MAX, UINT64_MAX };
	uint64_t expected = 0;
	uint64_t seen = 0;
	struct found found;

	if (next_random() % 4 == 0)
		find.filter.kind = (enum doc_kind)(next_random() % DOC_KINDS);
	if (next_random() % 4 == 0)
		find.filter.year = 2021;
	find.newest = next_random() % 4 == 0;
	for (size_t i = 0; i < rig->count; i++)
		expected += matches(&rig->docs[i], &find);
	do {
		assert_int_equal(find_docs(index, &find, &found), OK);
		assert_int_equal(found.total, expected < FIND_COUNTED ? expected : FIND_COUNTED);
		for (size_t i = 0; i < found.count; i++) {
			struct find_hit hit = found.hits[i];

			assert_true(hit.score < last.score || (hit.score == last.score && hit.id < last.id));
			assert_true(matches(&rig->docs[hit.id - 1], &find));
			last = hit;
		}
		seen += found.count;
		if (found.count > 0)
			assert_int_equal(seen, up_to(rig, &find, last));
		find.after = true;
		find.cursor = last;
	} while (found.more && seen < 1000);
	assert_true(found.more || seen == expected);
}

static void compare_many(struct rig *rig, size_t queries)
{
	struct index *index = index_new(rig->folder);

	assert_int_equal(index_follow(index), OK);
	for (size_t i = 0; i < queries; i++)
		compare(rig, index);
	index_free(index);
}

static void finds_what_a_scan_finds(void **state)
{
	struct rig *rig = *state;
	size_t queries = from_env("SEARCH_QUERIES", 1000);
	struct writer *writer;

	assert_int_equal(writer_open(rig->folder, &writer), OK);
	assert_null(writer_position(writer));
	writer_begin_anew(writer);
	for (size_t i = 0; i < rig->count; i++) {
		make_doc(rig, i);
		put(writer, &rig->docs[i]);
	}
	assert_int_equal(writer_commit(writer, S("1-0")), OK);
	compare_many(rig, queries);
	/* Many small changes: new texts, others gone, some back. */
	for (int round = 0; round < 60; round++) {
		size_t first = next_random() % rig->count;

		for (size_t i = first; i < rig->count && i < first + 9; i++) {
			make_doc(rig, i);
			if (next_random() % 3 == 0) {
				rig->docs[i].row.id = 0;
				writer_drop(writer, i + 1);
			} else {
				put(writer, &rig->docs[i]);
			}
		}
		assert_int_equal(writer_commit(writer, S("2-0")), OK);
	}
	compare_many(rig, queries);
	assert_string_equal(writer_position(writer), "2-0");
	writer_free(writer);
}

/* Commits documents that all have the word of their round, until it is killed. */
static void write_until_killed(struct rig *rig, struct writer *writer)
{
	for (uint64_t round = 1;; round++) {
		struct str word = arena_printf(rig->arena, "回合%" PRIu64 "完", round);

		for (size_t i = 0; i < 20; i++) {
			struct doc doc = { .row = { .id = i + 1 },
				.sections = { fold_letters(rig->arena, word, false) } };

			writer_put(writer, &doc);
		}
		writer_commit(writer, arena_printf(rig->arena, "%" PRIu64, round));
	}
}

static void a_killed_writer_leaves_its_last_commit(void **state)
{
	struct rig *rig = *state;
	struct index *index = index_new(rig->folder);
	size_t kills = from_env("SEARCH_KILLS", 20);

	for (size_t i = 0; i < kills; i++) {
		struct query query;
		struct found found;
		pid_t child = fork();

		if (child == 0) {
			struct writer *writer;

			if (writer_open(rig->folder, &writer) != OK)
				_exit(1);
			writer_begin_anew(writer);
			write_until_killed(rig, writer);
		}
		for (int looks = 0; looks < 20; looks++) {
			struct find find = { .query = &query, .limit = FIND_MOST,
				.filter = { .kind = DOC_KINDS } };

			usleep((useconds_t)(next_random() % 3000));
			if (index_follow(index) != OK)
				continue;
			assert_int_equal(query_parse(rig->arena, arena_printf(rig->arena, "回合%s完",
				index->manifest.position), &query), QUERY_FINE);
			assert_int_equal(find_docs(index, &find, &found), OK);
			assert_int_equal(found.total, 20);
		}
		kill(child, SIGKILL);
		waitpid(child, NULL, 0);
	}
	index_free(index);
}

static void damage_is_noticed(void **state)
{
	struct rig *rig = *state;
	struct index *index = index_new(rig->folder);
	struct doc doc = { .row = { .id = 5 }, .sections = { fold_letters(rig->arena, S("路灯"), false) } };
	struct writer *writer;
	char *path;
	FILE *file;

	assert_int_equal(writer_open(rig->folder, &writer), OK);
	writer_begin_anew(writer);
	assert_int_equal(writer_put(writer, &doc), OK);
	assert_int_equal(writer_commit(writer, S("3-0")), OK);
	assert_int_equal(index_follow(index), OK);
	path = segment_path(rig->folder, index->segments[0].number);
	file = fopen(path, "r+");
	assert_non_null(file);
	usleep(20000);
	fseek(file, -9, SEEK_END);
	fputs("rubbish", file);
	fclose(file);
	assert_int_equal(index_follow(index), OK);	/* opened anew: its head is whole */
	assert_null(writer_position(writer));
	assert_int_equal(truncate(path, 100), 0);
	assert_int_equal(index_follow(index), ERR_AWAY);
	free(path);
	writer_begin_anew(writer);
	assert_int_equal(writer_put(writer, &doc), OK);
	assert_int_equal(writer_commit(writer, S("4-0")), OK);
	assert_int_equal(index_follow(index), OK);
	assert_int_equal(index_docs(index), 1);
	writer_free(writer);
	index_free(index);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(finds_what_a_scan_finds, make_rig, free_rig),
		cmocka_unit_test_setup_teardown(a_killed_writer_leaves_its_last_commit, make_rig, free_rig),
		cmocka_unit_test_setup_teardown(damage_is_noticed, make_rig, free_rig),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
