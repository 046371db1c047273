/*
 * tracking: the resident's page of a case of their own, and what they may do there.  Handlers, as the route table names them.  Depends on: pages/site.
 */
#ifndef PAGES_PUBLIC_TRACKING_H
#define PAGES_PUBLIC_TRACKING_H

#include "web/route.h"

enum status asker_show(struct exchange *exchange);
enum status asker_followup(struct exchange *exchange);
enum status asker_rating(struct exchange *exchange);
enum status asker_reopen(struct exchange *exchange);
enum status asker_supplement(struct exchange *exchange);
enum status asker_withdraw(struct exchange *exchange);
enum status asker_again(struct exchange *exchange);
enum status asker_photo(struct exchange *exchange);

#endif
