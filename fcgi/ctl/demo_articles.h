/*
 * demo_articles: publishes a sample article as people do: one account drafts and submits it, another approves
 * it.  Depends on: publish/article_change, lists/articles.
 */
#ifndef CTL_DEMO_ARTICLES_H
#define CTL_DEMO_ARTICLES_H

#include "base/value.h"
#include "model/casework.h"

/*
 * At work->now.  object has by and reviewer (account ids), column, title, body, source and, if wanted,
 * summary, author, keywords and what a policy document says; instead of explains it may have
 * explains_number, the 文号 of a document that was published before.  once is its key among all forms ever
 * sent.
 */
enum status demo_article_publish(struct casework *work, const struct value *object, struct str once);

#endif
