/*
 * scan_any: what every scanner of scan/ must hold to, whatever bytes it gets: what is said of a file that is
 * taken fits its report, whose every line is whole.
 */
#ifndef TESTS_FUZZ_SCAN_ANY_H
#define TESTS_FUZZ_SCAN_ANY_H

#include <stdlib.h>
#include <string.h>

#include "scan/report.h"

static inline void scan_any(enum scan (*scan)(struct str bytes, struct report *report),
	const uint8_t *data, size_t size)
{
	static struct report report;
	char text[SCAN_REPORT];
	size_t len;

	memset(&report, 0, sizeof(report));
	if (scan((struct str){ (const char *)data, size }, &report) != SCAN_OK)
		return;
	len = report_print(&report, text, sizeof(text));
	if (len == 0 || text[len - 1] != '\n')
		abort();
}

#endif
