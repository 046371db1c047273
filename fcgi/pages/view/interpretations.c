#include "pages/view/interpretations.h"

#include "lists/articles.h"
#include "model/department.h"
#include "pages/view/staff_view.h"
#include "pages/view/wording.h"
#include "publish/column.h"

enum status interpretations_count_view(struct casework *work, const struct viewer *viewer, struct value *view)
{
	struct str dept;
	struct value *map;
	int64_t open;
	int64_t late;

	if (!article_explains(viewer, &dept))
		return OK;
	TRY(articles_due(work, policy_index_open(work->arena, dept), &open, &late));
	if (open == 0)
		return OK;
	map = map_map(view, "interpretations");
	map_int(map, "open", open);
	map_int(map, "late", late);
	return OK;
}

/* Where an editor begins one: in the first column for interpretations that takes it. */
static struct str draft_url(struct arena *arena, const struct columns *columns, const struct viewer *viewer,
	uint64_t n)
{
	struct str column = { 0 };

	for (size_t i = 0; i < columns->count && column.len == 0; i++)
		if (str_eq(columns->list[i].type, S("政策解读")) && column_takes(&columns->list[i], viewer))
			column = columns->list[i].id;
	return ARENA_GLUE(arena, S("/staff/articles/new?explains="), num(arena, (int64_t)n), S("&column="),
		column);
}

static void add_task(struct casework *work, const struct article *article, const struct depts *depts,
	struct value *map)
{
	map_int(map, "n", (int64_t)article->n);
	map_str(map, "title", article->title);
	map_str(map, "number", article->policy.number);
	map_str(map, "public_url", arena_join(work->arena, S("/articles/"),
		num(work->arena, (int64_t)article->n)));
	map_str(map, "published_text", wording_date(work->arena, article->policy.opened));
	map_str(map, "dept_name", article->dept.len > 0 ? depts_name(depts, article->dept) :
		S("信息编辑"));
	staff_due_view(work, article->policy.due, map);
}

enum status interpretations_view(struct casework *work, const struct viewer *viewer, struct str after,
	bool late, struct value *view)
{
	struct value *list = map_list(view, "tasks");
	struct columns columns = { 0 };
	struct articles_page page;
	struct depts depts;
	struct str dept;

	if (!article_explains(viewer, &dept))
		return ERR_FORBIDDEN;
	TRY(articles_soonest(work, policy_index_open(work->arena, dept), after, &page));
	TRY(depts_read(work, &depts));
	if ((viewer->roles & ROLE_EDITOR) != 0)
		TRY(columns_read(work, &columns));
	map_str(view, "tasks_next", page.next);
	for (size_t i = 0; i < page.count; i++) {
		struct value *map;

		if (late && page.rows[i].policy.due >= work->now)
			continue;
		map = list_map(list);
		add_task(work, &page.rows[i], &depts, map);
		map_str(map, "draft_url", (viewer->roles & ROLE_EDITOR) != 0 ?
			draft_url(work->arena, &columns, viewer, page.rows[i].n) : (struct str){ 0 });
	}
	return OK;
}
