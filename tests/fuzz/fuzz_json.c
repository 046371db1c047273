/* Any bytes as JSON.  What is read must print, and what was printed must read as the same. */
#include <stdlib.h>

#include "base/json.h"

#include "base/json_print.h"
#include "fresh_arena.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena = fresh_arena((size_t)256 << 20);
	struct value *first;
	struct value *again;
	struct str printed;

	if (json_parse(arena, (struct str){ (const char *)data, size }, &first) == OK) {
		printed = json_print(arena, first);
		if (json_parse(arena, printed, &again) != OK || !str_eq(printed, json_print(arena, again)))
			abort();
		if (str_find(printed, '<', 0) < printed.len)
			abort();
	}
	return 0;
}
