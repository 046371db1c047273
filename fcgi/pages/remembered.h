/*
 * remembered: the cases that this device sent in or opened with number and query code: a signed cookie, no
 * account.  It holds numbers and short digests of the query codes, so a code that was renewed ends it for
 * that case; no more than REMEMBERED_MOST, the newest first.  Depends on: pages/site, links/tracking.
 */
#ifndef PAGES_REMEMBERED_H
#define PAGES_REMEMBERED_H

#include "links/tracking.h"
#include "web/route.h"

#define REMEMBERED_MOST 30

/* Puts the case before those that the device remembers; does nothing for staff. */
enum status remembered_add(struct exchange *exchange, const struct receipt *receipt);

/*
 * The records of those that are still there under the code that the device knows: their number in *count, at
 * most REMEMBERED_MOST.
 */
enum status remembered_read(struct exchange *exchange, struct case_record *records, size_t *count);

/* Takes the cookie back. */
void remembered_forget(struct exchange *exchange);

#endif
