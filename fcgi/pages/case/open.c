#include "pages/case/open.h"

#include "pages/respond.h"
#include "pages/view/staff_view.h"

enum status staff_case_open(struct exchange *exchange, struct casework *work, struct case_record *record)
{
	uint64_t n = 0;

	(void)str_to_u64(exchange->params[0], INT64_MAX, &n);
	TRY(case_read(work, n, record, NULL, NULL));
	return staff_may_open(record, &exchange->session->viewer) ? OK : ERR_NOT_FOUND;
}

enum status staff_case_back(struct exchange *exchange, struct casework *work, struct case_record *record)
{
	bool queue = str_eq(field_get(exchange->request->form, "from"), S("queue"));

	TRY(staff_case_open(exchange, work, record));
	staff_done_view(work, record, exchange->reply->view);
	respond_page(exchange, "staff_case", record->title, "desk");
	return respond_done(exchange,
		queue ? S("/staff/queues/review") :
			arena_printf(exchange->arena, "/staff/cases/%llu", (unsigned long long)record->n),
		200);
}
