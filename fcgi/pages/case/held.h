/*
 * held: the handlers that publish or refuse a follow-up or comment that waits for review, or was reported,
 * and that by which a department comments.  Depends on: participation/held, participation/comment,
 * pages/case/open.
 */
#ifndef PAGES_CASE_HELD_H
#define PAGES_CASE_HELD_H

#include "web/route.h"

enum status staff_held_pass(struct exchange *exchange);
enum status staff_held_refuse(struct exchange *exchange);
enum status staff_comment_refuse(struct exchange *exchange);
enum status staff_comment_add(struct exchange *exchange);

#endif
