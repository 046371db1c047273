#include "pages/view/letter_opening.h"

#include "cases/act.h"

enum status letter_opened(const struct exchange *exchange, struct casework *work, struct case_record *record,
	const struct viewer *applicant, const struct letter_sent *sent)
{
	const struct act act = { .action = ACTION_SERVE, .by = applicant, .letter = sent->id };
	struct case_record now;
	struct str why;
	enum status status;

	if (exchange->request->method == METHOD_HEAD || sent->starts != 0)
		return OK;
	status = case_act(work, record->n, &act, &now, &why);
	/* Opened by this visit, or by another one since the case was read. */
	if (status == OK || status == ERR_ALREADY)
		*record = now;
	return status == ERR_AWAY ? status : OK;
}
