#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "article_rig.h"
#include "publish/article_check.h"

const struct viewer rig_author = { .roles = ROLE_EDITOR, .id = { "author", 6 } };
const struct viewer rig_reviewer = { .roles = ROLE_REVIEWER, .id = { "reviewer", 8 } };

int rig_newsroom(void **state)
{
	struct column news = { .id = S("news"), .name = S("工作动态"), .type = S("工作动态") };
	struct str wrong;

	rig_clean(state);
	assert_int_equal(column_put(&rig, &news, S("operator"), &wrong), OK);
	return 0;
}

struct article rig_article(uint64_t n)
{
	struct article article = { 0 };

	assert_int_equal(article_read(&rig, n, &article), OK);
	return article;
}

enum status rig_change(uint64_t *n, struct article_change change, struct article_refusal *refusal)
{
	struct article after;

	change.answered = article_findings_all(rig.arena);
	if (*n != 0)
		change.version = rig_article(*n).version;
	if (change.action == ARTICLE_APPROVE && change.hash.len == 0)
		change.hash = rig_article(*n).draft_hash;
	return article_change(&rig, n, &change, &after, refusal);
}
