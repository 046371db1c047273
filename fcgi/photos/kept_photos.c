#include "photos/kept_photos.h"

#include "base/json.h"
#include "base/json_print.h"
#include "crypt/keyed_hash.h"
#include "store/keys.h"

#define KEPT_SECONDS "3600"

static struct str key_of(struct casework *work, struct str form)
{
	return key_kept_photos(work->store, work->arena, form);
}

enum status kept_photos_read(struct casework *work, struct str form, struct kept_photos *out)
{
	struct batch batch = batch_in(work->arena);
	struct result *results;

	*out = (struct kept_photos){ .count = 0 };
	BATCH(&batch, S("HGETALL"), key_of(work, form));
	TRY(store_run(work->store, &batch, &results));
	for (size_t i = 0; i + 1 < results[0].count && out->count < PHOTOS_MOST; i += 2) {
		struct value *map;

		TRY(json_parse(work->arena, results[0].items[i + 1].str, &map));
		out->list[out->count].photo = (struct photo){ .id = results[0].items[i].str,
			.width = map_get_int(map, "w", 0), .height = map_get_int(map, "h", 0) };
		out->list[out->count++].hash = map_get_str(map, "hash");
	}
	return OK;
}

const struct photo *kept_photos_find(const struct kept_photos *kept, struct str id)
{
	for (size_t i = 0; i < kept->count; i++)
		if (str_eq(kept->list[i].photo.id, id))
			return &kept->list[i].photo;
	return NULL;
}

const struct photo *kept_photos_same(const struct kept_photos *kept, struct str hash)
{
	for (size_t i = 0; i < kept->count; i++)
		if (str_eq(kept->list[i].hash, hash))
			return &kept->list[i].photo;
	return NULL;
}

struct str kept_photos_hash(struct casework *work, struct str bytes)
{
	return keys_index(work->arena, work->keys, bytes);
}

enum status kept_photos_add(struct casework *work, struct str form, const struct photo *photo,
	struct str hash)
{
	struct batch batch = batch_in(work->arena);
	struct value *map = value_map(work->arena);
	struct str key = key_of(work, form);
	struct result *results;

	map_int(map, "w", photo->width);
	map_int(map, "h", photo->height);
	map_str(map, "hash", hash);
	BATCH(&batch, S("HSET"), key, photo->id, json_print(work->arena, map));
	/* From the first one on: it must not outlive that one's files. */
	BATCH(&batch, S("EXPIRE"), key, S(KEPT_SECONDS), S("NX"));
	return store_commit(work->store, &batch, &results);
}

enum status kept_photos_drop(struct casework *work, struct str form, const struct photo *photo)
{
	struct batch batch = batch_in(work->arena);
	struct result *results;

	BATCH(&batch, S("HDEL"), key_of(work, form), photo->id);
	TRY(store_commit(work->store, &batch, &results));
	photo_file_remove(work, 0, photo->id);
	return OK;
}

enum status kept_photos_end(struct casework *work, struct str form)
{
	struct batch batch = batch_in(work->arena);
	struct kept_photos kept;
	struct result *results;

	TRY(kept_photos_read(work, form, &kept));
	if (kept.count == 0)
		return OK;
	BATCH(&batch, S("DEL"), key_of(work, form));
	TRY(store_commit(work->store, &batch, &results));
	for (size_t i = 0; i < kept.count; i++)
		photo_file_remove(work, 0, kept.list[i].photo.id);
	return OK;
}
