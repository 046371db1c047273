#include "pages/publish/article_view.h"

#include "base/clock.h"
#include "pages/publish/markdown.h"
#include "pages/site.h"
#include "pages/view/wording.h"

#define VERSIONS_SHOWN 50

#define COLUMNS_FRESH_MS 1000

enum status columns_read_lately(struct exchange *exchange, struct columns *columns)
{
	struct site *site = exchange->site;
	struct casework work = site_work(exchange);
	int64_t age = work.now - site->columns_read;

	if (site->columns_read == 0 || age < 0 || age >= COLUMNS_FRESH_MS) {
		site->columns_read = 0;
		arena_reset(site->columns_arena);
		work.arena = site->columns_arena;
		TRY(columns_read(&work, &site->columns));
		site->columns_read = work.now;
	}
	*columns = site->columns;
	return OK;
}

enum status article_read_asked(struct exchange *exchange, struct article *article,
	struct article_version *version)
{
	struct casework work = site_work(exchange);
	struct str asked = field_get(exchange->request->query, "version");
	uint64_t number = 0;
	uint64_t n = 0;

	if (!str_to_u64(exchange->params[0], INT64_MAX, &n) ||
		(asked.len > 0 && (!str_to_u64(asked, INT32_MAX, &number) || number == 0)))
		return ERR_NOT_FOUND;
	return article_read_version(&work, n, (int64_t)number, article, version);
}

struct str article_url(struct arena *arena, uint64_t n)
{
	return arena_join(arena, S("/articles/"), num(arena, (int64_t)n));
}

void article_row_view(struct arena *arena, const struct article *article, struct value *map)
{
	map_int(map, "n", (int64_t)article->n);
	map_str(map, "title", article->title);
	map_str(map, "summary", article->summary);
	map_str(map, "url", article_url(arena, article->n));
	map_str(map, "column", article->column);
	map_str(map, "published", wording_instant(arena, article->published));
	map_str(map, "published_date", wording_date(arena, article->published));
	map_str(map, "pub_date", article->published != 0 ? clock_minute(arena, article->published) : S(""));
	if (article->policy.validity == VALIDITY_NONE)
		return;
	map_str(map, "number", article->policy.number);
	policy_validity_view(article->policy.validity, map);
}

void policy_validity_view(enum policy_validity validity, struct value *map)
{
	bool ended = validity == VALIDITY_REPEALED || validity == VALIDITY_EXPIRED;

	map_str(map, "validity", str_of(policy_validity_name(validity)));
	map_str(map, "validity_label", str_of(policy_validity_label(validity)));
	map_bool(map, "ended", ended);
	map_bool(map, "pending", validity == VALIDITY_PENDING);
	map_bool(map, "in_force", !ended && validity != VALIDITY_PENDING);
}

void article_rows_view(struct arena *arena, const struct articles_page *page, struct value *list)
{
	for (size_t i = 0; i < page->count; i++)
		article_row_view(arena, &page->rows[i], list_map(list));
}

void article_text_view(struct arena *arena, const struct article *article,
	const struct article_version *version, struct value *map)
{
	const struct article_text *text = &version->text;

	map_int(map, "n", (int64_t)article->n);
	map_str(map, "title", text->title);
	map_str(map, "url", article_url(arena, article->n));
	map_str(map, "column", text->column);
	map_str(map, "summary", text->summary);
	map_str(map, "source", text->source);
	map_str(map, "author", text->author);
	map_str(map, "keywords", text->keywords);
	map_str(map, "body", text->body);
	map_str(map, "html", markdown_html(arena, text->body));
	map_int(map, "version", version->version);
	map_int(map, "report", article->report);
	/* What the seal's "text" is the SHA-256 of. */
	map_str(map, "sealed_text", version->bytes);
	map_str(map, "note", text->note);
	map_str(map, "published", wording_instant(arena, article->published));
	map_str(map, "published_text", wording_minute(arena, article->published));
	map_str(map, "pub_date", article->published != 0 ? clock_minute(arena, article->published) : S(""));
	map_str(map, "revised_text", version->version > 1 ? wording_minute(arena, version->at) : S(""));
}

static struct str column_url(struct arena *arena, struct str id)
{
	return arena_join(arena, S("/columns/"), id);
}

void column_trail_view(struct arena *arena, const struct columns *columns, const struct column *column,
	struct value *map)
{
	const struct column *trail[COLUMN_DEPTH];
	size_t count = columns_trail(columns, column, trail);
	struct value *list = map_list(map, "trail");

	while (count-- > 0) {
		struct value *item = list_map(list);

		map_str(item, "id", trail[count]->id);
		map_str(item, "name", trail[count]->name);
		map_str(item, "url", column_url(arena, trail[count]->id));
	}
}

void column_view(struct arena *arena, const struct column *column, struct value *map)
{
	map_str(map, "id", column->id);
	map_str(map, "name", column->name);
	map_str(map, "url", column_url(arena, column->id));
	map_str(map, "type", column->type);
	map_str(map, "description", column->description);
	map_str(map, "keywords", column->keywords);
	map_bool(map, "closed", column->closed);
}

enum status article_history_view(struct casework *work, const struct article *article, struct str url,
	struct value *map)
{
	struct article_step *steps = arena_array(work->arena, VERSIONS_SHOWN, sizeof(*steps));
	struct value *list = map_list(map, "versions");
	size_t count;

	if (article->versions < 2)
		return OK;
	TRY(article_history(work, article, VERSIONS_SHOWN, steps, &count));
	for (size_t i = 0; i < count; i++) {
		struct value *item = list_map(list);

		map_int(item, "version", steps[i].version);
		map_str(item, "when", wording_minute(work->arena, steps[i].at));
		map_str(item, "change", steps[i].version == 1 ? S("首次发布") : steps[i].note);
		map_str(item, "version_url", ARENA_GLUE(work->arena, url, S("?version="),
			num(work->arena, steps[i].version)));
	}
	return OK;
}
