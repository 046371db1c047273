/*
 * article_rig: what the tests of articles share: a site with one column, an author and a reviewer, and
 * changes of an article as it stands.
 */
#ifndef TESTS_ARTICLE_RIG_H
#define TESTS_ARTICLE_RIG_H

#include "casework_rig.h"
#include "publish/article_change.h"

extern const struct viewer rig_author;
extern const struct viewer rig_reviewer;

/* An empty site (rig_clean) with the column "news", for tests' setup. */
int rig_newsroom(void **state);
struct article rig_article(uint64_t n);
/*
 * Does it to the article as it stands; all that is found in it is answered for, and what is approved is its
 * draft unless change says otherwise.
 */
enum status rig_change(uint64_t *n, struct article_change change, struct article_refusal *refusal);

#endif
