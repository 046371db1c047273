/* The site check: what an inspection of the website would find, when, and who must act. */
#include "pages/staff/check.h"

#include "pages/respond.h"
#include "report/site/site_check.h"

enum status staff_check_show(struct exchange *exchange)
{
	struct casework work = site_work(exchange);
	struct site_findings findings;

	TRY(site_check(&work, &findings));
	site_check_view(&work, &findings, exchange->reply->view);
	respond_page(exchange, "staff_check", S("网站自查"), "check");
	return OK;
}
