/*
 * audit: what staff looked at, recorded in the events stream beside the transitions (PIPL article 51: access to personal
 * data leaves a trace).  Depends on: cases/record.
 */
#ifndef CASES_AUDIT_H
#define CASES_AUDIT_H

#include "cases/visible.h"

/* The action that an event of a look at contact data has. */
#define AUDIT_CONTACT "contact"

/* The action that an event of a search by phone number has; its case is 0. */
#define AUDIT_SEARCH "search"

/* Records that this person saw the case's contact data.  Call before showing it: what can't be recorded is not shown. */
enum status audit_contact(struct casework *work, const struct case_record *record, const struct viewer *viewer);

/*
 * Records that this person searches by a phone number (which one is not said).  Call before searching.  ERR_TOO_MANY past 60
 * in an hour: nobody's work needs to try out numbers.
 */
enum status audit_search(struct casework *work, const struct viewer *viewer);

#endif
