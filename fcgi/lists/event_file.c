#include "lists/event_file.h"

#include "base/buf.h"
#include "base/json.h"
#include "base/json_print.h"
#include "compress/frame.h"
#include "crypt/encode.h"

/* How each line begins: the id is found without reading the JSON. */
#define LINE_HEAD "{\"id\":\""

bool event_id_parse(struct str text, struct event_id *id)
{
	size_t dash = str_find(text, '-', 0);

	return str_to_u64(str_sub(text, 0, dash), INT64_MAX, &id->ms) &&
		str_to_u64(str_sub(text, dash + 1, text.len), UINT64_MAX, &id->seq);
}

int event_id_compare(struct event_id a, struct event_id b)
{
	if (a.ms != b.ms)
		return a.ms < b.ms ? -1 : 1;
	return (a.seq > b.seq) - (a.seq < b.seq);
}

static struct str digest(struct arena *arena, struct str bytes)
{
	return base64url(arena, sha256(arena, bytes));
}

static void add_line(struct buf *out, const struct result *event)
{
	const struct result *pairs = &event->items[1];
	struct value *map = value_map(out->arena);

	map_str(map, "id", event->items[0].str);
	for (size_t i = 0; i + 1 < pairs->count; i += 2)
		*value_add(map, pairs->items[i].str) = (struct value){ .type = VALUE_STR,
			.str = pairs->items[i + 1].str };
	buf_add(out, json_print(out->arena, map));
	buf_byte(out, '\n');
}

static bool same_event(const struct result *a, const struct result *b)
{
	bool same = str_eq(a->items[0].str, b->items[0].str) && a->items[1].count == b->items[1].count;

	for (size_t i = 0; same && i < a->items[1].count; i++)
		same = str_eq(a->items[1].items[i].str, b->items[1].items[i].str);
	return same;
}

enum status event_file_make(struct arena *arena, const struct result *events, size_t count,
	struct event_file *file, struct str *bytes)
{
	struct buf text = buf_in(arena);
	const char *problem = "";
	struct event_lines lines;
	struct result entry;

	for (size_t i = 0; i < count; i++)
		add_line(&text, &events[i]);
	*bytes = frame_make(arena, buf_str(&text), NULL);
	*file = (struct event_file){ .first = events[0].items[0].str, .last = events[count - 1].items[0].str,
		.count = count, .size = bytes->len, .hash = digest(arena, *bytes) };
	if (event_file_open(arena, file, *bytes, &lines, &problem) != OK)
		return ERR_INVALID;
	for (size_t i = 0; i < count; i++) {
		if (event_line_read(arena, lines.lines[i], &entry) == OK && same_event(&entry, &events[i]))
			continue;
		file->last = events[i].items[0].str;
		return ERR_INVALID;
	}
	return OK;
}

static bool split(struct arena *arena, struct str text, uint64_t count, struct event_lines *out)
{
	struct str line;

	if (count > text.len || !str_ends(text, S("\n")))
		return false;
	out->lines = arena_array(arena, (size_t)count + 1, sizeof(*out->lines));
	out->count = 0;
	while (out->count < count && str_cut(&text, '\n', &line))
		out->lines[out->count++] = line;
	return out->count == count && text.len == 0;
}

static bool begins_and_ends(const struct event_file *file, const struct event_lines *lines)
{
	struct event_id id;
	struct str first;
	struct str last;

	return lines->count > 0 && event_line_id(lines->lines[0], &first, &id) &&
		event_line_id(lines->lines[lines->count - 1], &last, &id) && str_eq(first, file->first) &&
		str_eq(last, file->last);
}

enum status event_file_open(struct arena *arena, const struct event_file *file, struct str bytes,
	struct event_lines *out, const char **problem)
{
	struct str text;

	*problem = bytes.len < file->size ? "is cut short" : "was changed";
	if (bytes.len != file->size || !str_eq(digest(arena, bytes), file->hash))
		return ERR_DAMAGED;
	*problem = "doesn't hold the events that it is noted for";
	return frame_open(arena, bytes, NULL, EVENT_FILE_MOST, &text) &&
		split(arena, text, file->count, out) && begins_and_ends(file, out) ? OK : ERR_DAMAGED;
}

static struct result text_result(struct str text)
{
	return (struct result){ .type = RESULT_STR, .str = text };
}

enum status event_line_read(struct arena *arena, struct str line, struct result *entry)
{
	struct value *map;
	struct result *pairs;
	size_t count = 0;

	if (json_parse(arena, line, &map) != OK || map->type != VALUE_MAP || map->first == NULL ||
		!str_eq(map->first->key, S("id")))
		return ERR_DAMAGED;
	pairs = arena_array(arena, 2 * map->count, sizeof(*pairs));
	for (const struct member *m = map->first->next; m != NULL; m = m->next) {
		if (m->value.type != VALUE_STR)
			return ERR_DAMAGED;
		pairs[count++] = text_result(m->key);
		pairs[count++] = text_result(m->value.str);
	}
	*entry = (struct result){ .type = RESULT_LIST, .count = 2, .items = arena_array(arena, 2,
		sizeof(*entry->items)) };
	entry->items[0] = text_result(map->first->value.str);
	entry->items[1] = (struct result){ .type = RESULT_LIST, .count = count, .items = pairs };
	return OK;
}

bool event_line_id(struct str line, struct str *text, struct event_id *id)
{
	const struct str head = S(LINE_HEAD);

	*text = str_sub(line, head.len, str_find(line, '"', head.len));
	return str_starts(line, head) && event_id_parse(*text, id);
}

static struct value *claims_of(struct arena *arena, struct str site, const struct event_file *file,
	struct str previous)
{
	struct value *claims = value_map(arena);

	map_str(claims, "site", site);
	map_str(claims, "first", file->first);
	map_str(claims, "last", file->last);
	map_int(claims, "count", (int64_t)file->count);
	map_int(claims, "size", (int64_t)file->size);
	map_str(claims, "hash", file->hash);
	map_str(claims, "previous", previous);
	return claims;
}

enum status event_file_sign(struct arena *arena, const struct keys *keys, struct str site,
	struct event_file *file, struct str previous, struct str *jws)
{
	TRY(seal_sign(arena, keys, SEAL_EVENTS, claims_of(arena, site, file, previous), jws));
	file->seal = digest(arena, *jws);
	return OK;
}

enum status event_file_check(struct arena *arena, struct event_seals *seals, const struct event_file *file,
	struct str jws, const char **problem)
{
	struct value *claims;

	*problem = "its seal was changed";
	if (!str_eq(digest(arena, jws), file->seal))
		return ERR_TOKEN;
	*problem = "its seal is by no key of the site";
	TRY(seal_verify_kept(arena, seals->jwks, &seals->kept, SEAL_EVENTS, jws, &claims));
	*problem = "its seal doesn't follow the seal of the file before";
	if (!str_eq(map_get_str(claims, "previous"), seals->previous))
		return ERR_TOKEN;
	*problem = "its seal is for another file";
	return str_eq(json_print(arena, claims),
		json_print(arena, claims_of(arena, seals->site, file, seals->previous))) ? OK : ERR_TOKEN;
}
