#include "report/annual.h"

enum status annual_read(struct casework *work, int year, struct annual *out)
{
	struct report_draft draft = { .figures = &out->sum };

	if (!yearly_valid(work, year))
		return ERR_NOT_FOUND;
	*out = (struct annual){ .year = year };
	TRY(yearly_read(work, year, &out->computed));
	out->sum = out->computed.tables;
	draft.fees = out->computed.fees;
	check_report(work->arena, &draft, &out->checks);
	return OK;
}
