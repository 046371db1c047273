/*
 * participation: what others add to a topic: support, the wish to be told of its answer, comments,
 * views.  Handlers, as the route table names them.  Depends on: pages/site.
 */
#ifndef PAGES_PUBLIC_PARTICIPATION_H
#define PAGES_PUBLIC_PARTICIPATION_H

#include "web/route.h"

enum status participation_support(struct exchange *exchange);
enum status participation_support_add(struct exchange *exchange);
enum status participation_support_again(struct exchange *exchange);
enum status participation_follow(struct exchange *exchange);
enum status participation_follow_add(struct exchange *exchange);
enum status participation_follow_again(struct exchange *exchange);
enum status participation_comment(struct exchange *exchange);
enum status participation_comment_add(struct exchange *exchange);
enum status participation_report(struct exchange *exchange);
enum status participation_report_again(struct exchange *exchange);
enum status participation_report_add(struct exchange *exchange);
enum status participation_comment_again(struct exchange *exchange);
enum status participation_view(struct exchange *exchange);

#endif
