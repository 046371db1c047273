#include "pages/publish/picks_view.h"

#include "base/text.h"
#include "lists/picked.h"
#include "pages/publish/article_view.h"
#include "pages/site.h"
#include "pages/view/row.h"

#define EXCERPT 200

/* The latest answer, cut short. */
static void add_answer(const struct picked *picked, struct value *map)
{
	struct str answer = { 0 };
	struct str excerpt;

	for (const struct member *m = picked->thread->first; m != NULL; m = m->next)
		if (str_eq(map_get_str(&m->value, "kind"), S("answer")) &&
		    map_get_int(&m->value, "version", 0) == picked->record.answers)
			answer = map_get_str(&m->value, "text");
	excerpt = text_first(answer, EXCERPT);
	map_str(map, "answer", excerpt);
	map_bool(map, "answer_cut", excerpt.len < answer.len);
}

enum status picks_view(struct exchange *exchange, struct str cases, struct value *map, int64_t *hidden)
{
	struct casework work = site_work(exchange);
	struct value *list = map_list(map, "cases");
	struct picked *picked = arena_array(exchange->arena, PICKS_MOST, sizeof(*picked));
	struct depts depts;
	int64_t gone;
	size_t count;

	TRY(picked_read(&work, cases, picked, &count, hidden != NULL ? hidden : &gone));
	if (count == 0)
		return OK;
	TRY(depts_read_lately(exchange, &depts));
	for (size_t i = 0; i < count; i++) {
		struct value *row = list_map(list);

		row_view(&work, &picked[i].record, &viewer_public, &depts, row);
		add_answer(&picked[i], row);
	}
	return OK;
}

enum status picks_articles_view(struct casework *work, const struct case_beside *beside, struct value *map)
{
	struct value *list = map_list(map, "digests");
	struct article found[CASE_ARTICLES];
	size_t count = 0;

	while (count < CASE_ARTICLES && beside->articles[count] != 0)
		count++;
	if (count == 0)
		return OK;
	TRY(article_read_many(work, beside->articles, count, found));
	for (size_t i = 0; i < count; i++)
		if (found[i].n != 0 && article_opens(&found[i]) == OPENS_PAGE)
			article_row_view(work->arena, &found[i], list_map(list));
	return OK;
}
