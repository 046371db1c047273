/* Any bytes as CSV.  Reading ends, and rows written again with every field in quotes read as the same. */
#include <stdlib.h>

#include "base/buf.h"
#include "base/csv.h"
#include "fresh_arena.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void write_field(struct buf *out, struct str field)
{
	buf_byte(out, '"');
	for (size_t i = 0; i < field.len; i++) {
		if (field.data[i] == '"')
			buf_byte(out, '"');
		buf_byte(out, field.data[i]);
	}
	buf_byte(out, '"');
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena = fresh_arena((size_t)256 << 20);
	struct csv csv = csv_of((struct str){ (const char *)data, size });
	struct str fields[CSV_FIELDS];
	struct str again[CSV_FIELDS];
	const char *problem;
	enum csv_row row;
	size_t count;
	size_t counted;

	while ((row = csv_next(&csv, arena, fields, &count, &problem)) != CSV_END) {
		struct buf out = buf_in(arena);
		struct csv second;

		if (row == CSV_BAD)
			continue;
		for (size_t i = 0; i < count; i++) {
			if (i > 0)
				buf_byte(&out, ',');
			write_field(&out, fields[i]);
		}
		if (out.len > CSV_ROW_BYTES)
			continue;
		second = csv_of(buf_str(&out));
		if (csv_next(&second, arena, again, &counted, &problem) != CSV_ROW || counted != count ||
			second.rest.len > 0)
			abort();
		for (size_t i = 0; i < count; i++)
			if (!str_eq(fields[i], again[i]))
				abort();
	}
	return 0;
}
