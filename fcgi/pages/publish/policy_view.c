#include "pages/publish/policy_view.h"

#include "pages/publish/article_view.h"
#include "pages/view/wording.h"

#define LINKS_SHOWN ARTICLES_A_PAGE

void policy_row_view(struct arena *arena, const struct article *article, struct value *map)
{
	article_row_view(arena, article, map);
	map_str(map, "body", article->policy.body);
	map_str(map, "issued_date", wording_date(arena, article->policy.issued));
}

void policy_text_view(const struct article_text *text, int64_t now, struct value *map)
{
	int64_t turns;
	enum policy_validity validity = policy_validity_at(text, now, &turns);
	enum interpretation_kind kind = INTERPRETATION_NONE;
	struct value *document;

	interpretation_kind_parse(text->kind, &kind);
	if (kind != INTERPRETATION_NONE) {
		map_str(map, "kind", text->kind);
		map_str(map, "kind_label", str_of(interpretation_kind_label(kind)));
	}
	if (validity == VALIDITY_NONE)
		return;
	document = map_map(map, "document");
	map_str(document, "number", text->doc_number);
	map_str(document, "body", text->doc_body);
	map_str(document, "issued_date", text->doc_issued);
	map_str(document, "effective_date", text->doc_effective);
	map_str(document, "ends_date", text->doc_ends);
	policy_validity_view(validity, document);
}

/* The documents that a text names: what took its place, and what it interprets. */
static enum status add_named(struct casework *work, const struct article_text *text, struct value *map)
{
	const uint64_t numbers[] = { policy_article(text->successor), policy_article(text->explains) };
	static const char *const names[] = { "successor", "explained" };
	struct article found[2];

	if (numbers[0] == 0 && numbers[1] == 0)
		return OK;
	TRY(article_read_many(work, numbers, 2, found));
	for (size_t i = 0; i < 2; i++)
		if (found[i].n != 0 && article_readable(&found[i]) &&
			found[i].policy.validity != VALIDITY_NONE)
			policy_row_view(work->arena, &found[i], map_map(map, names[i]));
	return OK;
}

enum status policy_links_view(struct casework *work, const struct article *article,
	const struct article_text *text, struct value *map)
{
	const struct str indexes[] = { policy_index_before(work->arena, article->n),
		policy_index_explaining(work->arena, article->n) };
	struct articles_page *pages;
	struct value *list;

	TRY(add_named(work, text, map));
	if (text->validity.len == 0)
		return OK;
	pages = arena_array(work->arena, 2, sizeof(*pages));
	TRY(articles_newest(work, indexes, 2, LINKS_SHOWN, pages));
	list = map_list(map, "interpretations");
	for (size_t i = 0; i < pages[1].count; i++) {
		struct value *item = list_map(list);
		enum interpretation_kind kind = pages[1].rows[i].policy.kind;

		article_row_view(work->arena, &pages[1].rows[i], item);
		map_str(item, "kind", str_of(interpretation_kind_name(kind)));
		map_str(item, "kind_label", str_of(interpretation_kind_label(kind)));
	}
	list = map_list(map, "replaced");
	for (size_t i = 0; i < pages[0].count; i++)
		policy_row_view(work->arena, &pages[0].rows[i], list_map(list));
	return OK;
}
