#include "ctl/demo_articles.h"

#include "publish/article_change.h"
#include "publish/article_check.h"

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
	change.text = &text;
	TRY(article_change(work, &n, &change, &article, &refusal));
	change = (struct article_change){ .action = ARTICLE_SUBMIT, .by = &editor,
		.answered = article_findings_all(work->arena), .version = article.version };
	TRY(article_change(work, &n, &change, &article, &refusal));
	change = (struct article_change){ .action = ARTICLE_APPROVE, .by = &reviewer,
		.version = article.version, .hash = article.draft_hash };
	return article_change(work, &n, &change, &article, &refusal);
}
