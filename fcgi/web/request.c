#include "web/request.h"

#include <stdio.h>

#include "base/clock.h"
#include "base/text.h"

#define AGENT_MAX 256
#define FETCH_SITE_MAX 16
#define ORIGIN_MAX 300
#define HOST_MAX 255
#define ADDRESS_MAX 64
#define SECONDS_MAX ((uint64_t)1 << 40)

static struct str param(const struct gateway *gateway, const char *name)
{
	return str_of(gateway->param(gateway->self, name));
}

static enum method method_of(struct str name)
{
	if (str_eq(name, S("GET")))
		return METHOD_GET;
	if (str_eq(name, S("HEAD")))
		return METHOD_HEAD;
	if (str_eq(name, S("POST")))
		return METHOD_POST;
	return METHOD_OTHER;
}

static int hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return -1;
}

/*
 * An encoded slash or backslash would make one page reachable by many addresses that a route check or a
 * cache sees as different, so it is refused, as are control characters.
 */
static bool decode_path(struct arena *arena, struct str raw, struct str *path)
{
	char *text = arena_alloc(arena, raw.len + 1);
	size_t len = 0;

	for (size_t i = 0; i < raw.len; i++) {
		int c = (unsigned char)raw.data[i];

		if (c == '%') {
			int high = raw.len - i > 2 ? hex_digit(raw.data[i + 1]) : -1;
			int low = raw.len - i > 2 ? hex_digit(raw.data[i + 2]) : -1;

			if (high < 0 || low < 0)
				return false;
			c = high * 16 + low;
			if (c == '/' || c == '\\')
				return false;
			i += 2;
		}
		if (c < ' ' || c == 0x7f)
			return false;
		text[len++] = (char)c;
	}
	*path = (struct str){ text, len };
	return text_valid(*path);
}

/* q of a media range's parameters in thousandths (RFC 9110 section 12.4.2); 1000 where none is given. */
static int quality(struct str params)
{
	struct str piece;

	while (str_cut(&params, ';', &piece)) {
		int scale = 100;
		int q;

		piece = str_trim(piece);
		if (piece.len < 3 || (piece.data[0] != 'q' && piece.data[0] != 'Q') || piece.data[1] != '=')
			continue;
		if (piece.data[2] != '0' && piece.data[2] != '1')
			return 0;
		q = (piece.data[2] - '0') * 1000;
		for (size_t i = 4; i < piece.len && i < 7; i++, scale /= 10) {
			if (piece.data[i] < '0' || piece.data[i] > '9')
				return 0;
			q += (piece.data[i] - '0') * scale;
		}
		return q > 1000 ? 1000 : q;
	}
	return 1000;
}

/* How much the Accept header wants type: the most exact range that covers it decides. */
static int preference(struct str accept, struct str type, struct str family)
{
	struct str range;
	int exactness = 0;
	int best = 0;

	while (str_cut(&accept, ',', &range)) {
		size_t end = str_find(range, ';', 0);
		struct str name = str_trim(str_sub(range, 0, end));
		int exact = str_eq_nocase(name, type) ? 3 :
			str_eq_nocase(name, family)   ? 2 :
				str_eq(name, S("*/*"));

		if (exact > exactness) {
			exactness = exact;
			best = quality(str_sub(range, end + 1, range.len));
		}
	}
	return best;
}

static bool prefers_json(struct str accept)
{
	accept = str_sub(accept, 0, REQUEST_ACCEPT_MAX);
	return preference(accept, S("application/json"), S("application/*")) >
	       preference(accept, S("text/html"), S("text/*"));
}

static void read_id(struct str id, char out[LOG_ID + 1])
{
	bool whole = id.len == LOG_ID;

	for (size_t i = 0; i < id.len && whole; i++)
		whole = hex_digit(id.data[i]) >= 0;
	snprintf(out, LOG_ID + 1, "%.*s", whole ? LOG_ID : 0, id.data);
}

static enum status read_uri(const struct gateway *gateway, const struct request_limits *limits,
	struct request *out)
{
	struct str uri = param(gateway, "REQUEST_URI");
	size_t question;
	struct str path;

	if (uri.len > limits->uri)
		return ERR_TOO_LARGE;
	if (uri.len == 0 || uri.data[0] != '/' || !text_valid(uri) || !text_plain(uri, false))
		return ERR_MALFORMED;
	out->uri = arena_str(out->arena, uri);
	question = str_find(out->uri, '?', 0);
	if (!decode_path(out->arena, str_sub(out->uri, 0, question), &path))
		return ERR_MALFORMED;
	out->json_path = str_ends(path, S(".json"));
	out->wants_json = out->wants_json || out->json_path;
	out->path = out->json_path ? str_sub(path, 0, path.len - 5) : path;
	return fields_parse_urlencoded(out->arena, str_sub(out->uri, question + 1, out->uri.len),
				       limits->fields, &out->query);
}

/* The host stands in links and QR codes, so anything but a plain name or address is dropped. */
static struct str clean_host(struct arena *arena, struct str host)
{
	if (host.len > HOST_MAX)
		return (struct str){ 0 };
	for (size_t i = 0; i < host.len; i++) {
		char c = host.data[i];

		if (!((c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
		      c == '-' || c == '.' || c == ':' || c == '[' || c == ']'))
			return (struct str){ 0 };
	}
	return arena_str(arena, host);
}

/* At most AGENT_MAX bytes, no character cut in two; nothing at all where it isn't plain text. */
static struct str clean_agent(struct arena *arena, struct str agent)
{
	size_t len = agent.len < AGENT_MAX ? agent.len : AGENT_MAX;

	while (len > 0 && len < agent.len && ((unsigned char)agent.data[len] & 0xc0) == 0x80)
		len--;
	agent = str_sub(agent, 0, len);
	if (!text_valid(agent) || !text_plain(agent, false))
		return (struct str){ 0 };
	return arena_str(arena, agent);
}

/* "1764417633.123" */
static int64_t read_since(struct str text, int64_t now)
{
	size_t dot = str_find(text, '.', 0);
	struct str rest = str_sub(text, dot + 1, text.len);
	uint64_t seconds, ms;

	if (rest.len != 3 || !str_to_u64(str_sub(text, 0, dot), SECONDS_MAX, &seconds) ||
		!str_to_u64(rest, 999, &ms) || (int64_t)(seconds * 1000 + ms) > now)
		return now;
	return (int64_t)(seconds * 1000 + ms);
}

static enum status read_headers(const struct gateway *gateway, const struct request_limits *limits,
	struct request *out)
{
	struct str cookies = param(gateway, "HTTP_COOKIE");

	if (cookies.len > REQUEST_COOKIE_MAX)
		return ERR_TOO_LARGE;
	out->cookies = fields_parse_cookie(out->arena, cookies, limits->fields);
	out->address = arena_str(out->arena, str_sub(param(gateway, "REMOTE_ADDR"), 0, ADDRESS_MAX));
	out->agent = clean_agent(out->arena, param(gateway, "HTTP_USER_AGENT"));
	out->host = clean_host(out->arena, param(gateway, "HTTP_HOST"));
	out->own_name = clean_host(out->arena, param(gateway, "WZ_OWN_NAME"));
	out->fetch_site = arena_str(out->arena,
		str_sub(param(gateway, "HTTP_SEC_FETCH_SITE"), 0, FETCH_SITE_MAX));
	out->origin = arena_str(out->arena, str_sub(param(gateway, "HTTP_ORIGIN"), 0, ORIGIN_MAX));
	out->https = str_eq(param(gateway, "REQUEST_SCHEME"), S("https")) ||
		     str_eq_nocase(param(gateway, "HTTPS"), S("on"));
	out->since = read_since(param(gateway, "WZ_SINCE"), out->now);
	return OK;
}

enum status request_read(struct arena *arena, const struct gateway *gateway,
	const struct request_limits *limits, struct request *out)
{
	*out = (struct request){ .arena = arena, .now = clock_now() };
	read_id(param(gateway, "WZ_REQUEST_ID"), out->id);
	out->method = method_of(param(gateway, "REQUEST_METHOD"));
	out->wants_json = prefers_json(param(gateway, "HTTP_ACCEPT"));
	/* What a page that refuses the rest looks like too. */
	out->elder = str_eq(param(gateway, "WZ_ELDER"), S("1"));
	out->framed = str_eq(param(gateway, "WZ_PORTAL"), S("1"));
	TRY(read_uri(gateway, limits, out));
	return read_headers(gateway, limits, out);
}
