#include "pages/http/routes.h"

#include "pages/case/act.h"
#include "pages/case/answer_link.h"
#include "pages/case/autosave.h"
#include "pages/case/case.h"
#include "pages/case/decision.h"
#include "pages/case/held.h"
#include "pages/case/lease.h"
#include "pages/case/photos.h"
#include "pages/case/print.h"
#include "pages/case/receipt.h"
#include "pages/http/monitor.h"
#include "pages/publish/articles.h"
#include "pages/editing/attachments.h"
#include "pages/publish/columns.h"
#include "pages/editing/digests.h"
#include "pages/publish/policies.h"
#include "pages/editing/review_link.h"
#include "pages/editing/staff_article.h"
#include "pages/editing/staff_articles.h"
#include "pages/editing/staff_columns.h"
#include "pages/editing/staff_drafts.h"
#include "pages/editing/staff_interpretations.h"
#include "pages/editing/staff_links.h"
#include "pages/public/calendar.h"
#include "pages/public/feeds.h"
#include "pages/public/home.h"
#include "pages/public/meta.h"
#include "pages/public/mine.h"
#include "pages/public/notices.h"
#include "pages/public/participation.h"
#include "pages/public/photos.h"
#include "pages/public/push.h"
#include "pages/public/requests.h"
#include "pages/public/search.h"
#include "pages/public/stats.h"
#include "pages/public/stats_csv.h"
#include "pages/public/topics.h"
#include "pages/public/track.h"
#include "pages/public/tracking.h"
#include "pages/public/verify.h"
#include "pages/report/compose.h"
#include "pages/report/desk.h"
#include "pages/report/filing.h"
#include "pages/report/proof.h"
#include "pages/report/reports.h"
#include "pages/report/texts.h"
#include "pages/staff/accounts.h"
#include "pages/staff/bulk.h"
#include "pages/staff/check.h"
#include "pages/staff/declined.h"
#include "pages/staff/departments.h"
#include "pages/staff/events.h"
#include "pages/staff/keys.h"
#include "pages/staff/login.h"
#include "pages/staff/me.h"
#include "pages/staff/mentions.h"
#include "pages/staff/outbox.h"
#include "pages/staff/queue.h"
#include "pages/staff/search.h"
#include "pages/staff/sessions.h"
#include "pages/staff/supervision.h"
#include "pages/staff/system.h"
#include "pages/view/intake.h"

/* Bytes of a body: for buttons and short lines; and for texts, which [worker] body_limit limits further. */
#define SHORT ((size_t)16 << 10)
#define TEXT ((size_t)16 << 20)
/* Of an article: 100,000 characters, each of nine bytes in a form, and the short fields. */
#define ARTICLE ((size_t)1 << 20)

#define GET(path, function) { .method = METHOD_GET, .pattern = (path), .handler = (function) }
#define DATA(path, function) \
	{ .method = METHOD_GET, .pattern = (path), .handler = (function), .has_json = true }
/* What nobody else is led to (web/route.h). */
#define UNLINKED(path, function) \
	{ .method = METHOD_GET, .pattern = (path), .handler = (function), .unlinked = true }
#define UNLINKED_DATA(path, function) \
	{ .method = METHOD_GET, .pattern = (path), .handler = (function), .has_json = true, .unlinked = true }
#define POST(path, function, size, name, again) \
	{ .method = METHOD_POST, .pattern = (path), .handler = (function), .body = BODY_FORM, \
	  .body_max = (size), \
	  .proof = PROOF_FORM_TOKEN, .form = (name), .retry = (again) }
/* What the holder of a tracking link may do. */
#define TRACK(path, kind, what, name) \
	{ .method = METHOD_POST, .pattern = (path), .handler = tracking_act, .data = &(what), \
	  .body = (kind), \
	  .body_max = TEXT, .proof = PROOF_FORM_TOKEN, .form = (name), .retry = tracking_again }
/* The form of an intake channel, and what is posted by it. */
#define INTAKE_SHOW(path, way, who, name) \
	{ .method = METHOD_GET, .pattern = (path), .handler = intake_show, .data = &(way), .roles = (who), \
	  .form = (name), .has_json = true }
#define INTAKE_TAKE(path, way, who, kind, name, keep) \
	{ .method = METHOD_POST, .pattern = (path), .handler = intake_take, .data = &(way), .roles = (who), \
	  .body = (kind), .body_max = TEXT, .proof = PROOF_FORM_TOKEN, .form = (name), \
	  .retry = intake_again, \
	  .keeps = (keep) }
/* A photo that is sent ahead of its form, by whose token. */
#define AHEAD(path, name) \
	{ .method = METHOD_POST, .pattern = (path), .handler = photos_ahead, .body = BODY_MULTIPART, \
	  .body_max = SHORT, .proof = PROOF_FORM_TOKEN, .form = (name) }
/*
 * What the link in a mail does, by a button on its page or posted by the mail program (RFC 8058, section 3.1,
 * in either type of form).
 */
#define LINK(path, function) \
	{ .method = METHOD_POST, .pattern = (path), .handler = (function), .body = BODY_MULTIPART, \
	  .body_max = SHORT, .proof = PROOF_LINK }
#define ANSWER(path, kind, function, again) \
	{ .method = METHOD_POST, .pattern = (path), .handler = (function), .body = (kind), \
	  .body_max = TEXT, \
	  .proof = PROOF_ANSWER_TOKEN, .form = "answer", .retry = (again) }
/* The staff's: pages, files, and what may be posted there, all with the one form name "staff". */
#define DESK(path, function, who) \
	{ .method = METHOD_GET, .pattern = (path), .handler = (function), .roles = (who), .has_json = true }
#define DESK_FILE(path, function, who) \
	{ .method = METHOD_GET, .pattern = (path), .handler = (function), .roles = (who) }
#define WORK(path, function, size, who, again) \
	{ .method = METHOD_POST, .pattern = (path), .handler = (function), .roles = (who), \
	  .body = BODY_FORM, \
	  .body_max = (size), .proof = PROOF_FORM_TOKEN, .form = "staff", .retry = (again) }
/*
 * Casework that takes time to write: it survives the end of the session. Never accounts, departments or
 * passwords.
 */
#define WRITE(path, function, kind, who, again) \
	{ .method = METHOD_POST, .pattern = (path), .handler = (function), .roles = (who), \
	  .body = (kind), \
	  .body_max = TEXT, .proof = PROOF_FORM_TOKEN, .form = "staff", .retry = (again), .keeps = true }
/* Who may blur or remove a photo of an answer before it is published (model/access); moderators any photo. */
#define MENDERS (ROLE_MODERATOR | ROLE_APPROVER | ROLE_CLERK)
/* An article is longer than a letter. */
#define WRITE_ARTICLE(path, function, again) \
	{ .method = METHOD_POST, .pattern = (path), .handler = (function), .roles = ROLE_EDITOR, \
	  .body = BODY_FORM, \
	  .body_max = ARTICLE, .proof = PROOF_FORM_TOKEN, .form = "staff", .retry = (again), \
	  .keeps = true, .long_text = true }
#define ENTRANTS (ROLE_MODERATOR | ROLE_DISPATCHER)
#define INFORMERS (ROLE_EDITOR | ROLE_REVIEWER)
#define OVERSEERS (ROLE_SUPERVISOR | ROLE_SOLE_ADMIN)
/* Who makes accounts, and who says what they may do (staff/separation); admin alone does both. */
#define ACCOUNTS (ROLE_ADMIN | ROLE_SECURITY)
/* A department's clerks file its part. */
#define REPORTERS (OVERSEERS | ROLE_CLERK)

const struct route routes[] = {
	DATA("/", home_show),
	DATA("/topics", topics_list),
	INTAKE_SHOW("/topics/new", intake_question, 0, "ask"),
	INTAKE_TAKE("/topics", intake_question, 0, BODY_MULTIPART, "ask", false),
	{ .method = METHOD_POST, .pattern = "/topics/similar", .handler = intake_already,
	  .data = &intake_question, .body = BODY_FORM, .body_max = TEXT, .proof = PROOF_FORM_TOKEN,
	  .form = "ask", .retry = intake_again },
	AHEAD("/topics/photos", "ask"),
	DATA("/topics/:n", topics_show),
	DATA("/topics/:n/support", participation_support),
	POST("/topics/:n/support", participation_support_add, SHORT, "support", participation_support_again),
	DATA("/topics/:n/follow", participation_follow),
	POST("/topics/:n/follow", participation_follow_add, SHORT, "follow", participation_follow_again),
	DATA("/topics/:n/comments", participation_comment),
	DATA("/topics/:n/comments/:n/report", participation_report),
	POST("/topics/:n/comments/:n/report", participation_report_add, SHORT, "report",
		participation_report_again),
	POST("/topics/:n/comments", participation_comment_add, TEXT, "comment", participation_comment_again),
	UNLINKED("/topics/:n/views.gif", participation_view),
	GET("/topics/:n/feed.atom", feeds_topic),
	DATA("/letters", letters_list),
	INTAKE_SHOW("/letters/new", intake_letter, 0, "letter"),
	INTAKE_TAKE("/letters", intake_letter, 0, BODY_MULTIPART, "letter", false),
	AHEAD("/letters/photos", "letter"),
	DATA("/letters/:n", letters_show),
	GET("/photos/:n/:id", photos_public),
	GET("/requests", requests_guide),
	INTAKE_SHOW("/requests/new", intake_request, 0, "request"),
	INTAKE_TAKE("/requests", intake_request, 0, BODY_FORM, "request", false),
	DATA("/requests/fees", requests_fees),
	UNLINKED("/challenge.json", intake_challenge),
	DATA("/search", search_public),
	GET("/search/feed.atom", search_feed),
	DATA("/departments", departments_list),
	DATA("/departments/:id", departments_show),
	GET("/departments/:id/stats.csv", stats_dept_csv),
	DATA("/track", track_query),
	POST("/track", track_find, SHORT, "track", track_find_again),
	DATA("/track/lost", mine_lost_show),
	POST("/track/lost", mine_lost_send, SHORT, "lost", mine_lost_again),
	DATA("/mine", mine_show),
	POST("/mine/forget", mine_forget, SHORT, "mine", mine_show),
	UNLINKED("/r/:token", track_scanned),
	UNLINKED_DATA("/t/:token", tracking_show),
	UNLINKED("/t/:token/photos/:id", tracking_photo),
	AHEAD("/t/:token/photos", "followup"),
	TRACK("/t/:token/followup", BODY_MULTIPART, tracking_form_followup, "followup"),
	TRACK("/t/:token/rating", BODY_FORM, tracking_form_rating, "rating"),
	TRACK("/t/:token/withdraw", BODY_FORM, tracking_form_withdraw, "withdraw"),
	TRACK("/t/:token/withdraw_consent", BODY_FORM, tracking_form_withdraw_consent, "withdraw_consent"),
	TRACK("/t/:token/reopen", BODY_FORM, tracking_form_reopen, "reopen"),
	TRACK("/t/:token/explain", BODY_FORM, tracking_form_explain, "explain"),
	TRACK("/t/:token/supplement", BODY_FORM, tracking_form_supplement, "supplement"),
	UNLINKED_DATA("/t/:token/decision", tracking_decision),
	UNLINKED("/t/:token/answer.ics", calendar_show),
	UNLINKED_DATA("/t/:token/notices", notices_show),
	POST("/t/:token/notices", notices_send, SHORT, "notices", notices_again),
	POST("/t/:token/push", push_add, SHORT, "notices", NULL),
	UNLINKED_DATA("/push/:token", push_news),
	UNLINKED("/n/:token", notices_link),
	UNLINKED_DATA("/n/:token/stop", notices_stop_show),
	LINK("/n/:token/stop", notices_stop_send),
	UNLINKED_DATA("/f/:token", notices_confirm_show),
	LINK("/f/:token", notices_confirm_send),
	UNLINKED_DATA("/f/:token/stop", notices_unfollow_show),
	LINK("/f/:token/stop", notices_unfollow_send),
	DATA("/stats", stats_show),
	GET("/stats.csv", stats_csv),
	DATA("/digests", digests_list),
	DATA("/columns", columns_list),
	DATA("/columns/:id", columns_show),
	GET("/columns/:id/feed.atom", columns_feed),
	DATA("/articles/:n", articles_show),
	GET("/attachments/:n/:id", attachments_public),
	DATA("/policies", policies_list),
	GET("/policies/feed.atom", policies_feed),
	DATA("/reports", reports_list),
	DATA("/reports/:n", reports_show),
	DATA("/reports/:n/proof/:token", reports_proof),
	DATA("/verify", verify_show),
	GET("/answers.ndjson", verify_chain),
	GET("/.well-known/jwks.json", verify_jwks),
	GET("/feed.atom", feeds_atom),
	GET("/sitemap.xml", feeds_sitemap),
	GET("/sitemaps/places", feeds_sitemap_places),
	GET("/sitemaps/:n", feeds_sitemap_cases),
	GET("/sitemaps/articles/:n", feeds_sitemap_articles),
	GET("/elder", meta_elder),
	UNLINKED("/sw.js", meta_worker),
	GET("/manifest.webmanifest", meta_manifest),
	GET("/brand/:token", meta_brand),
	UNLINKED("/healthz", monitor_healthz),
	UNLINKED("/readyz", monitor_readyz),
	UNLINKED("/metrics", monitor_metrics),
	UNLINKED_DATA("/answer/:token", answer_link_show),
	UNLINKED("/answer/:token/photos/:id", answer_link_photo),
	ANSWER("/answer/:token", BODY_MULTIPART, answer_link_send, answer_link_again),
	ANSWER("/answer/:token/save", BODY_MULTIPART, answer_link_save, answer_link_again),
	ANSWER("/answer/:token/return", BODY_FORM, answer_link_return, answer_link_return_again),
	UNLINKED_DATA("/review/:token", review_link_show),
	UNLINKED("/review/:token/attachments/:id", review_link_attachment),
	{ .method = METHOD_POST, .pattern = "/review/:token/:id", .handler = review_link_act,
	  .body = BODY_FORM, .body_max = SHORT, .proof = PROOF_ANSWER_TOKEN, .form = "review",
	  .retry = review_link_again },
	DATA("/staff/login", staff_login_show),
	POST("/staff/login", staff_login_send, TEXT, "login", staff_login_again),
	POST("/staff/logout", staff_login_logout, SHORT, "logout", NULL),
	DESK("/staff/me", staff_me_show, ROLE_STAFF),
	WORK("/staff/me/password", staff_me_password, SHORT, ROLE_STAFF, NULL),
	WORK("/staff/me/totp-begin", staff_me_totp_begin, SHORT, ROLE_STAFF, NULL),
	WORK("/staff/me/totp-confirm", staff_me_totp_confirm, SHORT, ROLE_STAFF, NULL),
	WORK("/staff/me/recovery", staff_me_recovery, SHORT, ROLE_STAFF, NULL),
	WORK("/staff/me/sessions", staff_sessions_mine, SHORT, ROLE_STAFF, NULL),
	WORK("/staff/me/totp-off", staff_me_totp_off, SHORT, ROLE_STAFF, NULL),
	DESK("/staff", staff_queue_overview, ROLE_STAFF),
	DESK("/staff/search", staff_search_show, ROLE_STAFF),
	WORK("/staff/search", staff_search_ask, SHORT, ROLE_STAFF, staff_search_again),
	WORK("/staff/search/save", staff_search_save, SHORT, ROLE_STAFF, staff_search_again),
	WORK("/staff/search/forget", staff_search_forget, SHORT, ROLE_STAFF, NULL),
	DESK("/staff/queues/:desk", staff_queue_show, ROLE_STAFF),
	WORK("/staff/queues/:desk/bulk", staff_bulk_send, TEXT,
		ROLE_MODERATOR | ROLE_DISPATCHER | ROLE_SUPERVISOR, staff_bulk_again),
	DESK_FILE("/staff/queues/:desk/next", staff_queue_next, ROLE_STAFF),
	DESK("/staff/cases/:n", staff_case_show, ROLE_STAFF),
	DESK("/staff/cases/:n/receipt", staff_receipt_show, ENTRANTS),
	DESK("/staff/cases/:n/print", staff_print_show, ROLE_STAFF),
	DESK("/staff/keys", staff_keys_show, ROLE_STAFF),
	WRITE("/staff/cases/:n/save", staff_autosave_save, BODY_MULTIPART, ROLE_CLERK, staff_autosave_again),
	DESK("/staff/cases/:n/decision", staff_decision_show, ROLE_STAFF),
	WORK("/staff/cases/:n/decision", staff_decision_named, TEXT, ROLE_STAFF, NULL),
	WORK("/staff/cases/:n/contact", staff_case_contact, SHORT, ROLE_STAFF, NULL),
	WORK("/staff/cases/:n/claim", staff_lease_take, SHORT, ROLE_CLERK, NULL),
	WORK("/staff/cases/:n/unclaim", staff_lease_drop, SHORT, ROLE_CLERK, NULL),
	DESK_FILE("/staff/badge.json", staff_mentions_badge, ROLE_STAFF),
	WORK("/staff/mentions/:n/seen", staff_mentions_seen, SHORT, ROLE_STAFF, NULL),
	WORK("/staff/cases/:n/held/:n/pass", staff_held_pass, SHORT, ROLE_MODERATOR, NULL),
	WORK("/staff/cases/:n/held/:n/refuse", staff_held_refuse, TEXT, ROLE_MODERATOR, NULL),
	WORK("/staff/cases/:n/comments/:n/refuse", staff_comment_refuse, TEXT, ROLE_MODERATOR, NULL),
	WRITE("/staff/cases/:n/comment", staff_comment_add, BODY_FORM, ROLE_CLERK, NULL),
	DESK_FILE("/staff/cases/:n/photos/:id", staff_photos_show, ROLE_STAFF),
	DESK("/staff/cases/:n/photos/:id/blur", staff_photos_grid, MENDERS),
	WORK("/staff/cases/:n/photos/:id/blur", staff_photos_blur, SHORT, MENDERS, NULL),
	WORK("/staff/cases/:n/photos/:id/drop", staff_photos_drop, SHORT, MENDERS, NULL),
	/* The lifecycle says which roles may take which action. */
	WRITE("/staff/cases/:n/:id", staff_act_send, BODY_MULTIPART, ROLE_STAFF, staff_act_again),
	/* What staff enter for people who come, call or write. */
	INTAKE_SHOW("/staff/hotline/new", intake_hotline, ENTRANTS, "staff"),
	INTAKE_TAKE("/staff/hotline", intake_hotline, ENTRANTS, BODY_FORM, "staff", true),
	WORK("/staff/hotline/caller", staff_search_caller, TEXT, ENTRANTS, staff_search_again),
	INTAKE_SHOW("/staff/requests/new", intake_request_entry, ENTRANTS, "staff"),
	INTAKE_TAKE("/staff/requests", intake_request_entry, ENTRANTS, BODY_FORM, "staff", true),
	DESK("/staff/accounts", staff_accounts_list, ACCOUNTS),
	WORK("/staff/accounts", staff_accounts_add, TEXT, ROLE_ADMIN, NULL),
	WORK("/staff/factors", staff_accounts_factors, SHORT, ROLE_SECURITY, NULL),
	DESK("/staff/accounts/:id", staff_accounts_show, ACCOUNTS),
	WORK("/staff/accounts/:id", staff_accounts_change, TEXT, ACCOUNTS, NULL),
	WORK("/staff/accounts/:id/password", staff_accounts_password, SHORT, ROLE_ADMIN, NULL),
	WORK("/staff/accounts/:id/totp-off", staff_accounts_totp_off, SHORT, ROLE_SECURITY, NULL),
	WORK("/staff/accounts/:id/sessions", staff_sessions_close, SHORT, ACCOUNTS, NULL),
	DESK("/staff/departments", staff_departments_list, ROLE_ADMIN),
	WORK("/staff/departments", staff_departments_add, TEXT, ROLE_ADMIN, NULL),
	DESK("/staff/departments/:id", staff_departments_show, ROLE_ADMIN),
	WORK("/staff/departments/:id", staff_departments_change, TEXT, ROLE_ADMIN, NULL),
	DESK("/staff/columns", staff_columns_list, ROLE_ADMIN),
	WORK("/staff/columns", staff_columns_add, TEXT, ROLE_ADMIN, staff_columns_add_again),
	DESK("/staff/columns/new", staff_columns_new, ROLE_ADMIN),
	DESK("/staff/columns/:id", staff_columns_show, ROLE_ADMIN),
	WORK("/staff/columns/:id", staff_columns_change, TEXT, ROLE_ADMIN, staff_columns_change_again),
	DESK("/staff/supervision", staff_supervision_show, OVERSEERS),
	DESK_FILE("/staff/supervision.csv", staff_supervision_csv, OVERSEERS),
	DESK("/staff/check", staff_check_show, OVERSEERS | ROLE_EDITOR),
	DESK("/staff/declined", staff_declined_show, OVERSEERS),
	DESK("/staff/links", staff_links_show, INFORMERS | OVERSEERS),
	DESK("/staff/articles", staff_articles_list, INFORMERS | OVERSEERS),
	WRITE_ARTICLE("/staff/articles", staff_drafts_create, staff_drafts_create_again),
	DESK("/staff/articles/new", staff_drafts_new, ROLE_EDITOR),
	DESK("/staff/articles/:n", staff_article_show, INFORMERS | OVERSEERS),
	WRITE_ARTICLE("/staff/articles/:n", staff_drafts_edit, staff_drafts_edit_again),
	DESK("/staff/articles/:n/edit", staff_drafts_form, ROLE_EDITOR),
	DESK_FILE("/staff/articles/:n/attachments/:id", attachments_inside, INFORMERS | OVERSEERS),
	{ .method = METHOD_POST, .pattern = "/staff/articles/:n/attachments", .handler = attachments_add,
	  .roles = ROLE_EDITOR, .body = BODY_SPOOL, .body_max = SHORT, .proof = PROOF_FORM_TOKEN,
	  .form = "staff" },
	WORK("/staff/articles/:n/attachments/:id/remove", attachments_remove, SHORT, ROLE_EDITOR, NULL),
	WORK("/staff/articles/:n/attachments/:id/restore", attachments_restore, SHORT, ROLE_EDITOR, NULL),
	WORK("/staff/articles/:n/withdraw", attachments_withdraw, TEXT, ROLE_EDITOR, NULL),
	WORK("/staff/articles/:n/:id", staff_article_act, TEXT, INFORMERS, NULL),
	DESK("/staff/interpretations", staff_interpretations_show, INFORMERS | REPORTERS),
	DESK("/staff/digests", staff_digests_pick, ROLE_EDITOR),
	DESK("/staff/reports", staff_reports_list, REPORTERS | ROLE_EDITOR),
	DESK("/staff/reports/:n", staff_reports_show, OVERSEERS),
	DESK("/staff/reports/:n/proof/:token", staff_proof_show, OVERSEERS),
	DESK("/staff/reports/:n/compose", report_compose_show, OVERSEERS | ROLE_EDITOR),
	WORK("/staff/reports/:n/compose", report_compose_send, SHORT, ROLE_EDITOR, report_compose_again),
	DESK("/staff/reports/:n/draft", report_draft_show, INFORMERS | OVERSEERS),
	DESK("/staff/reports/:n/texts", staff_texts_show, OVERSEERS),
	WRITE("/staff/reports/:n/texts", staff_texts_save, BODY_FORM, OVERSEERS, staff_texts_again),
	DESK("/staff/reports/:n/filings/:id", staff_filing_show, REPORTERS),
	WORK("/staff/reports/:n/filings/:id", staff_filing_save, TEXT, REPORTERS, staff_filing_again),
	DESK("/staff/outbox", staff_outbox_show, ROLE_ADMIN),
	DESK("/staff/system", staff_system_show, ROLE_ADMIN),
	WORK("/staff/outbox/resend", staff_outbox_resend, SHORT, ROLE_ADMIN, NULL),
	DESK("/staff/events", staff_events_show, ROLE_SUPERVISOR | ROLE_AUDITOR),
};

const size_t routes_count = sizeof(routes) / sizeof(routes[0]);
