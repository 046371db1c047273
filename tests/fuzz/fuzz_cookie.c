/* Any bytes as a Cookie header.  What comes out must be fit to be sent back in one. */
#include <stdlib.h>

#include "web/request.h"
#include "fresh_arena.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena = fresh_arena((size_t)64 << 20);
	size_t count = 0;

	for (const struct field *cookie =
			fields_parse_cookie(arena, (struct str){ (const char *)data, size }, 20);
		cookie != NULL; cookie = cookie->next) {
		count++;
		if (cookie->name.len == 0 || str_find(cookie->name, '=', 0) < cookie->name.len)
			abort();
		for (size_t i = 0; i < cookie->value.len; i++)
			if (cookie->value.data[i] <= ' ' || cookie->value.data[i] == ';')
				abort();
	}
	if (count > 20)
		abort();
	return 0;
}
