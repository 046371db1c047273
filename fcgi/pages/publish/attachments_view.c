#include "pages/publish/attachments_view.h"

#include "pages/file_view.h"
#include "publish/article_files.h"

static void add_file(struct arena *arena, const struct attachment *file, struct str base, struct str query,
	struct str withdrawn, struct value *map)
{
	map_str(map, "id", file->id);
	file_view(arena, file, map);
	if (withdrawn.len > 0)
		map_str(map, "withdrawn", withdrawn);
	else
		map_str(map, "url", ARENA_GLUE(arena, base, file->id, query));
}

enum status attachments_view(struct casework *work, const struct article *article,
	const struct article_version *version, struct value *map)
{
	struct arena *arena = work->arena;
	struct str base = ARENA_GLUE(arena, S("/attachments/"), num(arena, (int64_t)article->n), S("/"));
	struct str query = version->version == article->versions ? S("") :
		ARENA_GLUE(arena, S("?version="), num(arena, version->version));
	struct str reasons[ATTACHMENTS_MOST] = { 0 };
	struct attachments attachments;
	struct value *list;

	attachments_parse(arena, version->text.attachments, &attachments);
	if (attachments.count == 0)
		return OK;
	/* The latest version withdraws only what it doesn't have. */
	if (version->version < article->versions)
		TRY(article_files_withdrawn(work, article->n, attachments.list, attachments.count, reasons));
	list = map_list(map, "attachments");
	for (size_t i = 0; i < attachments.count; i++)
		add_file(arena, &attachments.list[i], base, query, reasons[i], list_map(list));
	return OK;
}

static void add_withdrawals(const struct attachments *attachments, struct value *map)
{
	struct value *list = attachments->withdrawals > 0 ? map_list(map, "withdrawals") : NULL;

	for (size_t i = 0; i < attachments->withdrawals; i++) {
		const struct withdrawal *one = &attachments->withdrawn[i];
		struct value *item = list_map(list);

		map_str(item, "id", one->id);
		map_str(item, "name", one->name);
		map_str(item, "sha256", one->hash);
		map_str(item, "why", one->reason);
	}
}

enum status attachments_inside_view(struct casework *work, uint64_t n, const struct article_text *text,
	struct str base, struct str query, struct value *map)
{
	struct str found[ATTACHMENTS_MOST] = { 0 };
	struct str reasons[ATTACHMENTS_MOST] = { 0 };
	struct attachments attachments;
	struct value *list;
	bool hides = false;

	attachments_parse(work->arena, text->attachments, &attachments);
	TRY(article_files_found(work, n, &attachments, found));
	TRY(article_files_withdrawn(work, n, attachments.list, attachments.count, reasons));
	add_withdrawals(&attachments, map);
	map_bool(map, "attached", attachments.count > 0);
	if (attachments.count == 0)
		return OK;
	list = map_list(map, "attachments");
	for (size_t i = 0; i < attachments.count; i++) {
		struct value *item = list_map(list);

		add_file(work->arena, &attachments.list[i], base, query, reasons[i], item);
		hides = file_found_view(work->arena, found[i], item) || hides;
	}
	map_bool(map, "hides", hides);
	return OK;
}

enum status attachments_earlier_view(struct casework *work, const struct article *article,
	const struct article_text *text, struct str chosen, struct value *map)
{
	struct attachment *earlier = arena_array(work->arena, ARTICLE_FILES_EARLIER, sizeof(*earlier));
	struct value *list;
	size_t count;

	TRY(article_files_earlier(work, article, text, earlier, ARTICLE_FILES_EARLIER, &count));
	if (count == 0)
		return OK;
	list = map_list(map, "earlier");
	for (size_t i = 0; i < count; i++) {
		struct value *item = list_map(list);

		map_str(item, "id", earlier[i].id);
		map_str(item, "name", earlier[i].name);
		map_bool(item, "ticked", str_eq(earlier[i].id, chosen));
	}
	return OK;
}
