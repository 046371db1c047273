/* What others add to a topic: "我也关心", comments, views.  Personal, so apart from the cached topic page. */
#include "pages/public/participation.h"

#include "crypt/keyed_hash.h"
#include "crypt/vapid.h"
#include "model/answered.h"
#include "model/application.h"
#include "model/lengths.h"
#include "participation/follow_request.h"
#include "participation/followers.h"
#include "notify/sender_notice.h"
#include "participation/person.h"
#include "participation/support.h"
#include "participation/comment.h"
#include "participation/comment_pages.h"
#include "participation/views.h"
#include "privacy/push_device.h"
#include "pages/respond.h"
#include "pages/site.h"

#define HTTP_OK 200
#define HTTP_CREATED 201

static const struct form_field no_fields[] = { { .name = NULL } };
static const struct form support_form = { .name = "support", .fields = no_fields };

static const struct form_field comment_fields[] = {
	{ .name = "body", .label = "评论", .kind = FIELD_TEXT, .required = true, .min = POST_MIN,
		.max = POST_MAX },
	{ .name = NULL },
};
static const struct form comment_form = { .name = "comment", .fields = comment_fields };

static const struct form_field report_fields[] = {
	{ .name = "place", .label = "评论的位置", .kind = FIELD_NUMBER, .required = true, .max = INT64_MAX },
	{ .name = NULL },
};
static const struct form report_form = { .name = "report", .fields = report_fields };

static const struct form_field follow_fields[] = {
	{ .name = "email", .label = "电子邮箱", .kind = FIELD_LINE, .max = EMAIL_MAX },
	{ .name = NULL },
};
static const struct form follow_form = { .name = "follow", .fields = follow_fields };

/* The topic that the path names, if the public sees it. */
static enum status read_topic(struct exchange *exchange, struct casework *work, struct case_record *record)
{
	uint64_t n = 0;

	str_to_u64(exchange->params[0], INT64_MAX, &n);
	TRY(case_read(work, n, record, NULL, NULL));
	return case_visible(record, &viewer_public) && record->channel == CHANNEL_TOPIC ? OK : ERR_NOT_FOUND;
}

static struct str topic_url(const struct exchange *exchange)
{
	return arena_join(exchange->arena, S("/topics/"), exchange->params[0]);
}

/* A form about this topic, with what this visitor has said already. */
static enum status show(struct exchange *exchange, const struct form_page *form)
{
	struct casework work = site_work(exchange);
	struct case_record record;
	bool supported;
	bool commented;

	TRY(read_topic(exchange, &work, &record));
	TRY(person_acts(&work, record.n, site_visitor(exchange), &supported, &commented));
	TRY(respond_form(exchange, form));
	if (form->fault != OK && exchange->request->wants_json)
		return OK;
	map_int(exchange->reply->view, "n", (int64_t)record.n);
	map_str(exchange->reply->view, "title", record.title);
	map_str(exchange->reply->view, "url", topic_url(exchange));
	map_int(exchange->reply->view, "supports", record.supports);
	map_bool(exchange->reply->view, "supported", supported);
	map_bool(exchange->reply->view, "commented", commented);
	map_bool(exchange->reply->frame, "done", field_get(exchange->request->query, "done").len > 0);
	map_bool(exchange->reply->view, "merged", record.state == STATE_MERGED);
	map_bool(exchange->reply->view, "answered", answered_stands(&record));
	map_bool(exchange->reply->view, "may_follow", followers_may_come(&work, &record));
	map_bool(exchange->reply->frame, "asked",
		supported && field_get(exchange->request->query, "asked").len > 0);
	return OK;
}

static enum status show_support(struct exchange *exchange, enum status fault)
{
	return show(exchange,
		&(struct form_page){ .template = "support",
			.title = "我也关心",
			.menu = "topics",
			.form = &support_form,
			.fault = fault,
			.why = fault == ERR_TOKEN ? S("请再按一次“我也关心”。") : S("") });
}

enum status participation_support(struct exchange *exchange)
{
	return show_support(exchange, OK);
}

enum status participation_support_again(struct exchange *exchange)
{
	return show_support(exchange, ERR_TOKEN);
}

enum status participation_support_add(struct exchange *exchange)
{
	struct casework work = site_work(exchange);
	struct case_record record;
	int64_t supports;
	enum status status;
	/* Instead of a question of one's own: pages/public/similar. */
	bool asked = field_get(exchange->request->form, "asked").len > 0;

	TRY(read_topic(exchange, &work, &record));
	status = case_support(&work, record.n, site_visitor(exchange), &supports);
	if (asked && (status == OK || status == ERR_ALREADY))
		return respond_done(exchange, arena_join(exchange->arena, topic_url(exchange),
			S("/support?asked=1")), HTTP_OK);
	if (status == ERR_ALREADY)
		return respond_refuse(exchange, status, S("您已经点过“我也关心”了，每人一次就够。"));
	if (status == ERR_TOO_MANY)
		return respond_refuse(exchange, status,
			S("和您用同一个网络的人，这一小时点得太多了，请过一会儿再点。"));
	TRY(status);
	map_int(exchange->reply->view, "case", (int64_t)record.n);
	map_bool(exchange->reply->view, "supported", true);
	map_int(exchange->reply->view, "supports", supports);
	return respond_done(exchange, topic_url(exchange), HTTP_OK);
}

static enum status show_comment(struct exchange *exchange, const struct form_values *values,
	enum status fault, struct str why)
{
	return show(exchange, &(struct form_page){ .template = "comment", .title = "写评论", .menu = "topics",
		.form = &comment_form, .values = values, .fault = fault, .why = why });
}

enum status participation_comment(struct exchange *exchange)
{
	return show_comment(exchange, NULL, OK, S(""));
}

/*
 * The form on a cached topic page comes without a token when there is no JavaScript: then this is its second
 * half.
 */
enum status participation_comment_again(struct exchange *exchange)
{
	bool fresh = field_get(exchange->request->form, "form").len == 0;
	struct form_values values;

	form_check(exchange->arena, &comment_form, exchange->request, &values);
	return show_comment(exchange, &values, ERR_TOKEN,
		fresh ? S("请核对您写的评论，再按一次“发表评论”。") : S(""));
}

enum status participation_comment_add(struct exchange *exchange)
{
	struct casework work = site_work(exchange);
	struct case_record record;
	struct form_values values;
	enum status status;

	TRY(read_topic(exchange, &work, &record));
	form_check(exchange->arena, &comment_form, exchange->request, &values);
	if (!values.ok)
		return show_comment(exchange, &values, ERR_INVALID, S(""));
	status = case_comment(&work, record.n, site_visitor(exchange), form_get(&values, "body"),
		site_once(exchange, &values));
	if (status == ERR_ALREADY)
		return show_comment(exchange, &values, status,
			S("您在这个话题里已经评论了 5 次，不能再评论了。"));
	if (status == ERR_TOO_MANY)
		form_fault(&values, "body",
			S("您或者和您用同一个网络的人评论得太多了，请等前面的评论审核完，或者过一小时再发。您写的内容还在。"));
	if (status == ERR_NOT_NOW)
		form_fault(&values, "body",
			S("这个话题等待审核的评论太多了，请过一会儿再发。您写的内容还在。"));
	if (status == ERR_TOO_MANY || status == ERR_NOT_NOW)
		return show_comment(exchange, &values, status, S("这条评论暂时不能发表，请看下方的提示。"));
	TRY(status);
	map_int(exchange->reply->view, "case", (int64_t)record.n);
	map_bool(exchange->reply->view, "commented", true);
	return respond_done(exchange, arena_join(exchange->arena, topic_url(exchange), S("/comments?done=1")),
		HTTP_CREATED);
}

/* Where the comment stood on the page that leads here. */
static int64_t place_of(const struct exchange *exchange)
{
	const struct request *request = exchange->request;
	int64_t place;

	return str_to_i64(field_get(request->method == METHOD_POST ? request->form : request->query, "place"),
		&place) && place >= 0 ? place : 0;
}

static int64_t comment_of(const struct exchange *exchange)
{
	uint64_t id = 0;

	str_to_u64(exchange->params[1], INT64_MAX, &id);
	return (int64_t)id;
}

static enum status show_report(struct exchange *exchange, enum status fault, struct str why)
{
	struct casework work = site_work(exchange);
	struct comment_found found;
	struct case_record record;
	enum status status;

	TRY(read_topic(exchange, &work, &record));
	status = comments_read(&work, record.n, comment_of(exchange), place_of(exchange), &found);
	if (status == ERR_NOT_FOUND)
		return respond_refuse(exchange, status, S("这条评论已经撤下，或者地址不完整。"));
	TRY(status);
	if (map_get_str(found.entry, "dept").len > 0)
		return respond_refuse(exchange, ERR_CONFLICT,
			S("这是部门的官方回复，不能举报。有不同意见的，可以写评论。"));
	TRY(show(exchange, &(struct form_page){ .template = "report_comment", .title = "举报评论",
		.menu = "topics", .form = &report_form, .fault = fault, .why = why }));
	if (fault != OK && exchange->request->wants_json)
		return OK;
	map_int(exchange->reply->view, "id", comment_of(exchange));
	map_int(exchange->reply->view, "place", found.at);
	map_str(exchange->reply->view, "text", map_get_str(found.entry, "text"));
	map_bool(exchange->reply->view, "kept", map_get_bool(found.entry, "kept"));
	return OK;
}

enum status participation_report(struct exchange *exchange)
{
	return show_report(exchange, OK, S(""));
}

enum status participation_report_again(struct exchange *exchange)
{
	return show_report(exchange, ERR_TOKEN, S("请再按一次“举报”。"));
}

enum status participation_report_add(struct exchange *exchange)
{
	struct casework work = site_work(exchange);
	struct case_record record;
	enum status status;

	TRY(read_topic(exchange, &work, &record));
	status = case_comment_report(&work, record.n, comment_of(exchange), place_of(exchange),
		site_visitor(exchange));
	if (status == ERR_ALREADY)
		return show_report(exchange, status, S("您已经举报过这条评论，审核员会处理，不用再举报。"));
	if (status == ERR_CONFLICT)
		return show_report(exchange, status, S("审核员看过这条评论，决定保留，不再接受举报。"));
	if (status == ERR_TOO_MANY || status == ERR_NOT_NOW)
		return show_report(exchange, status, S("举报得太多了，请等前面的处理完，或者过一小时再来。"));
	TRY(status);
	map_int(exchange->reply->view, "case", (int64_t)record.n);
	map_bool(exchange->reply->view, "reported", true);
	return respond_done(exchange, ARENA_GLUE(exchange->arena, topic_url(exchange), S("/comments/"),
		exchange->params[1], S("/report?done=1&place="), num(exchange->arena, place_of(exchange))),
		HTTP_CREATED);
}

static enum status show_follow(struct exchange *exchange, const struct form_values *values,
	enum status fault, struct str why)
{
	struct casework work = site_work(exchange);
	struct case_record record;
	struct str key = { 0 };
	struct str kid = { 0 };

	TRY(read_topic(exchange, &work, &record));
	if (!work.config->notices.follow)
		return ERR_NOT_FOUND;
	TRY(show(exchange, &(struct form_page){ .template = "follow", .title = "答复后告诉我",
		.menu = "topics", .form = &follow_form, .values = values, .fault = fault, .why = why }));
	if (fault != OK && exchange->request->wants_json)
		return OK;
	if (work.config->notices.push)
		TRY(vapid_public(exchange->arena, exchange->site->keys, &key, &kid));
	map_bool(exchange->reply->view, "may_mail", work.config->notices.mail);
	map_str(exchange->reply->view, "push_key", key);
	map_str(exchange->reply->view, "push_kid", kid);
	map_bool(exchange->reply->view, "done", field_get(exchange->request->query, "done").len > 0);
	map_bool(exchange->reply->view, "sent", field_get(exchange->request->query, "sent").len > 0);
	map_bool(exchange->reply->view, "quiet", sender_notice_quiet(work.config, exchange->request->now));
	return OK;
}

enum status participation_follow(struct exchange *exchange)
{
	return show_follow(exchange, NULL, OK, S(""));
}

enum status participation_follow_again(struct exchange *exchange)
{
	struct form_values values;

	form_check(exchange->arena, &follow_form, exchange->request, &values);
	return show_follow(exchange, &values, ERR_TOKEN, S(""));
}

/* A browser's address, sent by the page's script; else an e-mail address. */
static bool read_follower(struct exchange *exchange, struct casework *work, struct form_values *values,
	struct follower *follower)
{
	const struct field *form = exchange->request->form;
	struct str address = field_get(form, "address");
	struct push_device device;

	*follower = (struct follower){ .way = TOLD_MAIL };
	if (address.len > 0) {
		*follower = (struct follower){ TOLD_PUSH, address, field_get(form, "kid") };
		return work->config->notices.push && vapid_known(exchange->site->keys, follower->kid) &&
			push_device_of(work, address, follower->kid, &device) == OK;
	}
	if (!work->config->notices.mail)
		return false;
	if (!email_address(exchange->arena, form_get(values, "email"), &follower->address))
		form_fault(values, "email", S("电子邮箱格式不对，例如 name@example.com，请核对"));
	return values->ok;
}

/* Why nobody is told now; of a mail beside its field. */
static struct str too_many(struct form_values *values, enum told way, enum status status)
{
	if (way == TOLD_PUSH)
		return S("选择通知的次数太多了，请明天再试。");
	form_fault(values, "email", status == ERR_ALREADY ?
		S("今天已经给这个邮箱发过几封确认邮件了，请到邮箱里找一找，也看看垃圾邮件") :
		S("现在填写邮箱的人太多，请过一小时再试，您填写的邮箱还在"));
	return S("确认邮件没有发出，请看下方的提示。");
}

enum status participation_follow_add(struct exchange *exchange)
{
	struct casework work = site_work(exchange);
	struct form_values values;
	struct case_record record;
	struct follower follower;
	enum status status;

	TRY(read_topic(exchange, &work, &record));
	if (!work.config->notices.follow)
		return ERR_NOT_FOUND;
	form_check(exchange->arena, &follow_form, exchange->request, &values);
	if (!followers_may_come(&work, &record))
		return show_follow(exchange, &values, ERR_NOT_NOW,
			S("这个话题已经答复或者不再办理，不用再等通知。"));
	if (!read_follower(exchange, &work, &values, &follower))
		return show_follow(exchange, &values, ERR_INVALID,
			values.ok ? S("暂不支持这个浏览器的通知，请选择其他方式。") : S(""));
	status = follower.way == TOLD_MAIL ?
		follow_request_take(&work, record.n, follower.address, site_visitor(exchange)) :
		followers_add(&work, record.n, &follower, site_visitor(exchange));
	if (status == ERR_TOO_MANY || status == ERR_ALREADY || status == ERR_AWAY)
		return show_follow(exchange, &values, status, too_many(&values, follower.way, status));
	TRY(status);
	map_str(exchange->reply->view, "device", follower.way == TOLD_PUSH ?
		keys_index(exchange->arena, exchange->site->keys, follower.address) : S(""));
	return respond_done(exchange, arena_join(exchange->arena, topic_url(exchange),
		follower.way == TOLD_PUSH ? S("/follow?done=1") : S("/follow?sent=1")), HTTP_OK);
}

/* One transparent point: the only thing a cached page asks for each time it is seen. */
static const char point_gif[] =
	"GIF89a\x01\x00\x01\x00\x80\x00\x00\xff\xff\xff\x00\x00\x00!\xf9\x04\x01\x00\x00\x00\x00,\x00\x00\x00\x00"
	"\x01\x00\x01\x00\x00\x02\x02"
	"D\x01\x00;";

enum status participation_view(struct exchange *exchange)
{
	struct casework work = site_work(exchange);
	struct case_record record;

	TRY(read_topic(exchange, &work, &record));
	if (exchange->request->method == METHOD_GET)
		TRY(case_viewed(&work, record.n));
	exchange->reply->body = (struct str){ point_gif, sizeof(point_gif) - 1 };
	exchange->reply->type = S("image/gif");
	return OK;
}
