/*
 * open: what the handlers of small actions on a case begin and end with.  Depends on: model/record,
 * pages/respond.
 */
#ifndef PAGES_CASE_OPEN_H
#define PAGES_CASE_OPEN_H

#include "model/record.h"
#include "pages/site.h"

/* Reads the case that the address names.  ERR_NOT_FOUND unless it is this person's business. */
enum status staff_case_open(struct exchange *exchange, struct casework *work, struct case_record *record);

/* Reads the case again and leads back to where the button was: the review queue or the case. */
enum status staff_case_back(struct exchange *exchange, struct casework *work, struct case_record *record);

#endif
