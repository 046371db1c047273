#include "notify/link_client.h"

#include <curl/curl.h>
#include <stdlib.h>

#include "notify/outward_call.h"

#define REDIRECTS 5
#define POLL_MS 200

/* One address being asked for. */
struct ask {
	CURL *easy;
	const struct link_rules *rules;
	struct outward_call call;
	CURLcode code;
	long status;
};

/* The head says enough: the body of a GET ends the transfer. */
static size_t drop(char *data, size_t size, size_t count, void *context)
{
	(void)data;
	(void)size;
	(void)count;
	(void)context;
	return 0;
}

static bool set_up(struct ask *ask, struct str url, bool head)
{
	CURL *easy = ask->easy;
	bool ok = outward_call_set_up(easy, &ask->call, ask->rules->timeout_ms);

	ok &= curl_easy_setopt(easy, CURLOPT_URL, url.data) == CURLE_OK;
	ok &= curl_easy_setopt(easy, CURLOPT_NOBODY, head ? 1L : 0L) == CURLE_OK;
	ok &= curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https") == CURLE_OK;
	ok &= curl_easy_setopt(easy, CURLOPT_REDIR_PROTOCOLS_STR, "http,https") == CURLE_OK;
	ok &= curl_easy_setopt(easy, CURLOPT_FOLLOWLOCATION, 1L) == CURLE_OK;
	ok &= curl_easy_setopt(easy, CURLOPT_MAXREDIRS, (long)REDIRECTS) == CURLE_OK;
	ok &= curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, drop) == CURLE_OK;
	ok &= curl_easy_setopt(easy, CURLOPT_PRIVATE, ask) == CURLE_OK;
	return ok;
}

static void take_answers(CURLM *multi)
{
	const CURLMsg *message;
	int left;

	while ((message = curl_multi_info_read(multi, &left)) != NULL) {
		struct ask *ask = NULL;

		if (message->msg != CURLMSG_DONE)
			continue;
		curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, &ask);
		ask->code = message->data.result;
		curl_easy_getinfo(message->easy_handle, CURLINFO_RESPONSE_CODE, &ask->status);
	}
}

/* Asks for those that don't open yet. */
static void ask_all(struct ask *asks, const struct str *urls, const struct link_answer *answers, size_t count,
	bool head)
{
	CURLM *multi = curl_multi_init();
	int running = 1;

	if (multi == NULL)
		abort();
	for (size_t i = 0; i < count; i++) {
		if (answers[i].opens)
			continue;
		asks[i].code = CURLE_FAILED_INIT;
		asks[i].status = 0;
		asks[i].call = (struct outward_call){ .allow_private = asks[i].rules->allow_private };
		asks[i].easy = curl_easy_init();
		if (asks[i].easy != NULL && set_up(&asks[i], urls[i], head))
			curl_multi_add_handle(multi, asks[i].easy);
	}
	while (running > 0) {
		if (curl_multi_perform(multi, &running) != CURLM_OK)
			break;
		take_answers(multi);
		if (running > 0)
			curl_multi_poll(multi, NULL, 0, POLL_MS, NULL);
	}
	for (size_t i = 0; i < count; i++) {
		if (asks[i].easy == NULL)
			continue;
		curl_multi_remove_handle(multi, asks[i].easy);
		curl_easy_cleanup(asks[i].easy);
		asks[i].easy = NULL;
	}
	curl_multi_cleanup(multi);
}

static bool opens(const struct ask *ask)
{
	/* CURLE_WRITE_ERROR: drop ended it behind the head. */
	if (ask->code != CURLE_OK && ask->code != CURLE_WRITE_ERROR)
		return false;
	return (ask->status >= 200 && ask->status < 400) || ask->status == 401 || ask->status == 403 ||
		ask->status == 429;
}

static struct str why(struct arena *arena, const struct ask *ask)
{
	if (ask->call.refused)
		return S("地址指向内部网络，没有检查");
	switch (ask->code) {
	case CURLE_OK:
	case CURLE_WRITE_ERROR:
		return ask->status == 404 || ask->status == 410 ? S("页面不存在") :
			arena_printf(arena, "对方返回 HTTP %ld", ask->status);
	case CURLE_COULDNT_RESOLVE_HOST:
		return S("找不到这个域名");
	case CURLE_COULDNT_CONNECT:
		return S("连接不上");
	case CURLE_OPERATION_TIMEDOUT:
		return S("没有按时回应");
	case CURLE_TOO_MANY_REDIRECTS:
		return S("跳转次数太多");
	case CURLE_PEER_FAILED_VERIFICATION:
	case CURLE_SSL_CONNECT_ERROR:
		return S("证书不可信，或者建立不了加密连接");
	case CURLE_URL_MALFORMAT:
	case CURLE_UNSUPPORTED_PROTOCOL:
		return S("不是有效的网址");
	default:
		return arena_printf(arena, "打不开（libcurl 代码 %d）", (int)ask->code);
	}
}

void link_client_ask(struct arena *arena, const struct link_rules *rules, const struct str *urls,
	size_t count, struct link_answer *answers)
{
	struct ask *asks = arena_array(arena, count + 1, sizeof(*asks));

	if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK)
		abort();
	for (size_t i = 0; i < count; i++) {
		asks[i] = (struct ask){ .rules = rules };
		answers[i] = (struct link_answer){ .opens = false };
	}
	for (int head = 1; head >= 0; head--) {
		ask_all(asks, urls, answers, count, head == 1);
		for (size_t i = 0; i < count; i++)
			answers[i].opens = answers[i].opens || opens(&asks[i]);
	}
	for (size_t i = 0; i < count; i++)
		if (!answers[i].opens)
			answers[i].why = why(arena, &asks[i]);
	curl_global_cleanup();
}
