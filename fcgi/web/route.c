#include "web/route.h"

/* As TOKEN_MAX of crypt/token.h, which this file does not include. */
#define TOKEN_LIMIT 2048
#define DIGITS_MAX 18
#define ID_MAX 32
#define DESK_MAX 40

static bool all_of(struct str s, size_t max, const char *extra, bool upper)
{
	if (s.len == 0 || s.len > max)
		return false;
	for (size_t i = 0; i < s.len; i++) {
		char c = s.data[i];

		if (!((c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (upper && c >= 'A' && c <= 'Z') ||
		      (c != '\0' && strchr(extra, c) != NULL)))
			return false;
	}
	return true;
}

static bool is_number(struct str s)
{
	uint64_t value;

	return s.len > 0 && s.len <= DIGITS_MAX && s.data[0] != '0' && str_to_u64(s, UINT64_MAX, &value);
}

static bool fits(struct str placeholder, struct str piece)
{
	if (str_eq(placeholder, S(":n")))
		return is_number(piece);
	if (str_eq(placeholder, S(":id")))
		return all_of(piece, ID_MAX, "_-", false);
	if (str_eq(placeholder, S(":desk")))
		return all_of(piece, DESK_MAX, "_-:", false);
	return str_eq(placeholder, S(":token")) && all_of(piece, TOKEN_LIMIT, "_.-", true);
}

/* Piece by piece between slashes; a trailing slash is a piece of its own, so it never matches by chance. */
static bool matches(struct str pattern, struct str path, struct str params[ROUTE_PARAMS])
{
	size_t count = 0;
	size_t at = 0;
	size_t in = 0;

	while (at <= pattern.len && in <= path.len) {
		size_t pattern_end = str_find(pattern, '/', at);
		size_t path_end = str_find(path, '/', in);
		struct str wanted = str_sub(pattern, at, pattern_end);
		struct str piece = str_sub(path, in, path_end);

		if (wanted.len > 0 && wanted.data[0] == ':') {
			if (count == ROUTE_PARAMS || !fits(wanted, piece))
				return false;
			params[count++] = piece;
		} else if (!str_eq(wanted, piece)) {
			return false;
		}
		at = pattern_end + 1;
		in = path_end + 1;
	}
	return at > pattern.len && in > path.len;
}

/* A row for "/x.json" itself, or for "/x" with has_json, answers a path that ended in .json. */
static bool row_matches(const struct route *row, const struct request *request,
	struct str params[ROUTE_PARAMS])
{
	struct str pattern = str_of(row->pattern);
	bool is_json = str_ends(pattern, S(".json"));

	if (is_json)
		pattern = str_sub(pattern, 0, pattern.len - 5);
	if (request->json_path != is_json && !(request->json_path && row->has_json))
		return false;
	return matches(pattern, request->path, params);
}

static bool same_method(enum method row, enum method asked)
{
	return row == asked || (row == METHOD_GET && asked == METHOD_HEAD);
}

enum status route_find(const struct route *routes, size_t count, const struct request *request,
	const struct route **row, struct str params[ROUTE_PARAMS], struct str *allow)
{
	bool get = false;
	bool post = false;

	for (size_t i = 0; i < count; i++) {
		struct str found[ROUTE_PARAMS] = { 0 };

		if (!row_matches(&routes[i], request, found))
			continue;
		if (same_method(routes[i].method, request->method)) {
			memcpy(params, found, sizeof(found));
			*row = &routes[i];
			return OK;
		}
		get = get || routes[i].method == METHOD_GET;
		post = post || routes[i].method == METHOD_POST;
	}
	if (!get && !post)
		return ERR_NOT_FOUND;
	*allow = get && post ? S("GET, HEAD, POST") : get ? S("GET, HEAD") : S("POST");
	return ERR_METHOD;
}
