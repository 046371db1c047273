#include "privacy/push_device.h"

#include "base/buf.h"
#include "crypt/keyed_hash.h"

#define SCHEME "https://"
#define ID_LENGTH 16

static struct str authority_of(struct str address)
{
	size_t begin = sizeof(SCHEME) - 1;

	return str_sub(address, begin, str_find(address, '/', begin));
}

/* A name as browsers write it, so that it is compared whole: lower case, no user, no escapes. */
static bool name_plain(struct str authority)
{
	for (size_t i = 0; i < authority.len; i++) {
		char c = authority.data[i];

		if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '-' || c == ':'))
			return false;
	}
	return authority.len > 0;
}

/* What stands in an address of a push service; nothing that ends a header, a line or an address. */
static bool path_plain(struct str path)
{
	for (size_t i = 0; i < path.len; i++) {
		char c = path.data[i];

		if (c <= ' ' || c > '~' || c == '"' || c == '\\' || c == '#' || c == '<' || c == '>')
			return false;
	}
	return path.len > 1;
}

bool push_host_known(const struct config *config, struct str authority)
{
	struct str rest = str_of(config->notices.push_hosts);
	struct str host;

	while (str_cut(&rest, ',', &host)) {
		host = str_trim(host);
		if (str_eq(host, authority))
			return true;
		if (str_starts(host, S("*.")) && authority.len >= host.len &&
			str_ends(authority, str_sub(host, 1, host.len)) &&
			str_find(authority, ':', 0) == authority.len)
			return true;
	}
	return false;
}

enum status push_device_of(struct casework *work, struct str address, struct str kid,
	struct push_device *device)
{
	struct str authority = authority_of(address);
	size_t path = sizeof(SCHEME) - 1 + authority.len;

	if (address.len > PUSH_ADDRESS_MAX || !str_starts(address, S(SCHEME)) || !name_plain(authority) ||
		!path_plain(str_sub(address, path, address.len)) || !push_host_known(work->config, authority))
		return ERR_INVALID;
	*device = (struct push_device){ keys_index(work->arena, work->keys, address), kid, address };
	return OK;
}

struct str push_device_origin(struct arena *arena, const struct push_device *device)
{
	return arena_join(arena, S(SCHEME), authority_of(device->address));
}

struct str push_devices_print(struct arena *arena, const struct push_device *devices, size_t count)
{
	struct buf out = buf_in(arena);

	for (size_t i = 0; i < count; i++)
		buf_printf(&out, "%s%.*s %.*s %.*s", i > 0 ? "\n" : "", STR_ARG(devices[i].id),
			STR_ARG(devices[i].kid), STR_ARG(devices[i].address));
	return buf_str(&out);
}

size_t push_devices_read(struct str text, struct push_device devices[PUSH_DEVICES])
{
	struct str line;
	size_t count = 0;

	while (count < PUSH_DEVICES && str_cut(&text, '\n', &line)) {
		struct push_device *device = &devices[count];

		count += str_cut(&line, ' ', &device->id) && str_cut(&line, ' ', &device->kid) &&
			device->id.len == ID_LENGTH && line.len > 0;
		device->address = line;
	}
	return count;
}
