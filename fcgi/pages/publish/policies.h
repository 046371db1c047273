/*
 * policies: the public library of policy documents (规范性文件库), by date of issue, narrowed to a year, an
 * issuing body, a validity, a number (文号).  A page reads only the documents it shows.  Depends on:
 * pages/publish/policy_view, pages/publish/article_feed.
 */
#ifndef PAGES_PUBLISH_POLICIES_H
#define PAGES_PUBLISH_POLICIES_H

#include "web/route.h"

enum status policies_list(struct exchange *exchange);
enum status policies_feed(struct exchange *exchange);

#endif
