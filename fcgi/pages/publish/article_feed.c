#include "pages/publish/article_feed.h"

#include "lists/articles.h"
#include "pages/feed.h"
#include "pages/site.h"
#include "pages/publish/article_view.h"

/* An address that stays the same when the site's name changes (RFC 4151). */
static struct str tag_of(struct exchange *exchange, struct str path)
{
	return ARENA_GLUE(exchange->arena, S("tag:"), str_of(exchange->site->config->site.id), S(",2026:"),
		path);
}

static void add_entry(struct exchange *exchange, const struct article *article, struct feed *feed)
{
	struct str path = article_url(exchange->arena, article->n);

	feed_entry(feed, &(struct feed_entry){ .title = article->title,
		.id = tag_of(exchange, str_sub(path, 1, path.len)),
		.url = arena_join(exchange->arena, site_origin(exchange), path),
		.published = article->published, .updated = article_latest(article),
		.author = str_of(exchange->site->config->site.host), .summary = article->summary });
}

enum status article_feed_send(struct exchange *exchange, struct str index, struct str title, struct str path)
{
	struct casework work = site_work(exchange);
	struct articles_page page;
	struct feed feed;

	TRY(articles_newest(&work, &index, 1, ARTICLES_A_PAGE, &page));
	feed = feed_begin(exchange, ARENA_GLUE(exchange->arena, str_of(exchange->site->config->site.name),
		S("："), title), tag_of(exchange, path));
	for (size_t i = 0; i < page.count; i++)
		add_entry(exchange, &page.rows[i], &feed);
	return feed_end(exchange, &feed);
}
