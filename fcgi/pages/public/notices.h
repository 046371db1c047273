/*
 * notices: how the sender of a case is told of its steps: the page behind the tracking link where it is
 * chosen, the short link in each message, and the page that ends such messages.  Handlers, as the route
 * table names them. Those who follow a topic confirm their e-mail address and end such mails here too.
 * Depends on: pages/site, participation/notices, participation/follow_request.
 */
#ifndef PAGES_PUBLIC_NOTICES_H
#define PAGES_PUBLIC_NOTICES_H

#include "model/record.h"
#include "web/route.h"

enum status notices_show(struct exchange *exchange);
enum status notices_send(struct exchange *exchange);
enum status notices_again(struct exchange *exchange);
enum status notices_link(struct exchange *exchange);
enum status notices_stop_show(struct exchange *exchange);
enum status notices_stop_send(struct exchange *exchange);
/* Of a mail to somebody who follows a topic, or was named as such a one. */
enum status notices_confirm_show(struct exchange *exchange);
enum status notices_confirm_send(struct exchange *exchange);
enum status notices_unfollow_show(struct exchange *exchange);
enum status notices_unfollow_send(struct exchange *exchange);

/* For the tracking page: notices_url and told ("短信、邮件"), where the site offers it. */
void notices_view(struct exchange *exchange, const struct case_record *record, struct str track);

#endif
