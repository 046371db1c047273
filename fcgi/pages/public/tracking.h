/*
 * tracking: the resident's page of a case of their own, and what they may do there.  Handlers, as the route
 * table names them.  Depends on: pages/site, cases/act.
 */
#ifndef PAGES_PUBLIC_TRACKING_H
#define PAGES_PUBLIC_TRACKING_H

#include "web/route.h"

/* One form of the page: the data of the routes whose handler is tracking_act. */
struct tracking_form;
extern const struct tracking_form tracking_form_supplement, tracking_form_rating, tracking_form_reopen,
	tracking_form_followup, tracking_form_withdraw, tracking_form_withdraw_consent,
	tracking_form_explain;

enum status tracking_show(struct exchange *exchange);
enum status tracking_act(struct exchange *exchange);
enum status tracking_again(struct exchange *exchange);
enum status tracking_photo(struct exchange *exchange);

#endif
