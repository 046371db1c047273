#include "notify/smtp.h"

#include <string.h>

static size_t give(char *into, size_t size, size_t count, void *context)
{
	struct smtp_call *call = context;
	size_t len = size * count < call->rest.len ? size * count : call->rest.len;

	memcpy(into, call->rest.data, len);
	call->rest = str_sub(call->rest, len, call->rest.len);
	return len;
}

bool smtp_set_up(CURL *easy, const struct smtp_mail *mail, struct smtp_call *call)
{
	bool ok = true;

	call->rest = mail->message;
	call->to = curl_slist_append(NULL, mail->to);
	ok &= call->to != NULL;
	ok &= curl_easy_setopt(easy, CURLOPT_URL, mail->url) == CURLE_OK;
	ok &= curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "smtp,smtps") == CURLE_OK;
	ok &= curl_easy_setopt(easy, CURLOPT_USE_SSL, (long)CURLUSESSL_ALL) == CURLE_OK;
	ok &= curl_easy_setopt(easy, CURLOPT_MAIL_FROM, mail->from) == CURLE_OK;
	ok &= curl_easy_setopt(easy, CURLOPT_MAIL_RCPT, call->to) == CURLE_OK;
	ok &= curl_easy_setopt(easy, CURLOPT_UPLOAD, 1L) == CURLE_OK;
	ok &= curl_easy_setopt(easy, CURLOPT_READFUNCTION, give) == CURLE_OK;
	ok &= curl_easy_setopt(easy, CURLOPT_READDATA, call) == CURLE_OK;
	if (mail->user[0] != '\0') {
		ok &= curl_easy_setopt(easy, CURLOPT_USERNAME, mail->user) == CURLE_OK;
		ok &= curl_easy_setopt(easy, CURLOPT_PASSWORD, mail->password) == CURLE_OK;
	}
	return ok;
}

void smtp_end(struct smtp_call *call)
{
	curl_slist_free_all(call->to);
}

struct str smtp_why(struct arena *arena, CURLcode code, long reply)
{
	if (code == CURLE_USE_SSL_FAILED)
		return S("邮件服务器不支持加密连接（STARTTLS），已拒绝发送");
	if (code == CURLE_LOGIN_DENIED)
		return S("邮件服务器不接受这个用户名和密码");
	if (reply >= 400)
		return arena_printf(arena, "邮件服务器没有接收（SMTP %ld）", reply);
	return code == CURLE_WEIRD_SERVER_REPLY ? S("对方不是邮件服务器") : (struct str){ 0 };
}
