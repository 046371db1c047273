/*
 * document: the letters (文书) on a request as they are read and printed: which there are, and what each
 * says.  Only of what the viewer may see of the thread.  Depends on: model/letter, pages/view/wording.
 */
#ifndef PAGES_VIEW_DOCUMENT_H
#define PAGES_VIEW_DOCUMENT_H

#include "model/access.h"
#include "model/department.h"
#include "model/letter.h"

struct document {
	enum letter kind;
	/* Its entry in the thread; NULL: an answer, extension or correction from before letters were kept. */
	const struct value *entry;
	int64_t at;		/* issued, ms */
	struct letter_sent sent;	/* its service; zero without an entry */
};

struct documents {
	struct document list[LETTERS_MOST + 3];
	size_t count;
};

/* Those in the visible thread, in order of issue. */
void documents_find(const struct case_record *record, const struct value *thread, struct documents *out);

/*
 * "letters": of each document id, letter, letter_title, letter_no, letter_date, letter_query ("letter=7"),
 * letter_service (a sentence), letter_withdrawn, letter_new (its reader is to open it and hasn't).
 */
void documents_view(struct casework *work, const struct documents *documents, struct value *map);

/* A request as a letter speaks of it. */
struct document_case {
	struct casework *work;
	const struct case_record *record;
	const struct value *thread;	/* visible */
	const struct depts *depts;
	struct str name;		/* of the applicant, as far as it is shown */
};

/*
 * All that the letter says: is_<kind>, letter_title, letter_no, letter_date, organ, name (its reader), you
 * (您 or 你单位), letter_lines (the paragraphs that staff wrote: {line}), matter (the masked
 * title, of letters to others than the applicant) and what its kind needs.
 */
void document_view(const struct document_case *of, const struct documents *documents,
	const struct document *document, struct value *view);

#endif
