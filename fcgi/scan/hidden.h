/*
 * hidden: what wenzheng-attachment says of a file: which kind it is by its content, whether it can be taken,
 * and what hides in it that a reader of the page doesn't see.  Its report is lines: the kind's name, then for
 * each finding its name, a tab and in words what, at most SCAN_WHAT bytes.  Pure.  Depends on: base/str.
 */
#ifndef SCAN_HIDDEN_H
#define SCAN_HIDDEN_H

#include "base/str.h"

/* How it went; also the program's exit status. */
enum scan {
	SCAN_OK = 0,
	SCAN_FAILED = 20,	/* not because of the file: no program, no memory */
	SCAN_UNKNOWN = 21,	/* of a kind that isn't taken */
	SCAN_BROKEN = 22,	/* damaged or cut off */
	SCAN_ENCRYPTED = 23,	/* opens only with a password */
	SCAN_MACROS = 24,	/* brings programs */
	SCAN_ARCHIVE = 25,	/* a ZIP that is no document */
	SCAN_COSTLY = 26,	/* too much inside to look at: a bomb */
	SCAN_OLD = 27,		/* the container of old Office files, and of new ones with a password */
	SCAN_ACTIVE = 28,	/* does something when it is opened: scripts, programs, what is loaded from elsewhere */
	SCAN_ODD = 29,		/* programs read different things in it: a part twice */
};

enum scan_kind {
	SCAN_PDF,
	SCAN_DOCX,
	SCAN_XLSX,
	SCAN_ODT,
	SCAN_ODS,
	SCAN_ODP,
	SCAN_OFD,	/* GB/T 33190-2016 */
	SCAN_JPEG,
	SCAN_PNG,
	SCAN_WEBP,
	SCAN_KINDS
};

/* What may hide inside. */
enum hidden {
	HIDES_SHEET,
	HIDES_ROWS,
	HIDES_COLUMNS,
	HIDES_TEXT,
	HIDES_PIVOT,	/* the cache of a pivot table holds the rows it was made of */
	HIDES_TRACKED,
	HIDES_COMMENTS,
	HIDES_AUTHOR,
	HIDES_COMPANY,
	HIDES_FILES,	/* embedded in it */
	HIDES_LINKS,	/* to other workbooks */
	HIDES_SCRIPT,	/* found by an older version; now refused */
	HIDES_OUTSIDE,	/* other files that it names */
	HIDES_ACTIONS,	/* in a PDF, when a page is shown or the like */
	HIDES_DATA,	/* data of programs beside the text */
	HIDES_PLACE,	/* where a photo was taken */
	HIDDEN_KINDS
};

#define SCAN_WHAT 120
/* Findings of one file; what is over is not told. */
#define SCAN_MOST 40
#define SCAN_REPORT (SCAN_MOST * (SCAN_WHAT + 20) + 20)

/* "pdf", "docx" … as in reports and entries; its media type (RFC 6838); its ending in file names, a second one or NULL. */
struct scan_kind_row {
	const char *name;
	const char *media;
	const char *ending;
	const char *other;
};
const struct scan_kind_row *scan_kind_row(enum scan_kind kind);
bool scan_kind_parse(struct str name, enum scan_kind *out);

/* "sheet", "rows" … and what people are told. */
const char *hidden_name(enum hidden hidden);
const char *hidden_label(enum hidden hidden);
bool hidden_parse(struct str name, enum hidden *out);

#endif
