#include "notify/webhook_client.h"

#include <curl/curl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "notify/outward_call.h"

#define ANSWER_BYTES 4096

struct webhook_client {
	CURLM *multi;
	size_t busy;
};

/* One POST on its way. */
struct flight {
	CURL *easy;
	struct curl_slist *headers;
	void *owner;
	struct outward_call call;
	bool by_mail;
	struct smtp_call mail;
	char answer[ANSWER_BYTES];
	size_t answer_len;
};

struct webhook_client *webhook_new(void)
{
	struct webhook_client *posts = calloc(1, sizeof(*posts));

	if (posts == NULL || curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK)
		abort();
	posts->multi = curl_multi_init();
	if (posts->multi == NULL)
		abort();
	return posts;
}

static void free_flight(struct webhook_client *posts, struct flight *flight)
{
	if (flight->easy != NULL) {
		curl_multi_remove_handle(posts->multi, flight->easy);
		curl_easy_cleanup(flight->easy);
	}
	curl_slist_free_all(flight->headers);
	smtp_end(&flight->mail);
	free(flight);
	posts->busy--;
}

void webhook_free(struct webhook_client *posts)
{
	if (posts == NULL)
		return;
	curl_multi_cleanup(posts->multi);
	curl_global_cleanup();
	free(posts);
}

static size_t take_answer(char *data, size_t size, size_t count, void *context)
{
	struct flight *flight = context;
	size_t room = sizeof(flight->answer) - flight->answer_len;
	size_t len = size * count < room ? size * count : room;

	memcpy(flight->answer + flight->answer_len, data, len);
	flight->answer_len += len;
	return size * count;
}

static bool add_headers(struct flight *flight, const struct webhook_post *post)
{
	char type[80];
	const char *own[] = { type, "Expect:" };

	/* Without a value libcurl leaves its own out. */
	snprintf(type, sizeof(type), "Content-Type:%s%s", post->type != NULL ? " " : "",
		post->type != NULL ? post->type : "");
	for (size_t i = 0; i < sizeof(own) / sizeof(own[0]) + POST_HEADERS; i++) {
		const char *header = i < 2 ? own[i] : post->headers[i - 2];
		struct curl_slist *longer;

		if (header == NULL)
			break;
		longer = curl_slist_append(flight->headers, header);
		if (longer == NULL)
			return false;
		flight->headers = longer;
	}
	return true;
}

static bool set_up_post(struct flight *flight, const struct webhook_post *post)
{
	CURL *easy = flight->easy;
	bool ok = add_headers(flight, post);

	ok &= curl_easy_setopt(easy, CURLOPT_URL, post->url) == CURLE_OK;
	ok &= curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "https") == CURLE_OK;
	ok &= curl_easy_setopt(easy, CURLOPT_FOLLOWLOCATION, 0L) == CURLE_OK;
	ok &= curl_easy_setopt(easy, CURLOPT_HTTPHEADER, flight->headers) == CURLE_OK;
	ok &= curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)post->body.len) == CURLE_OK;
	ok &= curl_easy_setopt(easy, CURLOPT_POSTFIELDS, post->body.len > 0 ? post->body.data : "") ==
		CURLE_OK;
	return ok;
}

static bool set_up(struct flight *flight, const struct webhook_post *post)
{
	CURL *easy = flight->easy;
	bool ok = outward_call_set_up(easy, &flight->call, post->timeout_ms);

	flight->by_mail = post->mail != NULL;
	ok &= flight->by_mail ? smtp_set_up(easy, post->mail, &flight->mail) : set_up_post(flight, post);
	ok &= curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, take_answer) == CURLE_OK;
	ok &= curl_easy_setopt(easy, CURLOPT_WRITEDATA, flight) == CURLE_OK;
	ok &= curl_easy_setopt(easy, CURLOPT_PRIVATE, flight) == CURLE_OK;
	/*
	 * One bundle, which libcurl keeps between connections: with a folder beside it, each would read it
	 * anew, and a bundle of the target's own would not be the only one trusted.
	 */
	ok &= curl_easy_setopt(easy, CURLOPT_CAPATH, NULL) == CURLE_OK;
	if (post->ca[0] != '\0')
		ok &= curl_easy_setopt(easy, CURLOPT_CAINFO, post->ca) == CURLE_OK;
	return ok;
}

bool webhook_begin(struct webhook_client *posts, const struct webhook_post *post, void *owner)
{
	struct flight *flight = calloc(1, sizeof(*flight));

	if (flight == NULL)
		return false;
	posts->busy++;
	flight->owner = owner;
	flight->call.allow_private = post->allow_private;
	flight->easy = curl_easy_init();
	if (flight->easy == NULL || !set_up(flight, post) ||
	    curl_multi_add_handle(posts->multi, flight->easy) != CURLM_OK) {
		free_flight(posts, flight);
		return false;
	}
	return true;
}

static struct str why(struct arena *arena, const struct flight *flight, CURLcode code, long status)
{
	struct str by_mail = flight->by_mail ? smtp_why(arena, code, status) : (struct str){ 0 };

	if (flight->call.refused && code != CURLE_OK)
		return S("这个地址指向内部网络，已拒绝发送");
	if (by_mail.len > 0)
		return by_mail;
	switch (code) {
	case CURLE_OK:
		if (status >= 300 && status < 400)
			return arena_printf(arena, "对方要求跳转（HTTP %ld），已拒绝", status);
		return arena_printf(arena, "对方返回 HTTP %ld", status);
	case CURLE_COULDNT_RESOLVE_HOST:
		return S("找不到对方的域名");
	case CURLE_COULDNT_CONNECT:
		return S("连接不上对方");
	case CURLE_OPERATION_TIMEDOUT:
		return S("对方没有按时回应");
	case CURLE_PEER_FAILED_VERIFICATION:
	case CURLE_SSL_CACERT_BADFILE:
		return S("对方的证书不可信");
	case CURLE_SSL_CONNECT_ERROR:
		return S("和对方建立不了加密连接");
	case CURLE_GOT_NOTHING:
	case CURLE_SEND_ERROR:
	case CURLE_RECV_ERROR:
	case CURLE_PARTIAL_FILE:
		return S("对方中断了连接");
	default:
		return arena_printf(arena, "发送失败（libcurl 代码 %d）", (int)code);
	}
}

bool webhook_next(struct webhook_client *posts, struct arena *arena, struct webhook_result *result)
{
	struct flight *flight = NULL;
	const CURLMsg *message;
	long status = 0;
	int running;

	curl_multi_perform(posts->multi, &running);
	message = curl_multi_info_read(posts->multi, &running);
	if (message == NULL || message->msg != CURLMSG_DONE)
		return false;
	curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, &flight);
	curl_easy_getinfo(message->easy_handle, CURLINFO_RESPONSE_CODE, &status);
	*result = (struct webhook_result){ .owner = flight->owner, .status = status };
	result->ok = message->data.result == CURLE_OK && status >= 200 && status < 300;
	result->answer = arena_str(arena, (struct str){ flight->answer, flight->answer_len });
	if (!result->ok)
		result->error = why(arena, flight, message->data.result, status);
	free_flight(posts, flight);
	return true;
}

void webhook_wait(struct webhook_client *posts, int ms)
{
	if (posts->busy == 0)
		usleep((useconds_t)ms * 1000);
	else
		curl_multi_poll(posts->multi, NULL, 0, ms, NULL);
}
