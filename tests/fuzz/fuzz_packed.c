/*
 * Any bytes as a packed value: opened or refused, never more than the limit.  And any bytes as a list of
 * strings: what it splits into, written again, reads as the same.
 */
#include <stdlib.h>
#include <string.h>

#include "compress/frame.h"
#include "compress/strings.h"
#include "fresh_arena.h"

#define LIMIT ((size_t)1 << 20)
#define STRINGS_MOST 4096

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena = fresh_arena((size_t)64 << 20);
	struct str bytes = { (const char *)data, size };
	struct str rest = bytes;
	struct str list[STRINGS_MOST];
	struct str opened;
	size_t count = 0;

	frame_dictionary(bytes);
	if (frame_open(arena, bytes, NULL, LIMIT, &opened)) {
		if (opened.len > LIMIT)
			abort();
		rest = bytes = opened;
	}
	while (count < STRINGS_MOST && strings_next(&rest, &list[count]))
		count++;
	/* Lengths may be written longer than they need be, so only the strings are compared. */
	rest = strings_write(arena, list, count);
	for (size_t i = 0; i < count; i++)
		if (!strings_next(&rest, &opened) || !str_eq(opened, list[i]))
			abort();
	return 0;
}
