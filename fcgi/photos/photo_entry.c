#include "photos/photo_entry.h"

void photo_entry_add_one(struct value *list, const struct photo *photo)
{
	struct value *map = list_map(list);

	map_str(map, "id", photo->id);
	map_int(map, "w", photo->width);
	map_int(map, "h", photo->height);
}

void photo_entry_add(struct value *entry, const struct photos *photos)
{
	struct value *list;

	if (photos == NULL || photos->count == 0)
		return;
	list = map_list(entry, "photos");
	for (size_t i = 0; i < photos->count; i++)
		photo_entry_add_one(list, &photos->list[i]);
}

void photo_entry_copy(struct value *to, const struct value *from)
{
	if (photo_entry_first(from) != NULL)
		map_value(to, "photos", map_get(from, "photos"));
	if (photo_entry_files(from) != NULL)
		map_value(to, "files", map_get(from, "files"));
}

static const struct member *first_of(const struct value *list)
{
	return list != NULL && list->type == VALUE_LIST ? list->first : NULL;
}

const struct member *photo_entry_first(const struct value *entry)
{
	return first_of(map_get(entry, "photos"));
}

const struct member *photo_entry_files(const struct value *entry)
{
	return first_of(map_get(entry, "files"));
}
