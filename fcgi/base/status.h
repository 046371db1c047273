/*
 * status: how every function that can fail says so.  One list gives each error its name, HTTP status,
 * the code programs read in JSON, and the sentence a resident reads, so that they can't drift apart.
 */
#ifndef BASE_STATUS_H
#define BASE_STATUS_H

#define STATUS_LIST(X) \
	X(OK, 200, "ok", "") \
	X(ERR_MALFORMED, 400, "malformed", "请求的内容无法识别，请返回上一页重试。") \
	X(ERR_LOGIN, 401, "login_required", "请先登录。") \
	X(ERR_FORBIDDEN, 403, "forbidden", "您没有进行这项操作的权限。需要权限的，请联系管理员。") \
	X(ERR_ENROL, 403, "second_factor_required", "您的角色登录须用动态码。请先在“我的账号”里启用，再继续。") \
	X(ERR_PASSWORD_OLD, 403, "password_expired", "密码已经到期，或是别人代设的。请先在“我的账号”里修改，再继续。") \
	X(ERR_TOKEN, 403, "bad_token", "页面已过期或链接已失效，请重新打开页面后再试。") \
	X(ERR_NOT_FOUND, 404, "not_found", "没有找到这个页面，可能已被撤下，或网址有误。请回首页，从菜单进入。") \
	X(ERR_METHOD, 405, "method_not_allowed", "这个网址不支持这种操作，请返回上一页，从页面上的按钮进入。") \
	X(ERR_CONFLICT, 409, "conflict", "刚才有人先处理了这一件，请查看最新情况后再操作。") \
	X(ERR_NOT_NOW, 409, "not_allowed_now", "现在不能进行这项操作，请刷新页面查看最新情况。") \
	X(ERR_ALREADY, 409, "already_done", "您已经提交过了，无需重复操作。") \
	X(ERR_GONE, 410, "gone", "这篇信息已经删除。") \
	X(ERR_TOO_LARGE, 413, "too_large", "提交的内容太大，请精简后再提交。") \
	X(ERR_MEDIA, 415, "unsupported_media_type", "不支持这种格式，请换一种格式后再提交。") \
	X(ERR_INVALID, 422, "invalid", "有几处需要修改，请看下方的提示。") \
	X(ERR_TOO_MANY, 429, "too_many_requests", "操作太频繁了，请稍后再试。") \
	X(ERR_DAMAGED, 503, "damaged", "这一件的数据暂时读不出来，我们已记录，正在处理，请稍后再来。") \
	X(ERR_INTERNAL, 500, "internal", "系统异常，我们已记录，请稍后再试。") \
	X(ERR_AWAY, 503, "unavailable", "系统正忙，暂时无法办理，请过几分钟再试。")

enum status {
#define STATUS_NAME(name, http, code, text) name,
	STATUS_LIST(STATUS_NAME)
#undef STATUS_NAME
	STATUS_COUNT
};

/* The HTTP status code (RFC 9110 section 15). */
int status_http(enum status status);
/* The stable word programs read in {"error":{"code":…}}. */
const char *status_code(enum status status);
/* The Chinese sentence a person reads. */
const char *status_text(enum status status);

/* Passes any failure on to the caller. */
#define TRY(call) \
	do { \
		enum status try_status = (call); \
		if (try_status != OK) \
			return try_status; \
	} while (0)

#endif
