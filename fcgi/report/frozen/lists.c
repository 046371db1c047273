#include "report/frozen/lists.h"

#include <dirent.h>
#include <stdio.h>
#include <sys/stat.h>

#include "report/article_figures.h"
#include "report/frozen/list_entry.h"
#include "report/overall.h"
#include "report/proof.h"
#include "report/stats.h"

#define CHUNK 200
/* Of a cursor of a list (lists/walk). */
#define CURSOR_MAX 96
#define CHUNK_BYTES ((size_t)64 << 20)

/* Lists being written. */
struct writing {
	struct casework *work;
	struct casework chunk;	/* the same with an arena that is emptied after each chunk */
	const struct report_form *form;
	struct list_files *files;
	const struct lists_listener *listener;
};

struct str lists_folder(struct casework *work, struct str name)
{
	return arena_printf(work->arena, "%s/%.*s", work->config->paths.reports, STR_ARG(name));
}

static bool is_fee(struct str figure)
{
	return str_eq(figure, S(PROOF_FEES));
}

/* A figure of the tables, or the fees, from its lists. */
static enum status write_listed(struct writing *writing, struct str figure)
{
	struct proof_row *rows = arena_array(writing->work->arena, CHUNK, sizeof(*rows));
	struct proof proof;
	size_t count;

	TRY(proof_begin(writing->work, writing->form->year, figure, (struct str){ 0 }, &proof));
	list_files_add(writing->files, figure);
	while (!proof_ended(&proof)) {
		TRY(proof_next(&writing->chunk, &proof, CHUNK, rows, &count));
		for (size_t i = 0; i < count; i++) {
			int64_t amount = is_fee(figure) ? rows[i].record.charge_yuan : 1;

			TRY(list_files_line(writing->files, figure, entry_case(&writing->chunk,
				&rows[i].record, writing->form->year, amount), amount));
		}
		arena_reset(writing->chunk.arena);
	}
	return OK;
}

static enum status write_tables(struct writing *writing)
{
	for (size_t i = 0; i < writing->form->cell_count; i++) {
		struct report_cell cell = report_cell_at(writing->form, i);

		if (cell.block->part != REPORT_OPENNESS)
			TRY(write_listed(writing, report_cell_id(writing->work->arena, &cell)));
	}
	return write_listed(writing, S(PROOF_FEES));
}

static enum status write_case(struct writing *writing, const struct case_record *record)
{
	const char *ids[OVERALL_FIGURES];
	size_t count = overall_figures_of(writing->chunk.arena, record, writing->form->year, ids);
	struct str line;

	if (count == 0)
		return OK;
	line = entry_case(&writing->chunk, record, writing->form->year, 1);
	for (size_t i = 0; i < count; i++)
		TRY(list_files_line(writing->files, str_of(ids[i]), line, 1));
	return OK;
}

/* Part one, of all channels: every case is looked at once. */
static enum status write_cases(struct writing *writing)
{
	uint64_t last;

	TRY(case_last(writing->work, &last));
	for (uint64_t first = 1; first <= last; first += CHUNK) {
		struct case_record *records = arena_array(writing->chunk.arena, CHUNK, sizeof(*records));
		uint64_t numbers[CHUNK];

		for (size_t i = 0; i < CHUNK; i++)
			numbers[i] = first + i;
		TRY(case_read_many(&writing->chunk, numbers, CHUNK, records));
		for (size_t i = 0; i < CHUNK; i++)
			TRY(records[i].damaged ? ERR_DAMAGED : write_case(writing, &records[i]));
		arena_reset(writing->chunk.arena);
		if (writing->listener->tell != NULL)
			writing->listener->tell(writing->listener->context, first,
				last);
	}
	return OK;
}

static enum status write_article(struct writing *writing, const struct article_figure *figure, uint64_t n)
{
	struct article_version version;
	struct article article;

	TRY(article_read_version(&writing->chunk, n, 0, &article, &version));
	return list_files_line(writing->files, str_of(figure->id),
		entry_article(writing->chunk.arena, &article, &version), 1);
}

/* The articles behind one of their figures, newest first. */
static enum status write_articles(struct writing *writing, const struct article_figure *figure)
{
	char before[CURSOR_MAX] = "";
	struct articles_page page;

	do {
		TRY(article_figure_page(&writing->chunk, writing->form->year, figure, str_of(before), &page));
		for (size_t i = 0; i < page.count; i++)
			TRY(write_article(writing, figure, page.rows[i].n));
		snprintf(before, sizeof(before), "%.*s", STR_ARG(page.next));
		arena_reset(writing->chunk.arena);
	} while (before[0] != '\0');
	return OK;
}

static enum status write_visits(struct writing *writing)
{
	int64_t months[STATS_MONTHS];

	TRY(stats_read_visits(writing->work, writing->form->year, months));
	for (int i = 0; i < STATS_MONTHS; i++)
		if (months[i] != 0)
			TRY(list_files_line(writing->files, S(OVERALL_VISITS),
				entry_month(writing->work->arena, writing->form->year, i + 1, months[i]),
				months[i]));
	return OK;
}

static enum status write_all(struct writing *writing)
{
	struct overall overall;

	TRY(overall_read(writing->work, writing->form->year, &overall));
	for (size_t i = 0; i < overall.count; i++)
		list_files_add(writing->files, str_of(overall.figures[i].id));
	TRY(write_tables(writing));
	TRY(write_cases(writing));
	for (size_t i = 0; i < ARTICLE_FIGURES; i++)
		TRY(write_articles(writing, &article_figures[i]));
	TRY(write_visits(writing));
	return list_files_finish(writing->files);
}

enum status lists_write(struct casework *work, const struct report_form *form, struct str folder,
	const struct lists_listener *listener, struct list_files *out)
{
	struct writing writing = { .work = work, .chunk = *work, .form = form, .files = out,
		.listener = listener };
	enum status status;

	/* A state folder of an earlier version has none; if there can't be one, the next step says so. */
	mkdir(work->config->paths.reports, 0750);
	TRY(list_files_begin(work->arena, folder, out));
	writing.chunk.arena = arena_new(CHUNK_BYTES);
	status = write_all(&writing);
	arena_free(writing.chunk.arena);
	if (status != OK)
		list_files_drop(out);
	return status;
}

void lists_sweep(struct casework *work)
{
	DIR *folder = opendir(work->config->paths.reports);
	const struct dirent *entry;

	while (folder != NULL && (entry = readdir(folder)) != NULL)
		if (str_ends(str_of(entry->d_name), S(LIST_FILES_NEW)))
			list_files_remove(arena_cstr(work->arena, lists_folder(work, str_of(entry->d_name))));
	if (folder != NULL)
		closedir(folder);
}
