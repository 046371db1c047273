/*
 * answer_link: the signed link by which a department answers one case without an account.  It dies on the
 * answer, on another assignment, and thirty days after the due time.  Depends on: crypt/token, pages/site.
 */
#ifndef PAGES_CASE_ANSWER_LINK_H
#define PAGES_CASE_ANSWER_LINK_H

#include "pages/site.h"

/* The whole address of the link for the case as it is assigned now. */
enum status answer_link_make(struct exchange *exchange, const struct case_record *record, struct str *url);

/*
 * Whether this person may pass the link on: the case is assigned, and to the own department unless a
 * dispatcher.
 */
bool answer_link_may(const struct case_record *record, const struct viewer *viewer);

/* The handlers, as the route table names them. */
enum status answer_link_photo(struct exchange *exchange);
enum status answer_link_show(struct exchange *exchange);
enum status answer_link_send(struct exchange *exchange);
enum status answer_link_save(struct exchange *exchange);
enum status answer_link_again(struct exchange *exchange);
enum status answer_link_return(struct exchange *exchange);
enum status answer_link_return_again(struct exchange *exchange);

#endif
