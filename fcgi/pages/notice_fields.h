/*
 * notice_fields: the fields by which a form asks how its sender wants to be told of each step, as far as the
 * site tells anybody ([notices]).  Depends on: web/form, model/submission.
 */
#ifndef PAGES_NOTICE_FIELDS_H
#define PAGES_NOTICE_FIELDS_H

#include "model/submission.h"
#include "pages/site.h"

#define NOTICES_SMS_FIELD { .name = "sms", .label = "短信通知", .kind = FIELD_CHECK }
#define NOTICES_MAIL_FIELD { .name = "mail", .label = "邮件通知", .kind = FIELD_CHECK }

/* What the site offers, for the template: offer_sms, offer_mail. */
void notices_offer(struct exchange *exchange);

/*
 * The choice of a form with "phone", "sms" and "email", which is there for messages alone; with "mail"
 * too, it is there for other things as well and that box asks for messages.  Puts faults beside the
 * fields.
 */
void notices_read(struct exchange *exchange, struct form_values *values, bool with_mail,
	struct submission *submission);

/* Whether a number can get text messages; the sentence beside the box if not. */
bool notices_reach(struct arena *arena, struct str phone, struct str *why);

/* The address as it is kept; false: the sentence for what is wrong stands beside "email". */
bool notices_email(struct exchange *exchange, struct form_values *values, struct str *email);

#endif
