#include "notify/outward_call.h"

#include <sys/socket.h>

#include "base/address.h"

#define CONNECT_MS 5000

/* What is asked here is the address that will be spoken to, whatever the name said before. */
static curl_socket_t open_socket(void *context, curlsocktype purpose, struct curl_sockaddr *address)
{
	struct outward_call *call = context;

	(void)purpose;
	if (!call->allow_private && !address_public(&address->addr)) {
		call->refused = true;
		return CURL_SOCKET_BAD;
	}
	return socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

bool outward_call_set_up(CURL *easy, struct outward_call *call, int64_t timeout_ms)
{
	bool ok = true;

	ok &= curl_easy_setopt(easy, CURLOPT_PROXY, "") == CURLE_OK;
	/* Of its own: a connection kept from another address may lead where this one must not go. */
	ok &= curl_easy_setopt(easy, CURLOPT_FRESH_CONNECT, 1L) == CURLE_OK;
	ok &= curl_easy_setopt(easy, CURLOPT_FORBID_REUSE, 1L) == CURLE_OK;
	ok &= curl_easy_setopt(easy, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1) == CURLE_OK;
	ok &= curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L) == CURLE_OK;
	ok &= curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS,
		      (long)(timeout_ms < CONNECT_MS ? timeout_ms : CONNECT_MS)) == CURLE_OK;
	ok &= curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, (long)timeout_ms) == CURLE_OK;
	ok &= curl_easy_setopt(easy, CURLOPT_OPENSOCKETFUNCTION, open_socket) == CURLE_OK;
	ok &= curl_easy_setopt(easy, CURLOPT_OPENSOCKETDATA, call) == CURLE_OK;
	ok &= curl_easy_setopt(easy, CURLOPT_USERAGENT, "wenzheng/" WENZHENG_VERSION) == CURLE_OK;
	return ok;
}
