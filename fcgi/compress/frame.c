#include "compress/frame.h"

#include <stdlib.h>
#include <string.h>
#include <zdict.h>
#include <zstd.h>

/* Made once and read for ever: the slowest of the levels that still takes a millisecond. */
#define LEVEL 19
/* How strings are sought for a dictionary: pieces of so many bytes, found by eight of theirs. */
#define SAMPLE_SHARE 10

struct dictionary {
	struct str bytes;
	ZSTD_DDict *opens;
	ZSTD_CDict *makes;	/* NULL until a frame is made by it: it takes more than a megabyte */
};

static ZSTD_DCtx *opener(void)
{
	static ZSTD_DCtx *context;

	if (context == NULL)
		context = ZSTD_createDCtx();
	if (context == NULL)
		abort();
	return context;
}

static ZSTD_CCtx *maker(void)
{
	static ZSTD_CCtx *context;

	if (context == NULL)
		context = ZSTD_createCCtx();
	if (context == NULL)
		abort();
	return context;
}

struct dictionary *dictionary_open(struct str bytes)
{
	struct dictionary *dictionary;
	char *copy;

	if (ZSTD_getDictID_fromDict(bytes.data, bytes.len) == 0)
		return NULL;
	dictionary = calloc(1, sizeof(*dictionary));
	copy = malloc(bytes.len);
	if (dictionary == NULL || copy == NULL)
		abort();
	memcpy(copy, bytes.data, bytes.len);
	dictionary->bytes = (struct str){ copy, bytes.len };
	dictionary->opens = ZSTD_createDDict(copy, bytes.len);
	if (dictionary->opens != NULL)
		return dictionary;
	dictionary_close(dictionary);
	return NULL;
}

void dictionary_close(struct dictionary *dictionary)
{
	if (dictionary == NULL)
		return;
	ZSTD_freeDDict(dictionary->opens);
	ZSTD_freeCDict(dictionary->makes);
	free((char *)dictionary->bytes.data);
	free(dictionary);
}

uint32_t dictionary_id(const struct dictionary *dictionary)
{
	return ZSTD_getDictID_fromDDict(dictionary->opens);
}

bool dictionary_train(struct arena *arena, struct str bytes, const size_t *lens, size_t count, uint32_t id,
	struct str *out)
{
	const ZDICT_params_t params = { .compressionLevel = LEVEL, .dictID = id };
	size_t room = bytes.len / SAMPLE_SHARE < DICTIONARY_BYTES ? bytes.len / SAMPLE_SHARE : DICTIONARY_BYTES;
	char *content = arena_alloc(arena, DICTIONARY_BYTES);
	char *made = arena_alloc(arena, DICTIONARY_BYTES);
	size_t size = ZDICT_trainFromBuffer(content, room, bytes.data, lens, (unsigned)count);

	if (ZDICT_isError(size))
		return false;
	/* The same content, with an id of our own and the statistics of our level. */
	size_t header = ZDICT_getDictHeaderSize(content, size);

	if (ZDICT_isError(header))
		return false;
	size = ZDICT_finalizeDictionary(made, room, content + header, size - header, bytes.data, lens,
		(unsigned)count, params);
	*out = (struct str){ made, size };
	return !ZDICT_isError(size);
}

struct str frame_make(struct arena *arena, struct str bytes, struct dictionary *dictionary)
{
	size_t room = ZSTD_compressBound(bytes.len);
	char *out = arena_alloc(arena, room);
	ZSTD_CCtx *context = maker();
	size_t size;

	if (dictionary != NULL && dictionary->makes == NULL)
		dictionary->makes = ZSTD_createCDict(dictionary->bytes.data, dictionary->bytes.len, LEVEL);
	if (dictionary != NULL && dictionary->makes == NULL)
		abort();
	ZSTD_CCtx_reset(context, ZSTD_reset_session_and_parameters);
	ZSTD_CCtx_setParameter(context, ZSTD_c_compressionLevel, LEVEL);
	ZSTD_CCtx_setParameter(context, ZSTD_c_checksumFlag, 1);
	ZSTD_CCtx_refCDict(context, dictionary != NULL ? dictionary->makes : NULL);
	size = ZSTD_compress2(context, out, room, bytes.data, bytes.len);
	if (ZSTD_isError(size))
		abort();
	return (struct str){ out, size };
}

uint32_t frame_dictionary(struct str frame)
{
	return ZSTD_getDictID_fromFrame(frame.data, frame.len);
}

bool frame_open(struct arena *arena, struct str frame, const struct dictionary *dictionary, size_t limit,
	struct str *out)
{
	unsigned long long size = ZSTD_getFrameContentSize(frame.data, frame.len);
	size_t got;
	char *bytes;

	if (size == ZSTD_CONTENTSIZE_UNKNOWN || size == ZSTD_CONTENTSIZE_ERROR || size > limit ||
		ZSTD_findFrameCompressedSize(frame.data, frame.len) != frame.len ||
		frame_dictionary(frame) != (dictionary != NULL ? dictionary_id(dictionary) : 0))
		return false;
	bytes = arena_alloc(arena, (size_t)size + 1);
	got = ZSTD_decompress_usingDDict(opener(), bytes, (size_t)size, frame.data, frame.len,
		dictionary != NULL ? dictionary->opens : NULL);
	*out = (struct str){ bytes, (size_t)size };
	return !ZSTD_isError(got) && got == size;
}
