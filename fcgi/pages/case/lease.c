#include "pages/case/lease.h"

#include "cases/act.h"
#include "drafts/lease.h"
#include "pages/case/open.h"
#include "pages/respond.h"
#include "pages/view/staff_view.h"

static const struct viewer *me(const struct exchange *exchange)
{
	return &exchange->session->viewer;
}

enum status staff_lease_take(struct exchange *exchange)
{
	struct casework work = site_work(exchange);
	struct case_record record;
	struct str holder;
	int64_t until;
	enum status status;

	TRY(staff_case_open(exchange, &work, &record));
	if (!case_may(&work, &record, ACTION_DRAFT, me(exchange)) &&
		!case_may(&work, &record, ACTION_REVISE, me(exchange)))
		return ERR_NOT_NOW;
	status = lease_take(&work, record.n, me(exchange), &holder, &until);
	if (status != ERR_CONFLICT) {
		TRY(status);
		return staff_case_back(exchange, &work, &record);
	}
	TRY(staff_who_read(&work, holder, &holder));
	return respond_refuse(exchange, status,
		arena_printf(exchange->arena, "%.*s正在办理这一件，请等对方办完。", STR_ARG(holder)));
}

enum status staff_lease_drop(struct exchange *exchange)
{
	struct casework work = site_work(exchange);
	struct case_record record;

	TRY(staff_case_open(exchange, &work, &record));
	TRY(lease_drop(&work, record.n, me(exchange)));
	return staff_case_back(exchange, &work, &record);
}
