/*
 * outward_call: what every request to another server has in common, whoever makes it: no proxy, no
 * connection kept from another address, limits of time, and the guard that it leads to nothing inside (SSRF).
 * Depends on: libcurl, base/address.
 */
#ifndef NOTIFY_OUTWARD_CALL_H
#define NOTIFY_OUTWARD_CALL_H

#include <curl/curl.h>
#include <stdbool.h>
#include <stdint.h>

struct outward_call {
	bool allow_private;	/* addresses that aren't public too, such as the site's own network */
	bool refused;	/* it led inside and was not made */
};

/* Before the caller's own options; the call must live as long as easy.  False when libcurl refuses one. */
bool outward_call_set_up(CURL *easy, struct outward_call *call, int64_t timeout_ms);

#endif
