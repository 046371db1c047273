/*
 * review_link: the page behind a review link (links/review_token): one draft, what the system found in it,
 * the checks, approval and sending back, for the account that was asked and without a login.  A link for
 * another draft, one that was decided on or one that the reviewer wrote in opens nothing and says why.
 * Depends on: pages/editing/review_view, publish/article_change, staff/account.
 */
#ifndef PAGES_EDITING_REVIEW_LINK_H
#define PAGES_EDITING_REVIEW_LINK_H

#include "web/route.h"

enum status review_link_show(struct exchange *exchange);
/* A file that goes with the draft: the reviewer approves its bytes too. */
enum status review_link_attachment(struct exchange *exchange);
/* "approve" or "reject". */
enum status review_link_act(struct exchange *exchange);
enum status review_link_again(struct exchange *exchange);

#endif
