#include "ctl/demo_articles.h"

#include "lists/articles.h"
#include "publish/article_change.h"
#include "publish/article_check.h"

/* The number of the article with that 文号. */
static enum status find_document(struct casework *work, struct str number, struct str *out)
{
	struct str index = policy_index(work->arena, &(struct policy_filter){ .number = number });
	struct articles_page page;

	TRY(articles_list(work, index, (struct str){ 0 }, 1, false, &page));
	if (page.count == 0)
		return ERR_NOT_FOUND;
	*out = num(work->arena, (int64_t)page.rows[0].n);
	return OK;
}

enum status demo_article_publish(struct casework *work, const struct value *object, struct str once)
{
	const struct viewer editor = { .roles = ROLE_EDITOR, .id = map_get_str(object, "by") };
	const struct viewer reviewer = { .roles = ROLE_REVIEWER, .id = map_get_str(object, "reviewer") };
	struct article_change change = { .action = ARTICLE_CREATE, .by = &editor, .once = once };
	struct article_text text = { 0 };
	struct article article = { 0 };
	struct article_refusal refusal;
	uint64_t n = 0;

	for (const struct article_text_row *row = article_text_rows; row->name != NULL; row++)
		*article_text_at(&text, row) = map_get_str(object, row->name);
	if (map_get_str(object, "explains_number").len > 0)
		TRY(find_document(work, map_get_str(object, "explains_number"), &text.explains));
	change.text = &text;
	TRY(article_change(work, &n, &change, &article, &refusal));
	change = (struct article_change){ .action = ARTICLE_SUBMIT, .by = &editor,
		.answered = article_findings_all(work->arena), .version = article.version };
	TRY(article_change(work, &n, &change, &article, &refusal));
	change = (struct article_change){ .action = ARTICLE_APPROVE, .by = &reviewer,
		.version = article.version, .hash = article.draft_hash };
	return article_change(work, &n, &change, &article, &refusal);
}
