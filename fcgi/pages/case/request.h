/*
 * request: what the case page tells staff of a request's applicant without saying who it is: how many were
 * filed this month, what that would cost, and the others.  Depends on: cases/applicant, law/fee,
 * pages/view/staff_view.
 */
#ifndef PAGES_CASE_REQUEST_H
#define PAGES_CASE_REQUEST_H

#include "cases/applicant.h"
#include "pages/view/staff_view.h"

/*
 * Adds "filings" unless the applicant gave no paper's number: {filed_month, filed_place, filed_fee (yuan for
 * this one, by items), filed_others [{filed_n, filed_number, filed_title, filed_state_label}]}; the others
 * only where the viewer may open them.
 */
void staff_request_view(struct casework *work, const struct applicant_filings *filings,
	const struct viewer *viewer, struct value *view);

#endif
