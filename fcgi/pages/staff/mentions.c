#include "pages/staff/mentions.h"

#include "base/json_print.h"
#include "drafts/mention.h"
#include "lists/queue.h"
#include "pages/respond.h"

enum status mentions_view(struct exchange *exchange, struct value *view)
{
	struct casework work = site_work(exchange);
	struct value *list = map_list(view, "mentions");
	struct mentions mentions;

	TRY(mentions_read(&work, &exchange->session->viewer, &mentions));
	map_int(view, "mentions_total", mentions.total);
	for (size_t i = 0; i < mentions.count; i++) {
		const struct case_record *record = &mentions.list[i];
		struct value *map = list_map(list);

		map_int(map, "mention_n", (int64_t)record->n);
		map_str(map, "mention_title", record->title);
		map_str(map, "mention_number", case_number(&work, record));
		map_str(map, "mention_state", str_of(state_label(record->state)));
	}
	return OK;
}

static bool is_own(const struct viewer *viewer, struct str desk)
{
	return !str_starts(desk, S("dept:")) ||
		(viewer->dept.len > 0 && str_eq(str_sub(desk, S("dept:").len, desk.len), viewer->dept));
}

enum status staff_mentions_badge(struct exchange *exchange)
{
	const struct viewer *viewer = &exchange->session->viewer;
	struct value *badge = value_map(exchange->arena);
	struct casework work = site_work(exchange);
	struct value *desks;
	int64_t waiting = 0;
	int64_t mentions;

	TRY(queue_overview(&work, viewer, &desks));
	TRY(mentions_count(&work, viewer->id, &mentions));
	for (const struct member *m = desks->first; m != NULL; m = m->next)
		if (is_own(viewer, map_get_str(&m->value, "desk")))
			waiting += map_get_int(&m->value, "waiting", 0);
	map_int(badge, "waiting", waiting);
	map_int(badge, "mentions", mentions);
	exchange->reply->body = json_print(exchange->arena, badge);
	exchange->reply->type = S("application/json; charset=utf-8");
	return OK;
}

enum status staff_mentions_seen(struct exchange *exchange)
{
	struct casework work = site_work(exchange);
	uint64_t n = 0;

	(void)str_to_u64(exchange->params[0], INT64_MAX, &n);
	TRY(mention_drop(&work, exchange->session->account.id, n));
	map_bool(exchange->reply->view, "ok", true);
	respond_page(exchange, "staff_desk", S(""), "desk");
	return respond_done(exchange, S("/staff"), 200);
}
