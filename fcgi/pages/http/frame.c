#include "pages/http/frame.h"

#include "pages/case/case.h"
#include "pages/site.h"
#include "pages/staff/queue.h"
#include "pages/view/wording.h"

/* So long after a sign-in the pages tell of failures before it. */
#define WARNED_MS (2 * MS_PER_MINUTE)

static void add_site(struct exchange *exchange, struct value *frame)
{
	const struct config *config = exchange->site->config;

	map_str(frame, "site_name", str_of(config->site.name));
	map_str(frame, "site_short", str_of(config->site.short_name));
	map_str(frame, "site_host", str_of(config->site.host));
	map_str(frame, "site_domain", site_authority(exchange));
	map_str(frame, "site_idcode", str_of(config->site.idcode));
	map_str(frame, "site_icp", str_of(config->site.icp));
	map_str(frame, "site_police", str_of(config->site.police));
	map_bool(frame, "app", config->site.app);
	map_str(frame, "site_contact", str_of(config->site.contact));
}

static void add_brand(const struct brand *brand, struct value *frame)
{
	map_str(frame, "brand_style", brand->style.url);
	map_str(frame, "brand_icon", brand->icon.url);
	map_str(frame, "brand_icon_type", brand->icon.type);
	map_bool(frame, "brand_touch", str_eq(brand->touch, brand->icon.url));
}

/* staff.js and staff.css treat queues and cases in their own ways. */
static struct str page_kind(struct str template)
{
	if (str_eq(template, S("staff_queue")))
		return S("queue");
	return str_eq(template, S("staff_case")) ? S("case") : S("other");
}

static void add_me(struct exchange *exchange, struct value *frame)
{
	const struct account *account = &exchange->session->account;
	const uint32_t rights = exchange->session->rights;
	struct value *me = map_map(frame, "me");
	struct str token = { 0 };

	(void)site_form_token(exchange, "logout", &token);
	map_str(me, "me_id", account->id);
	map_str(me, "me_name", account->name);
	map_str(me, "me_logout", token);
	map_str(me, "me_last", wording_minute(exchange->arena, account->login_before));
	if (account->failed_before > 0 && exchange->request->now - account->last_login < WARNED_MS)
		map_int(me, "me_failed", account->failed_before);
	map_bool(me, "me_admin", (rights & ROLE_ADMIN) != 0);
	map_bool(me, "me_accounts", (rights & (ROLE_ADMIN | ROLE_SECURITY)) != 0);
	map_bool(me, "me_informer", (account->roles & (ROLE_EDITOR | ROLE_REVIEWER)) != 0);
	map_bool(me, "me_reports",
		(rights & (ROLE_SOLE_ADMIN | ROLE_SUPERVISOR | ROLE_CLERK | ROLE_EDITOR)) != 0);
	map_bool(me, "me_check", (rights & (ROLE_SOLE_ADMIN | ROLE_SUPERVISOR | ROLE_EDITOR)) != 0);
	map_bool(me, "me_supervision", (rights & (ROLE_SOLE_ADMIN | ROLE_SUPERVISOR)) != 0);
	map_bool(me, "me_events", (rights & (ROLE_AUDITOR | ROLE_SUPERVISOR)) != 0);
}

/* 政府网站发展指引, annex: what kind of column a page is, by how its path begins; the first that fits. */
static const struct {
	const char *path;
	const char *type;
} column_types[] = { { "/columns", "信息公开目录" }, { "/policies", "政策文件" },
	{ "/reports", "信息公开年报" }, { "/requests", "依申请公开" }, { "/departments", "机构职能" },
	{ "/", "咨询投诉" } };

static struct str column_type(struct str path)
{
	size_t i = 0;

	if (str_eq(path, S("/")))
		return S("首页");
	/* Of a path that can't be read nothing begins so: the last. */
	while (i + 1 < sizeof(column_types) / sizeof(column_types[0]) &&
		!str_starts(path, str_of(column_types[i].path)))
		i++;
	return str_of(column_types[i].type);
}

/* The card that a link to the page becomes where it is shared; share_text is the handler's, or the site's own. */
static void add_share(struct exchange *exchange, struct value *frame)
{
	struct str origin = site_origin(exchange);
	bool article = map_get(exchange->reply->view, "article") != NULL;
	bool one = article || map_get(exchange->reply->view, "case") != NULL;

	map_str(frame, "page_url", arena_join(exchange->arena, origin, exchange->request->path));
	/* Lists have an address for each filter, of which the bare one is another page. */
	map_bool(frame, "share", exchange->reply->cacheable && (one || exchange->request->query == NULL));
	map_bool(frame, "share_plain", !article);
	map_str(frame, "share_title", str_eq(exchange->request->path, S("/")) ?
		str_of(exchange->site->config->site.name) : map_get_str(frame, "page_title"));
	map_str(frame, "share_type", one ? S("article") : S("website"));
	map_str(frame, "site_image", arena_join(exchange->arena, origin, exchange->site->brand.touch));
	if (map_get(frame, "share_text") == NULL)
		map_str(frame, "share_text", ARENA_GLUE(exchange->arena,
			str_of(exchange->site->config->site.host), str_of(exchange->site->config->site.name),
			S("：提问、查进度、看答复，办理过程公开。")));
}

/* Which meta tags layout.html writes: of a case, an article, a column, or of a page that is none of these. */
static void add_meta(struct exchange *exchange, struct value *frame)
{
	static const char *const subjects[] = { "case", "article", "column" };

	bool listed = exchange->reply->cacheable;

	map_bool(frame, "noindex", !listed);
	if (exchange->session != NULL)
		return;
	add_share(exchange, frame);
	for (size_t i = 0; listed && i < sizeof(subjects) / sizeof(subjects[0]); i++)
		if (map_get(exchange->reply->view, subjects[i]) != NULL) {
			map_bool(frame, arena_printf(exchange->arena, "meta_%s", subjects[i]).data, true);
			return;
		}
	map_str(frame, "column_type", column_type(exchange->request->path));
}

void frame_fill(struct exchange *exchange)
{
	struct value *frame = exchange->reply->frame;
	struct str template = str_of(exchange->reply->template);
	bool staff = str_starts(template, S("staff_")) || str_starts(template, S("answer_"));
	bool menus;

	add_site(exchange, frame);
	add_brand(&exchange->site->brand, frame);
	map_str(frame, "here",
		exchange->request->method == METHOD_POST ? exchange->request->path : exchange->request->uri);
	map_bool(frame, "elder", exchange->request->elder);
	add_meta(exchange, frame);
	map_bool(frame, "report_assets", str_starts(template, S("report_")) ||
		str_starts(template, S("staff_report")) || str_eq(template, S("staff_filing")));
	map_bool(frame, "staff_assets", staff || exchange->session != NULL);
	/* Who comes to answer or review by a link is at a desk: the public's menus would only lead away. */
	menus = exchange->session == NULL && !str_starts(template, S("answer")) &&
		!str_starts(template, S("review_"));
	map_bool(frame, "menus", menus);
	map_bool(frame, "portal", exchange->request->framed && menus && !staff);
	if (exchange->session == NULL) {
		map_bool(frame, "visitor", true);
		return;
	}
	map_str(frame, "page_kind", page_kind(template));
	add_me(exchange, frame);
}
