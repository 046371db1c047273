/*
 * strings: a list of strings as one string: of each its length (7 bits a byte, the low ones first, the top
 * bit saying that more follow) and its bytes.  Pure functions.  Depends on: base/arena.
 */
#ifndef COMPRESS_STRINGS_H
#define COMPRESS_STRINGS_H

#include "base/arena.h"

struct str strings_write(struct arena *arena, const struct str *list, size_t count);

/*
 * The next one, within bytes, which then begin behind it.  False at their end, and when they aren't such a
 * list.
 */
bool strings_next(struct str *bytes, struct str *out);

#endif
