/*
 * bulk: one step for several cases of a desk: what the queue offers for it.  Depends on:
 * pages/view/staff_view.
 */
#ifndef PAGES_STAFF_BULK_H
#define PAGES_STAFF_BULK_H

#include "pages/view/staff_view.h"

/*
 * Adds bulk, true when the viewer can do something with several of the desk's cases at once; bulk_accept,
 * bulk_assign, bulk_merge, bulk_decline, bulk_supervise: what; bulk_depts, bulk_reasons [{option,
 * option_label, chosen}] and into.  form: as it was sent; NULL before.
 */
void staff_bulk_view(const struct staff_names *names, struct str desk, const struct viewer *viewer,
	const struct field *form, struct value *view);

/* The handlers, as the route table names them. */
enum status staff_bulk_send(struct exchange *exchange);
enum status staff_bulk_again(struct exchange *exchange);

#endif
