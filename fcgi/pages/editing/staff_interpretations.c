#include "pages/editing/staff_interpretations.h"

#include "pages/respond.h"
#include "pages/site.h"
#include "pages/view/interpretations.h"

enum status staff_interpretations_show(struct exchange *exchange)
{
	struct casework work = site_work(exchange);
	const struct viewer *viewer = &exchange->session->viewer;
	struct value *view = exchange->reply->view;
	struct str after = field_get(exchange->request->query, "after");

	TRY(interpretations_view(&work, viewer, after, false, view));
	TRY(interpretations_count_view(&work, viewer, view));
	map_bool(view, "later", after.len > 0);
	respond_page(exchange, "staff_interpretations", S("政策解读待办"),
		(viewer->roles & (ROLE_EDITOR | ROLE_REVIEWER)) != 0 ? "articles" : "desk");
	return OK;
}
