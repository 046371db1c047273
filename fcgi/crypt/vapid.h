/*
 * vapid: how the site identifies itself to a browser's push service (RFC 8292): a JWT signed with its push
 * key by ES256.  A browser subscribes under the public half of one key and takes messages of that key alone,
 * so a subscription is kept with the key's kid.  Depends on: crypt/keyring, crypt/p256.
 */
#ifndef CRYPT_VAPID_H
#define CRYPT_VAPID_H

#include "crypt/keys.h"

/* How long a header is good, in seconds: RFC 8292 section 2 allows a day. */
#define VAPID_SECONDS 43200

/*
 * The public half that browsers subscribe under (applicationServerKey): base64url of the uncompressed point,
 * 65 bytes; and the newest key's kid.  ERR_INTERNAL when no key is active.
 */
enum status vapid_public(struct arena *arena, const struct keys *keys, struct str *point, struct str *kid);

/* Whether a browser can still be told that subscribed under the key of that kid. */
bool vapid_known(const struct keys *keys, struct str kid);

/*
 * "vapid t=…, k=…" (section 3), for the Authorization of a request to origin ("https://host[:port]") at now
 * (ms); contact: "https:" or "mailto:" of whoever answers for the site.  ERR_TOKEN when the key of that kid
 * is revoked or gone.
 */
enum status vapid_header(struct arena *arena, const struct keys *keys, struct str kid, struct str origin,
	struct str contact, int64_t now, struct str *header);

#endif
