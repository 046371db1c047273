/*
 * participation: what others add to a topic: support, comments, views.  Handlers, as the route table names them.  Depends on: pages/site.
 */
#ifndef PAGES_PUBLIC_PARTICIPATION_H
#define PAGES_PUBLIC_PARTICIPATION_H

#include "web/route.h"

enum status voices_support(struct exchange *exchange);
enum status voices_support_add(struct exchange *exchange);
enum status voices_support_again(struct exchange *exchange);
enum status voices_comment(struct exchange *exchange);
enum status voices_comment_add(struct exchange *exchange);
enum status voices_comment_again(struct exchange *exchange);
enum status voices_view(struct exchange *exchange);

#endif
