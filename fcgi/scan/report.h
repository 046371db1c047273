/*
 * report: what was found in one file, gathered while it is read.  Of some things it counts how often they
 * occur, of others it keeps the first words.  Depends on: scan/hidden.
 */
#ifndef SCAN_REPORT_H
#define SCAN_REPORT_H

#include "scan/hidden.h"

struct report {
	enum scan_kind kind;
	struct report_line {
		int64_t count;
		char words[SCAN_WHAT + 1];	/* of those with words */
	} lines[HIDDEN_KINDS];
};

void report_count(struct report *report, enum hidden hidden, int64_t times);
/* Words beside those that stand there, without control characters, while there is room; empty ones: nothing. */
void report_words(struct report *report, enum hidden hidden, struct str words);
/* As scan/hidden says it; gives its length.  room is SCAN_REPORT at least. */
size_t report_print(const struct report *report, char *out, size_t room);

#endif
