/*
 * typed: a resident's form that was not taken in yet, shown again at an address of its own (303), so that
 * reloading it or coming back sends nothing twice.  What was typed is kept sealed for the form token and
 * device it came with; the address says which form, never what is in it.  Depends on: pages/site,
 * drafts/half_form, privacy/limit.
 */
#ifndef PAGES_TYPED_H
#define PAGES_TYPED_H

#include "pages/site.h"

/*
 * Keeps the fields of the post and sends its sender to page, a path, with "?again=<form>", at the first wrong
 * field, or at its beginning.  ERR_NOT_NOW: this one is to be answered in place, because its sender has no
 * cookie, is staff or a program, sent files, or because there is too much of it; else the failure of the
 * store.
 */
enum status typed_keep(struct exchange *exchange, const struct form_values *values, struct str page);

/* Whether the address asks for a form that was refused. */
bool typed_asked(const struct exchange *exchange);
/*
 * The request as that post was: its fields, its form nonce, and what was wrong with its photos, which isn't
 * found out again (empty: nothing).  ERR_NOT_FOUND: it is kept no longer.
 */
enum status typed_open(struct exchange *exchange, struct str *photo_fault);

/* The form was taken in after all: nothing of what it was before is left. */
void typed_end(struct exchange *exchange);

#endif
