#include "pages/file_view.h"

#include "base/json.h"
#include "pages/respond.h"

#define KIB 1024

static struct str size_text(struct arena *arena, int64_t bytes)
{
	if (bytes < KIB * KIB)
		return ARENA_GLUE(arena, num(arena, (bytes + KIB - 1) / KIB), S(" KB"));
	return arena_printf(arena, "%.1f MB", (double)bytes / (KIB * KIB));
}

void file_view(struct arena *arena, const struct attachment *file, struct value *map)
{
	const struct scan_kind_row *row = scan_kind_row(file->kind);

	map_str(map, "name", file->name);
	map_str(map, "kind", str_of(row->name));
	map_str(map, "media", str_of(row->media));
	map_int(map, "size", file->size);
	map_str(map, "size_text", size_text(arena, file->size));
	map_str(map, "sha256", file->hash);
}

bool file_found_view(struct arena *arena, struct str found, struct value *map)
{
	struct value *all;
	struct value *list;

	if (found.len == 0 || json_parse(arena, found, &all) != OK)
		return false;
	list = map_list(map, "found");
	for (const struct member *m = all->first; m != NULL; m = m->next) {
		enum hidden hidden;
		struct value *item;

		if (!hidden_parse(map_get_str(&m->value, "finding"), &hidden))
			continue;
		item = list_map(list);
		map_str(item, "label", str_of(hidden_label(hidden)));
		map_str(item, "what", map_get_str(&m->value, "what"));
	}
	return list->count > 0;
}

/* RFC 6266, the name by RFC 8187. */
void file_send(struct exchange *exchange, const struct attachment *file, struct str inside, bool shown)
{
	bool opens = shown && (file->kind == SCAN_PDF || file->kind >= SCAN_JPEG);

	reply_header(exchange->reply, S("X-Accel-Redirect"), inside);
	exchange->reply->type = str_of(scan_kind_row(file->kind)->media);
	reply_header(exchange->reply, S("Content-Disposition"), ARENA_GLUE(exchange->arena,
		opens ? S("inline") : S("attachment"), S("; filename=\"attachment."),
		str_of(scan_kind_row(file->kind)->ending), S("\"; filename*=UTF-8''"),
		respond_escape_query(exchange->arena, file->name)));
}
