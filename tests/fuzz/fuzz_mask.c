/*
 * Any bytes as a resident's text.  Masking keeps valid text valid, never makes it longer, names spans in
 * order and inside the text, and leaves every byte outside them as it is.
 */
#include <stdlib.h>

#include "base/text.h"
#include "privacy/mask.h"
#include "fresh_arena.h"

static const struct masking everything = { .kinds = MASK_PUBLIC };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(bool holds)
{
	if (!holds)
		abort();
}

static void check_spans(struct str text, struct str masked, const struct value *spans)
{
	size_t end = 0;
	size_t same = 0;

	for (const struct member *m = spans->first; m != NULL; m = m->next) {
		size_t from = (size_t)map_get_int(&m->value, "from", -1);
		size_t to = (size_t)map_get_int(&m->value, "to", -1);

		check(from >= end && to > from && to <= text.len);
		check(map_get_str(&m->value, "kind").len > 0);
		if (end == 0)
			same = from;
		end = to;
	}
	check(str_eq(str_sub(text, 0, same), str_sub(masked, 0, same)));
	check(str_ends(masked, str_sub(text, end, text.len)));
	if (spans->count == 0)
		check(str_eq(text, masked));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena = fresh_arena((size_t)256 << 20);
	struct str text = { (const char *)data, size };
	size_t cut = size / 2;
	struct value *spans;
	struct str masked = mask_text(arena, &everything, text, &spans);

	check(masked.len <= text.len);
	check_spans(text, masked, spans);
	if (text_valid(text)) {
		check(text_valid(masked));
		check(text_valid(mask_name(arena, text)));
	}
	check(str_eq(mask_reveal(arena, &everything, text, masked), text) || !text_valid(text));
	mask_text(arena, &(struct masking){ .kinds = MASK_PLACE, .name = str_sub(text, 0, cut) },
		str_sub(text, cut, size), NULL);
	mask_words(arena, str_sub(text, 0, cut), str_sub(text, cut, size));
	return 0;
}
