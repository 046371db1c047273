/*
 * newest: the heads of several public lists of topics together, as the home page shows them: two round trips
 * for all, however many they are.  Rows that the public may not see are left out.  Depends on: lists/listing.
 */
#ifndef LISTS_NEWEST_H
#define LISTS_NEWEST_H

#include "lists/listing.h"

#define NEWEST_ROWS 6

struct newest_row {
	struct case_record record;
	struct value *thread;	/* as stored: thread_visible before it is shown */
};

struct newest {
	enum tab tab;
	struct newest_row rows[NEWEST_ROWS];
	size_t count;
};

/* The first rows of each list's tab; at most TAB_COUNT lists. */
enum status newest_read(struct casework *work, struct newest *lists, size_t count);

#endif
