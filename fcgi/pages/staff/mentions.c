#include "pages/staff/mentions.h"

#include "drafts/mention.h"
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
