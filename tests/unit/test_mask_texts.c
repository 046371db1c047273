/*
 * How much masking finds, and how much of what it finds is so: tests/mask/texts.ndjson, invented messages
 * whose personal data was marked by hand ({kind:text}).  Prints recall and precision of each kind.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <cmocka.h>

#include "base/json.h"
#include "privacy/mask.h"

#define TEXTS "tests/mask/texts.ndjson"
#define RECALL 0.98
#define PRECISION 0.90

struct mark {
	enum mask_kind kind;
	size_t from;
	size_t to;
};

struct figures {
	int marked;
	int found;	/* of the marked ones */
	int hits;
	int right;	/* of the hits */
};

/* Takes the marks out of a text; gives their number. */
static size_t unmark(struct arena *arena, struct str marked, struct str *text, struct mark *marks)
{
	char *out = arena_alloc(arena, marked.len + 1);
	size_t used = 0;
	size_t count = 0;

	for (size_t i = 0; i < marked.len; i++) {
		if (marked.data[i] == '{') {
			size_t colon = str_find(marked, ':', i);

			assert_true(mask_kind_parse(str_sub(marked, i + 1, colon), &marks[count].kind));
			i = colon;
			/* Brackets and a plus before a number tell nothing. */
			for (; marked.data[i + 1] == '(' || marked.data[i + 1] == '+'; i++)
				out[used++] = marked.data[i + 1];
			marks[count].from = used;
		} else if (marked.data[i] == '}') {
			marks[count++].to = used;
		} else {
			out[used++] = marked.data[i];
		}
	}
	*text = (struct str){ out, used };
	return count;
}

static void count_text(struct arena *arena, const struct value *row, struct figures *figures)
{
	struct mark marks[20];
	struct str text;
	size_t count = unmark(arena, map_get_str(row, "text"), &text, marks);
	struct masking masking = { .kinds = MASK_PUBLIC, .name = map_get_str(row, "name") };
	struct value *spans;

	mask_text(arena, &masking, text, &spans);
	for (size_t i = 0; i < count; i++) {
		bool found = false;

		for (const struct member *m = spans->first; m != NULL; m = m->next)
			found = found || (map_get_int(&m->value, "from", 0) <= (int64_t)marks[i].from &&
						 map_get_int(&m->value, "to", 0) >= (int64_t)marks[i].to);
		figures[marks[i].kind].marked++;
		figures[marks[i].kind].found += found;
		if (!found)
			print_message("missed: %.*s\n", STR_ARG(map_get_str(row, "text")));
	}
	for (const struct member *m = spans->first; m != NULL; m = m->next) {
		enum mask_kind kind = MASK_KINDS;
		bool right = false;

		assert_true(mask_kind_parse(map_get_str(&m->value, "kind"), &kind));
		for (size_t i = 0; i < count; i++)
			right = right || (marks[i].kind == kind &&
						 map_get_int(&m->value, "from", 0) < (int64_t)marks[i].to &&
						 map_get_int(&m->value, "to", 0) > (int64_t)marks[i].from);
		figures[kind].hits++;
		figures[kind].right += right;
		if (!right)
			print_message("wrong (%s): %.*s\n", mask_kind_name(kind),
				STR_ARG(map_get_str(row, "text")));
	}
}

static void each_kind_is_found_and_little_else(void **state)
{
	struct figures figures[MASK_KINDS] = { 0 };
	struct arena *arena = arena_new((size_t)64 << 20);
	FILE *file = fopen(TEXTS, "r");
	char line[4096];
	int texts = 0;

	(void)state;
	assert_non_null(file);
	while (fgets(line, sizeof(line), file) != NULL) {
		struct value *row;

		assert_int_equal(json_parse(arena, str_trim(str_of(line)), &row), OK);
		count_text(arena, row, figures);
		arena_reset(arena);
		texts++;
	}
	fclose(file);
	arena_free(arena);
	assert_true(texts >= 200);
	for (enum mask_kind i = 0; i < MASK_KINDS; i++) {
		const struct figures *f = &figures[i];

		print_message("%-9s %3d marked, recall %.3f, precision %.3f\n", mask_kind_name(i), f->marked,
			(double)f->found / f->marked, (double)f->right / f->hits);
	}
	for (enum mask_kind i = 0; i < MASK_KINDS; i++) {
		assert_true(figures[i].found >= RECALL * figures[i].marked);
		assert_true(figures[i].right >= PRECISION * figures[i].hits);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(each_kind_is_found_and_little_else) };

	return cmocka_run_group_tests_name("mask_texts", tests, NULL, NULL);
}
