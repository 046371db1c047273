#include "pages/public/push.h"

#include "crypt/vapid.h"
#include "links/notice_link.h"
#include "links/tracking.h"
#include "pages/respond.h"
#include "pages/site.h"
#include "participation/notices.h"
#include "participation/push_news.h"

#define HTTP_OK 200

enum status push_offer(struct exchange *exchange, const struct case_record *record, struct value *view)
{
	struct str key = { 0 };
	struct str kid = { 0 };

	if (exchange->site->config->notices.push && notices_possible(record))
		TRY(vapid_public(exchange->arena, exchange->site->keys, &key, &kid));
	map_str(view, "push_key", key);
	map_str(view, "push_kid", kid);
	return OK;
}

enum status push_add(struct exchange *exchange)
{
	const struct field *fields = exchange->request->form;
	struct casework work = site_work(exchange);
	struct str kid = field_get(fields, "kid");
	struct push_device device;
	struct case_record record;
	struct viewer viewer;
	enum status status = tracking_open(&work, exchange->params[0], &record, NULL, &viewer);

	TRY(status == ERR_TOKEN ? ERR_NOT_FOUND : status);
	if (!exchange->site->config->notices.push)
		return ERR_NOT_FOUND;
	if (!vapid_known(exchange->site->keys, kid) ||
		push_device_of(&work, field_get(fields, "address"), kid, &device) != OK)
		return respond_refuse(exchange, ERR_INVALID, S("暂不支持这个浏览器的通知，请选择其他方式。"));
	status = notices_add_device(&work, record.n, &device);
	if (status == ERR_NOT_NOW)
		return respond_refuse(exchange, status, S("这一件已经结束，不会再有通知。"));
	TRY(status);
	map_str(exchange->reply->view, "device", device.id);
	return respond_done(exchange,
		ARENA_GLUE(exchange->arena, S("/t/"), exchange->params[0], S("/notices?done=1")), HTTP_OK);
}

enum status push_news(struct exchange *exchange)
{
	struct casework work = site_work(exchange);
	struct value *view = exchange->reply->view;
	struct case_record record;
	struct str url;
	bool follows;
	uint64_t n;

	TRY(push_news_read(&work, exchange->params[0], &n, &follows));
	TRY(case_read(&work, n, &record, NULL, NULL));
	if (!follows && record.code.len == 0)
		return ERR_NOT_FOUND;
	url = follows ? arena_join(exchange->arena, S("/topics/"), num(exchange->arena, (int64_t)n)) :
		notice_link(&work, &record, TOLD_PUSH);
	map_str(view, "text", follows ? S("您关心的话题已答复") : S("您的提问有新进展"));
	map_str(view, "url", url);
	return respond_done(exchange, url, HTTP_OK);
}
