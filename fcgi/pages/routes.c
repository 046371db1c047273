#include "pages/public.h"
#include "pages/site.h"

#define GET(path, function) { .method = METHOD_GET, .pattern = (path), .handler = (function) }
#define DATA(path, function) { .method = METHOD_GET, .pattern = (path), .handler = (function), .twin = true }
#define POST(path, function, name, again) \
	{ .method = METHOD_POST, .pattern = (path), .handler = (function), .token = ROUTE_FORM_TOKEN, .form = (name), \
	  .retry = (again) }

const struct route routes[] = {
	DATA("/", home_show),
	DATA("/topics", topics_list),
	DATA("/topics/new", ask_show),
	POST("/topics", ask_submit, "ask", ask_again),
	DATA("/topics/:n", topics_show),
	DATA("/topics/:n/support", voices_support),
	POST("/topics/:n/support", voices_support_add, "support", voices_support_again),
	DATA("/topics/:n/comments", voices_comment),
	POST("/topics/:n/comments", voices_comment_add, "comment", voices_comment_again),
	GET("/topics/:n/views.gif", voices_view),
	GET("/challenge.json", ask_challenge),
	DATA("/departments", departments_list),
	DATA("/departments/:id", departments_show),
	DATA("/track", track_query),
	POST("/track", track_find, "track", track_find_again),
	DATA("/t/:token", track_show),
	POST("/t/:token/followup", track_followup, "followup", track_again),
	POST("/t/:token/rating", track_rating, "rating", track_again),
	POST("/t/:token/withdraw", track_withdraw, "withdraw", track_again),
	POST("/t/:token/reopen", track_reopen, "reopen", track_again),
	DATA("/stats", stats_show),
	DATA("/verify", verify_show),
	GET("/answers.ndjson", verify_chain),
	GET("/.well-known/jwks.json", verify_jwks),
	GET("/feed.atom", feeds_atom),
	GET("/sitemap.xml", feeds_sitemap),
	GET("/elder", meta_elder),
	GET("/healthz", meta_healthz),
	GET("/metrics", meta_metrics),
};

const size_t routes_count = sizeof(routes) / sizeof(routes[0]);
