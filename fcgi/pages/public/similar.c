#include "pages/public/similar.h"

#include "base/text.h"
#include "pages/view/entry.h"
#include "suggest/already.h"

#define ANSWER_CHARACTERS 80

/* Its first lines, as one. */
static struct str beginning(struct arena *arena, struct str text)
{
	struct str line = text_tidy(arena, text, false);
	struct str first = text_first(line, ANSWER_CHARACTERS);

	return first.len < line.len ? arena_join(arena, first, S("…")) : first;
}

enum status similar_add(struct exchange *exchange, const struct form_values *values, bool *any)
{
	struct casework work = site_work(exchange);
	struct already_part part = { .work = &work, .shelf = exchange->site->shelf, .viewer = &viewer_public,
		.title = form_get(values, "title"), .text = form_get(values, "body") };
	struct value *list = map_list(exchange->reply->view, "similar");
	struct depts depts;

	*any = false;
	TRY(depts_read_lately(exchange, &depts));
	TRY(rounds_run(work.store, work.arena, &(struct part){ already_ask, already_take, &part }, 1));
	for (size_t i = 0; i < part.count; i++) {
		struct value *map = list_map(list);

		row_view(&work, &part.list[i].record, &viewer_public, &depts, map);
		map_str(map, "answer", beginning(work.arena, entry_latest_answer(part.list[i].thread)));
	}
	*any = part.count > 0;
	return OK;
}
