#include "store/packed.h"

#include <inttypes.h>

#include "base/log.h"
#include "compress/frame.h"
#include "compress/strings.h"
#include "store/keys.h"

enum status packed_dictionary(struct store *store, struct arena *arena, uint32_t id, struct dictionary **out)
{
	struct batch batch = batch_in(arena);
	struct result *results;

	*out = *store_dictionary(store, id);
	if (*out != NULL)
		return OK;
	BATCH(&batch, S("HGET"), key_dictionaries(store, arena), num(arena, id));
	TRY(store_run(store, &batch, &results));
	*out = dictionary_open(results[0].str);
	if (*out != NULL && dictionary_id(*out) != id) {
		dictionary_close(*out);
		*out = NULL;
	}
	*store_dictionary(store, id) = *out;
	return *out != NULL ? OK : ERR_NOT_FOUND;
}

static bool split(struct arena *arena, struct str bytes, struct result *out)
{
	struct str rest = bytes;
	struct str one;
	size_t count = 0;

	while (strings_next(&rest, &one))
		count++;
	if (rest.len > 0)
		return false;
	*out = (struct result){ .type = RESULT_LIST, .count = count,
		.items = arena_array(arena, count + 1, sizeof(*out->items)) };
	for (size_t i = 0; strings_next(&bytes, &one); i++)
		out->items[i] = (struct result){ .type = RESULT_STR, .str = one };
	return true;
}

static enum status unreadable(struct str where, const char *why, uint32_t id, enum status status)
{
	log_error("store: %.*s can't be unpacked: %s (dictionary %" PRIu32 ")", STR_ARG(where), why, id);
	return status;
}

/* No dictionary of that id is there: one that is newer than all was never made, so the value is damaged. */
static enum status without(struct store *store, struct arena *arena, struct str where, uint32_t id)
{
	uint32_t newest;

	TRY(packed_newest(store, arena, &newest));
	return newest > 0 && id > newest ? unreadable(where, "it is damaged", id, ERR_DAMAGED) :
		unreadable(where, "its dictionary is missing", id, ERR_AWAY);
}

enum status packed_read(struct store *store, struct arena *arena, struct str where, struct str value,
	struct result *out)
{
	uint32_t id = frame_dictionary(value);
	struct dictionary *dictionary;
	enum status status;
	struct str bytes;

	if (id == 0 || id >= DICTIONARIES_MOST)
		return unreadable(where, "it isn't a packed value", id, ERR_DAMAGED);
	status = packed_dictionary(store, arena, id, &dictionary);
	if (status == ERR_NOT_FOUND)
		return without(store, arena, where, id);
	TRY(status);
	if (!frame_open(arena, value, dictionary, PACKED_MOST, &bytes))
		return unreadable(where, "it is damaged, or its dictionary is", id, ERR_DAMAGED);
	return split(arena, bytes, out) ? OK : unreadable(where, "it isn't a list", id, ERR_DAMAGED);
}

enum status packed_make(struct arena *arena, struct dictionary *dictionary, const struct str *list,
	size_t count, struct str *value)
{
	struct str bytes = strings_write(arena, list, count);
	struct str again;

	if (bytes.len > PACKED_MOST)
		return ERR_TOO_LARGE;
	*value = frame_make(arena, bytes, dictionary);
	if (frame_open(arena, *value, dictionary, PACKED_MOST, &again) && str_eq(again, bytes))
		return OK;
	log_error("store: %zu bytes do not come back from their packed form", bytes.len);
	return ERR_INTERNAL;
}

enum status packed_newest(struct store *store, struct arena *arena, uint32_t *id)
{
	struct batch batch = batch_in(arena);
	struct result *results;

	BATCH(&batch, S("HLEN"), key_dictionaries(store, arena));
	TRY(store_run(store, &batch, &results));
	*id = (uint32_t)results[0].integer;
	return OK;
}

void packed_keep_dictionary(struct store *store, struct batch *changes, uint32_t id, struct str bytes)
{
	BATCH(changes, S("HSETNX"), key_dictionaries(store, changes->arena), num(changes->arena, id), bytes);
}
