#include "lists/articles.h"

#include "lists/walk.h"
#include "store/keys.h"

enum status articles_list(struct casework *work, struct str index, struct str before, size_t limit,
	bool inside, struct articles_page *page)
{
	struct walk walk = { .key = key_articles(work->store, work->arena, index), .descending = true };
	struct article found[ARTICLES_A_PAGE];
	uint64_t numbers[ARTICLES_A_PAGE];
	struct ranked *rows;
	size_t count;

	*page = (struct articles_page){ 0 };
	TRY(cursor_parse(work->arena, before, &walk.from));
	TRY(walk_chunk(work, &walk, limit, &rows, &count));
	for (size_t i = 0; i < count; i++)
		numbers[i] = ranked_case(rows[i].member);
	TRY(article_read_many(work, numbers, count, found));
	for (size_t i = 0; i < count; i++)
		if (found[i].n != 0 && (inside || article_opens(&found[i]) == OPENS_PAGE))
			page->rows[page->count++] = found[i];
	page->total = walk.total;
	if (!walk.ended && count > 0)
		page->next = cursor_print(work->arena, &rows[count - 1]);
	return OK;
}
