/*
 * push_device: a browser that may be sent push messages (RFC 8030): the address that its push service gave
 * it.  Whoever knows the address can have messages shown there, so it lies sealed.  The site speaks to the
 * push services that [notices] push_hosts names and to nothing else: else a stranger could make the server
 * call anybody.  Depends on: crypt/keyed_hash, model/casework.
 */
#ifndef PRIVACY_PUSH_DEVICE_H
#define PRIVACY_PUSH_DEVICE_H

#include "model/casework.h"

#define PUSH_DEVICES 3		/* of one sender and case; the newest stay */
#define PUSH_ADDRESS_MAX 1024	/* bytes */

struct push_device {
	struct str id;		/* keyed hash of the address, 16 characters */
	struct str kid;		/* of the key that it subscribed under (crypt/vapid) */
	struct str address;
};

/*
 * The device of such an address: https, at one of push_hosts, in plain characters.  ERR_INVALID for
 * anything else, inner addresses and other ports included.
 */
enum status push_device_of(struct casework *work, struct str address, struct str kid,
	struct push_device *device);

/* Whether "host" or "host:port" is one of push_hosts, where "*.example.net" is every name below it. */
bool push_host_known(const struct config *config, struct str authority);
/* "https://host[:port]" of a device's address. */
struct str push_device_origin(struct arena *arena, const struct push_device *device);

/* Devices as they are sealed, one a line, and back: how many. */
struct str push_devices_print(struct arena *arena, const struct push_device *devices, size_t count);
size_t push_devices_read(struct str text, struct push_device devices[PUSH_DEVICES]);

#endif
