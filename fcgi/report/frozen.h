/*
 * frozen: a year's report as it was frozen: the data in the bytes of an article's version or draft
 * (article_text.report), which a second person approved and the seal covers.  Nothing of it is read from the
 * cases again, so what happens to them later doesn't alter it.  ERR_NOT_FOUND where there is none.  Depends
 * on: publish/article_report, publish/article_access.
 */
#ifndef REPORT_FROZEN_H
#define REPORT_FROZEN_H

#include "publish/article_access.h"
#include "publish/article_report.h"
#include "report/figures.h"

struct frozen {
	struct article article;
	struct article_version version;
	/* As report/annual_view has it, with "filed", "before" and "lists": see report/frozen/compose. */
	struct value *data;
};

/* What was published, of the version (0: the latest); whether it may be read, article_opens tells. */
enum status frozen_read(struct casework *work, int year, int64_t version, struct frozen *out);
/* The draft that waits for review or is being revised; version.version is 0. */
enum status frozen_read_draft(struct casework *work, int year, struct frozen *out);

/* The list of a figure among the data's: {figure, words, rule, count, sum, sha256}; NULL: it has none. */
const struct value *frozen_list(const struct value *data, struct str figure);
/* The cells of the tables, as far as they are figures. */
void frozen_figures(struct arena *arena, const struct value *data, struct report_figures *out);
/* The name of the folder with the lists' files (report/frozen/lists). */
struct str frozen_folder(const struct value *data);

/* A figure by its id, as it is printed: of a cell of the tables, of part one; empty when there is none. */
struct str frozen_figure(struct arena *arena, const struct value *data, struct str id);
/* The cell of the tables with that id, {id, column, text, computed, entered, mixed}, or NULL. */
const struct value *frozen_cell(const struct value *data, struct str id);

#endif
