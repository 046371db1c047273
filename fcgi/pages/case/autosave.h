/*
 * autosave: the handlers by which staff save an answer before they send it.  Depends on:
 * pages/case/autosave_view, pages/case/case.
 */
#ifndef PAGES_CASE_AUTOSAVE_H
#define PAGES_CASE_AUTOSAVE_H

#include "pages/site.h"

enum status staff_autosave_save(struct exchange *exchange);
enum status staff_autosave_again(struct exchange *exchange);

#endif
