/*
 * simplified: the simplified form of each Chinese character, 後 → 后, as OpenCC's data has it.  A character
 * alone: words that are written otherwise (乾隆) are written otherwise in the index and in what is asked for,
 * so they still meet.  Depends on: OpenCC's t2s.json.
 */
#ifndef SEARCH_SIMPLIFIED_H
#define SEARCH_SIMPLIFIED_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * Puts into forms[c] the simplified form of the character c, for each of the count lowest characters of
 * Unicode that has one within these.  False when OpenCC's data isn't there: forms is untouched.
 */
bool simplified_load(uint16_t *forms, size_t count);

#endif
