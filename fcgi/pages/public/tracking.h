/*
 * tracking: the resident's page of a case of their own, and what they may do there.  Handlers, as the route table
 * names them.  Depends on: pages/site, cases/act.
 */
#ifndef PAGES_PUBLIC_TRACKING_H
#define PAGES_PUBLIC_TRACKING_H

#include "web/route.h"

/* One form of the page: the data of the routes whose handler is tracking_act. */
struct offer;
extern const struct offer offer_supplement, offer_rating, offer_reopen, offer_followup, offer_withdraw;

enum status tracking_show(struct exchange *exchange);
enum status tracking_act(struct exchange *exchange);
enum status tracking_again(struct exchange *exchange);
enum status tracking_photo(struct exchange *exchange);

#endif
