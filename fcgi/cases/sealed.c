#include "cases/sealed.h"

#include <inttypes.h>

#include "base/json.h"
#include "crypt/contact.h"

static struct str place_of(struct casework *work, const struct case_record *record)
{
	return arena_printf(work->arena, "case:%" PRIu64, record->n);
}

static void add(struct value *map, const char *key, struct str s)
{
	if (s.len > 0)
		map_str(map, key, s);
}

enum status sealed_write(struct casework *work, struct case_record *record, const struct sealed_contact *contact)
{
	struct value *map = value_map(work->arena);

	add(map, "name", contact->name);
	add(map, "phone", contact->phone);
	add(map, "title", contact->title);
	add(map, "body", contact->body);
	if (map->count == 0)
		return OK;
	return contact_seal(work->arena, work->keys, place_of(work, record), json_print(work->arena, map),
		&record->contact);
}

enum status sealed_read(struct casework *work, const struct case_record *record, struct sealed_contact *contact)
{
	struct str plain;
	struct value *map;

	*contact = (struct sealed_contact){ 0 };
	if (record->contact.len == 0)
		return OK;
	TRY(contact_open(work->arena, work->keys, place_of(work, record), record->contact, &plain));
	TRY(json_parse(work->arena, plain, &map));
	contact->name = map_get_str(map, "name");
	contact->phone = map_get_str(map, "phone");
	contact->title = map_get_str(map, "title");
	contact->body = map_get_str(map, "body");
	return OK;
}
