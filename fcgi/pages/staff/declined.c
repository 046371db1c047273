/* The supervisors' page of requests for information that were declined: who, when, why, which other one. */
#include "pages/staff/declined.h"

#include "lists/declined.h"
#include "pages/respond.h"
#include "pages/site.h"
#include "pages/view/staff_view.h"

static void add_row(struct casework *work, const struct staff_names *names, const struct case_record *record,
	const struct case_record *other, struct value *map)
{
	/* Earlier versions did not note when. */
	int64_t at = record->closed != 0 ? record->closed : record->created;
	const char *reason = decline_label(record->declined);

	map_int(map, "n", (int64_t)record->n);
	map_str(map, "number", case_number(work, record));
	map_str(map, "title", record->title);
	map_str(map, "at", clock_rfc3339(work->arena, at));
	map_str(map, "at_text", clock_minute(work->arena, at));
	map_str(map, "by", declined_by(record));
	map_str(map, "by_name", staff_who(work->arena, names, declined_by(record)));
	map_str(map, "reason", record->declined);
	map_str(map, "reason_label", reason != NULL ? str_of(reason) : record->declined);
	map_int(map, "other_n", (int64_t)other->n);
	map_str(map, "other_number", other->n != 0 ? case_number(work, other) : (struct str){ 0 });
}

enum status staff_declined_show(struct exchange *exchange)
{
	struct casework work = site_work(exchange);
	struct str before = field_get(exchange->request->query, "before");
	struct declined_page *page = arena_array(exchange->arena, 1, sizeof(*page));
	struct value *view = exchange->reply->view;
	struct value *list = map_list(view, "rows");
	struct staff_ids ids = { .count = 0 };
	struct staff_names names;

	TRY(declined_read(&work, &exchange->session->viewer, before, page));
	for (size_t i = 0; i < page->count; i++)
		staff_ids_add(&ids, declined_by(&page->rows[i]));
	TRY(staff_names_read(&work, &ids, &names));
	for (size_t i = 0; i < page->count; i++)
		add_row(&work, &names, &page->rows[i], &page->others[i], list_map(list));
	map_int(view, "total", page->total);
	map_str(view, "next", page->next);
	map_bool(view, "later", before.len > 0);
	respond_page(exchange, "staff_declined", S("不予受理的信息公开申请"), "supervision");
	return OK;
}
