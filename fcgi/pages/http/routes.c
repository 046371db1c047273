#include "pages/case/act.h"
#include "pages/case/answer_link.h"
#include "pages/case/autosave.h"
#include "pages/case/case.h"
#include "pages/case/decision.h"
#include "pages/case/held.h"
#include "pages/case/print.h"
#include "pages/case/receipt.h"
#include "pages/public/feeds.h"
#include "pages/public/home.h"
#include "pages/public/meta.h"
#include "pages/public/participation.h"
#include "pages/public/requests.h"
#include "pages/public/stats.h"
#include "pages/public/stats_csv.h"
#include "pages/public/topics.h"
#include "pages/public/track.h"
#include "pages/public/tracking.h"
#include "pages/public/verify.h"
#include "pages/site.h"
#include "pages/staff/accounts.h"
#include "pages/staff/bulk.h"
#include "pages/staff/departments.h"
#include "pages/staff/digests.h"
#include "pages/staff/events.h"
#include "pages/staff/keys.h"
#include "pages/staff/login.h"
#include "pages/staff/me.h"
#include "pages/staff/outbox.h"
#include "pages/staff/queue.h"
#include "pages/staff/search.h"
#include "pages/staff/supervision.h"
#include "pages/view/digests.h"
#include "pages/view/intake.h"
#include "pages/view/photos.h"

#define GET(path, function) { .method = METHOD_GET, .pattern = (path), .handler = (function) }
#define DATA(path, function) { .method = METHOD_GET, .pattern = (path), .handler = (function), .twin = true }
#define POST(path, function, name, again) \
	{ .method = METHOD_POST, .pattern = (path), .handler = (function), .token = ROUTE_FORM_TOKEN, .form = (name), \
	  .retry = (again) }
/* The staff's: pages, and what may be posted there, all with the one form name "staff". */
#define DESK(path, function, who) \
	{ .method = METHOD_GET, .pattern = (path), .handler = (function), .roles = (who), .twin = true }
#define WORK(path, function, who, again) \
	{ .method = METHOD_POST, .pattern = (path), .handler = (function), .roles = (who), .token = ROUTE_FORM_TOKEN, \
	  .form = "staff", .retry = (again) }
/* Casework that takes time to write: a session that ended costs nothing of it.  Never accounts, departments or passwords. */
#define WRITE(path, function, who, again) \
	{ .method = METHOD_POST, .pattern = (path), .handler = (function), .roles = (who), .token = ROUTE_FORM_TOKEN, \
	  .form = "staff", .retry = (again), .keeps = true }
#define ENTRANTS (ROLE_MODERATOR | ROLE_DISPATCHER)
#define INFORMERS (ROLE_EDITOR | ROLE_REVIEWER)
#define OVERSEERS (ROLE_SUPERVISOR | ROLE_ADMIN)

const struct route routes[] = {
	DATA("/", home_show),
	DATA("/topics", topics_list),
	DATA("/topics/new", intake_show),
	POST("/topics", intake_take, "ask", intake_again),
	DATA("/topics/:n", topics_show),
	DATA("/topics/:n/support", voices_support),
	POST("/topics/:n/support", voices_support_add, "support", voices_support_again),
	DATA("/topics/:n/comments", voices_comment),
	POST("/topics/:n/comments", voices_comment_add, "comment", voices_comment_again),
	GET("/topics/:n/views.gif", voices_view),
	DATA("/letters", letters_list),
	DATA("/letters/new", intake_show),
	POST("/letters", intake_take, "letter", intake_again),
	DATA("/letters/:n", letters_show),
	GET("/photos/:n/:id", photos_public),
	GET("/requests", requests_guide),
	DATA("/requests/new", intake_show),
	POST("/requests", intake_take, "request", intake_again),
	DATA("/requests/fees", requests_fees),
	GET("/challenge.json", intake_challenge),
	DATA("/departments", departments_list),
	DATA("/departments/:id", departments_show),
	GET("/departments/:id/stats.csv", stats_dept_csv),
	DATA("/track", track_query),
	POST("/track", track_find, "track", track_find_again),
	DATA("/t/:token", asker_show),
	GET("/t/:token/photos/:id", asker_photo),
	POST("/t/:token/followup", asker_followup, "followup", asker_again),
	POST("/t/:token/rating", asker_rating, "rating", asker_again),
	POST("/t/:token/withdraw", asker_withdraw, "withdraw", asker_again),
	POST("/t/:token/reopen", asker_reopen, "reopen", asker_again),
	POST("/t/:token/supplement", asker_supplement, "supplement", asker_again),
	DATA("/t/:token/decision", asker_decision),
	DATA("/stats", stats_show),
	GET("/stats.csv", stats_csv),
	DATA("/digests", digests_list),
	DATA("/digests/:id", digests_show),
	DATA("/verify", verify_show),
	GET("/answers.ndjson", verify_chain),
	GET("/.well-known/jwks.json", verify_jwks),
	GET("/feed.atom", feeds_atom),
	GET("/sitemap.xml", feeds_sitemap),
	GET("/sitemaps/places", feeds_sitemap_places),
	GET("/sitemaps/:n", feeds_sitemap_cases),
	GET("/elder", meta_elder),
	GET("/healthz", meta_healthz),
	GET("/metrics", meta_metrics),
	DATA("/answer/:token", answer_link_show),
	GET("/answer/:token/photos/:id", answer_link_photo),
	{ .method = METHOD_POST, .pattern = "/answer/:token", .handler = answer_link_send, .token = ROUTE_ANSWER_TOKEN,
	  .form = "answer", .retry = answer_link_again },
	{ .method = METHOD_POST, .pattern = "/answer/:token/save", .handler = answer_link_save, .token = ROUTE_ANSWER_TOKEN,
	  .form = "answer", .retry = answer_link_again },
	DATA("/staff/login", staff_login_show),
	POST("/staff/login", staff_login, "login", staff_login_again),
	POST("/staff/logout", staff_logout, "logout", NULL),
	DESK("/staff/me", staff_me, ROLE_STAFF),
	WORK("/staff/me/password", staff_me_password, ROLE_STAFF, NULL),
	WORK("/staff/me/totp-begin", staff_me_totp_begin, ROLE_STAFF, NULL),
	WORK("/staff/me/totp-confirm", staff_me_totp_confirm, ROLE_STAFF, NULL),
	WORK("/staff/me/totp-off", staff_me_totp_off, ROLE_STAFF, NULL),
	DESK("/staff", staff_desk, ROLE_STAFF),
	DESK("/staff/search", staff_search, ROLE_STAFF),
	WORK("/staff/search", staff_search_ask, ROLE_STAFF, staff_search_again),
	DESK("/staff/queues/:desk", staff_queue, ROLE_STAFF),
	WORK("/staff/queues/:desk/bulk", staff_bulk, ROLE_MODERATOR | ROLE_DISPATCHER, staff_bulk_again),
	{ .method = METHOD_GET, .pattern = "/staff/queues/:desk/next", .handler = staff_next, .roles = ROLE_STAFF },
	DESK("/staff/cases/:n", staff_case, ROLE_STAFF),
	DESK("/staff/cases/:n/receipt", staff_receipt, ENTRANTS),
	DESK("/staff/cases/:n/print", staff_print, ROLE_STAFF),
	DESK("/staff/keys", staff_keys, ROLE_STAFF),
	WRITE("/staff/cases/:n/save", staff_save, ROLE_CLERK, staff_save_again),
	DESK("/staff/cases/:n/decision", staff_decision, ROLE_STAFF),
	WORK("/staff/cases/:n/decision", staff_decision_named, ROLE_STAFF, NULL),
	WORK("/staff/cases/:n/contact", staff_contact, ROLE_STAFF, NULL),
	WORK("/staff/cases/:n/claim", staff_claim, ROLE_CLERK, NULL),
	WORK("/staff/cases/:n/unclaim", staff_unclaim, ROLE_CLERK, NULL),
	WORK("/staff/cases/:n/held/:n/pass", staff_held_pass, ROLE_MODERATOR, NULL),
	WORK("/staff/cases/:n/held/:n/refuse", staff_held_refuse, ROLE_MODERATOR, NULL),
	{ .method = METHOD_GET, .pattern = "/staff/cases/:n/photos/:id", .handler = photos_staff, .roles = ROLE_STAFF },
	DESK("/staff/cases/:n/photos/:id/blur", photos_staff_grid, ROLE_MODERATOR),
	WORK("/staff/cases/:n/photos/:id/blur", photos_staff_blur, ROLE_MODERATOR, NULL),
	WORK("/staff/cases/:n/photos/:id/drop", photos_staff_drop, ROLE_MODERATOR, NULL),
	/* The lifecycle says which roles may take which action. */
	WRITE("/staff/cases/:n/:id", staff_act, ROLE_STAFF, staff_act_again),
	/* What staff write down for those who come, call or write. */
	DESK("/staff/hotline/new", intake_show, ENTRANTS),
	WRITE("/staff/hotline", intake_take, ENTRANTS, intake_again),
	DESK("/staff/requests/new", intake_show, ENTRANTS),
	WRITE("/staff/requests", intake_take, ENTRANTS, intake_again),
	DESK("/staff/accounts", staff_accounts, ROLE_ADMIN),
	WORK("/staff/accounts", staff_accounts_add, ROLE_ADMIN, NULL),
	DESK("/staff/accounts/:id", staff_account, ROLE_ADMIN),
	WORK("/staff/accounts/:id", staff_account_change, ROLE_ADMIN, NULL),
	WORK("/staff/accounts/:id/password", staff_account_password, ROLE_ADMIN, NULL),
	WORK("/staff/accounts/:id/totp-off", staff_account_totp_off, ROLE_ADMIN, NULL),
	DESK("/staff/departments", staff_departments, ROLE_ADMIN),
	WORK("/staff/departments", staff_departments_add, ROLE_ADMIN, NULL),
	DESK("/staff/departments/:id", staff_department, ROLE_ADMIN),
	WORK("/staff/departments/:id", staff_department_change, ROLE_ADMIN, NULL),
	DESK("/staff/supervision", staff_supervision, OVERSEERS),
	{ .method = METHOD_GET, .pattern = "/staff/supervision.csv", .handler = staff_supervision_csv, .roles = OVERSEERS },
	DESK("/staff/digests", staff_digests, INFORMERS),
	DESK("/staff/digests/:id", staff_digest, INFORMERS),
	WRITE("/staff/digests/:id", staff_digest_edit, INFORMERS, staff_digest_edit_again),
	WORK("/staff/digests/:id/publish", staff_digest_publish, INFORMERS, NULL),
	WORK("/staff/digests/:id/withdraw", staff_digest_withdraw, INFORMERS, NULL),
	DESK("/staff/outbox", staff_outbox, ROLE_ADMIN),
	WORK("/staff/outbox/resend", staff_outbox_resend, ROLE_ADMIN, NULL),
	DESK("/staff/events", staff_events, OVERSEERS),
};

const size_t routes_count = sizeof(routes) / sizeof(routes[0]);
