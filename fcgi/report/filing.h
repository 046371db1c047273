/*
 * filing: what each department enters for a year's report (填报): the figures of its own that no case gives
 * (permits, penalties, lawsuits, requests handled outside the system), who entered them, when, and a note.
 * All departments are asked, until 31 January (条例 2019, article 49); the county's own office is one of
 * them.  A filing has every cell of the form but the sums, or isn't there.  Depends on: report/figures,
 * store/transaction, model/event.
 */
#ifndef REPORT_FILING_H
#define REPORT_FILING_H

#include "model/department.h"
#include "report/figures.h"
#include "store/members.h"

/* Of the note, in characters. */
#define FILING_NOTE_MAX 300

struct filing {
	struct str dept;	/* its id */
	int64_t version;	/* grows with each change; 0: nothing was filed */
	struct str by;		/* account that changed it last */
	int64_t at;		/* ms */
	struct str note;
	struct report_figures figures;	/* without sums */
};

/* Its hash but the cells, for the printed data model. */
extern const struct member_table filing_members;

/* The end of 31 January of the next year, ms. */
int64_t filing_due(int year);

enum status filing_read(struct casework *work, int year, struct str dept, struct filing *out);
/* Those of many departments, in one round trip. */
enum status filings_read(struct casework *work, int year, const struct dept *depts, size_t count,
	struct filing *out);

/* The action of its event, which is about the department and leads to the year. */
#define FILING_EVENT "report-file"

/*
 * Writes a filing over the one of that version, by filing->by, and records the event.  ERR_CONFLICT when it
 * has another version; ERR_INVALID when a cell is empty.
 */
enum status filing_save(struct casework *work, const struct filing *filing);

#endif
