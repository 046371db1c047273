/*
 * pdf: reads a PDF (ISO 32000-1).  One that is damaged or cut off is refused, not mended.  Depends on: qpdf,
 * scan/report.
 */
#ifndef SCAN_PDF_H
#define SCAN_PDF_H

#include "scan/report.h"

enum scan pdf_scan(struct str bytes, struct report *report);

#endif
