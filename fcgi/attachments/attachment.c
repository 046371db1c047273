#include "attachments/attachment.h"

#include "base/json.h"
#include "base/json_print.h"
#include "base/text.h"
#include "crypt/random.h"

bool attachment_read(const struct value *map, struct attachment *out)
{
	*out = (struct attachment){ .id = map_get_str(map, "id"), .name = map_get_str(map, "name"),
		.size = map_get_int(map, "size", 0), .hash = map_get_str(map, "hash") };
	return random_id_valid(out->id) && scan_kind_parse(map_get_str(map, "kind"), &out->kind);
}

void attachment_write(const struct attachment *file, struct value *map)
{
	map_str(map, "id", file->id);
	map_str(map, "name", file->name);
	map_str(map, "kind", str_of(scan_kind_row(file->kind)->name));
	map_int(map, "size", file->size);
	map_str(map, "hash", file->hash);
}

static bool read_withdrawal(const struct value *map, struct withdrawal *out)
{
	*out = (struct withdrawal){ .id = map_get_str(map, "id"), .name = map_get_str(map, "name"),
		.hash = map_get_str(map, "hash"), .reason = map_get_str(map, "reason") };
	return random_id_valid(out->id);
}

void attachments_parse(struct arena *arena, struct str text, struct attachments *out)
{
	struct value *map;
	const struct value *list;

	out->count = out->withdrawals = 0;
	if (text.len == 0 || json_parse(arena, text, &map) != OK)
		return;
	list = map_get(map, "files");
	for (const struct member *m = list != NULL ? list->first : NULL;
		m != NULL && out->count < ATTACHMENTS_MOST; m = m->next)
		if (attachment_read(&m->value, &out->list[out->count]))
			out->count++;
	list = map_get(map, "withdrawn");
	for (const struct member *m = list != NULL ? list->first : NULL;
		m != NULL && out->withdrawals < ATTACHMENTS_MOST; m = m->next)
		if (read_withdrawal(&m->value, &out->withdrawn[out->withdrawals]))
			out->withdrawals++;
}

static void print_withdrawn(const struct attachments *attachments, struct value *map)
{
	struct value *list = attachments->withdrawals > 0 ? map_list(map, "withdrawn") : NULL;

	for (size_t i = 0; i < attachments->withdrawals; i++) {
		const struct withdrawal *withdrawal = &attachments->withdrawn[i];
		struct value *item = list_map(list);

		map_str(item, "id", withdrawal->id);
		map_str(item, "name", withdrawal->name);
		map_str(item, "hash", withdrawal->hash);
		map_str(item, "reason", withdrawal->reason);
	}
}

struct str attachments_print(struct arena *arena, const struct attachments *attachments)
{
	struct value *map = value_map(arena);
	struct value *list = map_list(map, "files");

	for (size_t i = 0; i < attachments->count; i++)
		attachment_write(&attachments->list[i], list_map(list));
	print_withdrawn(attachments, map);
	return attachments->count + attachments->withdrawals > 0 ? json_print(arena, map) :
		(struct str){ 0 };
}

struct str attachments_settled(struct arena *arena, struct str text)
{
	struct attachments attachments;

	attachments_parse(arena, text, &attachments);
	if (attachments.withdrawals == 0)
		return text;
	attachments.withdrawals = 0;
	return attachments_print(arena, &attachments);
}

const struct attachment *attachments_find(const struct attachments *attachments, struct str id)
{
	for (size_t i = 0; i < attachments->count; i++)
		if (str_eq(attachments->list[i].id, id))
			return &attachments->list[i];
	return NULL;
}

struct str attachment_name(struct arena *arena, struct str sent)
{
	struct str name = sent;
	char *copy;

	for (size_t i = 0; i < sent.len; i++)
		if (sent.data[i] == '/' || sent.data[i] == '\\')
			name = str_sub(sent, i + 1, sent.len);
	name = str_trim(name);
	/* Its beginning goes, since its ending says what it is. */
	while (text_length(name) > ATTACHMENT_NAME_MAX)
		do
			name = str_sub(name, 1, name.len);
		while (name.len > 0 && ((unsigned char)name.data[0] & 0xc0) == 0x80);
	copy = arena_cstr(arena, name);
	for (size_t i = 0; i < name.len; i++)
		if ((unsigned char)copy[i] < ' ' || copy[i] == 0x7f || copy[i] == '"')
			copy[i] = ' ';
	return (struct str){ copy, name.len };
}

bool attachment_name_fits(struct str name, enum scan_kind kind)
{
	const struct scan_kind_row *row = scan_kind_row(kind);
	size_t dot = name.len;
	struct str ending;

	while (dot > 0 && name.data[dot - 1] != '.')
		dot--;
	if (dot < 2)
		return false;
	ending = str_sub(name, dot, name.len);
	return str_eq_nocase(ending, str_of(row->ending)) ||
		(row->other != NULL && str_eq_nocase(ending, str_of(row->other)));
}
