/*
 * The sheet for whom staff wrote a case down: number, query code and tracking link, to be printed or copied.
 */
#include "pages/case/receipt.h"

#include "links/tracking.h"
#include "pages/respond.h"
#include "pages/site.h"
#include "pages/view/application.h"
#include "pages/view/staff_view.h"
#include "web/qr.h"

static enum status add_link(struct exchange *exchange, const struct receipt *receipt)
{
	struct str track = ARENA_GLUE(exchange->arena, S("/t/"), receipt->track);
	struct str scanned = ARENA_GLUE(exchange->arena, site_origin(exchange),
		tracking_short(exchange->arena, receipt));
	struct str svg;

	map_str(exchange->reply->view, "track", track);
	map_str(exchange->reply->view, "link", ARENA_GLUE(exchange->arena, site_origin(exchange), track));
	TRY(qr_svg(exchange->arena, scanned, &svg));
	map_str(exchange->reply->frame, "qr_svg", svg);
	return OK;
}

/*
 * The code lets its holder act as the sender, so only the one who wrote the case down, for the sender to
 * take, sees it.
 */
enum status staff_receipt_show(struct exchange *exchange)
{
	const struct account *account = &exchange->session->account;
	struct casework work = site_work(exchange);
	struct case_record record;
	struct value *thread;
	struct receipt receipt;
	struct depts depts;
	uint64_t n = 0;

	(void)str_to_u64(exchange->params[0], INT64_MAX, &n);
	TRY(case_read(&work, n, &record, &thread, NULL));
	if (!staff_may_open(&record, &exchange->session->viewer) || !str_eq(record.entered_by, account->id))
		return ERR_NOT_FOUND;
	TRY(tracking_receipt(&work, &record, &receipt));
	TRY(depts_read(&work, &depts));
	TRY(present_case(&work, &record, thread, &exchange->session->viewer, &depts,
		map_map(exchange->reply->view, "case")));
	map_str(exchange->reply->view, "number", receipt.number);
	map_str(exchange->reply->view, "code", receipt.code);
	application_days(exchange->site->config, exchange->reply->frame);
	map_str(exchange->reply->frame, "entered_name", account->name);
	TRY(add_link(exchange, &receipt));
	respond_page(exchange, "staff_receipt", S("登记回执"), "desk");
	return OK;
}
