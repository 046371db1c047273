/*
 * lists: writes the inclusion lists of all figures that a year's report computes: the requests behind the
 * tables and the fees from their lists (report/proof), the cases behind part one by one look at every case
 * (report/overall), the articles, digests and months of readings.  Streams: memory doesn't grow with the
 * figures.  Fails as the store does and as report/frozen/list_files.  Depends on: report/proof,
 * report/overall, report/frozen/list_entry.
 */
#ifndef REPORT_FROZEN_LISTS_H
#define REPORT_FROZEN_LISTS_H

#include "model/casework.h"
#include "report/form.h"
#include "report/frozen/list_files.h"

/* Who is told, after each chunk, how many of all cases were looked at. */
struct lists_listener {
	void (*tell)(void *context, uint64_t done, uint64_t all);	/* NULL: nobody */
	void *context;
};

/*
 * Writes into a folder of that name, which must not be there.  out is in work's arena.  On failure nothing
 * is left.
 */
enum status lists_write(struct casework *work, const struct report_form *form, struct str folder,
	const struct lists_listener *listener, struct list_files *out);

/* Where a report's lists lie: STATE/reports/NAME. */
struct str lists_folder(struct casework *work, struct str name);

/* Removes what a process that was killed left half written.  Only while nobody writes lists. */
void lists_sweep(struct casework *work);

#endif
