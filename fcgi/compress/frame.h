/*
 * frame: bytes in one frame of Zstandard (RFC 8878) with a checksum and, mostly, by a dictionary that the
 * frame names.  A frame is opened only if it is whole, stands alone, tells its content's size, and that is
 * within the limit.  Its contexts are kept for the process; they hold nothing between two calls.  Depends
 * on: libzstd, base/arena.
 */
#ifndef COMPRESS_FRAME_H
#define COMPRESS_FRAME_H

#include <stdint.h>

#include "base/arena.h"

/* What frames are made by and opened with; made ready once. */
struct dictionary;

/* From its bytes, which are copied.  NULL: they are no dictionary.  The caller closes it. */
struct dictionary *dictionary_open(struct str bytes);
void dictionary_close(struct dictionary *dictionary);
/* The id that frames made by it name. */
uint32_t dictionary_id(const struct dictionary *dictionary);

/* The largest dictionary, in bytes. */
#define DICTIONARY_BYTES 112640

/*
 * A dictionary of at most DICTIONARY_BYTES for what is like the samples, which lie one behind the other in
 * bytes, their lengths in lens; a tenth of them at most, so that it gains more than it takes.  id: 1 to
 * 255, so that a frame names it in one byte.  False: they are too few or too much alike.
 */
bool dictionary_train(struct arena *arena, struct str bytes, const size_t *lens, size_t count, uint32_t id,
	struct str *out);

/* The bytes as a frame; dictionary may be NULL. */
struct str frame_make(struct arena *arena, struct str bytes, struct dictionary *dictionary);

/* The id of the dictionary that the frame names; 0: none, or it is no frame. */
uint32_t frame_dictionary(struct str frame);

/*
 * What is in the frame, of at most limit bytes.  dictionary: the one that it names, or NULL.  False when the
 * frame isn't whole and sound, is too large, or was made by another dictionary.
 */
bool frame_open(struct arena *arena, struct str frame, const struct dictionary *dictionary, size_t limit,
	struct str *out);

#endif
