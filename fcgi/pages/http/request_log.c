#include "pages/http/request_log.h"

#include "base/clock.h"
#include "base/log.h"

#define LINES_A_SECOND 10
#define HTTP_FAILED 500

/* Of this process: while Redis is away each request fails. */
static struct {
	int64_t second;
	int lines;
	int64_t left_out;
} told;

void request_log_begin(struct exchange *exchange)
{
	*store_use(exchange->site->store) = (struct store_use){ 0 };
	log_request(exchange->request->id);
	score_request(exchange->site->score, exchange->request->id);
}

void request_log_name_event(struct exchange *exchange)
{
	const char *event = store_use(exchange->site->store)->event;

	if (event[0] != '\0')
		reply_header(exchange->reply, S("X-Wenzheng-Event"),
			arena_str(exchange->arena, str_of(event)));
}

static bool may_tell(void)
{
	const int64_t second = clock_steady() / 1000;

	if (second != told.second) {
		told.second = second;
		told.lines = 0;
	}
	if (told.lines++ < LINES_A_SECOND)
		return true;
	told.left_out++;
	return false;
}

static void tell(const struct exchange *exchange, int64_t us, bool failed)
{
	static const char *const methods[] = { [METHOD_GET] = "GET", [METHOD_HEAD] = "HEAD",
		[METHOD_POST] = "POST", [METHOD_OTHER] = "other" };
	const struct store_use *use = store_use(exchange->site->store);
	const struct log_field fields[] = {
		{ "site", exchange->site->config->site.id, 0 },
		{ "method", methods[exchange->request->method], 0 },
		{ "route", exchange->route != NULL ? exchange->route->pattern : "none", 0 },
		{ "status", NULL, exchange->reply->status },
		{ "ms", NULL, us / 1000 },
		{ "redis_ms", NULL, use->us / 1000 },
		{ "redis_trips", NULL, use->trips },
		{ "left_out", NULL, told.left_out },
	};
	const size_t count = sizeof(fields) / sizeof(fields[0]);

	log_with(failed ? LOG_LEVEL_ERROR : LOG_LEVEL_WARNING, failed ? "request failed" : "slow request",
		fields, told.left_out > 0 ? count : count - 1);
	told.left_out = 0;
}

void request_log_end(const struct exchange *exchange, int64_t us)
{
	const int slow_ms = exchange->site->config->log.slow_ms;
	const bool failed = exchange->reply->status >= HTTP_FAILED;

	if ((failed || (slow_ms > 0 && us > slow_ms * (int64_t)1000)) && may_tell())
		tell(exchange, us, failed);
	log_request("");
}
