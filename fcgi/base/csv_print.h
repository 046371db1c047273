/*
 * csv_print: CSV as spreadsheets read it (RFC 4180, UTF-8 with a byte order mark).  A text that a spreadsheet
 * would take for a formula gets an apostrophe in front (OWASP, CSV injection).  Depends on: base/buf.
 */
#ifndef BASE_CSV_PRINT_H
#define BASE_CSV_PRINT_H

#include "base/buf.h"

/* The byte order mark, without which Excel takes UTF-8 for the system's code page. */
void csv_begin(struct buf *out);
/* The next field of the row. */
void csv_text(struct buf *out, struct str text);
void csv_int(struct buf *out, int64_t number);
/* A number with one decimal: 37 is "3.7". */
void csv_tenths(struct buf *out, int64_t tenths);
void csv_end_row(struct buf *out);

#endif
