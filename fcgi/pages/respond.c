#include "pages/respond.h"

#include "base/buf.h"

/* Seconds after which a client may try again. */
#define RETRY_MANY 600
#define RETRY_AWAY 5
/* From here on it is we who failed, and want to be told which request it was. */
#define HTTP_FAILED 500

/* The heading of the error page for a failure. */
static const char *const titles[STATUS_COUNT] = {
	[OK] = "",
	[ERR_MALFORMED] = "无法识别这个请求",
	[ERR_LOGIN] = "请先登录",
	[ERR_FORBIDDEN] = "没有权限",
	[ERR_TOKEN] = "页面已过期或链接已失效",
	[ERR_NOT_FOUND] = "没有找到这一页",
	[ERR_METHOD] = "不能这样操作",
	[ERR_CONFLICT] = "内容已更新",
	[ERR_NOT_NOW] = "现在不能这样操作",
	[ERR_ALREADY] = "您已经提交过了",
	[ERR_ENROL] = "请先启用动态码",
	[ERR_PASSWORD_OLD] = "请先修改密码",
	[ERR_GONE] = "已经删除",
	[ERR_TOO_LARGE] = "内容太长了",
	[ERR_MEDIA] = "不支持这种格式",
	[ERR_INVALID] = "有几处需要修改",
	[ERR_TOO_MANY] = "操作太频繁了",
	[ERR_DAMAGED] = "暂时无法读取",
	[ERR_INTERNAL] = "系统异常",
	[ERR_AWAY] = "系统正忙，请稍后再试",
};

void respond_page(struct exchange *exchange, const char *template, struct str title, const char *menu)
{
	exchange->reply->template = template;
	map_str(exchange->reply->frame, "page_title", title);
	if (menu != NULL)
		map_bool(exchange->reply->frame, arena_printf(exchange->arena, "menu_%s", menu).data, true);
}

/* The reply becomes a failure; its view says which, in the map that is given back. */
static struct value *begin_error(struct exchange *exchange, enum status fault, struct str why)
{
	struct reply *reply = exchange->reply;
	struct value *error;

	reply->status = status_http(fault);
	reply->cacheable = false;
	if (fault == ERR_TOO_MANY)
		reply->retry_after = RETRY_MANY;
	else if (fault == ERR_AWAY)
		reply->retry_after = RETRY_AWAY;
	reply->template = "error";
	reply->body = (struct str){ 0 };
	reply->location = (struct str){ 0 };
	reply->view = value_map(exchange->arena);
	reply->frame = value_map(exchange->arena);
	error = map_map(reply->view, "error");
	map_str(error, "code", str_of(status_code(fault)));
	map_str(error, "message", why.len > 0 ? why : str_of(status_text(fault)));
	if (reply->status >= HTTP_FAILED && exchange->request->id[0] != '\0')
		map_str(error, "request_id", arena_str(exchange->arena, str_of(exchange->request->id)));
	return error;
}

enum status respond_refuse(struct exchange *exchange, enum status fault, struct str why)
{
	map_map(begin_error(exchange, fault, why), "fields");
	map_int(exchange->reply->frame, "status", exchange->reply->status);
	map_bool(exchange->reply->frame, "lost", fault == ERR_NOT_FOUND);
	respond_page(exchange, "error", str_of(titles[fault]), NULL);
	return OK;
}

static void add_wrong_fields(struct value *error, const struct form_values *values)
{
	struct value *fields = map_map(error, "fields");

	for (size_t i = 0; values != NULL && values->form->fields[i].name != NULL; i++)
		if (values->errors[i].len > 0)
			map_str(fields, values->form->fields[i].name, values->errors[i]);
}

enum status respond_form(struct exchange *exchange, const struct form_page *page)
{
	struct reply *reply = exchange->reply;
	struct str why = page->why;
	struct value *error;
	struct str token;

	if (page->fault == ERR_TOKEN && why.len == 0)
		why = S("这个页面打开太久了。您填写的内容都还在，请核对后再提交一次。");
	if (page->fault != OK) {
		error = begin_error(exchange, page->fault, why);
		add_wrong_fields(error, page->values);
		if (exchange->request->wants_json)
			return OK;
		why = map_get_str(error, "message");
	}
	TRY(site_form_token(exchange, page->form->name, &token));
	respond_page(exchange, page->template, str_of(page->title), page->menu);
	map_str(reply->view, "form", token);
	map_str(reply->view, "fault", why);
	form_view(reply->view, page->form, page->values, page->prefill);
	return OK;
}

void respond_typed(struct exchange *exchange, const struct form_values *values)
{
	struct value *list = map_list(exchange->reply->view, "typed");

	for (size_t i = 0; values->form->fields[i].name != NULL; i++) {
		const struct form_field *field = &values->form->fields[i];
		struct value *map;

		if (field->kind != FIELD_TEXT || values->values[i].len == 0)
			continue;
		map = list_map(list);
		map_str(map, "typed_label", str_of(field->label));
		map_str(map, "typed_text", values->values[i]);
	}
}

enum status respond_done(struct exchange *exchange, struct str path, int status)
{
	if (!exchange->request->wants_json) {
		reply_see(exchange->reply, path);
		return OK;
	}
	exchange->reply->status = status;
	exchange->reply->template = "done";	/* there is no such page: the view goes out as JSON */
	return OK;
}

enum status respond_moved(struct exchange *exchange, struct str place)
{
	exchange->reply->status = 301;
	reply_header(exchange->reply, S("Location"), place);
	exchange->reply->type = S("text/plain; charset=utf-8");
	exchange->reply->body = arena_join(exchange->arena, S("已迁移到："), place);
	return OK;
}

struct str respond_escape_query(struct arena *arena, struct str s)
{
	struct buf out = buf_in(arena);

	for (size_t i = 0; i < s.len; i++) {
		unsigned char c = (unsigned char)s.data[i];

		if ((c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '/' ||
			c == '-' || c == '_' || c == '.')
			buf_byte(&out, (char)c);
		else
			buf_printf(&out, "%%%02X", c);
	}
	return buf_str(&out);
}
