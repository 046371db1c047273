/* A case on paper. */
#include "pages/case/print.h"

#include "pages/case/parts.h"
#include "pages/respond.h"
#include "pages/site.h"
#include "pages/view/photos.h"
#include "staff/audit.h"

/* The contact data only when it is asked for by name: who is not shown it can't leave it on a printer. */
static enum status add_contact(struct exchange *exchange, struct casework *work,
	const struct case_record *record)
{
	const struct viewer *me = &exchange->session->viewer;
	struct sealed_contact contact;
	bool asked = field_get(exchange->request->query, "contact").len > 0;

	map_bool(exchange->reply->view, "may_contact", !asked && contact_visible(record, me));
	if (!asked)
		return OK;
	if (!contact_visible(record, me))
		return ERR_FORBIDDEN;
	TRY(audit_contact(work, record, me));
	TRY(sealed_read(work, record, &contact));
	staff_contact_view(record, &contact, exchange->reply->view);
	return OK;
}

enum status staff_print_show(struct exchange *exchange)
{
	struct casework work = site_work(exchange);
	const struct viewer *me = &exchange->session->viewer;
	struct value *view = exchange->reply->view;
	struct case_record record;
	struct staff_ids ids = { .count = 0 };
	struct staff_names names;
	struct value *thread;
	struct value *map;
	uint64_t n = 0;

	(void)str_to_u64(exchange->params[0], INT64_MAX, &n);
	TRY(case_read(&work, n, &record, &thread, NULL));
	if (!staff_may_open(&record, me))
		return ERR_NOT_FOUND;
	staff_ids_add_thread(&ids, thread);
	TRY(staff_names_read(&work, &ids, &names));
	map = map_map(view, "case");
	TRY(present_comments(exchange, &work, &record, me, &thread, map));
	TRY(present_case(&work, &record, thread, me, &names.depts, map));
	staff_due_view(&work, record.due, view);
	staff_history_view(&work, &record, &names, thread_visible(work.arena, &record, thread, me), view);
	photos_base(view, arena_printf(work.arena, "/staff/cases/%llu/photos", (unsigned long long)n));
	map_str(view, "source", record.source);
	map_str(view, "upstream_no", record.upstream_no);
	map_str(view, "printed_by", exchange->session->account.name);
	map_str(view, "printed_at", clock_minute(work.arena, work.now));
	TRY(add_contact(exchange, &work, &record));
	respond_page(exchange, "staff_print",
		arena_join(exchange->arena, S("打印 "), case_number(&work, &record)), "desk");
	return OK;
}
