/*
 * mine: what the sender of cases finds again without a link: the cases that this device remembers
 * (我的提问), and a new query code for whoever lost it, sent to the phone of the case alone.  Handlers, as
 * the route table names them.  Depends on: pages/remembered, participation/lost_code.
 */
#ifndef PAGES_PUBLIC_MINE_H
#define PAGES_PUBLIC_MINE_H

#include "web/route.h"

enum status mine_show(struct exchange *exchange);
enum status mine_forget(struct exchange *exchange);
enum status mine_lost_show(struct exchange *exchange);
enum status mine_lost_send(struct exchange *exchange);
enum status mine_lost_again(struct exchange *exchange);

#endif
