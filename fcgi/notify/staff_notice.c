#include "notify/staff_notice.h"

#include "base/clock.h"
#include "links/review_token.h"
#include "model/department.h"
#include "publish/article.h"

static enum status make_review(struct casework *work, const struct notice_event *event, struct str origin,
	bool link, struct notice *notice)
{
	struct arena *arena = work->arena;
	struct str path = arena_join(arena, S("/staff/articles/"), num(arena, (int64_t)event->n));
	struct article article;

	TRY(article_read(work, event->n, &article));
	if (article.state != ARTICLE_REVIEW || !str_eq(article.reviewer, event->account))
		return ERR_NOT_NOW;
	if (link)
		TRY(review_token_path(work, &(struct review_claims){ .article = article.n,
			.account = article.reviewer, .hash = article.draft_hash,
			.submitted = article.submitted }, &path));
	notice->url = arena_join(arena, origin, path);
	notice->text = arena_printf(arena, "【%s】有一篇稿件请您审核（信息%lld，%.*s送审）。\n%s\n%.*s",
		work->config->site.name, (long long)article.n,
		STR_ARG(clock_minute(arena, article.submitted)),
		link ? "打开下面的链接即可审核。链接只供您本人使用，请不要转发。" : "请登录后审核。",
		STR_ARG(notice->url));
	return OK;
}

static enum status make_emergency(struct casework *work, const struct notice_event *event, struct str origin,
	struct notice *notice)
{
	struct arena *arena = work->arena;
	struct article article;

	TRY(article_read(work, event->n, &article));
	if (!emergency_waits(&article.emergency))
		return ERR_NOT_NOW;
	notice->due = clock_date(arena, article.emergency.due);
	notice->url = ARENA_GLUE(arena, origin, S("/staff/articles/"), num(arena, (int64_t)article.n));
	notice->text = arena_printf(arena,
		"【%s】信息%lld已经紧急发布，须由另一位同事补审。\n补审期限：%.*s\n%.*s",
		work->config->site.name, (long long)article.n, STR_ARG(notice->due), STR_ARG(notice->url));
	return OK;
}

enum status staff_notice_make(struct casework *work, const struct notice_event *event, struct str origin,
	bool link, struct notice *notice)
{
	struct dept dept;
	enum status status = event->dept.len > 0 ? dept_read(work, event->dept, &dept) : ERR_NOT_FOUND;

	if (status != OK && status != ERR_NOT_FOUND)
		return status;
	*notice = (struct notice){ .kind = event->kind, .n = event->n, .dept = event->dept,
		.dept_name = status == OK ? dept.name : event->dept };
	if (event->kind == NOTICE_REVIEW)
		return make_review(work, event, origin, link, notice);
	if (event->kind == NOTICE_EMERGENCY)
		return make_emergency(work, event, origin, notice);
	notice->url = arena_join(work->arena, origin, S("/staff/check"));
	notice->text = arena_printf(work->arena, "【%s】网站自查提醒\n%.*s\n%.*s", work->config->site.name,
		STR_ARG(event->about), STR_ARG(notice->url));
	return OK;
}
