/*
 * Any bytes as a PDF.  Whatever is said of one that is taken fits its report, whose every line is whole.
 */
#include <stdlib.h>
#include <string.h>

#include "scan/pdf.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct report report;
	char text[SCAN_REPORT];
	size_t len;

	memset(&report, 0, sizeof(report));
	if (pdf_scan((struct str){ (const char *)data, size }, &report) != SCAN_OK)
		return 0;
	len = report_print(&report, text, sizeof(text));
	if (len == 0 || text[len - 1] != '\n')
		abort();
	return 0;
}
