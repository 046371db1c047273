#include "privacy/wordlist.h"

#include <errno.h>
#include <hs/hs.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/text.h"

#define LINE_MAX_BYTES 256
#define MOST_WORDS 100000

/* A word as written, to be shown, and its folded form, to be matched. */
struct word {
	struct str shown;
	struct str folded;
};

struct wordlist {
	struct arena *arena;
	struct word *list;
	size_t count;
	size_t room;
	hs_database_t *database;
	hs_scratch_t *scratch;
};

static char problem_text[160];

static void add_word(struct wordlist *words, struct str line)
{
	struct str word = str_trim(line);
	struct str folded;

	if (word.len == 0 || word.data[0] == '#' || !text_valid(word) || words->count == MOST_WORDS)
		return;
	folded = text_fold(words->arena, word);
	if (folded.len == 0)
		return;
	words->list[words->count++] = (struct word){ arena_str(words->arena, word), folded };
}

static enum status read_file(struct wordlist *words, FILE *file)
{
	char line[LINE_MAX_BYTES];

	while (fgets(line, sizeof(line), file) != NULL) {
		if (words->count == words->room) {
			size_t room = words->room ? words->room * 2 : 256;

			words->list = realloc(words->list, room * sizeof(*words->list));
			if (words->list == NULL)
				abort();
			words->room = room;
		}
		add_word(words, str_of(line));
	}
	return ferror(file) ? ERR_MALFORMED : OK;
}

static int by_folded(const void *left, const void *right)
{
	return str_cmp(((const struct word *)left)->folded, ((const struct word *)right)->folded);
}

/* A word that stands in the list twice, perhaps in other letters, is found once. */
static void drop_repeated(struct wordlist *words)
{
	size_t kept = 0;

	if (words->count > 0)
		qsort(words->list, words->count, sizeof(*words->list), by_folded);
	for (size_t i = 0; i < words->count; i++)
		if (kept == 0 || !str_eq(words->list[kept - 1].folded, words->list[i].folded))
			words->list[kept++] = words->list[i];
	words->count = kept;
}

static bool compile(struct wordlist *words)
{
	const char **texts = calloc(words->count, sizeof(*texts));
	size_t *lens = calloc(words->count, sizeof(*lens));
	unsigned *ids = calloc(words->count, sizeof(*ids));
	unsigned *flags = calloc(words->count, sizeof(*flags));
	hs_compile_error_t *error = NULL;
	bool ok;

	if (texts == NULL || lens == NULL || ids == NULL || flags == NULL)
		abort();
	for (size_t i = 0; i < words->count; i++) {
		texts[i] = words->list[i].folded.data;
		lens[i] = words->list[i].folded.len;
		ids[i] = (unsigned)i;
		flags[i] = HS_FLAG_SINGLEMATCH;
	}
	ok = hs_compile_lit_multi(texts, flags, ids, lens, (unsigned)words->count, HS_MODE_BLOCK, NULL,
		     &words->database, &error) == HS_SUCCESS &&
	     hs_alloc_scratch(words->database, &words->scratch) == HS_SUCCESS;
	if (error != NULL)
		hs_free_compile_error(error);
	free(texts);
	free(lens);
	free(ids);
	free(flags);
	return ok;
}

enum status wordlist_load(const char *path, struct wordlist **out, const char **problem)
{
	struct wordlist *words = calloc(1, sizeof(*words));
	FILE *file = fopen(path, "r");
	enum status status = OK;

	if (words == NULL)
		abort();
	words->arena = arena_new((size_t)64 << 20);
	if (file != NULL)
		status = read_file(words, file);
	else if (errno != ENOENT)
		status = ERR_MALFORMED;
	if (file != NULL)
		fclose(file);
	drop_repeated(words);
	if (status == OK && words->count > 0 && !compile(words))
		status = ERR_MALFORMED;
	if (status != OK) {
		snprintf(problem_text, sizeof(problem_text), "%s: the word list can't be read or compiled",
			path);
		*problem = problem_text;
		wordlist_free(words);
		return status;
	}
	*out = words;
	return OK;
}

void wordlist_free(struct wordlist *words)
{
	if (words == NULL)
		return;
	hs_free_scratch(words->scratch);
	hs_free_database(words->database);
	free(words->list);
	arena_free(words->arena);
	free(words);
}

/* Each word is found once at most, so there is room for all. */
struct finding {
	unsigned *ids;
	size_t count;
};

static int found(unsigned id, unsigned long long from, unsigned long long to, unsigned flags, void *context)
{
	struct finding *finding = context;

	(void)from;
	(void)to;
	(void)flags;
	finding->ids[finding->count++] = id;
	return 0;
}

struct value *wordlist_found(struct arena *arena, const struct wordlist *words, struct str text)
{
	struct value *list = value_list(arena);
	struct finding finding = { 0 };
	struct str folded;

	if (words == NULL || words->database == NULL || text.len == 0)
		return list;
	folded = text_fold(arena, text);
	finding.ids = arena_array(arena, words->count, sizeof(*finding.ids));
	hs_scan(words->database, folded.data, (unsigned)folded.len, 0, words->scratch, found, &finding);
	for (size_t i = 0; i < finding.count; i++)
		list_str(list, words->list[finding.ids[i]].shown);
	return list;
}
