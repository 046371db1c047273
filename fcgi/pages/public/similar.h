/*
 * similar: what was already asked, as the form for a question shows it.  Depends on: suggest/already,
 * pages/view/row.
 */
#ifndef PAGES_PUBLIC_SIMILAR_H
#define PAGES_PUBLIC_SIMILAR_H

#include "pages/site.h"

/*
 * Adds to the view "similar": up to three topics most like what the form says, as rows (pages/view/row) with
 * "answer", the first lines of the answer, or empty.  An intake channel's already.
 */
enum status similar_add(struct exchange *exchange, const struct form_values *values, bool *any);

#endif
