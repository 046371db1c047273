#include "notify/payload.h"

#include <inttypes.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/json.h"
#include "base/json_print.h"
#include "crypt/encode.h"

static struct str full_body(struct arena *arena, const struct notice *notice, const char *kind, struct str id,
	int64_t at)
{
	struct value *map = value_map(arena);

	map_str(map, "id", id);
	map_str(map, "kind", str_of(kind));
	map_str(map, "at", clock_rfc3339(arena, at));
	if (notice_on_article(notice->kind)) {
		map_int(map, "article", (int64_t)notice->n);
	} else if (notice->kind != NOTICE_CHECK) {
		map_int(map, "case", (int64_t)notice->n);
		map_str(map, "number", notice->number);
		map_str(map, "channel", str_of(channel_name(notice->channel)));
		map_str(map, "category", str_of(category_name(notice->category)));
	}
	map_str(map, "dept", notice->dept);
	map_str(map, "dept_name", notice->dept_name);
	map_str(map, "due", notice->due);
	map_str(map, "url", notice->url);
	map_str(map, "text", notice->text);
	return json_print(arena, map);
}

static struct str robot_body(struct arena *arena, const struct notice *notice)
{
	struct value *map = value_map(arena);

	map_str(map, "msgtype", S("text"));
	map_str(map_map(map, "text"), "content", notice->text);
	return json_print(arena, map);
}

/* Base64 of a hash, escaped for a query string. */
static struct str base64_escaped(struct arena *arena, struct str bytes)
{
	struct str plain = base64(arena, bytes);
	struct buf out = buf_in(arena);

	for (size_t i = 0; i < plain.len; i++)
		if (plain.data[i] == '+')
			buf_add(&out, S("%2B"));
		else if (plain.data[i] == '/')
			buf_add(&out, S("%2F"));
		else if (plain.data[i] == '=')
			buf_add(&out, S("%3D"));
		else
			buf_byte(&out, plain.data[i]);
	return buf_str(&out);
}

/* 钉钉's 加签: HMAC-SHA256 of time, line feed, secret, under the secret. */
static struct str signed_url(struct arena *arena, const struct target *target, int64_t now)
{
	struct str secret = str_of(target->secret);
	struct str text = arena_printf(arena, "%" PRId64 "\n%.*s", now, STR_ARG(secret));

	if (target->type != TARGET_DINGTALK || secret.len == 0)
		return arena_str(arena, str_of(target->url));
	return arena_printf(arena, "%s%ctimestamp=%" PRId64 "&sign=%.*s", target->url,
		strchr(target->url, '?') != NULL ? '&' : '?', now,
		STR_ARG(base64_escaped(arena, hmac_sha256(arena, secret, text))));
}

void payload_make(struct casework *work, const struct target *target, const struct notice *notice,
	const char *kind, struct str id, int64_t at, struct payload *payload)
{
	struct arena *arena = work->arena;
	bool robot = target->type == TARGET_WECOM || target->type == TARGET_DINGTALK;
	int64_t seconds = work->now / 1000;
	struct str signature;

	payload->url = signed_url(arena, target, work->now);
	payload->body = robot ? robot_body(arena, notice) : full_body(arena, notice, kind, id, at);
	signature = hmac_sha256(arena, target_secret(work, target),
		arena_printf(arena, "%" PRId64 ".%.*s", seconds, STR_ARG(payload->body)));
	payload->signature = arena_printf(arena, "X-Wenzheng-Signature: t=%" PRId64 ",v1=%.*s", seconds,
		STR_ARG(hex(arena, signature)));
	payload->id = arena_printf(arena, "X-Wenzheng-Id: %.*s", STR_ARG(id));
}

bool payload_taken(struct arena *arena, const struct target *target, struct str answer, struct str *error)
{
	struct value *map;
	int64_t code;

	if (target->type != TARGET_WECOM && target->type != TARGET_DINGTALK)
		return true;
	if (json_parse_foreign(arena, answer, &map) != OK || map->type != VALUE_MAP) {
		*error = S("群机器人的回应不是 JSON");
		return false;
	}
	code = map_get_int(map, "errcode", -1);
	if (code != 0)
		*error = arena_printf(arena, "群机器人没有接收（错误码 %" PRId64 "）", code);
	return code == 0;
}
