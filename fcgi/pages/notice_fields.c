#include "pages/notice_fields.h"

#include "model/application.h"
#include "model/phone_index.h"

void notices_offer(struct exchange *exchange)
{
	const struct config *config = exchange->site->config;

	map_bool(exchange->reply->frame, "offer_sms", config->notices.sms);
	map_bool(exchange->reply->frame, "offer_mail", config->notices.mail);
}

bool notices_reach(struct arena *arena, struct str phone, struct str *why)
{
	struct str digits = phone_digits(arena, phone);

	if (phone.len == 0)
		*why = S("请填写手机号，短信才能发给您");
	else if (!phone_plain(digits) || digits.data[0] != '1')
		*why = S("短信只能发到手机号，座机收不到，请改填手机号或者不勾选");
	else
		return true;
	return false;
}

bool notices_email(struct exchange *exchange, struct form_values *values, struct str *email)
{
	struct str typed = form_get(values, "email");

	if (typed.len == 0 || email_address(exchange->arena, typed, email))
		return true;
	form_fault(values, "email", S("电子邮箱格式不对，例如 name@example.com，请核对"));
	return false;
}

void notices_read(struct exchange *exchange, struct form_values *values, bool with_mail,
	struct submission *submission)
{
	const struct config *config = exchange->site->config;
	struct str why;

	if (config->notices.sms && form_get(values, "sms").len > 0) {
		submission->told |= TOLD_SMS;
		if (!notices_reach(exchange->arena, submission->phone, &why))
			form_fault(values, "sms", why);
	}
	if (!config->notices.mail || (with_mail && form_get(values, "mail").len == 0))
		return;
	if (with_mail && form_get(values, "email").len == 0)
		form_fault(values, "mail", S("请填写电子邮箱，邮件才能发给您"));
	/* That form has checked the address itself. */
	if (!with_mail && !notices_email(exchange, values, &submission->email))
		return;
	if (with_mail || submission->email.len > 0)
		submission->told |= TOLD_MAIL;
}
