#include "pages/view/digests.h"

#include "base/text.h"
#include "pages/respond.h"
#include "pages/site.h"
#include "pages/view/wording.h"

#define EXCERPT 200

static struct str date_text(struct arena *arena, struct str text)
{
	struct date date = { 0 };

	date_parse(text, &date);
	return arena_printf(arena, "%d年%d月%d日", date.year, date.month, date.day);
}

enum status digests_add_list(struct exchange *exchange, bool drafts, const char *path, struct value *view)
{
	struct casework work = site_work(exchange);
	struct digest rows[DIGESTS_A_PAGE + 1];
	struct value *list = map_list(view, "digests");
	struct str before = field_get(exchange->request->query, "before");
	size_t count;

	TRY(digest_list(&work, drafts, before, DIGESTS_A_PAGE + 1, rows, &count));
	for (size_t i = 0; i < count && i < DIGESTS_A_PAGE; i++) {
		struct value *map = list_map(list);

		map_str(map, "date", rows[i].date);
		map_str(map, "date_text", date_text(exchange->arena, rows[i].date));
		map_str(map, "url", ARENA_GLUE(exchange->arena, str_of(path), S("/"), rows[i].date));
		map_bool(map, "published", rows[i].published);
		map_str(map, "first", str_sub(rows[i].text, 0, str_find(rows[i].text, '\n', 0)));
	}
	map_bool(view, "later", before.len > 0);
	map_str(view, "next", count > DIGESTS_A_PAGE ? rows[DIGESTS_A_PAGE - 1].date : (struct str){ 0 });
	return OK;
}

/* What anybody may read of the latest answer, cut short. */
static void add_answer(struct casework *work, const struct case_record *record, const struct value *thread,
	struct value *map)
{
	struct value *seen = thread_visible(work->arena, record, thread, &viewer_public);
	struct str answer = { 0 };
	struct str excerpt;

	for (const struct member *m = seen->first; m != NULL; m = m->next)
		if (str_eq(map_get_str(&m->value, "kind"), S("answer")) &&
		    map_get_int(&m->value, "version", 0) == record->answers)
			answer = map_get_str(&m->value, "text");
	excerpt = text_first(answer, EXCERPT);
	map_str(map, "answer", excerpt);
	map_bool(map, "answer_cut", excerpt.len < answer.len);
}

static enum status add_cases(struct exchange *exchange, const struct digest *digest, struct value *list)
{
	struct casework work = site_work(exchange);
	struct depts depts;

	TRY(depts_read_lately(exchange, &depts));
	for (size_t i = 0; i < digest->count; i++) {
		struct case_record record;
		struct value *thread;
		struct value *map;
		enum status status = case_read(&work, digest->cases[i], &record, &thread, NULL);

		if (status == ERR_NOT_FOUND || (status == OK && !case_visible(&record, &viewer_public)))
			continue;
		TRY(status);
		map = list_map(list);
		row_view(&work, &record, &viewer_public, &depts, map);
		add_answer(&work, &record, thread, map);
	}
	return OK;
}

enum status digests_add_one(struct exchange *exchange, const struct digest *digest, struct value *map)
{
	map_str(map, "date", digest->date);
	map_str(map, "date_text", date_text(exchange->arena, digest->date));
	map_bool(map, "published", digest->published);
	map_int(map, "version", digest->version);
	map_str(map, "text", digest->text);
	map_str(map, "released", wording_instant(exchange->arena, digest->released));
	map_str(map, "released_text", wording_minute(exchange->arena, digest->released));
	return add_cases(exchange, digest, map_list(map, "cases"));
}

enum status digests_list(struct exchange *exchange)
{
	TRY(digests_add_list(exchange, false, "/digests", exchange->reply->view));
	respond_page(exchange, "digests", S("问政日报"), NULL);
	exchange->reply->cacheable = true;
	return OK;
}

enum status digests_show(struct exchange *exchange)
{
	struct casework work = site_work(exchange);
	struct digest digest;

	TRY(digest_read(&work, exchange->params[0], &digest));
	if (!digest.published)
		return ERR_NOT_FOUND;
	TRY(digests_add_one(exchange, &digest, map_map(exchange->reply->view, "digest")));
	respond_page(exchange, "digest",
		arena_join(exchange->arena, S("问政日报 "), date_text(exchange->arena, digest.date)), NULL);
	exchange->reply->cacheable = true;
	return OK;
}
